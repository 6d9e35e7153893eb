"""Kernels as frequencies: which stripes, how fine and in which direction, a kernel answers to most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vizlab import library
from vizlab.filters.change import orientation

SIDE = 16  # frequencies along a side
MOST_EPOCHS = 9


def spectra(kernels: NDArray[np.floating]) -> NDArray[np.float64]:
    """The power spectrum of each kernel (n, c, kh, kw), summed over its inputs: (n, 16, 16), zero frequency in the middle.

    Frequencies run from -1/2 to just below 1/2 of a cycle a pixel, rows down; each spectrum adds up to 1, of zeros to 0.
    """
    transformed = np.fft.fft2(np.asarray(kernels, np.float64), s=(SIDE, SIDE))
    power = np.fft.fftshift((np.abs(transformed) ** 2).sum(axis=1), axes=(1, 2))
    total = power.sum(axis=(1, 2), keepdims=True)
    return np.asarray(np.divide(power, total, out=np.zeros_like(power), where=total > 0))


def over_epochs(reference: str, epochs: Sequence[int]) -> dict[str, list[tuple[float, float]]]:
    """Convolution -> (epoch, mean share of the kernels' energy in one direction), of at most nine of a network's epochs."""
    kept = sorted({epochs[int(at)] for at in np.linspace(0, len(epochs) - 1, min(MOST_EPOCHS, len(epochs)))})
    found: dict[str, list[tuple[float, float]]] = {}
    for epoch in kept:
        for name, share in orientation(library.open_model(f"{reference}@{epoch}").network).items():
            found.setdefault(name, []).append((epoch, share))
    return found
