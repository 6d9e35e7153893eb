"""How alike pixels are, by their distance: the autocorrelation of pictures, as they are and with their pixels shuffled.

Source of the claim that features are local and repeat everywhere: Simoncelli 2001, doi:10.1146/annurev.neuro.24.1.1193.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vizlab import data, images
from vizlab.errors import VizlabError

DIGITS = "digits"
PATCH_PX, PATCHES = 32, 200  # of a photograph
Array = NDArray[np.float64]


def pictures(source: str, seed: int) -> Array:
    """Grey pictures (n, h, w) in [0, 1]: the training digits, or patches of a photograph of `images.PHOTOGRAPHS`.

    Errors: `VizlabError` for another name.
    """
    if source == DIGITS:
        return np.asarray(data.load("digits").train.inputs[:, 0] / 255)
    grey = images.to_tensor(images.photograph(source)).mean(dim=0).double().numpy()
    draw = np.random.default_rng(seed)
    corners = draw.integers(0, np.array(grey.shape) - PATCH_PX, size=(PATCHES, 2))
    return np.stack([grey[top : top + PATCH_PX, left : left + PATCH_PX] for top, left in corners])


def shuffled(found: Array, seed: int) -> Array:
    """The pictures (n, h, w), the pixels of all of them moved about in one and the same random way."""
    n, h, w = found.shape
    order = np.random.default_rng(seed).permutation(h * w)
    return found.reshape(n, -1)[:, order].reshape(n, h, w)


def autocorrelation(found: Array, reach: int) -> Array:
    """Correlation of pixels (a, b) apart, a and b from -reach to reach, over all pictures (n, h, w) and places: in -1 to 1.

    Each picture's own mean is taken off first. Errors: `VizlabError` if the pictures are not larger than the reach.
    """
    _, h, w = found.shape
    if not 0 < reach < min(h, w):
        raise VizlabError(f"The distance must be 1 to {min(h, w) - 1} px; got {reach}.")
    centred = found - found.mean(axis=(1, 2), keepdims=True)
    side = 2 * reach + 1
    result = np.empty((side, side))
    for a in range(reach + 1):
        for b in range(-reach, reach + 1):
            value = _correlated(centred[:, a:, max(b, 0) : w + min(b, 0)], centred[:, : h - a, max(-b, 0) : w - max(b, 0)])
            result[reach + a, reach + b] = result[reach - a, reach - b] = value
    return result


def both(source: str, reach: int, seed: int) -> dict[str, Array]:
    """The autocorrelation of pictures "as they are" and "shuffled", each (2 reach + 1, 2 reach + 1)."""
    found = pictures(source, seed)
    return {"as they are": autocorrelation(found, reach), "shuffled": autocorrelation(shuffled(found, seed), reach)}


def neighbours(correlations: Array) -> float:
    """The mean correlation of a pixel and the four next to it."""
    middle = len(correlations) // 2
    return float(np.mean([correlations[middle + a, middle + b] for a, b in ((0, 1), (1, 0), (0, -1), (-1, 0))]))


def _correlated(first: Array, second: Array) -> float:
    return float((first * second).mean() / np.sqrt((first**2).mean() * (second**2).mean()))
