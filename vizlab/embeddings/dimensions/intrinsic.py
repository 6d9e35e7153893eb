"""Intrinsic dimension: how many numbers say where on the data one is, however many it is written down with.

Two estimators from distances to nearest neighbours alone, and the linear count beside them. Sources: Facco 2017, Scientific
Reports 7, 12140 (TwoNN, as a likelihood); Levina & Bickel 2004, with the mean of inverses of MacKay & Ghahramani 2005.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import library
from vizlab.embeddings import pca
from vizlab.embeddings.dimensions import material
from vizlab.embeddings.features import layer_sizes, several_layers
from vizlab.embeddings.methods.graph import nearest

N, IN_LAYERS = 1500, 500  # points of a shape; pictures that go through a network
SHARE = 0.95  # of the variance, for the linear count
MOST_K = 100  # neighbours


@dataclass(frozen=True)
class Distances:
    """Distances (n, k) of each point to its nearest others, ascending, without points that lie upon another."""

    values: NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """A cloud of known dimension: draw(n, dimension, rng) -> points (n, D). fixed: its dimension, 0 where it can be chosen."""

    draw: Callable[[int, int, np.random.Generator], NDArray[np.float64]]
    fixed: int
    about: str


def neighbours(features: torch.Tensor, k: int = MOST_K) -> Distances:
    """Distances of features (n, d) to their k nearest others. A copy of another point says nothing of a dimension."""
    single = torch.unique(features.double(), dim=0)
    found = torch.cat([distances for distances, _ in nearest(single, min(k, len(single) - 1))])
    return Distances(found.numpy())


def two_nn(distances: Distances) -> float:
    """Of the ratio mu of the second to the first distance alone: (n - 1) / sum of log mu."""
    ratios = np.log(distances.values[:, 1] / distances.values[:, 0])
    return float((len(ratios) - 1) / max(ratios.sum(), 1e-30))


def by_likelihood(distances: Distances, k: int) -> float:
    """Of k neighbours, Levina and Bickel's: the inverse of the mean of log(T_k / T_j), over all points and j < k."""
    logs = np.log(distances.values[:, k - 1 : k] / distances.values[:, : k - 1])
    return float((k - 1) / max(logs.sum(1).mean(), 1e-30))


def linear_count(features: torch.Tensor, share: float = SHARE) -> int:
    """How many principal components keep this share of the variance."""
    explained = pca.fit(features).explained.cumsum(0)
    return int((explained < share - 1e-12).sum()) + 1


def estimates(features: torch.Tensor, k: int) -> dict[str, float]:
    """What each way says of features (n, d): TwoNN, the likelihood of k neighbours, and the linear count."""
    found = neighbours(features, k)
    return {
        "two neighbours": two_nn(found),
        "likelihood": by_likelihood(found, k),
        "PCA, 95 %": float(linear_count(features)),
    }


def of_layers(reference: str, name: str) -> dict[str, torch.Tensor]:
    """Pictures of a source (n = `IN_LAYERS`) as pixels and as the layers of a network have them: title -> features (n, d).

    Left out is what only prepares the layer after it: sums before their bend, their normalisation, maps in a row.
    """
    known = material.read(name)
    features = known.features[:IN_LAYERS]
    model = library.open_model(reference)
    layers = [layer for layer in layer_sizes(model) if not layer.endswith(("conv", "norm", "flatten"))]
    return {"pixels": features} | several_layers(model, features.float().reshape(-1, *known.shape), layers)


def ratio_line(distances: Distances) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """log mu, ascending, and -log(1 - F(log mu)): a straight line through 0 whose slope is the dimension (n - 1 points)."""
    logs = np.sort(np.log(distances.values[:, 1] / distances.values[:, 0]))
    places = np.arange(1, len(logs) + 1) / len(logs)
    return logs[:-1], -np.log(1 - places[:-1])


def draw(shape: str, dimension: int, n: int, ambient: int, noise: float, seed: int) -> torch.Tensor:
    """n points of one of `SHAPES`, turned at random into `ambient` dimensions, with Gaussian noise along all of them.

    noise: its standard deviation, as a share of the shape's own (the root of its mean variance along an axis that it fills).
    """
    rng = np.random.default_rng(seed)
    points = SHAPES[shape].draw(n, dimension, rng)
    width = points.shape[1]
    spread = math.sqrt(np.square(points - points.mean(0)).sum() / len(points) / width)
    turn, _ = np.linalg.qr(rng.normal(size=(max(ambient, width), width)))
    turned = points @ turn.T
    return torch.from_numpy(turned + rng.normal(scale=max(noise, 1e-12) * spread, size=turned.shape))


def dimension_of(shape: str, dimension: int) -> int:
    """The true dimension of a shape, where `dimension` is asked for."""
    return SHAPES[shape].fixed or dimension


def _roll(n: int, dimension: int, rng: np.random.Generator) -> NDArray[np.float64]:
    along = 1.5 * np.pi * np.sqrt(1 + 8 * rng.uniform(size=n))  # evenly along the roll
    return np.stack([along * np.cos(along), 21 * rng.uniform(size=n), along * np.sin(along)], 1)


def _sphere(n: int, dimension: int, rng: np.random.Generator) -> NDArray[np.float64]:
    points = rng.normal(size=(n, dimension + 1))
    found: NDArray[np.float64] = points / np.linalg.norm(points, axis=1, keepdims=True)
    return found


def _plane(n: int, dimension: int, rng: np.random.Generator) -> NDArray[np.float64]:
    return rng.normal(size=(n, dimension))


def _cube(n: int, dimension: int, rng: np.random.Generator) -> NDArray[np.float64]:
    return rng.uniform(size=(n, dimension))


SHAPES: dict[str, Shape] = {
    "Swiss roll": Shape(_roll, 2, "a sheet rolled up in a room"),
    "sphere": Shape(_sphere, 0, "the surface of a ball of one dimension more"),
    "Gaussian": Shape(_plane, 0, "a flat cloud, dense in the middle"),
    "cube": Shape(_cube, 0, "a flat cloud with edges, even inside"),
}
