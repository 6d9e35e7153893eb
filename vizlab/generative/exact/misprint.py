"""KL(q || p(z|x)) as it must be, and as one set of lecture notes prints it: E[log q(z)] - E[log p(z|z)].

"The probability of z given z" means nothing; whatever one takes it for, log p(x) - ELBO does not come out.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from vizlab.generative.exact.decoders import Array
from vizlab.generative.exact.line import GRID, REACH, WEIGHTS, Gaussian, Model, log_evidence, log_normal

RIGHT = "p(z|x), as it must be"


def readings(model: Model, x: float, q: Gaussian) -> dict[str, float]:
    """What the formula gives for every way to read it, nats; the first is the right one."""
    log_q = -0.5 * (math.log(2 * math.pi * q.var) + 1)  # E_q[log q] of a Gaussian
    return {name: log_q - float(WEIGHTS @ log_p(model, x, q.nodes)) for name, log_p in READINGS.items()}


def given_x(model: Model, x: float, z: Array) -> Array:
    """log p(z|x)."""
    return model.log_joint(x, z) - log_evidence(model, x)


def x_replaced(model: Model, x: float, z: Array) -> Array:
    """log p(z|x) with z written for x, letter by letter as it is printed."""
    grid = np.linspace(-REACH, REACH, GRID)[::4]
    decoded, prior = model.decode(grid), log_normal(grid, 0.0, 1.0)
    joint = log_normal(z[:, None], decoded[None], model.eta) + prior[None]
    top = joint.max(1)
    evidence = top + np.log(np.exp(joint - top[:, None]).sum(1) * (grid[1] - grid[0]))
    found: Array = log_normal(z, model.decode(z), model.eta) + log_normal(z, 0.0, 1.0) - evidence
    return found


def nothing_known(model: Model, x: float, z: Array) -> Array:
    """log p(z): that z is z tells nothing new."""
    return log_normal(z, 0.0, 1.0)


def certain(model: Model, x: float, z: Array) -> Array:
    """log 1: given z, z is certain."""
    return np.zeros_like(z)


READINGS: dict[str, Callable[[Model, float, Array], Array]] = {
    RIGHT: given_x,
    "p(z|z) with z put for x": x_replaced,
    "p(z|z) read as p(z)": nothing_known,
    "p(z|z) read as 1": certain,
}
