"""What padding invents: the error at the border of a picture whose surroundings are known.

The middle of a picture is cut out and padded; the response of the whole picture says what should have come out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.filters.operation import BORDERS, filtered

Array = NDArray[np.float32]


def border_errors(picture: Array, kernel: Array, *, padding: int, dilation: int = 1) -> dict[str, Array]:
    """For each way to pad, the response of the cut-out minus the true one, (h', w'); 0 where no window leaves the picture.

    picture (h, w): `padding` pixels are cut off on each side. Errors: `VizlabError` if nothing is left, or nothing is padded.
    """
    if padding < 1 or min(picture.shape) <= 2 * padding:
        raise VizlabError(
            f"Something must be cut off, and something left: a side of {min(picture.shape)} px, {padding} px of padding."
        )
    inner = picture[padding:-padding, padding:-padding]
    truth = filtered(picture[None], kernel, dilation=dilation)[0]
    found = {border: filtered(inner[None], kernel, padding=padding, dilation=dilation, border=border)[0] for border in BORDERS}
    return {border: response - truth for border, response in found.items()}


def border_means(errors: dict[str, Array]) -> dict[str, float]:
    """The mean absolute error of each way to pad, over the pixels that any of them gets wrong."""
    wrong = np.any([np.abs(error) > 1e-6 for error in errors.values()], axis=0)
    return {border: float(np.abs(error)[wrong].mean()) if wrong.any() else 0.0 for border, error in errors.items()}
