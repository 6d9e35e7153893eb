"""log p(x) from samples: draw z from a proposal, weigh it by p(x, z) / proposal(z), average, take the logarithm.

The average is right on average for any proposal (its logarithm too low, by Jensen); how soon, depends on how near the proposal is
to the posterior. From the posterior itself every weight is p(x), and one sample is enough.
Source: Burda, Grosse, Salakhutdinov 2015, arXiv:1509.00519, equation 8.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.generative.exact.line import Gaussian, Model, log_evidence, log_normal

SIZES = tuple(round(10 ** (k / 4)) for k in range(21))  # 1 ... 100,000 samples
RUNS = 8
WIDE, NARROW, FAR = 0.5, 0.05, 0.05  # shares of samples that count; nats


@dataclass(frozen=True)
class Estimates:
    """values (runs, sizes): estimates of log p(x) from the first of so many samples; truth: by quadrature. share: see below."""

    values: NDArray[np.float64]
    truth: float
    share: float

    @property
    def errors(self) -> NDArray[np.float64]:
        """|estimate - truth| (runs, sizes), nats."""
        return np.abs(self.values - self.truth)

    @property
    def missing(self) -> float:
        """How far the median run stays below the truth with all its samples, nats."""
        return float(self.truth - np.median(self.values[:, -1]))


def verdict(found: Estimates) -> str:
    """What is wrong with a proposal: "blind" to a part of the posterior, too "narrow" for it, or "" for nothing."""
    if found.share > WIDE and found.missing > FAR:
        return "blind"
    return "narrow" if found.share < NARROW else ""


def estimate(model: Model, x: float, proposal: Gaussian, seed: int) -> Estimates:
    """Eight runs of up to 100,000 samples. `share`: effective samples of all, (Σw)² / Σw² / n, of the first run; 1 at best."""
    noise = np.random.default_rng([seed, RUNS]).standard_normal((RUNS, SIZES[-1]))
    z = proposal.mu + math.sqrt(proposal.var) * noise
    log_weights = model.log_joint(x, z) - log_normal(z, proposal.mu, proposal.var)
    top = log_weights.max(1, keepdims=True)
    weights = np.exp(log_weights - top)
    sums = np.cumsum(weights, axis=1)[:, np.array(SIZES) - 1]
    values = top + np.log(np.maximum(sums, 1e-300) / np.array(SIZES))
    share = float(weights[0].sum() ** 2 / np.square(weights[0]).sum() / SIZES[-1])
    return Estimates(values, log_evidence(model, x), share)


def from_both(model: Model, x: float, q: Gaussian, seed: int) -> dict[str, Estimates]:
    """Estimates with samples from q, and from the prior where q is another."""
    runs = {"samples from q": estimate(model, x, q, seed)}
    prior = Gaussian(0.0, 1.0)
    return runs if q == prior else runs | {"samples from the prior": estimate(model, x, prior, seed)}
