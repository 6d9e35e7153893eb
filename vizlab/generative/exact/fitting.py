"""The Gaussian q with the highest bound, found by descent from several starts, and the bound for every q of a map."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import minimize

from vizlab.generative.exact.decoders import LINE, Array
from vizlab.generative.exact.line import NODES, WEIGHTS, Gaussian, Model, gaussian_posterior, kl_to_prior, reconstruction

STARTS = 13  # means from -3 to 3, so that every hump of a posterior is found
VARIANCES = (0.02, 0.3)
SIDE, MOST = 45, 1.5  # points along a side of the map; its largest variance
SHOWN = 8.0  # nats below the best that the map shows
BEST, PRIOR, OWN = "the best", "the prior", "as set"


def chosen(model: Model, x: float, q: str, own: Gaussian) -> Gaussian:
    """The q that is meant. q: in `QS`."""
    return best(model, x) if q == BEST else Gaussian(0.0, 1.0) if q == PRIOR else own


def best(model: Model, x: float) -> Gaussian:
    """The Gaussian of the highest bound; with a straight line the posterior itself."""
    if model.decoder == LINE:
        return gaussian_posterior(model, x)
    starts = [(mu, math.log(var)) for mu in np.linspace(-3, 3, STARTS) for var in VARIANCES]
    promising = sorted(starts, key=lambda start: _cost(start, model, x))[:4]
    found = [minimize(_cost, start, args=(model, x), method="BFGS") for start in promising]
    mu, log_var = min(found, key=lambda end: end.fun).x
    return Gaussian(float(mu), math.exp(log_var))


def _cost(place: tuple[float, float], model: Model, x: float) -> float:
    q = Gaussian(float(place[0]), math.exp(min(max(place[1], -20.0), 5.0)))
    return kl_to_prior(q) - reconstruction(model, x, q)


def top(best: Gaussian, q: Gaussian) -> float:
    """The largest variance of a map on which both are seen well."""
    return round(min(MOST, max(0.25, 6 * best.var, 1.3 * q.var)), 3)


def landscape(model: Model, x: float, most: float = MOST) -> tuple[Array, Array, Array]:
    """mu (45,), variance (45,) up to `most`, and the bound (45, 45) of each q, a row for each variance."""
    mu, var = np.linspace(-3, 3, SIDE), np.linspace(0.01, most, SIDE)
    z = mu[None, :, None] + np.sqrt(var)[:, None, None] * NODES
    kl = (np.square(mu)[None] + var[:, None] - 1 - np.log(var)[:, None]) / 2
    return mu, var, model.log_likelihood(x, z) @ WEIGHTS - kl


QS = (OWN, BEST, PRIOR)
