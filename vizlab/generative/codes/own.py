"""A visitor's picture, uploaded or drawn, as one of the pictures that a model was trained on: its size, grey, light on dark.

Digits of MNIST stand in a frame: the figure 20 pixels high in a field of 28, its mass in the middle. What is drawn or
photographed is brought there the same way, or the model would see something it has never met.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vizlab.decoding import cropped
from vizlab.errors import VizlabError
from vizlab.generative.codes.opened import Pixels

INK = 20 / 28  # share of the side that a digit takes. Source: LeCun et al. 1998, section III.A
LEAST_CONTRAST = 25  # grey levels between the darkest and the lightest pixel
WIDE_PX = 112  # side at which the figure is looked for
FRAMED = ("MNIST", "digits")


def fit(picture: Image.Image, data: str, side: tuple[int, int]) -> tuple[Pixels, str]:
    """A picture of any size and colour -> (h, w), uint8, and what was done to it, in a sentence.

    Errors: `VizlabError` if nothing is to be seen on it.
    """
    h, w = side
    wide = cropped(picture, (1, max(4 * h, WIDE_PX), max(4 * w, WIDE_PX)))[0].astype(np.float64)
    if wide.max() - wide.min() < LEAST_CONTRAST:
        raise VizlabError("A picture must show something; this one has the same grey everywhere.")
    turned = bool(_border(wide) > wide.mean())
    light = wide.max() - wide if turned else wide - wide.min()
    light *= np.iinfo(np.uint8).max / light.max()
    made = _framed(light, side) if data in FRAMED else _shrunk(light, side)
    steps = [f"brought from {picture.width} × {picture.height} to {w} × {h} pixels", "grey"]
    steps += ["turned into light on dark"] * turned + ["put in the middle as its training pictures are"] * (data in FRAMED)
    return made, f"Your picture was {', '.join(steps)}."


def _border(grey: NDArray[np.float64]) -> float:
    """The mean grey of a picture's rim."""
    return float(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]).mean())


def _framed(light: NDArray[np.float64], side: tuple[int, int]) -> Pixels:
    """The figure cut out, its longer side 20 of 28, its centre of mass in the middle."""
    seen = light > 0.15 * light.max()
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    cut = light[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = INK * side[0] / max(cut.shape)
    small = _shrunk(cut, (max(round(cut.shape[0] * scale), 1), max(round(cut.shape[1] * scale), 1))).astype(np.float64)
    small *= np.iinfo(np.uint8).max / max(small.max(), 1)
    mass = small.sum()
    at = [float((small.sum(1 - axis) @ np.arange(small.shape[axis])) / mass) for axis in (0, 1)]
    made = np.zeros(side, np.uint8)
    top, left = (int(np.clip(round((side[axis] - 1) / 2 - at[axis]), 0, side[axis] - small.shape[axis])) for axis in (0, 1))
    made[top : top + small.shape[0], left : left + small.shape[1]] = small.round().astype(np.uint8)
    return made


def _shrunk(grey: NDArray[np.float64], side: tuple[int, int]) -> Pixels:
    picture = Image.fromarray(grey.round().astype(np.uint8)).resize((side[1], side[0]), Image.Resampling.BOX)
    return np.asarray(picture, np.uint8).copy()
