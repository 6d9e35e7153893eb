"""How much comes back through a bottleneck of 1 to 32 numbers: with bends, straight, and by principal components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.frames import Frame
from vizlab.generative.autoencoders import network, straight
from vizlab.generative.autoencoders.recipe import StudyRecipe
from vizlab.generative.autoencoders.study import Arrays, Cell, Study

SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
PICTURES = 12  # test digits that are shown, the first of them
DEEP, STRAIGHT, PCA = "with bends", "straight", "principal components"
WAYS = (DEEP, STRAIGHT, PCA)


def measure(recipe: StudyRecipe, cell: str, first: Arrays) -> Cell:
    """Train both auto-encoders with a code of so many numbers; errors are of test digits, and of training digits."""
    latent = int(cell)
    x, _, held, _ = network.digits()
    deep = network.built(network.AutoEncoder, x.shape[1], latent, recipe.ae_hidden, recipe.ae_seed)
    yield from network.learn(deep, x, network.squared(deep), epochs=recipe.ae_epochs, seed=recipe.ae_seed)
    seen, test = x.double().numpy(), held.double().numpy()
    line, components = straight.train(seen, latent, recipe.ae_seed), straight.principal(seen, latent)
    yield
    numbers: dict[str, Any] = {"angle": straight.angle(line, components)}
    arrays: dict[str, NDArray[Any]] = {} if latent > SIZES[0] else {"pictures": _bytes(test[:PICTURES])}
    for name, pair in {DEEP: _through(deep, x, held), STRAIGHT: (line.read_back(seen), line.read_back(test))}.items():
        numbers[name] = {"training": _error(pair[0], seen), "test": _error(pair[1], test)}
        arrays[name] = _bytes(pair[1][:PICTURES])
    both = components.read_back(seen), components.read_back(test)
    numbers[PCA] = {"training": _error(both[0], seen), "test": _error(both[1], test)}
    return numbers, arrays


def _through(deep: network.AutoEncoder, *pictures: torch.Tensor) -> tuple[NDArray[np.float64], ...]:
    with torch.no_grad():
        return tuple(deep(part).double().numpy() for part in pictures)


def _error(read: NDArray[np.float64], x: NDArray[np.float64]) -> float:
    return float(np.square(read - x).mean())


def _bytes(pictures: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Pictures (n, 64) as grey levels (n, 8, 8)."""
    side = round(pictures.shape[1] ** 0.5)
    return np.clip(np.rint(pictures * 255), 0, 255).astype(np.uint8).reshape(-1, side, side)


def curves(found: Mapping[str, Mapping[str, Any]], part: str) -> dict[str, list[tuple[float, float]]]:
    """Mean squared error by width for each of `WAYS`; part: "test" or "training"."""
    return {way: [(float(cell), numbers[way][part]) for cell, numbers in found.items()] for way in WAYS}


def rows(frames: list[Frame], way: str) -> tuple[NDArray[np.float32], list[tuple[str, NDArray[np.float32]]]]:
    """The shown digits (12, 8, 8), grey levels in [0, 1], and what comes back of them by width."""
    grey = np.float32(1 / 255)
    back = [(str(frame.notes["cell"]), np.asarray(frame.arrays[way] * grey, np.float32)) for frame in frames]
    return np.asarray(frames[0].arrays["pictures"] * grey, np.float32), back


def last_ahead(found: Mapping[str, Mapping[str, Any]]) -> int:
    """The largest width up to which the auto-encoder with bends has the least error on test digits; 0 if at none."""
    ahead = 0
    for cell, numbers in found.items():
        if numbers[DEEP]["test"] >= numbers[PCA]["test"]:
            break
        ahead = int(cell)
    return ahead


def agreement(found: Mapping[str, Mapping[str, Any]]) -> tuple[float, float]:
    """How far the straight one is from principal components at worst: in error, as a share of it, and in angle, degrees."""
    shares = [abs(numbers[STRAIGHT]["training"] / numbers[PCA]["training"] - 1) for numbers in found.values()]
    return max(shares), max(numbers["angle"] for numbers in found.values())


STUDY = Study(tuple(str(size) for size in SIZES), measure)
