"""How alike two textures are, in measures that know no network: spectra, colours, and whether one was copied from the other.

Pixels are uint8 (h, w, 3); frequencies in cycles per pixel, so pictures of any size can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
EDGES = np.geomspace(1 / 33, 0.5, 15)  # of the bins of frequency: the lowest holds waves of a third of a small picture
ANGLES = 12
BAND = (0.05, 0.5)  # frequencies that have a direction: below, the grid knows too few
LUMINANCE = (0.299, 0.587, 0.114)
HALVES = "half of the source"
_TINY = 1e-12


@dataclass(frozen=True)
class Likeness:
    """A texture against its source. spectrum: mean difference of the radial spectra in dB; orientation: share of the power that
    runs in other directions, 0-1; colours: mean shift of red, green and blue in levels of 255; correlation: pixel by pixel in the
    same place; copied: of its middle with the part of the source that it fits best.
    """

    spectrum: float
    orientation: float
    colours: float
    correlation: float
    copied: float


def likeness(texture: NDArray[Any], source: NDArray[Any]) -> Likeness:
    """All measures of a texture against its source, pixels (h, w, 3) of any sizes of at least 16."""
    return Likeness(
        spectrum_distance(texture, source),
        orientation_distance(texture, source),
        color_distance(texture, source),
        correlation(texture, source),
        best_match(middle(texture, source), source),
    )


def within(source: NDArray[Any]) -> Likeness:
    """One half of a picture against the other: what "the same texture" comes to."""
    left, right = np.array_split(source, 2, axis=1)
    return likeness(right, left)


def table(source: NDArray[Any], shown: Mapping[str, NDArray[Any]]) -> dict[str, list[Any]]:
    """Columns of all measures of pictures (h, w, 3) by name against a source, and of its own two halves, for comparison."""
    found = {name: likeness(pixels, source) for name, pixels in shown.items()} | {HALVES: within(source)}
    names = ("measure", *found)
    return dict(
        zip(names, ([*MEASURES.values()], *([getattr(each, key) for key in MEASURES] for each in found.values())), strict=True)
    )


def grey(pixels: NDArray[Any]) -> Array:
    """Pixels (h, w, 3) -> luminance (h, w) in [0, 1]."""
    return np.asarray(np.asarray(pixels, np.float64) @ np.array(LUMINANCE) / 255)


def radial_spectrum(pixels: NDArray[Any]) -> tuple[Array, Array]:
    """Frequencies (k,) and the mean power (k,) around each, NaN where the picture is too small to have any."""
    radius, _, power = _powers(pixels)
    return np.sqrt(EDGES[:-1] * EDGES[1:]), _means(power, np.digitize(radius, EDGES) - 1, len(EDGES) - 1)


def orientation_spectrum(pixels: NDArray[Any]) -> tuple[Array, Array]:
    """Angles (k,) in degrees and the share of the power (k,) whose waves run that way: 0 left to right, 90 top to bottom."""
    radius, angle, power = _powers(pixels)
    band = (radius >= BAND[0]) & (radius <= BAND[1])
    bins = np.round(angle[band] / np.pi * ANGLES).astype(int) % ANGLES
    means = np.nan_to_num(_means(power[band], bins, ANGLES))
    return np.arange(ANGLES) * 180 / ANGLES, means / (means.sum() + _TINY)


def spectrum_distance(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Mean absolute difference of two radial spectra, in dB: 10 is ten times the power."""
    first, second = (10 * np.log10(radial_spectrum(pixels)[1] + _TINY) for pixels in (a, b))
    return float(np.nanmean(np.abs(first - second)))


def orientation_distance(a: NDArray[Any], b: NDArray[Any]) -> float:
    """The share of the power that would have to turn to another direction, 0-1."""
    return float(np.abs(orientation_spectrum(a)[1] - orientation_spectrum(b)[1]).sum() / 2)


def color_distance(a: NDArray[Any], b: NDArray[Any]) -> float:
    """How far values must be shifted until both pictures have the same histograms: mean over red, green, blue, in levels of 255.

    The Wasserstein distance in one dimension, between quantiles.
    """
    at = (np.arange(256) + 0.5) / 256
    first, second = (np.quantile(np.asarray(pixels, np.float64).reshape(-1, 3), at, axis=0) for pixels in (a, b))
    return float(np.abs(first - second).mean())


def correlation(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Correlation of the luminance of two pictures, pixel by pixel, where they overlap with their upper left corners together."""
    h, w = min(a.shape[0], b.shape[0]), min(a.shape[1], b.shape[1])
    first, second = (grey(pixels[:h, :w]) for pixels in (a, b))
    first, second = first - first.mean(), second - second.mean()
    return float((first * second).sum() / (np.sqrt((first**2).sum() * (second**2).sum()) + _TINY))


def best_match(patch: NDArray[Any], field: NDArray[Any]) -> float:
    """The highest correlation of a patch (h, w, 3) with any part of a larger picture: 1 if it was cut from there."""
    small, large = grey(patch), grey(field)
    (h, w), shape = small.shape, large.shape
    valid = (slice(shape[0] - h + 1), slice(shape[1] - w + 1))
    small = small - small.mean()

    def slid(values: Array, kernel: Array) -> Array:
        return np.asarray(np.fft.irfft2(np.fft.rfft2(values) * np.fft.rfft2(kernel, shape).conj(), shape)[valid])

    ones = np.ones((h, w))
    variance = slid(large**2, ones) - slid(large, ones) ** 2 / (h * w)
    scale = np.sqrt(np.maximum(variance, 1e-9) * max((small**2).sum(), 1e-9))
    return float((slid(large, small) / scale).max())


def middle(texture: NDArray[Any], source: NDArray[Any]) -> NDArray[Any]:
    """The middle of a texture, a third as high and as wide as the smaller of the two pictures."""
    h, w = (max(min(texture.shape[i], source.shape[i]) // 3, 4) for i in (0, 1))
    top, left = (texture.shape[0] - h) // 2, (texture.shape[1] - w) // 2
    return texture[top : top + h, left : left + w]


def _powers(pixels: NDArray[Any]) -> tuple[Array, Array, Array]:
    """Radius in cycles per pixel, angle in [0, pi) and power density of each frequency; a Hann window keeps borders out."""
    values = grey(pixels)
    window = np.outer(*(np.sin(np.pi * (np.arange(n) + 0.5) / n) ** 2 for n in values.shape))
    values = (values - (values * window).sum() / window.sum()) * window
    power = np.abs(np.fft.fft2(values)) ** 2 / (window**2).sum()
    down, across = np.meshgrid(*(np.fft.fftfreq(n) for n in values.shape), indexing="ij")
    return np.hypot(down, across), np.arctan2(down, across) % np.pi, power


def _means(values: Array, bins: NDArray[np.intp], count: int) -> Array:
    """Mean of the values in each bin; NaN in empty ones. What lies in no bin is left out."""
    inside = (bins >= 0) & (bins < count)
    sums, sizes = (np.bincount(bins[inside], weights, count) for weights in (values[inside], None))
    return np.asarray(np.divide(sums, sizes, out=np.full(count, np.nan), where=sizes > 0))


MEASURES: dict[str, str] = {
    "spectrum": "Radial spectrum, dB apart",
    "orientation": "Power that runs in other directions, share",
    "colours": "Colours, levels of 255 apart",
    "correlation": "Correlation with the source, pixel by pixel",
    "copied": "Correlation of its middle with the part it fits best",
}
