"""Kullback and Leibler's divergence between Gaussians and mixtures: what it costs, and how much its direction matters.

KL(p || q) = E_p[log p - log q] is 0 for equals, else above it, and another number the other way round: it is no distance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from vizlab.errors import VizlabError
from vizlab.generative.exact.decoders import Array
from vizlab.generative.exact.line import Gaussian, Model, kl_to_prior, log_normal, reconstruction

Z = np.linspace(-16.0, 16.0, 6401)
SIZES = tuple(round(10 ** (k / 4)) for k in range(4, 21))  # 10 ... 100,000 draws
SIGMAS = tuple(float(f"{10**-k:.3g}") for k in np.linspace(-0.3, 6, 127))
PRINTED = {1e-1: 1.81, 1e-3: 6.41, 1e-6: 13.32}  # KL(N(0, sigma²) || N(0, 1)), nats
WIDTH = 0.6  # standard deviation of each hump of the target
MOMENTS, SEEKING = "KL(p‖q) least", "KL(q‖p) least"


@dataclass(frozen=True)
class Target:
    """Two humps of standard deviation 0.6, `apart` from each other; the left one has this weight."""

    apart: float
    weight: float

    def __post_init__(self) -> None:
        """Check. Errors: `VizlabError`."""
        if not (0 <= self.apart <= 8 and 0 <= self.weight <= 1):
            raise VizlabError(f"The humps lie 0 to 8 apart and weigh 0 to 1; got {self.apart} and {self.weight}.")

    def log_density(self, z: Array) -> Array:
        """log p(z), of z's shape."""
        left = math.log(max(self.weight, 1e-300)) + log_normal(z, -self.apart / 2, WIDTH**2)
        right = math.log(max(1 - self.weight, 1e-300)) + log_normal(z, self.apart / 2, WIDTH**2)
        return np.logaddexp(left, right)


@dataclass(frozen=True)
class Fit:
    """A Gaussian, and both divergences between it and the target, nats."""

    q: Gaussian
    forward: float
    reverse: float


def fits(target: Target) -> dict[str, Fit]:
    """The Gaussian of least KL(p||q), which has the target's mean and variance, and that of least KL(q||p)."""
    return {MOMENTS: judged(target, moments(target)), SEEKING: judged(target, seek(target))}


def moments(target: Target) -> Gaussian:
    """The Gaussian with the target's mean and variance, in closed form."""
    mean = target.apart * (0.5 - target.weight)
    return Gaussian(mean, WIDTH**2 + target.apart**2 * target.weight * (1 - target.weight))


def seek(target: Target) -> Gaussian:
    """The Gaussian of least KL(q||p): the best of descents from each hump and from between them."""
    wide = moments(target)
    starts = [(-target.apart / 2, WIDTH), (target.apart / 2, WIDTH), (wide.mu, math.sqrt(wide.var))]
    found = [minimize(_reverse, (mu, math.log(sigma)), args=(target,), method="BFGS") for mu, sigma in starts]
    mu, log_sigma = min(found, key=lambda end: end.fun).x
    return Gaussian(float(mu), math.exp(2 * float(log_sigma)))


def judged(target: Target, q: Gaussian) -> Fit:
    """Both divergences, by the trapezoidal rule."""
    log_p, log_q = target.log_density(Z), log_normal(Z, q.mu, q.var)
    forward, reverse = (float(np.trapezoid(np.exp(a) * (a - b), Z)) for a, b in ((log_p, log_q), (log_q, log_p)))
    return Fit(q, forward, reverse)


def _reverse(place: Array, target: Target) -> float:
    q = Gaussian(float(place[0]), math.exp(2 * min(max(float(place[1]), -3.0), 2.0)))
    return judged(target, q).reverse


def monte_carlo(q: Gaussian, seed: int) -> list[tuple[float, float, float]]:
    """(draws, estimate, standard error) of KL(q || N(0, 1)) from the first 10 ... 100,000 draws of q."""
    z = q.mu + math.sqrt(q.var) * np.random.default_rng(seed).standard_normal(SIZES[-1])
    values = log_normal(z, q.mu, q.var) - log_normal(z, 0.0, 1.0)
    parts = ((n, values[:n]) for n in SIZES)
    return [(float(n), float(part.mean()), float(part.std(ddof=1)) / math.sqrt(n)) for n, part in parts]


def surface() -> tuple[Array, Array, Array]:
    """mu (61,), sigma (60,) and KL(N(mu, sigma²) || N(0, 1)) (60, 61), nats."""
    mu, sigma = np.linspace(-3, 3, 61), np.linspace(0.05, 3, 60)
    kl = (np.square(mu)[None] + np.square(sigma)[:, None] - 1 - 2 * np.log(sigma)[:, None]) / 2
    return mu, sigma, kl


def to_a_point(model: Model, x: float, mu: float) -> dict[str, list[tuple[float, float]]]:
    """By sigma, as q = N(mu, sigma²) shrinks to a point: the KL, minus the reconstruction term, and minus the ELBO."""
    rows = []
    for sigma in SIGMAS:
        q = Gaussian(mu, sigma**2)
        rows.append((kl_to_prior(q), -reconstruction(model, x, q)))
    kl, cost = zip(*rows, strict=True)
    series = {"KL(q‖p)": kl, "−reconstruction": cost, "−ELBO": [a + b for a, b in rows]}
    return {name: list(zip(SIGMAS, values, strict=True)) for name, values in series.items()}


def curves(target: Target) -> tuple[Array, dict[str, Array]]:
    """z (321,) and the densities of the target and of both fits."""
    z = np.linspace(-6, 6, 321)
    found = {name: np.exp(log_normal(z, fit.q.mu, fit.q.var)) for name, fit in fits(target).items()}
    return z, {"target p": np.exp(target.log_density(z)), **found}
