"""Codes drawn at random and what becomes of them: truncation, variety, and whether a classifier knows what it sees."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import images, library
from vizlab.generative.codes.opened import Codes, Opened, Pixels

SAMPLES = 64
SURE = 0.9  # probability from which on the classifier counts as sure


@dataclass(frozen=True)
class Drawn:
    """Samples: codes (n, latent), classes (n,) that were asked for or None, pictures (n, h, w), and how long decoding took."""

    codes: Codes
    classes: NDArray[np.int64] | None
    pictures: Pixels
    took_ms: float


def prior(model: Opened, n: int, seed: int, psi: float = 1.0) -> Codes:
    """n codes of the prior, shrunk by psi towards 0 (truncation): psi 1 is the prior, psi 0 its middle."""
    return psi * np.random.default_rng(seed).standard_normal((n, model.latent))


def classes_for(model: Opened, n: int, asked: int | None) -> NDArray[np.int64] | None:
    """The class asked for n times, or all in turn; None for a model that takes none."""
    if not model.conditional:
        return None
    return np.arange(n) % len(model.conditional) if asked is None else np.full(n, asked)


def draw(model: Opened, n: int, seed: int, *, psi: float = 1.0, asked: int | None = None) -> Drawn:
    """n samples of the model. asked: of a conditional one, the class; None takes all in turn."""
    codes, classes = prior(model, n, seed, psi), classes_for(model, n, asked)
    model.decode(codes[:1], None if classes is None else classes[:1])  # the first call sets up what torch needs
    began = time.perf_counter()
    pictures = model.decode(codes, classes)
    return Drawn(codes, classes, pictures, 1000 * (time.perf_counter() - began))


def variety(pictures: Pixels) -> float:
    """The mean distance between two of these pictures (n, h, w), in grey values of [0, 1] over all pixels."""
    x = pictures.reshape(len(pictures), -1).astype(np.float64) / np.iinfo(np.uint8).max
    squares = (x**2).sum(1)
    gaps = np.sqrt(np.maximum(squares[:, None] + squares - 2 * x @ x.T, 0))
    n = len(x)
    return float(gaps.sum() / (n * (n - 1))) if n > 1 else 0.0


def judge(data: str, pictures: Pixels) -> tuple[NDArray[np.int64], NDArray[np.float32]] | None:
    """Which class our own classifier of this data sees (n,), and how surely (n,); None where vizlab brings no such classifier."""
    if data not in JUDGES:
        return None
    model = _opened(JUDGES[data])
    x = images.unit(torch.tensor(pictures)[:, None]).to(model.device)
    with model.lock, torch.no_grad():
        sure, seen = torch.softmax(model.network(x), 1).max(1)
    return seen.cpu().numpy(), sure.cpu().numpy()


def share_sure(data: str, pictures: Pixels) -> float | None:
    """The share of pictures of which our classifier is at least 90 % sure; None where there is none."""
    found = judge(data, pictures)
    return None if found is None else float((found[1] >= SURE).mean())


@cache
def _opened(reference: str) -> Any:
    return library.open_model(reference)


JUDGES = {"MNIST": "bundled/mnist-lenet5", "Fashion-MNIST": "bundled/fashion-cnn", "digits": "bundled/digits-cnn"}
