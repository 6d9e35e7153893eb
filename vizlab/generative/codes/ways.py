"""The way between two codes, linear and spherical: pictures, classes passed, how even it is, and how far from 0 it runs.

Codes drawn from N(0, I) of d numbers lie close to a shell of radius sqrt(d); a straight line between two of them cuts through the
inside, where no code was ever drawn once d is large.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.generative.codes.drawing import judge
from vizlab.generative.codes.opened import Codes, Opened, Pixels
from vizlab.generative.vae import latent

DRAWS = 2000  # of the prior, for the width of its shell


@dataclass(frozen=True)
class Way:
    """codes (n, latent), pictures (n, h, w), norms (n,); passed: class of each step (n,), or none; unevenness: 1 is even."""

    codes: Codes
    pictures: Pixels
    norms: NDArray[np.float64]
    passed: NDArray[np.int64] | None
    unevenness: float

    @property
    def turns(self) -> int:
        """How often the class changes."""
        return 0 if self.passed is None else latent.changes(self.passed)


def between(model: Opened, a: Codes, b: Codes, n: int, asked: tuple[int, int] | None = None) -> dict[str, Way]:
    """Path -> the way of n steps from code a (latent,) to b, both included. asked: the classes of both ends, if there are any.

    A class cannot lie between two: the first half is decoded as the one, the second as the other.
    """
    classes = None if asked is None else np.where(np.arange(n) < n / 2, *asked)
    found = {}
    for path in latent.PATHS:
        codes = latent.interpolate(a, b, n, path)
        pictures = model.decode(codes, classes)
        norms = np.linalg.norm(codes, axis=1)
        found[path] = Way(codes, pictures, norms, seen(model, codes, pictures), latent.unevenness(pictures))
    return found


def seen(model: Opened, codes: Codes, pictures: Pixels) -> NDArray[np.int64] | None:
    """The class of each step: of the ten nearest codes of real pictures; without such codes, what our classifier sees."""
    if model.has_codes and not model.conditional:
        return latent.nearest_classes(codes, model.mu, model.labels)
    found = judge(model.data, pictures)
    return None if found is None else found[0]


def shell(size: int, share: float = 0.9) -> tuple[float, float]:
    """Between which distances from 0 this share of the codes of N(0, I) lies, for codes of `size` numbers."""
    norms = np.linalg.norm(np.random.default_rng(0).standard_normal((DRAWS, size)), axis=1)
    low, high = np.quantile(norms, [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)
