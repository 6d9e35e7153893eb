"""The crowd of real pictures that samples are held against, and what real pictures score against it: the floor.

Held-out pictures in two halves: the first is the reference, the second stands in for a perfect generator. The references of
MNIST and Fashion-MNIST come with vizlab (statistics, features in eight bits, a few pictures), so nothing need be downloaded.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab import data
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.generative.eight_bit import pack, unpack
from vizlab.generative.judging.features import CLASSIFIERS, Judge, open_judge
from vizlab.generative.judging.frechet import Gaussian, fitted, frechet
from vizlab.generative.judging.manifolds import precision_and_recall, squared_distances
from vizlab.progress import Step
from vizlab.recipes import check
from vizlab.store import Store

MOST = 2000  # samples that a distance is measured with: it grows as samples get fewer, so the floor has as many
BALLS = 500  # of either crowd, for precision and recall
PER_CLASS = 6  # real pictures to look at
PAIRED = 60  # pictures of a class, whose mean distance tells how diverse it is
FAIR_PART = 0.2  # of 1 / classes: a class with a smaller share of the samples is not covered
ALL = ("digits",)  # so few test pictures that all pictures are taken


@dataclass(frozen=True, kw_only=True)
class JudgeRecipe:
    """Which data set's pictures; recipes are also CLI options."""

    judged: str = "MNIST"
    seed: int = 0
    algorithm: int = 1

    def __post_init__(self) -> None:
        """Check types and that there is a classifier."""
        check(self, {})
        if self.judged not in CLASSIFIERS:
            raise VizlabError(f"Samples are judged for {', '.join(CLASSIFIERS)}; got {self.judged!r}.")


@dataclass(frozen=True)
class Verdict:
    """What a crowd of samples scores. accuracy: share recognised as the class asked for, None where none was asked for.

    counts (c,): samples recognised as each class; covered: classes with at least a fifth of a fair share.
    """

    distance: float
    precision: float
    recall: float
    covered: int
    counts: list[int]
    accuracy: float | None


@dataclass(frozen=True)
class Reference:
    """Real pictures: Gaussian of their features, features (balls, d), pictures (c, per class, h, w) and their floor.

    n: samples that distances are measured with. diversity (c,): mean distance in grey levels [0, 1] a pixel between two real
    pictures of a class.
    """

    data: str
    gaussian: Gaussian
    features: NDArray[np.float32]
    pictures: NDArray[np.uint8]
    n: int
    floor: Verdict
    diversity: list[float]

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes."""
        return data.find(self.data).classes

    def weigh(self, judge: Judge, pictures: NDArray[np.uint8], asked: NDArray[np.int64] | None = None) -> Verdict:
        """The verdict on pictures (m, h, w), uint8, of the classes asked for (m,); m from 4 on, `n` to compare with the floor."""
        features, found = judge.look(pictures)
        accuracy = None if asked is None else float((found == asked).mean())
        return self.verdict(features, found, accuracy)

    def verdict(self, features: NDArray[Any], found: NDArray[np.int64], accuracy: float | None) -> Verdict:
        """The verdict on features (m, d) that are known already; found (m,): the recognised classes."""
        return _verdict(self.gaussian, self.features, features, found, len(self.diversity), accuracy)


def judge(recipe: JudgeRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Measure the real pictures once and keep them; the last step has the record."""
    yield from data.download(recipe.judged)
    began = time.perf_counter()
    pictures, labels = _held_out(recipe)
    looking = open_judge(recipe.judged)
    classes = len(data.find(recipe.judged).classes)
    features, found = looking.look(pictures)
    yield Step(1, 2, "judging")
    half = len(pictures) // 2
    n = min(MOST, half)
    first = fitted(features[:half])
    second = slice(half, half + n)
    accuracy = float((found[second] == labels[second]).mean())
    floor = _verdict(first, features[:BALLS], features[second], found[second], classes, accuracy)
    arrays = {
        "mean": first.mean.astype(np.float32),
        "covariance": first.covariance[np.triu_indices(len(first.mean))].astype(np.float32),
        "pictures": np.stack([pictures[labels == index][:PER_CLASS] for index in range(classes)]),
        **pack({"features": features[:BALLS]}),
    }
    record = {
        "n": n,
        "floor": vars(floor),
        "diversity": [diversity(pictures[labels == index]) for index in range(classes)],
        "seconds": time.perf_counter() - began,
    }
    kept = Frames("judge", recipe, store)
    kept.keep(0, arrays)
    yield Step(2, 2, "done", result=record, note=kept.finish(record))


def reference(name: str, store: Store | None = None) -> Reference:
    """The reference of a data set: that which comes with vizlab, or was measured before, or is measured now.

    Errors: `VizlabError` if it must be measured and the data is not here.
    """
    recipe = JudgeRecipe(judged=name)
    run = Frames("judge", recipe, store)
    if run.record() is None:
        list(judge(recipe, store))
    record, frames = run.record(), run.read()
    if record is None or not frames:
        raise VizlabError(f"What real pictures of {name} score could not be kept: the store cannot be written.")
    return _opened(name, record, frames[0])


def diversity(pictures: NDArray[np.uint8]) -> float:
    """Mean distance between two of the first `PAIRED` pictures (n, h, w): root mean square over pixels, in [0, 1]."""
    flat = pictures[:PAIRED].reshape(min(len(pictures), PAIRED), -1).astype(np.float64) / np.iinfo(np.uint8).max
    gaps = np.sqrt(squared_distances(flat, flat) / flat.shape[1])
    return float(gaps.sum() / max(len(flat) * (len(flat) - 1), 1))


def _verdict(
    real: Gaussian, balls: NDArray[Any], made: NDArray[Any], found: NDArray[np.int64], classes: int, accuracy: float | None
) -> Verdict:
    precision, recall = precision_and_recall(balls, made[:BALLS])
    counts = np.bincount(found, minlength=classes)
    covered = int((counts >= FAIR_PART * len(found) / classes).sum())
    return Verdict(frechet(real, fitted(made)), precision, recall, covered, counts.tolist(), accuracy)


def _held_out(recipe: JudgeRecipe) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Pictures (n, h, w) no generator was shown, in an order of their own; of a tiny set all, and so it is said."""
    split = data.load(recipe.judged)
    parts = (split.train, split.test) if recipe.judged in ALL else (split.test,)
    pictures = np.concatenate([np.asarray(part.inputs)[:, 0] for part in parts])
    labels = np.concatenate([np.asarray(part.labels) for part in parts])
    order = np.random.default_rng(recipe.seed).permutation(len(pictures))
    return pictures[order], labels[order]


def _opened(name: str, record: Mapping[str, Any], frame: Frame) -> Reference:
    mean = frame.arrays["mean"].astype(np.float64)
    covariance = np.zeros((len(mean), len(mean)))
    covariance[np.triu_indices(len(mean))] = frame.arrays["covariance"]
    covariance += np.triu(covariance, 1).T
    features = unpack({key: array for key, array in frame.arrays.items() if key.startswith("features")})["features"]
    floor, gaussian = Verdict(**record["floor"]), Gaussian(mean, covariance)
    return Reference(name, gaussian, features, frame.arrays["pictures"], record["n"], floor, record["diversity"])
