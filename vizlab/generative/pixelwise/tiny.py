"""Pictures so small that all of them can be counted: the probabilities of a masked network sum to 1, of another they do not."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, optim

from vizlab import devices
from vizlab.generative.pixelwise import pictures
from vizlab.generative.pixelwise.network import PlainPixelCnn
from vizlab.randomness import RandomStream

CHANNELS, LAYERS, KERNEL, LR = 12, 2, 3, 0.01
STEPS = (0, 30, 100, 200)


@dataclass(frozen=True)
class Counted:
    """Of all pictures (2^n, h, w), uint8: what the network calls their probability, p (2^n,); real: which were learned from."""

    all: NDArray[np.uint8]
    p: NDArray[np.float64]
    real: NDArray[np.bool_]
    loss: float

    @property
    def total(self) -> float:
        """The sum over all pictures: 1, if p are probabilities."""
        return float(self.p.sum())

    @property
    def found(self) -> float:
        """The share of it that lies on the pictures that were learned from."""
        return float(self.p[self.real].sum() / self.total)


def every(h: int, w: int) -> NDArray[np.uint8]:
    """All black and white pictures: (2^(h·w), h, w)."""
    n = h * w
    return (np.arange(2**n)[:, None] >> np.arange(n)[::-1] & 1).astype(np.uint8).reshape(-1, h, w)


def bars(h: int, w: int) -> NDArray[np.uint8]:
    """Every picture of whole rows or of whole columns, each once: (2^h + 2^w - 2, h, w)."""
    rows = [np.tile(np.array(on)[:, None], (1, w)) for on in itertools.product((0, 1), repeat=h)]
    columns = [np.tile(np.array(on)[None], (h, 1)) for on in itertools.product((0, 1), repeat=w)]
    return np.unique(np.array(rows + columns, np.uint8), axis=0)


def count(size: str, mask: str, steps: int, seed: int) -> Counted:
    """Learn bars and stripes of a size in `SIZES` with a first mask in `FIRST_MASKS`, and ask for every picture there is."""
    h, w = SIZES[size]
    real, everything = bars(h, w), every(h, w)
    with RandomStream(seed):
        network = PlainPixelCnn(2, CHANNELS, LAYERS, KERNEL, FIRST_MASKS[mask])
    with devices.one_thread():
        loss = _learn(network, torch.from_numpy(real.astype(np.int64)), steps)
    network.double()
    x = torch.from_numpy(everything.astype(np.int64))
    with torch.no_grad():
        cost = torch.cat([_costs(network, part) for part in x.split(512)])
    known = {picture.tobytes() for picture in real}
    is_real = np.array([picture.tobytes() in known for picture in everything])
    return Counted(everything, np.exp(-cost.numpy()), is_real, loss)


def _costs(network: PlainPixelCnn, x: Tensor) -> Tensor:
    value = x.double()
    logits = network.from_planes(torch.stack([value, torch.ones_like(value)], dim=1))
    return pictures.surprise(logits, x).sum((1, 2))


def _learn(network: PlainPixelCnn, x: Tensor, steps: int) -> float:
    """All pictures in every step; the mean cost of one at the end, nats."""
    optimizer = optim.Adam(network.parameters(), LR)
    for _ in range(steps):
        cost = pictures.surprise(network(x), x).sum((1, 2)).mean()
        optimizer.zero_grad(set_to_none=True)
        cost.backward()
        optimizer.step()
    with torch.no_grad():
        return float(pictures.surprise(network(x), x).sum((1, 2)).mean())


def likeliest(found: Counted, n: int) -> NDArray[np.intp]:
    """Places of the n most probable pictures, first the most probable."""
    return np.argsort(-found.p, kind="stable")[:n]


SIZES: dict[str, tuple[int, int]] = {"2 × 2": (2, 2), "3 × 3": (3, 3), "3 × 4": (3, 4)}
FIRST_MASKS: dict[str, str] = {"A: only what comes before": "A", "B: and the pixel itself": "B", "none: all around": "none"}
