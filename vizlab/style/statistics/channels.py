"""Behind one number of a Gram matrix: the maps of two channels and their product, and what must hold of the whole matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from vizlab.style.losses import gram
from vizlab.style.sight import FeatureNetwork
from vizlab.style.statistics.looking import apart, as_input, see_layer

MOST_CHANNELS = 48  # that are drawn of a Gram matrix
MOST_SIDE = 56  # of a map that is drawn


@dataclass(frozen=True)
class Pair:
    """Maps (h, w) of two channels of one layer and their product, of large layers the means of blocks.

    entry: the mean of the product, as it stands in the Gram matrix. cosine: 1 where both answer at the same places in the same
    proportion, 0 where never both do.
    """

    first: NDArray[Any]
    second: NDArray[Any]
    product: NDArray[Any]
    entry: float
    cosine: float


@dataclass(frozen=True)
class Nature:
    """What must hold of a Gram matrix, measured relative to its largest eigenvalue.

    asymmetry: largest difference of an entry and its mirror image. smallest: the smallest eigenvalue, in double precision.
    rank: how many eigenvalues are more than 1e-6 of the largest. shape: channels by channels.
    """

    asymmetry: float
    smallest: float
    rank: int
    shape: tuple[int, int]


@dataclass(frozen=True)
class Grams:
    """Gram matrices of one layer (c, c) by picture, for the channels that are strongest in the last, strongest first.

    channels: their numbers. positions: of the last picture, over which it is a mean. apart: picture -> distance of its whole
    matrix to the last one's, as a share of that. nature: of the last one's whole matrix.
    """

    matrices: dict[str, NDArray[np.float32]]
    channels: list[int]
    positions: int
    apart: dict[str, float]
    nature: Nature


def compare(network: FeatureNetwork, layer: str, pictures: Mapping[str, NDArray[Any]]) -> Grams:
    """Gram matrices of a layer for pictures by name, (h, w, 3). Errors: `VizlabError` if there is no such layer."""
    seen = {name: see_layer(network, layer, as_input(network, pixels)) for name, pixels in pictures.items()}
    found = {name: gram(features) for name, features in seen.items()}
    last = list(seen)[-1]
    order = found[last].diagonal().argsort(descending=True)[:MOST_CHANNELS]
    strongest = {name: matrix[order][:, order].cpu().numpy() for name, matrix in found.items()}
    distances = {name: apart(matrix, found[last]) for name, matrix in found.items() if name != last}
    return Grams(strongest, order.tolist(), seen[last][0].numel(), distances, nature(found[last]))


def pair(features: Tensor, i: int, j: int) -> Pair:
    """Channels i and j of features (c, h, w)."""
    maps = features.cpu().numpy()
    first, second = maps[i], maps[j]
    product = first * second
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    cosine = float(product.sum()) / max(lengths, 1e-12)
    return Pair(_coarse(first), _coarse(second), _coarse(product), float(product.mean()), cosine)


def nature(matrix: Tensor) -> Nature:
    """What must hold of a matrix (c, c) that says it is a Gram matrix."""
    values = matrix.double().cpu().numpy()
    found = np.linalg.eigvalsh((values + values.T) / 2)
    largest = max(float(found[-1]), 1e-300)
    asymmetry = float(np.abs(values - values.T).max()) / largest
    return Nature(asymmetry, float(found[0]) / largest, int((found > 1e-6 * largest).sum()), (len(values), len(values)))


def partners(matrix: NDArray[Any]) -> tuple[int, int]:
    """Row and column of the two different channels of a Gram matrix (c, c) that answer together most, by cosine."""
    lengths = np.sqrt(np.maximum(np.diag(matrix), 1e-12))
    cosines = matrix / np.outer(lengths, lengths)
    np.fill_diagonal(cosines, -2)
    row, column = np.unravel_index(int(cosines.argmax()), cosines.shape)
    return int(min(row, column)), int(max(row, column))


def _coarse(values: NDArray[Any]) -> NDArray[Any]:
    """Means of blocks of a map (h, w), as small as leaves it at most `MOST_SIDE` long."""
    block = -(-max(values.shape) // MOST_SIDE)
    rows, columns = (size // block for size in values.shape)
    return np.asarray(values[: rows * block, : columns * block].reshape(rows, block, columns, block).mean((1, 3)))
