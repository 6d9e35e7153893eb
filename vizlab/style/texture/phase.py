"""The texture that a power spectrum alone can make: every wave as strong as in the source, and its place left to dice.

Source: Galerne, Gousseau, Morel 2011, "Random phase textures: theory and synthesis"; Moisan 2011, "Periodic plus smooth image
decomposition".
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def random_phase(pixels: NDArray[Any], seed: int) -> NDArray[np.uint8]:
    """Pixels (h, w, 3) -> the same power at every frequency, the same mean colour, other places; values beyond 0-255 are cut.

    All three channels are turned by the same phases, so their correlations stay too.
    """
    values = np.stack([periodic(np.asarray(pixels[:, :, c], np.float64)) for c in range(3)])
    phases = np.fft.fft2(np.random.default_rng(seed).standard_normal(values.shape[1:]))
    turns = phases / np.maximum(np.abs(phases), 1e-12)
    turns[0, 0] = 1
    turned = np.fft.ifft2(np.fft.fft2(values) * turns).real
    return np.asarray(turned.transpose(1, 2, 0).round().clip(0, 255), np.uint8)


def periodic(values: Array) -> Array:
    """A picture (h, w) without the jumps at its borders: a smooth one, which these explain, is taken away.

    A discrete Fourier transform sees the picture repeated, and would take those jumps for texture.
    """
    jumps = np.zeros_like(values)
    jumps[0] += values[-1] - values[0]
    jumps[-1] += values[0] - values[-1]
    jumps[:, 0] += values[:, -1] - values[:, 0]
    jumps[:, -1] += values[:, 0] - values[:, -1]
    down, across = (2 * np.cos(2 * np.pi * np.fft.fftfreq(n)) for n in values.shape)
    laplace = down[:, None] + across[None] - 4
    laplace[0, 0] = 1
    smooth = np.fft.fft2(jumps) / laplace
    smooth[0, 0] = 0
    return np.asarray(values - np.fft.ifft2(smooth).real)
