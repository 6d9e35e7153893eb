"""What is measured of a painting against the picture that it was made from: in pixels, in features, in statistics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import avg_pool2d

from vizlab.style.losses import STATISTICS, content_loss, gram, style_loss
from vizlab.style.sight import FeatureNetwork
from vizlab.style.statistics.histograms import histogram_distance
from vizlab.style.statistics.looking import as_input, see
from vizlab.style.texture.statistics import radial_spectrum

WINDOW = 7  # px, of the means in `ssim`


def measure(network: FeatureNetwork, painted: NDArray[Any], picture: NDArray[Any]) -> dict[str, Any]:
    """Everything about a painting (h, w, 3) against its picture (h, w, 3), JSON-able.

    ssim, rms: of the pixels. histogram: distance of their values. content, style: layer -> loss as a share. statistics: name ->
    distance, mean over the layers. wave: of the painting, see `middle_wave`.
    """
    painting, target = as_input(network, painted), as_input(network, picture)
    seen, wanted = see(network, painting), see(network, target)
    distances = {
        name: float(np.mean([float(known.distance(seen[layer], known.target(wanted[layer]))) for layer in seen]))
        for name, known in STATISTICS.items()
    }
    return {
        "ssim": ssim(painting, target),
        "rms": rms(painted, picture),
        "histogram": histogram_distance(painting, target),
        "content": {name: float(content_loss(seen[name], wanted[name])) for name in seen},
        "style": {name: float(style_loss(seen[name], gram(wanted[name]))) for name in seen},
        "statistics": distances,
        "wave": middle_wave(painted),
    }


def ssim(first: Tensor, second: Tensor) -> float:
    """Structural similarity of two pictures (c, h, w) in [0, 1]: 1 alike, about 0 unrelated.

    Source: Wang et al. 2004, equation 13, with means over `WINDOW` by `WINDOW` pixels and sample variances.
    """
    x, y = first.double()[None], second.double()[None]
    means = [avg_pool2d(values, WINDOW, stride=1) for values in (x, y, x * x, y * y, x * y)]
    mx, my = means[0], means[1]
    sample = WINDOW**2 / (WINDOW**2 - 1)
    vx, vy, both = (sample * (m - p) for m, p in zip(means[2:], (mx * mx, my * my, mx * my), strict=True))
    c1, c2 = 0.01**2, 0.03**2
    local = ((2 * mx * my + c1) * (2 * both + c2)) / ((mx**2 + my**2 + c1) * (vx + vy + c2))
    return float(local.mean())


def rms(painted: NDArray[Any], target: NDArray[Any]) -> float:
    """Root mean square difference of two pictures (h, w, 3), uint8; white against black is 1."""
    return float(np.sqrt(np.mean((painted.astype(np.float64) - target) ** 2)) / 255)


def middle_wave(pixels: NDArray[Any]) -> float:
    """The mean length in pixels of the waves of a picture (h, w, 3), weighted by their power: short for fine grain."""
    frequencies, power = radial_spectrum(pixels)
    weights = np.nan_to_num(power) * frequencies**2  # rings grow with the frequency, in length and here in width
    return float((weights / frequencies).sum() / max(weights.sum(), 1e-12))


def powers(pictures: Mapping[str, NDArray[Any]]) -> dict[str, tuple[list[float], list[float]]]:
    """Name -> frequencies in cycles a pixel and mean power around each, of pictures (h, w, 3) of one size."""
    found = {name: radial_spectrum(pixels) for name, pixels in pictures.items()}
    return {name: (at[np.isfinite(power)].tolist(), power[np.isfinite(power)].tolist()) for name, (at, power) in found.items()}
