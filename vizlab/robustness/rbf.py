"""A network of radial basis functions: bells around typical pictures, read out by a linear layer that has a closed form.

Far from all bells it says nothing for any class. Source: Broomhead and Lowe 1988, "Multivariable functional interpolation and
adaptive networks"; that such networks resist small attacks: Goodfellow 2015, arXiv:1412.6572, section 7.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

UNITS, SIGMA = 300, 0.7  # bells; their width, in the length of a difference of pictures in [0, 1]
ROUNDS = 8  # of k-means: the centres hardly move after these
RIDGE = 0.01  # keeps the read-out finite where two bells are nearly one
SHARPNESS = 10.0  # a score of one against zeros becomes a probability of 0.9996


class RadialNetwork(nn.Module):
    """Pictures (n, c, h, w) -> scores (n, classes). centres (k, d); weights (k, classes)."""

    centres: Tensor
    weights: Tensor

    def __init__(self, centres: Tensor, weights: Tensor, sigma: float) -> None:
        """Keep the bells and their read-out."""
        super().__init__()
        self.register_buffer("centres", centres)
        self.register_buffer("weights", weights)
        self.sigma = sigma

    def forward(self, images: Tensor) -> Tensor:
        """Scores before softmax."""
        return SHARPNESS * bells(images, self.centres, self.sigma) @ self.weights


def bells(images: Tensor, centres: Tensor, sigma: float) -> Tensor:
    """exp(-‖x - c‖² / 2σ²) of each picture (n, ...) for each centre (k, d): (n, k)."""
    points = images.flatten(1)
    squares = points.square().sum(1, keepdim=True) + centres.square().sum(1) - 2 * points @ centres.T
    return (-squares.clamp_min(0) / (2 * sigma**2)).exp()


def fit(images: Tensor, labels: Tensor, classes: int, seed: int, *, units: int = UNITS, sigma: float = SIGMA) -> RadialNetwork:
    """Centres by k-means, weights by ridge regression on one-hot labels, in float64 on the way."""
    centres = means(images.flatten(1), min(units, len(labels)), seed)
    seen = bells(images.double(), centres.double(), sigma)
    goal = one_hot(labels, classes).double()
    weights = torch.linalg.solve(seen.T @ seen + RIDGE * torch.eye(len(centres), dtype=seen.dtype), seen.T @ goal)
    return RadialNetwork(centres, weights.to(images.dtype), sigma)


def means(points: Tensor, k: int, seed: int, rounds: int = ROUNDS) -> Tensor:
    """The centres (k, d) of k-means on points (n, d), begun at k of the points; one that nothing is near stays where it is."""
    chosen = torch.randperm(len(points), generator=torch.Generator().manual_seed(seed))[:k]
    centres = points[chosen].clone()
    for _ in range(rounds):
        member = one_hot(torch.cdist(points, centres).argmin(1), k).to(points.dtype)
        size = member.sum(0)[:, None]
        centres = torch.where(size > 0, member.T @ points / size.clamp_min(1), centres)
    return centres
