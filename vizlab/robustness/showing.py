"""What is shown of an attack: changes made large enough to be seen, the moments of a film, and which classes matter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab import images

Array = NDArray[Any]
MOST_FRAMES, FRAME_VALUES = 21, 21 * 3 * 64 * 64  # pictures of a film, fewer of large ones


def leading(shares: Sequence[Array], most: int = 6, answer: int | None = None) -> list[int]:
    """The classes that are most probable anywhere in these probabilities (..., n_classes), the answer first.

    answer: by default what the first of them say.
    """
    peak = np.max([np.reshape(each, (-1, np.shape(each)[-1])).max(axis=0) for each in shares], axis=0)
    answer = int(np.reshape(shares[0], (-1, len(peak)))[0].argmax()) if answer is None else answer
    ranked = [int(index) for index in np.argsort(-peak, kind="stable") if index != answer]
    return [answer, *ranked[: most - 1]]


def amplified(change: Array) -> tuple[Array, int]:
    """A change (c, h, w) as a picture, uint8: grey is no change; and the whole number it is multiplied by to be seen."""
    reach = float(np.abs(change).max())
    factor = max(1, math.floor(0.5 / reach + 1e-6)) if reach else 1
    return _as_picture(change, factor), factor


def moments(places: Array, shares: Array, image: Array, classes: Sequence[str]) -> tuple[list[Any], list[str], int]:
    """A film of a walk (see `one_picture.step_by_step`): picture and change at each moment, its name; and the factor."""
    chosen = shown(len(places) - 1, image.size)
    _, factor = amplified(places[-1] - image)
    pairs = [(images.to_pixels(places[at]), _as_picture(places[at] - image, factor)) for at in chosen]
    names = [f"{at}: {classes[int(shares[at].argmax())]} {shares[at].max():.0%}" for at in chosen]
    return pairs, names, factor


def shown(steps: int, values: int) -> list[int]:
    """Which of the places 0 to `steps` of a walk a film shows: the first, the last and as many between as are quick to send."""
    count = min(steps + 1, MOST_FRAMES, max(5, FRAME_VALUES // values))
    return sorted({round(at) for at in np.linspace(0, steps, count)})


def _as_picture(change: Array, factor: int) -> Array:
    return images.to_pixels(np.clip(0.5 + factor * change, 0, 1).astype(np.float32))
