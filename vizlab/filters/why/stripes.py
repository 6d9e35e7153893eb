"""From a dense layer to a convolution, learned: the same operation on digits under four restrictions of its matrix.

A dense layer from a picture X to a picture H of the same size is `H_ij = U_ij + sum W_ijkl X_kl`, or, counted from each place,
`U_ij + sum V_ijab X_(i+a)(j+b)`. The same everywhere: V_ijab = V_ab and U_ij = u, so that the matrix has stripes (Toeplitz).
Near only: V is zero where |a| or |b| is larger than delta. Both: a convolution. Everything in float64; pictures are (n, 64).
To add a restriction: a line in `RESTRICTIONS`. Source: Zhang 2021, Dive into Deep Learning, section 7.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vizlab import data
from vizlab.errors import VizlabError
from vizlab.filters.kernels import KERNELS

Array = NDArray[np.float64]
SIDE = 8
PLACES = SIDE * SIDE
NOISE = 0.3  # standard deviation of what is added to the wanted values in the examples
RIDGE = 1e-2  # of a squared weight, so that pixels without ink get the weight zero
SIZES = (10, 20, 50, 100, 200, 500, 1000)  # examples


@dataclass(frozen=True)
class Fit:
    """A layer that was fitted to examples. matrix: (64, 64), a row for each output. bias: (64,). free: numbers it may choose."""

    matrix: Array
    bias: Array
    free: int

    def answer(self, pictures: Array) -> Array:
        """Pictures (n, 64) -> (n, 64)."""
        return np.asarray(pictures @ self.matrix.T + self.bias)

    @property
    def distinct(self) -> int:
        """How many different weights other than zero the matrix has."""
        return len(np.unique(self.matrix[self.matrix != 0]))

    @property
    def nonzero(self) -> int:
        """How many places of the matrix are not zero."""
        return int(np.count_nonzero(self.matrix))


def examples(n: int, seed: int) -> Array:
    """n training digits (n, 64) in [0, 1], drawn by the seed. Errors: `VizlabError` for a number that is none of `SIZES`."""
    if n not in SIZES:
        raise VizlabError(f"The number of examples must be one of {', '.join(map(str, SIZES))}; got {n}.")
    known = data.load("digits").train.inputs
    chosen = np.random.default_rng(seed).permutation(len(known))[:n]
    return known[chosen].reshape(n, -1) / 255


def tests() -> Array:
    """All test digits, (360, 64) in [0, 1]."""
    inputs = data.load("digits").test.inputs
    return np.asarray(inputs.reshape(len(inputs), -1) / 255)


def wanted(pictures: Array, goal: str) -> Array:
    """What a kernel of `KERNELS` makes of pictures (n, 64), by torch: (n, 64). Errors: `VizlabError` for another name."""
    if goal not in KERNELS:
        raise VizlabError(f"The kernel to learn must be one of {', '.join(KERNELS)}; got {goal!r}.")
    return convolved(pictures, KERNELS[goal].weights.astype(np.float64))


def convolved(pictures: Array, kernel: Array, bias: float = 0.0) -> Array:
    """Pictures (n, 64) under a kernel (odd sides), with zeros around them, by torch's convolution: (n, 64)."""
    planes = torch.from_numpy(pictures).reshape(-1, 1, SIDE, SIDE)
    weights = torch.from_numpy(np.ascontiguousarray(kernel))[None, None]
    padding = (kernel.shape[0] // 2, kernel.shape[1] // 2)
    found: Array = F.conv2d(planes, weights, padding=padding).flatten(1).numpy()
    return found + bias


def fit(kind: str, goal: str, *, taught: int, delta: int, seed: int) -> Fit:
    """The layer of a kind that answers `taught` noisy examples of a kernel best (least squares, a little ridge).

    Errors: `VizlabError` for an unknown kind or kernel, or a delta that is not 0 to 7.
    """
    if kind not in RESTRICTIONS:
        raise VizlabError(f"The layer must be one of {', '.join(RESTRICTIONS)}; got {kind!r}.")
    if not 0 <= delta < SIDE:
        raise VizlabError(f"delta must lie between 0 and {SIDE - 1}; got {delta}.")
    pictures = examples(taught, seed)
    noise = np.random.default_rng(seed + 1).normal(size=pictures.shape) * NOISE
    targets = wanted(pictures, goal) + noise
    return _solved(*tied(kind, delta), np.hstack([pictures, np.ones((taught, 1))]), targets)


def tied(kind: str, delta: int) -> tuple[NDArray[np.int64], int]:
    """Which free number stands at each place of the matrix with its biases, (64, 65), -1 for none; and how many there are."""
    shared, near = RESTRICTIONS[kind]
    rows, columns = np.divmod(np.arange(PLACES), SIDE)
    a, b = rows[None] - rows[:, None], columns[None] - columns[:, None]  # from the output's place to the input's
    numbers = (a + SIDE - 1) * (2 * SIDE - 1) + b + SIDE - 1 if shared else np.arange(PLACES**2).reshape(PLACES, PLACES)
    if near:
        numbers = np.where(np.maximum(abs(a), abs(b)) <= delta, numbers, -1)
    biases = np.full(PLACES, numbers.max() + 1) if shared else numbers.max() + 1 + np.arange(PLACES)
    whole = np.hstack([numbers, biases[:, None]])
    kept = np.unique(whole[whole >= 0])
    return np.where(whole >= 0, np.searchsorted(kept, whole), -1), len(kept)


def re_indexed(matrix: Array) -> Array:
    """W_ijkl as V_ijab with a, b from -7 to 7, zero outside the picture: (64, 64) -> (64, 15, 15)."""
    found = np.zeros((PLACES, 2 * SIDE - 1, 2 * SIDE - 1))
    for place in range(PLACES):
        top, left = SIDE - 1 - place // SIDE, SIDE - 1 - place % SIDE
        found[place, top : top + SIDE, left : left + SIDE] = matrix[place].reshape(SIDE, SIDE)
    return found


def by_place(filters: Array, pictures: Array) -> Array:
    """`sum V_ijab X_(i+a)(j+b)` for filters (64, 15, 15) and pictures (n, 64): (n, 64)."""
    reach = SIDE - 1
    padded = np.pad(pictures.reshape(-1, SIDE, SIDE), ((0, 0), (reach, reach), (reach, reach)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, filters.shape[1:], axis=(1, 2))
    return np.asarray(np.einsum("nijab,ijab->nij", windows, filters.reshape(SIDE, SIDE, *filters.shape[1:]))).reshape(-1, PLACES)


def kernel_of(fitted: Fit) -> Array:
    """The one filter of a layer that is the same everywhere, (15, 15). Errors: `VizlabError` if it is not the same."""
    filters = re_indexed(fitted.matrix)
    whole = np.abs(filters).max(axis=0)
    kernel = np.where(whole > 0, np.take_along_axis(filters, np.abs(filters).argmax(axis=0)[None], axis=0)[0], 0.0)
    used = filters != 0
    if not np.array_equal(np.where(used, filters, 0.0), np.where(used, kernel, 0.0)):
        raise VizlabError("Only a layer with the same filter at every place is a convolution; this one has many.")
    return kernel


def error(fitted: Fit, goal: str) -> float:
    """Root mean square error on the test digits, as a share of what is wanted there."""
    pictures = tests()
    target = wanted(pictures, goal)
    return float(np.linalg.norm(fitted.answer(pictures) - target) / np.linalg.norm(target))


def answers(fitted: Fit, goal: str, shown: int) -> dict[str, Array]:
    """A test digit, what is wanted of it, what the layer makes of it, and the difference: each (8, 8)."""
    picture = tests()[shown : shown + 1]
    target, answer = wanted(picture, goal), fitted.answer(picture)
    parts = {"digit": picture, "wanted": target, "this layer": answer, "difference": answer - target}
    return {name: part.reshape(SIDE, SIDE) for name, part in parts.items()}


def gap(kind: str, fitted: Fit) -> float:
    """How far the matrix is at most from the same layer computed place by place, or, if it is shared, by torch's convolution."""
    pictures = tests()
    if RESTRICTIONS[kind][0]:
        other = convolved(pictures, kernel_of(fitted), float(fitted.bias[0]))
    else:
        other = by_place(re_indexed(fitted.matrix), pictures) + fitted.bias
    return float(np.abs(fitted.answer(pictures) - other).max())


def learning_curve(kind: str, goal: str, *, delta: int, seed: int) -> list[tuple[float, float]]:
    """(examples, error on the test digits) of a kind of layer, for all of `SIZES`."""
    return [(float(n), error(fit(kind, goal, taught=n, delta=delta, seed=seed), goal)) for n in SIZES]


def learning_curves(goal: str, *, delta: int, seed: int) -> dict[str, list[tuple[float, float]]]:
    """Kind -> its learning curve."""
    return {kind: learning_curve(kind, goal, delta=delta, seed=seed) for kind in RESTRICTIONS}


def _solved(numbers: NDArray[np.int64], free: int, inputs: Array, targets: Array) -> Fit:
    """Least squares of tied weights from the inputs' products (65, 65), output by output where none is shared."""
    squares, mixed = inputs.T @ inputs, targets.T @ inputs
    shared = free < PLACES**2 and len(np.unique(numbers[:, -1])) == 1
    found, total, right = np.zeros(free), np.zeros((free, free) if shared else (0, 0)), np.zeros(free)
    for output, row in enumerate(numbers):
        used = np.flatnonzero(row >= 0)
        block = squares[np.ix_(used, used)]
        if shared:
            total[np.ix_(row[used], row[used])] += block
            right[row[used]] += mixed[output, used]
        else:
            found[row[used]] = _ridge(block, mixed[output, used])
    if shared:
        found = _ridge(total, right)
    whole = np.where(numbers >= 0, found[numbers], 0.0)
    return Fit(whole[:, :-1], whole[:, -1], free)


def _ridge(squares: Array, right: Array) -> Array:
    return np.asarray(np.linalg.solve(squares + RIDGE * np.eye(len(squares)), right))


RESTRICTIONS: dict[str, tuple[bool, bool]] = {  # label -> the same everywhere, near only
    "dense": (False, False),
    "translation invariant": (True, False),
    "convolution": (True, True),
    "locally connected": (False, True),
}
