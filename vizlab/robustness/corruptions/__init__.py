"""Corruptions that nobody planned: noise, blur, weather and bad copies, each in five severities.

To add one: a function `(images (n, c, h, w) in [0, 1], amount, dice) -> (n, c, h, w)` and one line in `CORRUPTIONS` with five
amounts; `corrupt` clamps what comes out. Lengths are shares of the picture's shorter side, so that 8 px and 224 px are spoilt
alike. `measured` counts what a network makes of them, `indices` condenses that into mCE and relative mCE.
Source: Hendrycks & Dietterich 2019, arXiv:1903.12261. Amounts that depend on no size are those of its ImageNet-C.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.robustness.corruptions import blur, copies, noise, weather

SEVERITIES = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Corruption:
    """about: what it stands for, one line. amounts: one for each severity. needs_colour: grey pictures stay as they are."""

    about: str
    apply: Callable[[Tensor, Any, torch.Generator], Tensor]
    amounts: tuple[Any, ...]
    needs_colour: bool = False


def corrupt(images: Tensor, name: str, severity: int, *, seed: int = 0) -> Tensor:
    """Images (n, c, h, w) in [0, 1] corrupted: as many in [0, 1], the same dice at every severity.

    Errors: `VizlabError` for an unknown corruption, a severity that is not 1 to 5, or no such images.
    """
    if name not in CORRUPTIONS:
        raise VizlabError(f"The corruption must be one of {', '.join(CORRUPTIONS)}; got {name!r}.")
    if severity not in SEVERITIES:
        raise VizlabError(f"The severity must be a whole number from 1 to 5; got {severity!r}.")
    if images.ndim != 4 or images.shape[1] not in (1, 3) or 0 in images.shape or not images.is_floating_point():
        raise VizlabError(f"Images must be float values of shape (n, 1 or 3, h, w); got {images.dtype} {tuple(images.shape)}.")
    known = CORRUPTIONS[name]
    with torch.no_grad():
        dice = torch.Generator().manual_seed(seed)
        plain = images.detach().to("cpu", torch.float32)
        found = known.apply(plain, known.amounts[severity - 1], dice).clamp(0, 1)
    return found.to(images.device, images.dtype)


def of(channels: int) -> list[str]:
    """The corruptions that do something to pictures of so many channels."""
    return [name for name, known in CORRUPTIONS.items() if channels > 1 or not known.needs_colour]


CORRUPTIONS: dict[str, Corruption] = {
    "Gaussian noise": Corruption("Low light.", noise.gaussian, (0.08, 0.12, 0.18, 0.26, 0.38)),
    "shot noise": Corruption("Light comes in grains, and little of it came.", noise.shot, (60, 25, 12, 5, 3)),
    "impulse noise": Corruption("Some values are black or white: bits were lost.", noise.impulse, (0.03, 0.06, 0.09, 0.17, 0.27)),
    "defocus": Corruption("Out of focus: every point becomes a disc.", blur.defocus, (0.02, 0.03, 0.04, 0.055, 0.07)),
    "motion blur": Corruption("The camera moved along a line.", blur.motion, (0.06, 0.09, 0.13, 0.18, 0.24)),
    "zoom blur": Corruption("The camera came nearer meanwhile.", blur.zoom, (1.11, 1.16, 1.21, 1.26, 1.31)),
    "fog": Corruption(
        "A veil, thicker here than there.", weather.fog, ((0.5, 2.0), (0.8, 2.0), (1.2, 1.7), (1.7, 1.5), (2.5, 1.4))
    ),
    "brightness": Corruption("Too much light.", weather.brightness, (0.1, 0.2, 0.3, 0.4, 0.5)),
    "contrast": Corruption("Everything moves towards its mean.", weather.contrast, (0.4, 0.3, 0.2, 0.1, 0.05)),
    "elastic": Corruption("Small regions are stretched this way and that.", copies.elastic, (0.015, 0.025, 0.035, 0.045, 0.06)),
    "pixelate": Corruption("Too few pixels, made large again.", copies.pixelate, (0.6, 0.5, 0.4, 0.3, 0.25)),
    "JPEG": Corruption("Kept in a file that was made too small.", copies.jpeg, (25, 18, 15, 10, 7)),
    "saturate": Corruption(
        "Colours too pale or too loud.",
        weather.saturate,
        ((0.3, 0.0), (0.1, 0.0), (2.0, 0.0), (5.0, 0.1), (20.0, 0.2)),
        needs_colour=True,
    ),
}
