"""Arithmetic with codes: what is common to one group and missing in another is a direction, and it can be added to a third.

Groups are classes, and the quarter of the pictures with most and least of something that can be measured on a picture: within
each class, so that "leaning" does not come to mean "a 1". To add a measure: a function pictures -> (n,) and lines in `MEASURES`.
Source: Mikolov et al. 2013 for words; Radford et al. 2015, arXiv:1511.06434, section 6.3.2 for codes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.generative.codes import drawing
from vizlab.generative.codes.opened import Codes, Opened, Pixels

POPULATION, QUARTER, RANDOM = 600, 4, 24  # codes looked at; the share of a group; directions of the control
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Crowd:
    """Codes (n, latent) with their labels (n,), the classes asked for or None, pictures decoded from them, and their measures."""

    codes: Codes
    labels: NDArray[np.int64]
    asked: NDArray[np.int64] | None
    pictures: Pixels
    measures: dict[str, Values]

    def at(self, index: int) -> int | None:
        """The class that was asked for at this place."""
        return None if self.asked is None else int(self.asked[index])


@dataclass(frozen=True)
class Moved:
    """What a direction does to a group: measure -> mean change, in standard deviations of that measure over all pictures.

    control: the same for random directions of equal length, (24,) each.
    """

    change: dict[str, float]
    control: dict[str, Values]
    length: float


def crowd(model: Opened) -> Crowd:
    """The codes of held-out pictures; of a model without them, codes of the prior. Both decoded and measured."""
    if model.has_codes:
        codes, labels = model.mu.astype(np.float64), model.labels
        asked = labels if model.conditional else None
    else:
        codes = drawing.prior(model, POPULATION, seed=0)
        asked = drawing.classes_for(model, POPULATION, None)
        labels = np.zeros(POPULATION, np.int64) if asked is None else asked
    pictures = model.decode(codes, asked)
    return Crowd(codes, labels, asked, pictures, {name: measure(pictures) for name, (measure, _, _) in MEASURES.items()})


def groups(model: Opened, found: Crowd) -> dict[str, NDArray[np.int64]]:
    """Group -> indices into the crowd. Classes only where the code decides them, not where they are asked for."""
    every: dict[str, NDArray[np.int64]] = {}
    if not model.conditional and model.has_codes:
        every = {name: np.flatnonzero(found.labels == index) for index, name in enumerate(model.classes)}
    for name, (_, more, less) in MEASURES.items():
        every[less], every[more] = _quarters(found.measures[name], found.labels)
    return {name: members for name, members in every.items() if len(members)}


def mean_code(found: Crowd, members: NDArray[np.int64]) -> Codes:
    """The mean code (latent,) of a group."""
    mean: Codes = found.codes[members].mean(0)
    return mean


def difference(found: Crowd, every: dict[str, NDArray[np.int64]], a: str, b: str) -> Codes:
    """Mean code of group a minus that of group b: (latent,). Errors: `VizlabError` for a group that does not exist."""
    for name in (a, b):
        if name not in every:
            raise VizlabError(f"The group must be one of {', '.join(every)}; got {name!r}.")
    return mean_code(found, every[a]) - mean_code(found, every[b])


def move(model: Opened, found: Crowd, members: NDArray[np.int64], shift: Codes, seed: int) -> Moved:
    """What adding `shift` to the codes of a group does to its measures, against random directions of the same length."""
    source, length = np.random.default_rng(seed), float(np.linalg.norm(shift))
    random = source.standard_normal((RANDOM, model.latent))
    random *= length / np.linalg.norm(random, axis=1, keepdims=True)
    asked = None if found.asked is None else found.asked[members]

    def change(step: Codes) -> dict[str, float]:
        after = model.decode(found.codes[members] + step, asked)
        return {
            name: float((measure(after) - found.measures[name][members]).mean() / max(found.measures[name].std(), 1e-9))
            for name, (measure, _, _) in MEASURES.items()
        }

    controls = [change(step) for step in random]
    return Moved(change(shift), {name: np.array([found[name] for found in controls]) for name in MEASURES}, length)


def doses(model: Opened, found: Crowd, index: int, shift: Codes, strengths: tuple[float, ...]) -> Pixels:
    """One picture of the crowd with the direction added so many times: (k, h, w)."""
    codes = found.codes[index] + np.array(strengths)[:, None] * shift
    return model.decode(codes, found.at(index))


def ink(pictures: Pixels) -> Values:
    """The mean grey of pictures (n, h, w), 0-1: how much of the field is light."""
    mean: Values = pictures.astype(np.float64).mean((1, 2)) / np.iinfo(np.uint8).max
    return mean


def slant(pictures: Pixels) -> Values:
    """How far the upper half leans right, in pixels sideways a pixel up: minus the covariance over the variance of rows."""
    dx, dy, weight = _centred(pictures)
    upright = (weight * dy**2).sum((1, 2))
    leaning: Values = -(weight * dx * dy).sum((1, 2)) / np.maximum(upright, 1e-9)
    return leaning


def width(pictures: Pixels) -> Values:
    """The standard deviation of the light across, as a share of the picture's width."""
    dx, _, weight = _centred(pictures)
    spread: Values = np.sqrt((weight * dx**2).sum((1, 2))) / pictures.shape[2]
    return spread


def _centred(pictures: Pixels) -> tuple[Values, Values, Values]:
    """Distances from the centre of the light, across and down, and the share of the light in each pixel: (n, h, w) each."""
    weight = pictures.astype(np.float64) + 1e-9
    weight /= weight.sum((1, 2), keepdims=True)
    down, across = np.indices(pictures.shape[1:]).astype(np.float64)
    dx = across - (weight * across).sum((1, 2))[:, None, None]
    dy = down - (weight * down).sum((1, 2))[:, None, None]
    return dx, dy, weight


def _quarters(values: Values, labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of the lowest and of the highest quarter within each label."""
    low, high = [], []
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        own = own[np.argsort(values[own], kind="stable")]
        some = max(len(own) // QUARTER, 1)
        low.append(own[:some])
        high.append(own[-some:])
    return np.concatenate(low), np.concatenate(high)


# name -> how it is measured, what the quarter with most of it is called, and that with least
MEASURES: dict[str, tuple[Callable[[Pixels], Values], str, str]] = {
    "ink": (ink, "much ink", "little ink"),
    "slant": (slant, "leaning right", "leaning left"),
    "width": (width, "wide", "narrow"),
}
