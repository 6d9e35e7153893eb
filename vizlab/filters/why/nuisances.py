"""What sight must survive: pictures moved, turned, scaled, lit from a side, covered or noisy, and what networks make of them.

To add one: a function (pictures (n, 1, h, w), level, seed) -> pictures and a line in `NUISANCES`. Where a direction is needed,
neighbouring pictures take different ones. Black comes in from outside, as around digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab.errors import VizlabError


@dataclass(frozen=True)
class Nuisance:
    """title: with its unit. levels: from none on; the first changes nothing. apply: see above."""

    title: str
    levels: tuple[float, ...]
    apply: Callable[[Tensor, float, int], Tensor]


def disturbed(pictures: Tensor, seed: int, levels: Mapping[str, float]) -> Tensor:
    """Pictures (n, 1, h, w) after the nuisances of these names, each at its level, one after the other.

    Errors: `VizlabError` for an unknown name, or a level outside its range.
    """
    for name, level in levels.items():
        if name not in NUISANCES:
            raise VizlabError(f"A nuisance is one of {', '.join(NUISANCES)}; got {name!r}.")
        known = NUISANCES[name].levels
        if not min(known) <= level <= max(known):
            raise VizlabError(f"{name} must lie between {min(known):g} and {max(known):g}; got {level!r}.")
        if level != known[0]:
            pictures = NUISANCES[name].apply(pictures, level, seed)
    return pictures


@torch.no_grad()
def accuracy(network: nn.Module, pictures: Tensor, labels: Tensor) -> float:
    """Share of pictures that a network puts into the right class, 0-1."""
    return float((network(pictures).argmax(1) == labels).float().mean())


def curves(networks: Mapping[str, nn.Module], pictures: Tensor, labels: Tensor, seed: int) -> dict[str, dict[str, list[float]]]:
    """Nuisance -> network -> accuracy at each of its levels."""
    found: dict[str, dict[str, list[float]]] = {name: {title: [] for title in networks} for name in NUISANCES}
    for name, nuisance in NUISANCES.items():
        for level in nuisance.levels:
            seen = disturbed(pictures, seed, {name: level})
            for title, network in networks.items():
                found[name][title].append(accuracy(network, seen, labels))
    return found


def area(accuracies: list[float]) -> float:
    """The mean height of a curve over evenly spaced levels (trapezoids), 0-1: 1 is untouched by the nuisance."""
    return float(np.trapezoid(accuracies) / (len(accuracies) - 1))


def warped(pictures: Tensor, angles: Tensor, factor: float = 1.0, padding: str = "zeros") -> Tensor:
    """Pictures turned about their middle by angles (n,) in degrees, to the left, and enlarged; between pixels linearly."""
    turn = angles * (math.pi / 180)
    place = torch.zeros(len(pictures), 2, 3, dtype=pictures.dtype)
    place[:, 0, 0] = place[:, 1, 1] = turn.cos() / factor
    place[:, 0, 1], place[:, 1, 0] = -turn.sin() / factor, turn.sin() / factor
    grid = F.affine_grid(place, list(pictures.shape), align_corners=False)
    return F.grid_sample(pictures, grid, padding_mode=padding, align_corners=False)


def slid(pictures: Tensor, down: int, right: int) -> Tensor:
    """Pictures moved by whole pixels, black coming in."""
    h, w = pictures.shape[-2:]
    padded = F.pad(pictures, [abs(right)] * 2 + [abs(down)] * 2)
    return padded[..., abs(down) - down :, abs(right) - right :][..., :h, :w]


def _moved(pictures: Tensor, level: float, seed: int) -> Tensor:
    found = torch.empty_like(pictures)
    for turn, (down, right) in enumerate(((0, 1), (1, 0), (0, -1), (-1, 0))):
        found[turn::4] = slid(pictures[turn::4], down * round(level), right * round(level))
    return found


def _turned(pictures: Tensor, level: float, seed: int) -> Tensor:
    signs = torch.ones(len(pictures))
    signs[1::2] = -1
    return warped(pictures, signs * level)


def _scaled(pictures: Tensor, level: float, seed: int) -> Tensor:
    return warped(pictures, torch.zeros(len(pictures)), level)


def _lit(pictures: Tensor, level: float, seed: int) -> Tensor:
    ramp = torch.linspace(0, level, pictures.shape[-1])
    found = pictures + ramp
    found[1::2] = pictures[1::2] + ramp.flip(0)
    return found.clamp(max=1)


def _covered(pictures: Tensor, level: float, seed: int) -> Tensor:
    side, (h, w) = round(level), pictures.shape[-2:]
    corners = np.random.default_rng(seed).integers(0, [h - side + 1, w - side + 1], size=(len(pictures), 2))
    tops, lefts = (torch.from_numpy(corner)[:, None] for corner in corners.T)
    rows, columns = torch.arange(h), torch.arange(w)
    hidden = ((rows >= tops) & (rows < tops + side))[:, :, None] & ((columns >= lefts) & (columns < lefts + side))[:, None, :]
    return pictures.masked_fill(hidden[:, None], 0)


def _noisy(pictures: Tensor, level: float, seed: int) -> Tensor:
    noise = torch.randn(pictures.shape, generator=torch.Generator().manual_seed(seed))
    return (pictures + level * noise).clamp(0, 1)


NUISANCES: dict[str, Nuisance] = {
    "moved_px": Nuisance("moved, px", (0, 1, 2, 3, 4), _moved),
    "turned": Nuisance("turned, degrees", (0, 10, 20, 30, 40, 50, 60, 70, 80, 90), _turned),
    "scaled": Nuisance("scaled", (1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4), _scaled),
    "lit": Nuisance("lit from a side", (0, 0.2, 0.4, 0.6, 0.8, 1.0), _lit),
    "covered_px": Nuisance("covered by a black square, px", (0, 1, 2, 3, 4, 5, 6), _covered),
    "noisy": Nuisance("noise, standard deviation", (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6), _noisy),
}
