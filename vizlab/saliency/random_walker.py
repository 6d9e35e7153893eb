"""The random walker: from a few labelled pixels to a mask, along the picture's own edges.

A walker starts at a pixel and steps to one of its four neighbours, the more readily the more alike their colours are. The
probability that it meets the object before the ground is harmonic: it solves L_u p = -B^T m, with L the graph's Laplacian.
Source: Grady 2006, "Random walks for image segmentation", IEEE PAMI 28(11), equations 1, 2 and 10.
"""

from __future__ import annotations

import torch

from vizlab.errors import VizlabError

UNKNOWN = -1
TOLERANCE = 1e-3  # of the residual, relative to its start
MOST_ROUNDS = 600
LEAST_WEIGHT = 1e-10  # of an edge, so that every pixel hangs together with every other; scikit-image adds as much

Weights = tuple[torch.Tensor, torch.Tensor]


def walk(images: torch.Tensor, seeds: torch.Tensor, *, beta: float, tolerance: float = TOLERANCE) -> torch.Tensor:
    """The probability (n, h, w) that a walker meets a seed of the object before one of the ground.

    images (n, c, h, w). seeds (n, h, w): 1 object, 0 ground, `UNKNOWN` elsewhere. beta: how much a difference of colour keeps
    it back. Errors: `VizlabError` if a picture has no seed of either kind.
    """
    for label, name in ((1, "the object"), (0, "the ground")):
        if not bool((seeds == label).flatten(1).any(dim=1).all()):
            raise VizlabError(f"The random walker needs a seed of {name} in each picture; one has none.")
    known = seeds != UNKNOWN
    boundary = (seeds == 1).to(images.dtype)
    weights = edges(images, beta)
    degree = laplacian(torch.ones_like(boundary), weights, diagonal=True)
    right = -laplacian(boundary, weights).masked_fill(known, 0.0)
    return boundary + _solve(weights, degree, ~known, right, tolerance)


def edges(images: torch.Tensor, beta: float) -> Weights:
    """Weights of the steps down (n, h - 1, w) and right (n, h, w - 1): exp(-beta |difference|^2 / (10 sqrt(c) deviation)).

    So scikit-image scales beta: with the deviation of all values of the picture (not its square, the variance).
    """
    deviation = images.flatten(1).std(dim=1, unbiased=False).clamp(min=1e-6)
    scale = beta / (10 * images.shape[1] ** 0.5 * deviation)
    found = []
    for axis in (2, 3):
        squares = images.diff(dim=axis).square().sum(dim=1)
        found.append(torch.exp(-scale[:, None, None] * squares) + LEAST_WEIGHT)
    return found[0], found[1]


def laplacian(values: torch.Tensor, weights: Weights, *, diagonal: bool = False) -> torch.Tensor:
    """L v of values (n, h, w): at each pixel, the sum of weight x (its value - the neighbour's); or L's diagonal."""
    down, right = weights
    found = torch.zeros_like(values)
    steps = (down, right) if diagonal else (down * -values.diff(dim=1), right * -values.diff(dim=2))
    sign = 1 if diagonal else -1
    found[:, :-1] += steps[0]
    found[:, 1:] += sign * steps[0]
    found[:, :, :-1] += steps[1]
    found[:, :, 1:] += sign * steps[1]
    return found


def _solve(weights: Weights, degree: torch.Tensor, free: torch.Tensor, right: torch.Tensor, tolerance: float) -> torch.Tensor:
    """x (n, h, w), zero where not free, L x = right where free: conjugate gradients, residuals divided by their degrees."""
    x = torch.zeros_like(right)
    residual = right.clone()
    direction = residual / degree
    rho = start = (residual * direction).sum(dim=(1, 2), keepdim=True)
    for _ in range(MOST_ROUNDS):
        if bool((rho <= tolerance**2 * start).all()):
            break
        along = laplacian(direction, weights) * free
        step = rho / (direction * along).sum(dim=(1, 2), keepdim=True).clamp(min=1e-30)
        x += step * direction
        residual -= step * along
        scaled = residual / degree
        fresh = (residual * scaled).sum(dim=(1, 2), keepdim=True)
        direction = scaled + fresh / rho.clamp(min=1e-30) * direction
        rho = fresh
    return x
