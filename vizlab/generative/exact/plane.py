"""Two hidden numbers behind one observation: evidence and posterior on a grid, and the best q with independent parts.

A q whose covariance is diagonal, as a VAE's encoder gives it, cannot follow a tilted ridge, a ring or two branches: the gap that
stays is the price of its shape, however long one trains.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from vizlab.errors import VizlabError
from vizlab.generative.exact.decoders import PLANE_DECODERS, Array, find
from vizlab.generative.exact.line import LEAST_ETA, log_normal

REACH, SIDE = 6.0, 241  # half the square of z, points along a side: 0.05 apart
DRAWN = 3.0
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(32)
PAIRS = np.stack(np.meshgrid(NODES, NODES), -1).reshape(-1, 2)
PAIR_WEIGHTS = np.outer(WEIGHTS, WEIGHTS).ravel() / WEIGHTS.sum() ** 2
STARTS = (-1.0, 0.3, 1.2)  # of each mean


@dataclass(frozen=True)
class PlaneModel:
    """z from N(0, I) in two dimensions, x = G(z) + noise of variance eta; decoder: in `PLANE_DECODERS`, w: its scale."""

    decoder: str = "sum"
    w: float = 1.5
    eta: float = 0.2

    def __post_init__(self) -> None:
        """Check. Errors: `VizlabError` for an unknown decoder, or a variance that is not above 0.0001."""
        find(self.decoder, PLANE_DECODERS)
        if not (math.isfinite(self.w) and math.isfinite(self.eta) and self.eta >= LEAST_ETA):
            raise VizlabError(f"w must be finite and eta at least {LEAST_ETA}; got w = {self.w}, eta = {self.eta}.")

    def log_likelihood(self, x: float, z: Array) -> Array:
        """log p(x|z) for z (..., 2), of shape (...)."""
        return log_normal(x, PLANE_DECODERS[self.decoder](z, self.w), self.eta)


@dataclass(frozen=True)
class Fitted:
    """The best q: means mu (2,) and variances var (2,), its bound, and log p(x), nats."""

    mu: Array
    var: Array
    elbo: float
    log_p: float

    @property
    def gap(self) -> float:
        """What stays between the bound and log p(x)."""
        return self.log_p - self.elbo


def grid() -> tuple[Array, Array]:
    """The values (241,) of each number, and all pairs (241, 241, 2)."""
    side = np.linspace(-REACH, REACH, SIDE)
    return side, np.stack(np.meshgrid(side, side), -1)


def log_evidence(model: PlaneModel, x: float) -> float:
    """log p(x), the integral over the plane on a grid."""
    side, z = grid()
    joint = _log_joint(model, x, z)
    top = float(joint.max())
    return top + math.log(float(np.exp(joint - top).sum()) * float(side[1] - side[0]) ** 2)


def fit(model: PlaneModel, x: float) -> Fitted:
    """The diagonal Gaussian with the highest bound, by descent from nine means."""
    starts = [np.array([a, b, -1.5, -1.5]) for a, b in itertools.product(STARTS, STARTS)]
    promising = sorted(starts, key=lambda start: -elbo(model, x, start[:2], np.exp(start[2:])))[:3]
    found = [minimize(_cost, start, args=(model, x), method="BFGS") for start in promising]
    best = min(found, key=lambda end: end.fun).x
    mu, var = best[:2], np.exp(best[2:])
    return Fitted(mu, var, elbo(model, x, mu, var), log_evidence(model, x))


def elbo(model: PlaneModel, x: float, mu: Array, var: Array) -> float:
    """E_q[log p(x|z)] - KL(q || N(0, I)) of a q with these means (2,) and variances (2,), nats."""
    reconstruction = PAIR_WEIGHTS @ model.log_likelihood(x, mu + np.sqrt(var) * PAIRS)
    return float(reconstruction - (np.square(mu) + var - 1 - np.log(var)).sum() / 2)


def gap(model: PlaneModel, x: float, mu: Array, var: Array) -> float:
    """KL(q || p(z|x)), summed over the grid: what log p(x) - ELBO must be."""
    side, z = grid()
    log_q = log_normal(z[..., 0], float(mu[0]), float(var[0])) + log_normal(z[..., 1], float(mu[1]), float(var[1]))
    log_after = _log_joint(model, x, z) - log_evidence(model, x)
    return float((np.exp(log_q) * (log_q - log_after)).sum() * (side[1] - side[0]) ** 2)


def densities(model: PlaneModel, x: float, found: Fitted) -> tuple[Array, Array, Array]:
    """The values (61,) along each side of what is drawn, the posterior (61, 61) and q (61, 61), rows of equal z2."""
    side = np.linspace(-DRAWN, DRAWN, 61)
    z = np.stack(np.meshgrid(side, side), -1)
    after = np.exp(_log_joint(model, x, z) - found.log_p)
    log_q = sum(log_normal(z[..., i], float(found.mu[i]), float(found.var[i])) for i in range(2))
    return side, after, np.exp(log_q)


def _cost(place: Array, model: PlaneModel, x: float) -> float:
    return -elbo(model, x, place[:2], np.exp(np.clip(place[2:], -20, 5)))


def _log_joint(model: PlaneModel, x: float, z: Array) -> Array:
    return model.log_likelihood(x, z) + log_normal(z[..., 0], 0.0, 1.0) + log_normal(z[..., 1], 0.0, 1.0)
