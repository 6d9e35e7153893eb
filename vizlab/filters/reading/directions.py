"""A feature is a direction in the space of channels, not one channel: edges of one orientation, read off a layer.

At every place of a layer's maps stands a vector, one number a channel. Which places lie on an edge is known from the picture
alone; a mixture of channels that tells them apart is compared with the best single channel, both on places left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from vizlab.errors import VizlabError
from vizlab.inspection import activations

Array = NDArray[np.float64]
MOST_PLACES = 6000
HALF_WIDTH = np.radians(22.5)  # of an orientation
STEEP = 0.8  # quantile of the slope from which a place counts as an edge
PENALTY = 1e-3


@dataclass(frozen=True)
class Direction:
    """channels: how well each tells edges from the rest, alone (c,); mixture: all together; weights: of the mixture (c,).

    All as the area under the ROC curve on places left out: 0.5 is chance, 1 complete. best: the channel chosen without them.
    share: of all places that lie on such an edge.
    """

    channels: Array
    mixture: float
    weights: Array
    best: int
    share: float


def find_direction(model: nn.Module, name: str, inputs: torch.Tensor, concept: str, seed: int = 0) -> Direction:
    """How a layer tells edges of one orientation, a name in `CONCEPTS`, on pictures (n, c, h, w).

    Errors: `VizlabError` if the layer has no places, or fewer than two of a kind.
    """
    values, edge = _places(model, name, inputs, CONCEPTS[concept], seed)
    half = np.arange(len(edge)) % 2 == 0
    if min(edge[half].sum(), (~edge[half]).sum(), edge[~half].sum(), (~edge[~half]).sum()) < 2:
        raise VizlabError("These pictures show too few edges of this orientation at the places of this layer.")
    weights = _mixture(values[half], edge[half])
    taught, tested = areas(values[half], edge[half]), areas(values[~half], edge[~half])
    signs = np.where(taught < 0.5, -1, 1)  # a channel that is low on edges tells them as well
    alone = np.where(signs < 0, 1 - tested, tested)
    best = int(np.maximum(taught, 1 - taught).argmax())
    mixture = float(areas(values[~half] @ weights[:, None], edge[~half])[0])
    return Direction(alone, mixture, weights, best, float(edge.mean()))


def areas(values: Array, positive: NDArray[np.bool_]) -> Array:
    """The area under the ROC curve of each column of values (n, c): how often a positive lies above a negative; ties half."""
    order = np.argsort(values, axis=0, kind="stable")
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(1.0, len(values) + 1)[:, None], values.shape), axis=0)
    for column in range(values.shape[1]):
        _, place, counts = np.unique(values[:, column], return_inverse=True, return_counts=True)
        if len(counts) < len(values):
            ranks[:, column] = (np.bincount(place, ranks[:, column]) / counts)[place]
    n = int(positive.sum())
    return np.asarray((ranks[positive].sum(axis=0) - n * (n + 1) / 2) / (n * (len(values) - n)))


def along(maps: NDArray[Any], weights: Array) -> Array:
    """The maps (c, h, w) of one picture, mixed into one map (h, w)."""
    return np.asarray(np.einsum("chw,c->hw", np.asarray(maps, np.float64), weights))


def edges(inputs: torch.Tensor, angle: float, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Which of the places (n, h, w) of maps of this size lie on a steep edge along this angle, in radians."""
    grey = inputs.mean(dim=1, keepdim=True).double()
    sobel = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=torch.float64)
    padded = functional.pad(grey, (1, 1, 1, 1), mode="replicate")
    across, down = (functional.conv2d(padded, kernel[None, None]) for kernel in (sobel, sobel.T))
    # doubled angles can be averaged: an edge from dark to bright and one from bright to dark have the same orientation
    parts = torch.cat([across**2 + down**2, across**2 - down**2, 2 * across * down], dim=1)
    energy, cosine, sine = functional.adaptive_avg_pool2d(parts, size).numpy().transpose(1, 0, 2, 3)
    gap = np.angle(np.exp(1j * (np.arctan2(sine, cosine) - 2 * (angle + np.pi / 2)))) / 2
    return np.asarray((energy > max(np.quantile(energy, STEEP), 1e-12)) & (np.abs(gap) < HALF_WIDTH))


def _places(model: nn.Module, name: str, inputs: torch.Tensor, angle: float, seed: int) -> tuple[Array, NDArray[np.bool_]]:
    """What the channels say (places, c), standardised, and which places lie on an edge."""
    maps = activations(model, inputs.to(next(model.parameters()).device), [name])[name].cpu().double()
    if maps.ndim != 4 or maps.shape[2] * maps.shape[3] < 4:
        raise VizlabError(f"A direction is looked for in layers that have maps with places; {name!r} has none.")
    edge = edges(inputs.cpu(), angle, (maps.shape[2], maps.shape[3])).ravel()
    values = maps.permute(0, 2, 3, 1).reshape(-1, maps.shape[1]).numpy()
    taken = np.random.default_rng(seed).permutation(len(edge))[:MOST_PLACES]
    values = values[taken] - values[taken].mean(axis=0)
    return values / np.maximum(values.std(axis=0), 1e-9), edge[taken]


def _mixture(values: Array, edge: NDArray[np.bool_]) -> Array:
    """Weights (c,) of the linear discriminant, with a little ridge."""
    target = np.where(edge, 1 / edge.sum(), -1 / (~edge).sum()) * len(edge) / 2  # both kinds count alike
    weighted = values * np.where(edge, 0.5 / edge.sum(), 0.5 / (~edge).sum())[:, None]
    spread = weighted.T @ values + PENALTY * np.eye(values.shape[1])
    weights: Array = np.linalg.solve(spread, values.T @ target / len(edge))
    return weights / max(float(np.linalg.norm(weights)), 1e-12)


CONCEPTS: dict[str, float] = {  # orientation of the edge against the horizontal, in radians; rows run down
    "upright edge": np.pi / 2,
    "level edge": 0.0,
    "edge going down": np.pi / 4,
    "edge going up": -np.pi / 4,
}
