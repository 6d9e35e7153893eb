"""Convolution in one dimension: y_t = sum over tau of h_tau x_(t - tau), term by term. Signals (n,), taps (k,), float64.

(The collected notes print the index as `x_{k_n}`; it is k - n.) To add taps: a line in `TAPS`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.filters.kernels import parse_table

Array = NDArray[np.float64]
LONGEST = 12
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Moment:
    """One value of the output. t: its index. pairs: (index of the tap, index of the signal) of each product, taps falling."""

    t: int
    pairs: tuple[tuple[int, int], ...]
    products: tuple[float, ...]

    @property
    def total(self) -> float:
        """The value."""
        return sum(self.products)

    @property
    def formula(self) -> str:
        """Such as "y₃ = h₃x₀ + h₂x₁ + h₁x₂ + h₀x₃"."""
        terms = " + ".join(f"h{tap}x{at}".translate(SUBSCRIPTS) for tap, at in self.pairs)
        return f"y{self.t} = ".translate(SUBSCRIPTS) + terms


def parse_row(text: str, *, what: str) -> Array:
    """1 to 12 numbers in one row, such as "1 2 0 -1". Errors: `VizlabError` for anything else."""
    found = parse_table(text, what=what, most=LONGEST, example="1 2 0 -1")
    if len(found) != 1:
        raise VizlabError(f"{what} is one row of numbers, such as 1 2 0 -1; got {len(found)} rows.")
    return np.asarray(found[0], np.float64)


def slide(signal: Array, taps: Array) -> list[Moment]:
    """Every value of the full convolution, n + k - 1 of them, each with its products."""
    moments = []
    for t in range(len(signal) + len(taps) - 1):
        pairs = [(t - at, at) for at in range(len(signal)) if 0 <= t - at < len(taps)]
        moments.append(Moment(t, tuple(pairs), tuple(float(taps[tap] * signal[at]) for tap, at in pairs)))
    return moments


def noisy_steps(seed: int, n: int = 120, noise: float = 0.25) -> Array:
    """A signal (n,) that jumps three times, with normal noise on it: something for taps to smooth or to find."""
    levels = np.repeat([0.0, 1.0, 0.3, -0.7], -(-n // 4))[:n]
    return levels + noise * np.random.default_rng(seed).standard_normal(n)


def gains(taps: Array) -> tuple[float, float]:
    """By what factor the standard deviation of white noise comes out, and by what factor a level: √Σh² and Σh."""
    return float(np.sqrt((taps**2).sum())), float(taps.sum())


TAPS: dict[str, str] = {
    "1 2 3 4": "1 2 3 4",
    "mean of five": "0.2 0.2 0.2 0.2 0.2",
    "difference": "1 -1",
    "jumps, smoothed": "0.25 0.25 0.25 0.25 -0.25 -0.25 -0.25 -0.25",
    "echo": "1 0 0 0 0 0 0.5",
}
