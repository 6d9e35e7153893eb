"""A kernel learned from pictures before and after it, by gradient descent from random starts, with its bias.

The loss, half the mean squared error of y = <w, patch> + b, is a bowl: its gradient is (A'A/N) w - A'y/N with the patches and a
column of ones as rows of A. Both matrices are made once, so that a step costs no more than a kernel squared, for all starts at
once; it is the step that autograd takes over all pairs. To add a source of pictures: a line in `SOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab import images
from vizlab.errors import VizlabError
from vizlab.filters.by_hand.patches import patches
from vizlab.filters.operation import as_laid, filtered

Array = NDArray[np.float64]
STARTS, FRAMES, SIDE_PX = 8, 9, 72


@dataclass(frozen=True)
class Recovery:
    """What gradient descent found. steps: of the frames (f,). kernels: of the first start at these, (f, kh, kw); biases (f,).

    losses, distances: of every start at the points `at` (p,), (p, STARTS); the distance is that of kernel and bias together
    from the one that makes the error 0: the kernel as the learner must lay it. condition: of A'A/N. rate: of a step.
    """

    steps: NDArray[np.int64]
    kernels: Array
    biases: Array
    at: NDArray[np.int64]
    losses: Array
    distances: Array
    condition: float
    rate: float


def pictures(source: str, seed: int) -> NDArray[np.float32]:
    """Pictures (n, h, w) of a source of `SOURCES`, with mean 0 and variance 1. Errors: `VizlabError` for an unknown one."""
    if source not in SOURCES:
        raise VizlabError(f"Pictures come from one of {', '.join(SOURCES)}; got {source!r}.")
    found = SOURCES[source](seed)
    return np.asarray((found - found.mean()) / found.std(), np.float32)


def recover(
    inputs: NDArray[np.float32],
    kernel: NDArray[np.float32],
    *,
    bias: float = 0.0,
    made_by: str = "convolution",
    learner: str = "cross-correlation",
    rate: float = 0.5,
    steps: int = 300,
    seed: int = 0,
) -> Recovery:
    """Learn the kernel by which `made_by` made the outputs of these inputs (n, h, w), plus a bias.

    rate: of gradient descent, in shares of 1/λmax of the bowl; from 2 on it diverges. learner: how the learned kernel is laid.
    """
    gram, moment, power = _moments(inputs, filtered(inputs, kernel, operation=made_by) + np.float32(bias), kernel.shape, learner)
    curvatures = np.linalg.eigvalsh(gram)
    order = np.append(_held(kernel.shape, learner), kernel.size)
    step = rate / curvatures[-1]
    goal = np.append(as_laid(as_laid(kernel, made_by), learner).astype(np.float64), bias)
    start = np.random.default_rng(seed).standard_normal((STARTS, len(gram))) / np.sqrt(kernel.size)
    weights = np.empty_like(start)
    weights[:, order] = start  # as laid, every learner starts from the same kernel
    at = np.unique(np.geomspace(1, steps + 1, 120).astype(np.int64) - 1)
    path = _descend(gram, moment, weights, step, at)
    losses = np.einsum("psd,de,pse->ps", path, gram, path) / 2 - path @ moment + power / 2
    shown = np.unique(np.linspace(0, len(at) - 1, FRAMES).astype(np.int64))
    return Recovery(
        at[shown],
        path[shown, 0, :-1].reshape(-1, *kernel.shape),
        path[shown, 0, -1],
        at,
        np.maximum(losses, 0.0),
        np.linalg.norm(path - goal, axis=2),
        float(curvatures[-1] / curvatures[0]),
        float(step),
    )


def _moments(
    inputs: NDArray[np.float32], outputs: NDArray[np.float32], shape: tuple[int, ...], learner: str
) -> tuple[Array, Array, float]:
    """A'A/N (d, d), A'y/N (d,) and y'y/N, for weights in the order in which the learner lays them; the bias comes last."""
    rows = np.concatenate([patches(each[None], (shape[0], shape[1])).T for each in inputs]).astype(np.float64)
    ordered = np.empty_like(rows)
    ordered[:, _held(shape, learner)] = rows  # column j: the pixels that the weight j multiplies
    a = np.append(ordered, np.ones((len(rows), 1)), axis=1)
    y = outputs.reshape(-1).astype(np.float64)
    return a.T @ a / len(a), a.T @ y / len(a), float(y @ y / len(a))


def _held(shape: tuple[int, ...], learner: str) -> NDArray[np.int64]:
    """Which of its weights the learner lays on the first pixel of a window, on the second ..."""
    return as_laid(np.arange(int(np.prod(shape)), dtype=np.float32).reshape(shape), learner).astype(np.int64).reshape(-1)


def _descend(gram: Array, moment: Array, weights: Array, step: float, at: NDArray[np.int64]) -> Array:
    """The weights (s, d) at the steps `at`, (p, s, d); only as many steps as the last asks for are taken."""
    kept = np.empty((len(at), *weights.shape))
    wanted = iter(range(len(at)))
    place = next(wanted)
    with np.errstate(over="ignore", invalid="ignore"):  # a rate that is too large diverges, and is shown doing so
        for index in range(int(at[-1]) + 1):
            if index == at[place]:
                kept[place] = weights
                place = next(wanted, place)
            weights = weights - step * (weights @ gram - moment)
    return kept


def _noise(seed: int) -> NDArray[np.float64]:
    return np.random.default_rng([seed, 1]).standard_normal((8, 24, 24))


def _photograph(name: str) -> Callable[[int], NDArray[np.float64]]:
    def read(seed: int) -> NDArray[np.float64]:
        whole = images.fit(images.photograph(name), (1, SIDE_PX, SIDE_PX)).numpy().astype(np.float64)
        return whole  # the seed says only where the learner starts

    return read


SOURCES: dict[str, Callable[[int], NDArray[np.float64]]] = {
    "noise": _noise,
    "photograph of grass": _photograph("Grass"),
    "photograph of a cat": _photograph("Cat"),
}
