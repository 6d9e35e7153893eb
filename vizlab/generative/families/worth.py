"""What a generative model is good for: samples as training data where there is little, and densities that classify.

A small set of digits teaches a generator for each class; its samples then teach a classifier, beside the real ones. The same
densities classify without any classifier, by Bayes' rule: argmax_c log p(x | c). To add a generator: a function of pictures
(n, d) of one class -> something with `draw` and `log_density`, and a line in `GENERATORS`; a classifier: a line in `CLASSIFIERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab import data
from vizlab.errors import VizlabError
from vizlab.generative.families.mixture import Gaussians, climb
from vizlab.recipes import Knob

EACH = (2, 5, 10, 20, 50)  # real pictures of each class
MADE = 60  # samples of each class
SEEDS = 4
SHRINK = 0.03  # added to each variance: with few pictures a covariance has directions without any
RIDGE = 1.0
CLASSES = 10

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
KNOBS: dict[str, Knob] = {
    "worth_picture": Knob(0, 359, "Which of the held-out digits.", ()),
    "worth_each": Knob(2, 50, "Real pictures of each class that the densities learn from.", EACH),
    "worth_seed": Knob(0, 2**31 - 1, "Which pictures.", tuple(range(SEEDS))),
}


@cache
def digits() -> tuple[Array, Labels, Array, Labels]:
    """Training pictures (1437, 64) in [0, 1], labels, test pictures (360, 64), labels."""
    split = data.load("digits")
    white = np.iinfo(np.uint8).max
    flat = [np.asarray(part.inputs, np.float64).reshape(len(part.inputs), -1) / white for part in (split.train, split.test)]
    return flat[0], np.asarray(split.train.labels), flat[1], np.asarray(split.test.labels)


def chosen(each: int, seed: int) -> tuple[Array, Labels]:
    """So many training pictures of each class, at random."""
    x, y, _, _ = digits()
    rng = np.random.default_rng([seed, each])
    picked = np.concatenate([rng.permutation(np.flatnonzero(y == label))[:each] for label in range(CLASSES)])
    return x[picked], y[picked]


def taught(generator: str, x: Array, y: Labels) -> list[Gaussians]:
    """The generator of each class, from pictures (n, 64) and labels. Errors: `VizlabError` for an unknown one."""
    if generator not in GENERATORS:
        raise VizlabError(f"The generator must be one of {', '.join(GENERATORS)}; got {generator!r}.")
    return [GENERATORS[generator](x[y == label]) for label in range(CLASSES)]


def made(models: list[Gaussians], n: int, seed: int) -> tuple[Array, Labels]:
    """n samples of each class, (10 n, 64), cut to [0, 1], and their labels."""
    rng = np.random.default_rng(seed)
    pictures = np.concatenate([model.draw(n, rng) for model in models])
    return pictures.clip(0, 1), np.repeat(np.arange(len(models)), n)


def log_densities(models: list[Gaussians], x: Array) -> Array:
    """log p(x | class), nats, of pictures (n, 64): (n, 10)."""
    return np.stack([model.log_density(x) for model in models], axis=1)


@dataclass(frozen=True)
class Worth:
    """Accuracy on 360 held-out digits by real pictures a class: name -> (each (k,), mean, lowest, highest over seeds)."""

    curves: dict[str, tuple[list[float], list[float], list[float], list[float]]]

    @property
    def bayes_is_best(self) -> bool:
        """Whether Bayes' rule is, on average, ahead of what a classifier learns from real and generated pictures, everywhere."""
        ours, theirs = (self.curves[name][1] for name in ("Bayes' rule on the densities", "real and generated"))
        return all(own > other for own, other in zip(ours, theirs, strict=True))

    def gain(self, each: int) -> float:
        """How much generated pictures add to the mean accuracy with so many real ones a class."""
        x = self.curves["real"][0]
        at = x.index(float(each))
        return self.curves["real and generated"][1][at] - self.curves["real"][1][at]


def weigh(generator: str, classifier: str) -> Worth:
    """Train on real pictures only, with generated ones, with noisy copies instead (the control); and Bayes' rule."""
    found: dict[str, list[list[float]]] = {}
    for each in EACH:
        runs = [_once(generator, classifier, each, seed) for seed in range(SEEDS)]
        for name in runs[0]:
            found.setdefault(name, []).append([run[name] for run in runs])
    counts = [float(each) for each in EACH]
    return Worth(
        {
            name: (counts, [float(np.mean(row)) for row in rows], [min(row) for row in rows], [max(row) for row in rows])
            for name, rows in found.items()
        }
    )


def _once(generator: str, classifier: str, each: int, seed: int) -> dict[str, float]:
    (x, y), (_, _, test, truth) = chosen(each, seed), digits()
    models, rng = taught(generator, x, y), np.random.default_rng([seed, 1])
    more, labels = made(models, MADE, seed)
    which = rng.integers(len(x), size=len(more))
    noisy = (x[which] + np.sqrt(SHRINK) * rng.standard_normal(more.shape)).clip(0, 1)
    learn = CLASSIFIERS[classifier]

    def score(pictures: Array, classes: Labels) -> float:
        return float((learn(pictures, classes, test) == truth).mean())

    return {
        "real": score(x, y),
        "real and generated": score(np.concatenate([x, more]), np.concatenate([y, labels])),
        "real and noisy copies": score(np.concatenate([x, noisy]), np.concatenate([y, y[which]])),
        "Bayes' rule on the densities": float((log_densities(models, test).argmax(axis=1) == truth).mean()),
    }


def one_gaussian(x: Array) -> Gaussians:
    """Mean and covariance of pictures (n, d), each variance a little larger."""
    mean = x.mean(axis=0)
    gaps = x - mean
    covariance = gaps.T @ gaps / max(len(x), 1) + SHRINK * np.eye(x.shape[1])
    return Gaussians(np.ones(1), mean[None], covariance[None])


def several_gaussians(x: Array) -> Gaussians:
    """Up to three Gaussians by EM, fewer where there are few pictures."""
    k = max(1, min(3, len(x) // 5))
    return next(islice(climb(x, k, start="spread out", seed=0, ridge=SHRINK), 8, None))


def nearest(x: Array, y: Labels, asked: Array) -> Labels:
    """The label of the nearest of pictures x (n, d) to each asked (m, d): (m,)."""
    gaps = (x**2).sum(axis=1)[None] - 2 * asked @ x.T
    found: Labels = y[gaps.argmin(axis=1)]
    return found


def linear(x: Array, y: Labels, asked: Array) -> Labels:
    """Ridge regression onto one number a class; the largest wins."""
    inputs, wanted = np.c_[x, np.ones(len(x))], np.eye(CLASSES)[y] - 1 / CLASSES
    weights = np.linalg.solve(inputs.T @ inputs + RIDGE * np.eye(inputs.shape[1]), inputs.T @ wanted)
    found: Labels = (np.c_[asked, np.ones(len(asked))] @ weights).argmax(axis=1)
    return found


def pictures(x: Array) -> NDArray[np.uint8]:
    """Pictures (n, 64) in [0, 1] as grey levels (n, 8, 8)."""
    grey: NDArray[np.uint8] = (x * np.iinfo(np.uint8).max).round().astype(np.uint8).reshape(-1, 8, 8)
    return grey


def columns(found: Worth) -> dict[str, list[Any]]:
    """The curves as a long table."""
    rows = [(name, *row) for name, curve in found.curves.items() for row in zip(*curve, strict=True)]
    return {title: [row[place] for row in rows] for place, title in enumerate(("series", "each", "mean", "lowest", "highest"))}


def card(densities: Array, truth: int) -> dict[str, list[str]]:
    """log p(x | class) of one picture in words, the likeliest first, and the GAN, which has none."""
    order = np.argsort(-densities)[:4]
    names = [f"class {label}" + (" (true)" if label == truth else "") for label in order]
    values = [f"{densities[label]:.1f} nats".replace("-", "−") for label in order]
    shares = np.exp(densities - densities.max())
    shares /= shares.sum()
    return {
        "Asked of": [*names, "a GAN"],
        "log p(x)": [*values, "no answer"],
        "p(class | x)": [*(f"{shares[label]:.1%}" for label in order), "no answer"],
    }


GENERATORS: dict[str, Callable[[Array], Any]] = {
    "a Gaussian a class": one_gaussian,
    "a mixture a class": several_gaussians,
}
CLASSIFIERS: dict[str, Callable[[Array, Labels, Array], Labels]] = {
    "linear": linear,
    "nearest neighbour": nearest,
}
