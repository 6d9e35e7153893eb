"""Kernels with knobs: Gaussians and Gabor patches. To add one: a function and an entry in `SHAPED`, with the knobs it reads.

Sides in pixels, angles in degrees. An even side has its middle between two pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.filters.kernels import LARGEST_SIDE
from vizlab.recipes import Knob

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """about: what it answers to, one line. make: the kernel (side, side) of the knobs. defaults: of each knob it reads."""

    about: str
    make: Callable[..., Array]
    defaults: Mapping[str, float]


def shape_kernel(name: str, **knobs: float) -> Array:
    """The kernel of this name in `SHAPED`, (side, side), float32; knobs that are not given stand at its defaults.

    Errors: `VizlabError` for an unknown name or knob, or a value outside its range.
    """
    if name not in SHAPED:
        raise VizlabError(f"A kernel with knobs is one of {', '.join(SHAPED)}; got {name!r}.")
    values = dict(SHAPED[name].defaults) | knobs
    for knob, value in values.items():
        if knob not in SHAPED[name].defaults:
            raise VizlabError(f"The knobs of {name} are {', '.join(SHAPED[name].defaults)}; got {knob!r}.")
        if not KNOBS[knob].low <= value <= KNOBS[knob].high:
            raise VizlabError(f"{knob} must lie between {KNOBS[knob].low:g} and {KNOBS[knob].high:g}; got {value!r}.")
    return SHAPED[name].make(**values)


def gaussian(side: float, sigma: float) -> Array:
    """exp(-r² / 2 sigma²), scaled to the sum 1."""
    x, y = _places(int(side))
    bell = np.exp(-(x**2 + y**2) / (2 * sigma**2))
    return np.asarray(bell / bell.sum(), np.float32)


def gabor(side: float, wavelength: float, orientation: float, phase: float, spread: float) -> Array:
    """A wave under a Gaussian of standard deviation `spread`, its mean taken out, scaled to the sum of absolute values 2.

    orientation: in which the wave runs, 0 to the right, counted anticlockwise; its stripes stand across. phase: 0 is a
    crest in the middle, 90 an edge. Source: Daugman 1985, J. Opt. Soc. Am. A 2(7); with gamma = 1.
    """
    x, y = _places(int(side))
    along = x * np.cos(np.radians(orientation)) - y * np.sin(np.radians(orientation))
    bell = np.exp(-(x**2 + y**2) / (2 * spread**2))
    wave = bell * np.cos(2 * np.pi * along / wavelength + np.radians(phase))
    wave -= bell * wave.sum() / bell.sum()  # flat areas then give zero, whatever the phase
    return np.asarray(np.round(2 * wave / max(np.abs(wave).sum(), 1e-9), 9), np.float32)


def _places(side: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Columns and rows counted from the middle, each (side, side)."""
    y, x = np.indices((side, side)) - (side - 1) / 2
    return x, y


SHAPED: dict[str, Shape] = {
    "Gaussian with σ": Shape("A mean whose width you set.", gaussian, {"side": 7, "sigma": 1.5}),
    "Gabor": Shape(
        "Stripes of one width and one direction: what first layers learn.",
        gabor,
        {"side": 7, "wavelength": 5.0, "orientation": 0.0, "phase": 90.0, "spread": 2.0},
    ),
}
KNOBS: dict[str, Knob] = {
    "side": Knob(
        2, LARGEST_SIDE, "Rows and columns of the kernel. An even one has no middle pixel, so the picture shifts by half a pixel."
    ),
    "sigma": Knob(0.3, 5.0, "Standard deviation in pixels: a larger one blurs more."),
    "wavelength": Knob(2.0, 12.0, "From crest to crest, in pixels."),
    "orientation": Knob(0.0, 175.0, "In which the wave runs, in degrees; its stripes stand across."),
    "phase": Knob(0.0, 355.0, "0: a bright line. 90: an edge. 180: a dark line."),
    "spread": Knob(0.5, 5.0, "Standard deviation of the Gaussian around it, in pixels."),
}
