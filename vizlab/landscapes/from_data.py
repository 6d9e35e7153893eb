"""Where a ravine comes from: inputs of a regression with two weights, before and after they are treated.

To add a treatment: a function inputs (n, 2) -> inputs (n, 2), and an entry in `TREATMENTS`. Examples are rows. The loss is the
mean form, (1/2N) Σ (x·w − t)², whose Hessian is XᵀX/N, or the sum form, Σ (x·w − t)², which is 2N times as high.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.landscapes.surface import Array, Critical, Sloped, Surface

Form = Literal["mean", "sum"]
EXAMPLES, REACH = 4000, 2.0  # of the data, and of the map to each side of the minimum
START = (-1.6, 1.4)  # from the minimum: an increase of one weight and a decrease of the other are wanted
WANTED = (1.0, -1.0)  # weights that made the targets, in units of the inputs
NOISE = 0.1


@dataclass(frozen=True)
class Regression:
    """inputs (n, 2) and targets (n,)."""

    inputs: Array
    targets: Array

    @property
    def hessian(self) -> Array:
        """XᵀX/N (2, 2)."""
        return np.asarray(self.inputs.T @ self.inputs / len(self.inputs))

    @property
    def curvatures(self) -> Array:
        """The eigenvalues (2,) of the Hessian, the smaller first: squares of singular values, which keep the digits of both."""
        return np.asarray(np.linalg.svd(self.inputs, compute_uv=False)[::-1] ** 2 / len(self.inputs))

    @property
    def kappa(self) -> float:
        """The condition number: how many times as steep across the ravine as along it."""
        return float(self.curvatures[1] / self.curvatures[0])

    @property
    def solution(self) -> Array:
        """The weights (2,) where both partial derivatives are zero, by the normal equation."""
        scale = np.linalg.norm(self.inputs, axis=0)  # columns of one length, or a large unit would cost digits
        x = self.inputs / scale
        return np.asarray(np.linalg.solve(x.T @ x, x.T @ self.targets) / scale)


def make_regression(unit: float, offset: float, seed: int, *, n: int = EXAMPLES, treatment: str = "as they are") -> Regression:
    """A plane and little noise. unit: the second input is so many times as large. offset: the inputs' mean, in deviations.

    Errors: `VizlabError` for a treatment that there is not and for numbers that make no data.
    """
    if treatment not in TREATMENTS:
        raise VizlabError(f"The inputs may be {', '.join(TREATMENTS)}; got {treatment!r}.")
    if not (unit > 0 and n >= 3):
        raise VizlabError(f"The data need a unit above 0 and 3 examples or more; got {unit!r} and {n!r}.")
    draws = np.random.default_rng([seed, 5])
    plain = offset + draws.uniform(-np.sqrt(3), np.sqrt(3), (n, 2))
    targets = plain @ WANTED + NOISE * draws.normal(size=n)
    treat = TREATMENTS[treatment]
    if treatment != "as they are":
        targets = targets - targets.mean()  # as a bias would
    return Regression(treat(plain * (1.0, unit)), targets)


def find_surface(problem: Regression, form: Form = "mean") -> Surface:
    """The loss over the two weights, around its minimum."""
    times = 2 * len(problem.targets) if form == "sum" else 1
    n, best = len(problem.targets), problem.solution
    parts = (
        times * problem.hessian,
        times * problem.inputs.T @ problem.targets / n,
        float(times * 0.5 * np.mean(problem.targets**2)),
    )
    floor = times * 0.5 * float(np.mean((problem.inputs @ best - problem.targets) ** 2))
    x, y = (float(value) for value in best)
    return Surface(
        about="The loss of a linear model with two weights: convex, and as round as its inputs are alike and uncorrelated.",
        formula="Σ (x·w − t)²" if form == "sum" else "(1/2N) Σ (x·w − t)²",
        height=Sloped(partial(_height, parts), partial(_slope, parts)),
        x=(x - REACH, x + REACH),
        y=(y - REACH, y + REACH),
        critical=(Critical("minimum", x, y),),
        floor=floor,
        start=(x + START[0], y + START[1]),
    )


def best_rate(problem: Regression) -> float:
    """2/(λmin + λmax), the rate that leaves least of the distance in a step of gradient descent."""
    return float(2 / problem.curvatures.sum())


def steps_on_paper(kappa: float, left: float = 1e-3) -> float:
    """Steps at that rate until this share of the distance is left; 1 where one step does."""
    factor = (kappa - 1) / (kappa + 1)
    return max(float(np.log(left) / np.log(factor)), 1.0) if factor > 0 else 1.0


def example_gradients(problem: Regression, weights: Array) -> Array:
    """The gradients (n, 2) of ½ (x·w − t)², example by example: error times input. Their mean is that of the mean form."""
    errors = problem.inputs @ weights - problem.targets
    return np.asarray(errors[:, None] * problem.inputs)


def gradient(problem: Regression, weights: Array, form: Form = "mean") -> Array:
    """The gradient (2,) over all examples: (1/N) Xᵀ(Xw − t), or 2 Xᵀ(Xw − t)."""
    total = problem.inputs.T @ (problem.inputs @ weights - problem.targets)
    return np.asarray(2 * total if form == "sum" else total / len(problem.targets))


def sign_agreement(gradients: Array) -> float:
    """The share of gradients (n, d) whose parts all have one sign."""
    return float(np.mean((gradients > 0).all(axis=1) | (gradients < 0).all(axis=1)))


def walk_examples(problem: Regression, start: tuple[float, float], steps: int) -> Array:
    """Points (steps + 1, 2) of gradient descent that takes one example a step, at the largest rate that overshoots none."""
    lr = 1 / float((problem.inputs**2).sum(axis=1).max())
    points = np.empty((steps + 1, 2))
    points[0] = start
    for step in range(steps):
        x, t = problem.inputs[step % len(problem.inputs)], problem.targets[step % len(problem.targets)]
        points[step + 1] = points[step] - lr * (x @ points[step] - t) * x
    return points


def fan_in(widths: Sequence[int], seed: int, *, n: int = 4000) -> dict[str, tuple[list[int], list[float], list[float]]]:
    """λmax of XᵀX/N against the number of inputs: on paper and measured, for inputs in 0 to 1 and for the same, centred.

    On paper: d μ² + σ² for inputs of mean μ, and σ² (1 + √(d/N))² for centred ones. Source of the latter: Marchenko, Pastur 1967.
    """
    inputs = np.random.default_rng([seed, 85]).uniform(0, 1, (n, max(widths)))
    centred, variance = inputs - 0.5, 1 / 12
    paper = {
        "inputs from 0 to 1": [0.25 * d + variance for d in widths],
        "centred": [variance * (1 + np.sqrt(d / n)) ** 2 for d in widths],
    }
    measured = {
        name: [float(np.linalg.eigvalsh(matrix[:d, :d])[-1]) for d in widths]
        for name, matrix in {name: x.T @ x / n for name, x in zip(paper, (inputs, centred), strict=True)}.items()
    }
    return {name: (list(widths), paper[name], measured[name]) for name in paper}


def scale_rows(problem: Regression, scales: Sequence[float]) -> dict[str, list[str]]:
    """What so many times as large inputs do to the gradient at the same errors, to λmax and to the largest stable rate."""
    errors, n = problem.inputs @ START, len(problem.targets)
    bent, pulled = problem.curvatures[1], np.linalg.norm(problem.inputs.T @ errors) / n
    larger = [Regression(scale * problem.inputs, problem.targets) for scale in scales]
    return {
        "Inputs": [f"× {scale:,g}" for scale in scales],
        "Gradient": [f"× {np.linalg.norm(found.inputs.T @ errors) / n / pulled:,.7g}" for found in larger],
        "λmax": [f"× {found.curvatures[1] / bent:,.7g}" for found in larger],
        "Largest stable rate, 2/λmax": [f"{2 / found.curvatures[1]:.3g}" for found in larger],
    }


def _height(parts: tuple[Array, Array, float], x: Tensor, y: Tensor) -> Tensor:
    """½ wᵀ H w − b·w + c, straight from the data: nothing here knows where the minimum is."""
    matrix, pull, rest = parts
    (xx, xy), (_, yy) = matrix.tolist()
    found: Tensor = 0.5 * (xx * x * x + yy * y * y) + xy * x * y - float(pull[0]) * x - float(pull[1]) * y + rest
    return found


def _slope(parts: tuple[Array, Array, float], x: Array, y: Array) -> tuple[Array, Array, Array]:
    matrix, pull, rest = parts
    along_x, along_y = matrix[0, 0] * x + matrix[0, 1] * y, matrix[0, 1] * x + matrix[1, 1] * y
    return 0.5 * (x * along_x + y * along_y) - pull[0] * x - pull[1] * y + rest, along_x - pull[0], along_y - pull[1]


def _whiten(inputs: Array) -> NDArray[np.float64]:
    centred = inputs - inputs.mean(axis=0)
    standard = centred / centred.std(axis=0)
    _, spreads, axes = np.linalg.svd(standard, full_matrices=False)
    return np.asarray(standard @ axes.T / spreads * np.sqrt(len(inputs)))


TREATMENTS: dict[str, Callable[[Array], Array]] = {
    "as they are": lambda inputs: inputs,
    "centred": lambda inputs: inputs - inputs.mean(axis=0),
    "scaled": lambda inputs: inputs / inputs.std(axis=0),
    "standardised": lambda inputs: (inputs - inputs.mean(axis=0)) / inputs.std(axis=0),
    "whitened": _whiten,
}
