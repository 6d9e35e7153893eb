"""One hidden number: evidence and posterior by quadrature, and the bound that a Gaussian q gives, part by part.

    log p(x) = E_q[log p(x|z)] - KL(q(z) || p(z)) + KL(q(z) || p(z|x))

The three terms and log p(x) are computed apart: E_q by Gauss and Hermite's nodes, KL to the prior in closed form,
KL to the posterior and log p(x) by the trapezoidal rule on different grids. That both sides agree is thus a check.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from vizlab.errors import VizlabError
from vizlab.generative.exact.decoders import DECODERS, LINE, Array, find

REACH = 12.0  # standard deviations of the prior that the grid of z covers
GRID = 12_001  # its points: 0.002 apart, an eighth of the narrowest likelihood's width
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(100)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
STANDARD = np.linspace(-10.0, 10.0, 4001)  # of an own grid for q
DRAWN = 3.6  # half the axis of z in pictures
LEAST_ETA = 1e-4


@dataclass(frozen=True)
class Model:
    """z from N(0, 1), x = G(z) + noise of variance eta; decoder: in `DECODERS`, w: its scale."""

    decoder: str = LINE
    w: float = 1.3
    eta: float = 0.4

    def __post_init__(self) -> None:
        """Check. Errors: `VizlabError` for an unknown decoder, or a variance that is not above 0.0001."""
        find(self.decoder, DECODERS)
        if not (math.isfinite(self.w) and math.isfinite(self.eta) and self.eta >= LEAST_ETA):
            raise VizlabError(f"w must be finite and eta at least {LEAST_ETA}; got w = {self.w}, eta = {self.eta}.")

    def decode(self, z: Array) -> Array:
        """G(z), of z's shape."""
        return DECODERS[self.decoder](z, self.w)

    def log_likelihood(self, x: float, z: Array) -> Array:
        """log p(x|z), of z's shape."""
        return log_normal(x, self.decode(z), self.eta)

    def log_joint(self, x: float, z: Array) -> Array:
        """log p(x, z), of z's shape."""
        return self.log_likelihood(x, z) + log_normal(z, 0.0, 1.0)


@dataclass(frozen=True)
class Gaussian:
    """q(z) = N(mu, var)."""

    mu: float
    var: float

    def __post_init__(self) -> None:
        """Check. Errors: `VizlabError` for a variance that is not above 0."""
        if not (math.isfinite(self.mu) and math.isfinite(self.var) and self.var > 0):
            raise VizlabError(f"A Gaussian needs a finite mean and a variance above 0; got {self.mu} and {self.var}.")

    @property
    def nodes(self) -> Array:
        """z (100,) at which Gauss and Hermite's rule takes its means."""
        return self.mu + math.sqrt(self.var) * NODES


@dataclass(frozen=True)
class Parts:
    """What log p(x) is made of, nats. gap: KL(q || posterior), computed by itself; error: how far both sides are apart."""

    reconstruction: float
    kl: float
    gap: float
    log_p: float

    @property
    def elbo(self) -> float:
        """E_q[log p(x|z)] - KL(q || p)."""
        return self.reconstruction - self.kl

    @property
    def error(self) -> float:
        """|log p - ELBO - gap|."""
        return abs(self.log_p - self.elbo - self.gap)


def log_normal(x: Array | float, mean: Array | float, var: float) -> Array:
    """log N(x; mean, var), elementwise."""
    return np.asarray(-0.5 * (math.log(2 * math.pi * var) + np.square(np.asarray(x) - mean) / var))


def log_evidence(model: Model, x: float) -> float:
    """log p(x), the integral over z on a grid of 12,001 points."""
    z = np.linspace(-REACH, REACH, GRID)
    return log_mean_exp(model.log_joint(x, z)) + math.log(2 * REACH * GRID / (GRID - 1))


def log_mean_exp(values: Array) -> float:
    """log of the mean of exp(values), without overflow."""
    top = float(values.max())
    return top + math.log(float(np.exp(values - top).mean()))


def posterior(model: Model, x: float, z: Array) -> Array:
    """p(z|x), of z's shape."""
    density: Array = np.exp(model.log_joint(x, z) - log_evidence(model, x))
    return density


def parts(model: Model, x: float, q: Gaussian) -> Parts:
    """The bound and what it is made of."""
    log_p = log_evidence(model, x)
    return Parts(reconstruction(model, x, q), kl_to_prior(q), gap(model, x, q, log_p), log_p)


def reconstruction(model: Model, x: float, q: Gaussian) -> float:
    """E_q[log p(x|z)], minus the expected square error over 2 eta and a constant."""
    return float(WEIGHTS @ model.log_likelihood(x, q.nodes))


def kl_to_prior(q: Gaussian) -> float:
    """KL(N(mu, var) || N(0, 1)) in closed form."""
    return (q.mu**2 + q.var - 1 - math.log(q.var)) / 2


def gap(model: Model, x: float, q: Gaussian, log_p: float) -> float:
    """KL(q || p(z|x)) by the trapezoidal rule on a grid of q's own."""
    z = q.mu + math.sqrt(q.var) * STANDARD
    log_q = log_normal(z, q.mu, q.var)
    return float(np.trapezoid(np.exp(log_q) * (log_q - model.log_joint(x, z) + log_p), z))


def gaussian_posterior(model: Model, x: float) -> Gaussian:
    """The posterior of the straight line, in closed form. Errors: `VizlabError` for any other decoder."""
    if model.decoder != LINE:
        raise VizlabError(f"Only with a {LINE} is the posterior Gaussian; got {model.decoder}.")
    var = 1 / (1 + model.w**2 / model.eta)
    return Gaussian(var * model.w * x / model.eta, var)


def curves(model: Model, x: float, q: Gaussian) -> tuple[Array, dict[str, Array]]:
    """z (361,) and what is drawn over it: densities, and the likelihood scaled to the height of the posterior."""
    z = np.linspace(-DRAWN, DRAWN, 361)
    after = posterior(model, x, z)
    likelihood = np.exp(model.log_likelihood(x, z))
    return z, {
        "prior p(z)": np.exp(log_normal(z, 0.0, 1.0)),
        "likelihood p(x|z), scaled": likelihood * (after.max() / max(float(likelihood.max()), 1e-300)),
        "posterior p(z|x)": after,
        "q(z)": np.exp(log_normal(z, q.mu, q.var)),
    }


def ledger(found: Parts) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """The parts that add up to log p(x), in order, and the two sums that they pass, for a picture."""
    steps = [("E_q[log p(x|z)]", found.reconstruction), ("− KL(q‖p(z))", -found.kl), ("+ KL(q‖p(z|x))", found.gap)]
    return steps, [("ELBO", found.elbo), ("log p(x)", found.log_p)]
