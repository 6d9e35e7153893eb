"""One hidden number that moves along a curve in the plane, seen through noise of variance eta: a density like a tube.

    p(x) = ∫ N(z; 0, 1) N(x; G(z), eta I) dz

Without noise all probability lies on a curve, which has no area: the density is 0 almost everywhere. To add a curve: a function
z (n,) -> points (n, 2) and a line in `CURVES`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch

from vizlab.errors import VizlabError
from vizlab.generative.exact.decoders import Array, find
from vizlab.generative.exact.line import log_normal

REACH, LIKELY = 6.0, 3.0  # standard deviations of z that are integrated over; that are drawn
FLOOR = -50.0  # nats: the curve of log p leaves the picture there
SHOWN = 12.0  # nats below the densest place that the picture shows
NEAR = 2.5  # half the square of x that is drawn
SIDE, FEW = 65, 1201  # points along its side; points of z for all of them
MANY = 120_001  # points of z for one x: 0.0001 apart, fine enough for the smallest eta
CHUNK = 512  # points at a time
NOTHING = -60.0  # logarithms below the largest by more than this add nothing
ETAS = tuple(float(f"{10**-k:.0e}") for k in np.linspace(0, 6, 13))
CHOSEN, ON = "at the cross", "on the curve"
OFFERED = (1.0, 0.3, 0.1, 0.03, 0.01, 0.003)  # of these the picture can be drawn


def spiral(z: Array) -> Array:
    """One turn and a half around the middle for z from -3 to 3, going outwards."""
    radius, turn = 1.15 + 0.28 * z, np.pi / 2 * z
    return np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=-1)


def wave(z: Array) -> Array:
    """A sine."""
    return np.stack([z, np.sin(2 * z)], axis=-1)


def bow(z: Array) -> Array:
    """A parabola."""
    return np.stack([z, z**2 / 2 - 1], axis=-1)


def straight(z: Array) -> Array:
    """A straight line through the middle, for which all is known in closed form."""
    return np.stack([z, z / 2], axis=-1)


def log_density(curve: str, points: Array, eta: float, n: int = FEW) -> Array:
    """log p(x) at points (m, 2), from n values of z: (m,). Errors: `VizlabError` for an unknown curve or an eta not above 0."""
    if not (math.isfinite(eta) and eta > 0):
        raise VizlabError(f"eta must be above 0; got {eta}.")
    z = np.linspace(-REACH, REACH, n)
    places, prior = find(curve, CURVES)(z), log_normal(z, 0.0, 1.0)
    found = [_log_sums(part, places, prior, eta) for part in np.array_split(points, -(-len(points) // CHUNK))]
    return np.concatenate(found) + math.log(2 * REACH / (n - 1)) - math.log(2 * math.pi * eta)


def _log_sums(points: Array, places: Array, prior: Array, eta: float) -> Array:
    """log Σ_z exp(prior(z) - |x - G(z)|² / 2 eta) at points x (m, 2), given the places G(z) (n, 2): (m,)."""
    joint: Array = points @ (places.T / eta)
    joint += prior - np.square(places).sum(1) / (2 * eta)
    top = joint.max(1, keepdims=True)
    joint -= top
    np.exp(np.maximum(joint, NOTHING, out=joint), out=joint)
    sums: Array = top[:, 0] + np.log(joint.sum(1)) - np.square(points).sum(1) / (2 * eta)
    return sums


def picture(curve: str, eta: float) -> tuple[Array, Array]:
    """The values (65,) along each side and log p(x) (65, 65), rows of equal x2."""
    side = np.linspace(-NEAR, NEAR, SIDE)
    points = np.stack(np.meshgrid(side, side), -1).reshape(-1, 2)
    return side, log_density(curve, points, eta).reshape(SIDE, SIDE)


def drawn(curve: str) -> Array:
    """The curve itself, for z from -3 to 3: (241, 2)."""
    found: Array = find(curve, CURVES)(np.linspace(-LIKELY, LIKELY, 241))
    return found


def nearest(curve: str, point: Sequence[float]) -> tuple[Array, float]:
    """The point (2,) of the curve, for z from -3 to 3, that is nearest to a point, and how far away it is."""
    places = find(curve, CURVES)(np.linspace(-LIKELY, LIKELY, MANY))
    distances = np.square(places - np.asarray(point)).sum(1)
    at = int(distances.argmin())
    return places[at], math.sqrt(float(distances[at]))


def against_eta(curve: str, point: Sequence[float]) -> dict[str, list[tuple[float, float]]]:
    """log p by eta at the chosen point and at the point of the curve that is nearest to it."""
    on, _ = nearest(curve, point)
    both = np.stack([np.asarray(point, np.float64), on])
    rows = np.array([log_density(curve, both, eta, n=MANY) for eta in ETAS])
    return {name: list(zip(ETAS, rows[:, at].tolist(), strict=True)) for at, name in enumerate((CHOSEN, ON))}


def at_point(curve: str, point: Sequence[float], eta: float) -> float:
    """log p at one point."""
    return float(log_density(curve, np.array([point], np.float64), eta, n=MANY)[0])


def slopes(curve: str, point: Sequence[float]) -> dict[str, list[tuple[float, float]]]:
    """|d(-log p(x|z)) / dG(z)| by eta at the z nearest to the point: by autograd, and as the distance over eta."""
    on, distance = nearest(curve, point)
    x = torch.tensor(np.asarray(point), dtype=torch.float64)
    found = []
    for eta in ETAS:
        decoded = torch.tensor(on).requires_grad_()
        cost = (x - decoded).square().sum() / (2 * eta)
        found.append((eta, float(torch.autograd.grad(cost, decoded)[0].norm())))
    return {"by autograd": found, "distance / η": [(eta, distance / eta) for eta in ETAS]}


CURVES: dict[str, Callable[[Array], Array]] = {"spiral": spiral, "wave": wave, "bow": bow, "straight": straight}
