"""What can be seen and counted of a generator's samples: codes of a seed, verdicts, classes, diversity, pairs too close.

Codes are truncated normals: one uniform number of the seed for each, carried through the normal's distribution function cut at
plus and minus the truncation, so that turning it moves every sample a little (Brock et al. 2018, arXiv:1809.11096, section 3.1).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.frames import Frame
from vizlab.generative import judging
from vizlab.generative.image_gan.opening import Opened

CROWD = 500  # samples among which pairs are looked for
CLOSEST = 0.0001  # the share of pairs of real pictures that are closer than what counts as too close
TIMED = 64
ROUNDS = 5
SERIES = ("discriminator loss", "generator loss", "distance", "precision", "recall", "accuracy")


@dataclass(frozen=True)
class Judged:
    """Samples of a generator: pictures (n, h, w), classes asked for (n,), features (n, d), recognised classes (n,), verdict."""

    pictures: NDArray[np.uint8]
    asked: NDArray[np.int64]
    features: NDArray[np.float32]
    found: NDArray[np.int64]
    verdict: judging.Verdict

    def matrix(self, classes: int) -> NDArray[np.int64]:
        """How many samples asked for as each class (rows) were recognised as each (columns)."""
        counts = np.bincount(self.asked * classes + self.found, minlength=classes * classes)
        return counts.reshape(classes, classes)

    def diversity(self, classes: int) -> list[float]:
        """Mean distance of two samples of each class, as of `judging.Reference.diversity`."""
        return [judging.diversity(self.pictures[self.asked == index]) for index in range(classes)]


@dataclass(frozen=True)
class Pairs:
    """The closest pairs among samples. close: how many lie nearer than `threshold`; expected: how many of as many real pictures.

    left, right (k, h, w): the k closest; distances (k,) in features.
    """

    threshold: float
    close: int
    expected: int
    distances: NDArray[np.float64]
    left: NDArray[np.uint8]
    right: NDArray[np.uint8]


def draw_codes(n: int, latent: int, seed: int, truncation: float = 0.0) -> NDArray[np.float32]:
    """Codes (n, latent) from N(0, 1) cut to [-truncation, truncation]; 0 cuts nothing off. The first ones do not depend on n.

    Errors: `VizlabError` if the truncation is negative or not a number.
    """
    if not 0 <= truncation < np.inf:
        raise VizlabError(f"The truncation must be 0 (none) or above; got {truncation}.")
    uniform = torch.tensor(np.random.default_rng([seed, 11]).random((n, latent)))
    low = torch.special.ndtr(torch.tensor(-truncation, dtype=torch.float64)) if truncation else torch.tensor(0.0)
    cut = (low + uniform * (1 - 2 * low)).clamp(1e-12, 1 - 1e-12)
    codes: NDArray[np.float32] = torch.special.ndtri(cut).to(torch.float32).numpy()
    return codes


def sheet(opened: Opened, per_class: int, seed: int, truncation: float = 0.0) -> NDArray[np.uint8]:
    """Samples (c, per_class, h, w), the same codes for every class; (10, per_class, ...) of different codes without classes."""
    if not opened.classes:
        made = opened.decode(draw_codes(10 * per_class, opened.latent, seed, truncation))
        return made.reshape(10, per_class, *made.shape[1:])
    codes = draw_codes(per_class, opened.latent, seed, truncation)
    rows = [opened.decode(codes, np.full(per_class, index)) for index in range(len(opened.classes))]
    return np.stack(rows)


def of_class(opened: Opened, index: int, n: int, seed: int, truncation: float = 0.0) -> NDArray[np.uint8]:
    """Samples (n, h, w) of one class, each of a code of its own."""
    return opened.decode(draw_codes(n, opened.latent, seed, truncation), np.full(n, index if opened.classes else 0))


def judged(opened: Opened, judge: judging.Judge, reference: judging.Reference, seed: int, truncation: float = 0.0) -> Judged:
    """As many samples as the reference measures with, every class as often as any other, and what they score."""
    asked = np.arange(reference.n) % max(len(opened.classes), 1)
    pictures = opened.decode(draw_codes(reference.n, opened.latent, seed, truncation), asked)
    features, found = judge.look(pictures)
    accuracy = float((found == asked).mean()) if opened.classes else None
    return Judged(pictures, asked, features, found, reference.verdict(features, found, accuracy))


def closest_pairs(samples: Judged, reference: judging.Reference, shown: int = 6) -> Pairs:
    """Birthday test: pairs among the first 500 samples that lie closer than nearly all pairs of real pictures do.

    A generator that knows few pictures repeats itself soon. Source: Arora and Zhang 2017, arXiv:1706.08224.
    """
    real = _gaps(reference.features)
    n = min(CROWD, len(samples.features), len(reference.features))
    made = _gaps(samples.features[:n])
    place = max(int(CLOSEST * len(real)), 1)
    threshold = float(np.partition(real, place)[place])
    order = np.argsort(made, kind="stable")[:shown]
    rows, columns = (index[order] for index in np.triu_indices(n, 1))
    expected = round(place * len(made) / len(real))
    close = int((made < threshold).sum())
    return Pairs(threshold, close, expected, made[order], samples.pictures[rows], samples.pictures[columns])


def history(frames: Sequence[Frame]) -> dict[str, list[tuple[float, float]]]:
    """What was measured on the way, by epoch: losses, distance, precision, recall, and the share recognised where classes are
    asked for."""
    found: dict[str, list[tuple[float, float]]] = {}
    for frame in frames:
        numbers = {**frame.notes["losses"], **frame.notes["verdict"]}
        for name in SERIES:
            if numbers.get(name) is not None:
                found.setdefault(name, []).append((float(frame.index), float(numbers[name])))
    return found


def milliseconds(opened: Opened, n: int = TIMED) -> float:
    """What n samples take, at best of several rounds."""
    codes, asked = draw_codes(n, opened.latent, 0), np.arange(n) % max(len(opened.classes), 1)
    spent = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        opened.decode(codes, asked)
        spent.append(time.perf_counter() - began)
    return 1000 * min(spent)


def _gaps(features: NDArray[np.float32]) -> NDArray[np.float64]:
    """Distances of all pairs, as a row."""
    squared = judging.squared_distances(features, features)
    return np.sqrt(squared[np.triu_indices(len(features), 1)])
