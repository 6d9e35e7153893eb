"""Toy sounds to learn from, their eight bits by the mu-law, and their spectra.

To add a sound: a function (samples, generator) -> wave in [-1, 1], and a line in `SOUNDS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
LEVELS = 256
MU = LEVELS - 1
TONES_HZ = (220.0, 277.18, 329.63)  # A major
NOTES_HZ = (220.0, 261.63, 293.66, 329.63, 392.0)
NOTE_S = 0.2
WINDOW = 1024  # samples of a spectrum: 16 Hz between its lines
Wave = NDArray[np.float32]


def chord(samples: int, source: np.random.Generator) -> Wave:
    """Three tones with a vibrato of 5 Hz, each with one overtone and a phase of its own."""
    t = np.arange(samples) / RATE_HZ
    sway = 0.4 * np.sin(2 * np.pi * 5 * t + source.uniform(0, 2 * np.pi))
    parts = [_tone(hz * t * 2 * np.pi + hz / TONES_HZ[0] * sway + source.uniform(0, 2 * np.pi)) for hz in TONES_HZ]
    return np.asarray(np.sum(parts, axis=0) / 4.5, np.float32)


def plucks(samples: int, source: np.random.Generator) -> Wave:
    """Five notes in random order, five a second, each dying away."""
    long = round(NOTE_S * RATE_HZ)
    t = np.arange(long) / RATE_HZ
    notes = source.choice(NOTES_HZ, -(-samples // long))
    return np.concatenate([0.8 * np.exp(-12 * t) * _tone(2 * np.pi * hz * t) / 1.5 for hz in notes]).astype(np.float32)[:samples]


def _tone(phase: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.sin(phase) + 0.5 * np.sin(2 * phase)


def wave(sound: str, seconds: float, seed: int) -> Wave:
    """A sound of `SOUNDS`: samples in [-1, 1], 16,000 a second."""
    return SOUNDS[sound](round(seconds * RATE_HZ), np.random.default_rng(seed))


def encode(x: NDArray[Any]) -> NDArray[np.uint8]:
    """Samples in [-1, 1] -> 256 levels, fine near 0 and coarse far from it. Source: van den Oord 2016, arXiv:1609.03499, 2.2."""
    squeezed = np.sign(x) * np.log1p(MU * np.abs(np.clip(x, -1, 1))) / np.log1p(MU)
    return np.asarray(np.rint((squeezed + 1) / 2 * MU), np.uint8)


def decode(levels: NDArray[np.uint8]) -> Wave:
    """Levels -> samples in [-1, 1]."""
    squeezed = 2 * levels.astype(np.float64) / MU - 1
    return np.asarray(np.sign(squeezed) * np.expm1(np.abs(squeezed) * np.log1p(MU)) / MU, np.float32)


def spectrum(x: Wave) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Frequencies in Hz and the share of the power at each, mean over windows of 64 ms that overlap by half."""
    windows = np.lib.stride_tricks.sliding_window_view(x, WINDOW)[:: WINDOW // 2] * np.hanning(WINDOW)
    power = (np.abs(np.fft.rfft(windows, axis=1)) ** 2).mean(0)
    shares = np.asarray(power / max(power.sum(), 1e-30), np.float64)
    return np.asarray(np.fft.rfftfreq(WINDOW, 1 / RATE_HZ), np.float64), shares


def overlap(a: Wave, b: Wave) -> float:
    """How much of the power lies where it lies in the other: the sum over frequencies of the smaller share, from 0 to 1."""
    return float(np.minimum(spectrum(a)[1], spectrum(b)[1]).sum())


SOUNDS: dict[str, Callable[[int, np.random.Generator], Wave]] = {"chord with vibrato": chord, "plucked notes": plucks}
