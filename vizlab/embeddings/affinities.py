"""Who is whose neighbour: Gaussian affinities whose width is set, point by point, by the perplexity.

Source: van der Maaten & Hinton 2008, JMLR 9, section 2, eq. 1 and "Symmetric SNE". Squared Euclidean distances throughout.
"""

from __future__ import annotations

import math

import torch

from vizlab import devices
from vizlab.errors import VizlabError

ROWS = 64  # a block of rows at a time: its distances stay in the cache
TOLERANCE = 2e-6  # nats of entropy, a few roundings of float32
MOST_ROUNDS = 60
FAR = 1e30  # a point from itself, in mean distances: finite, so that 0 * FAR is 0


def square_distances(features: torch.Tensor, others: torch.Tensor | None = None) -> torch.Tensor:
    """Squared Euclidean distances of features (n, d) to others (m, d), or to each other: (n, m), none below 0."""
    others = features if others is None else others
    centre = others.mean(0)  # less is lost to rounding near the origin
    a, b = features - centre, others - centre
    found = torch.addmm((b * b).sum(1), a, b.T, alpha=-2).add_((a * a).sum(1, keepdim=True))
    return found.clamp_(min=0)


def conditional(distances: torch.Tensor, perplexity: float, first: int | None = 0) -> torch.Tensor:
    """p(j|i) with 2^H(i) = perplexity: rows of squared distances (k, n) -> (k, n), of their dtype, each row summing to 1.

    first: the index of the point in the first row, whose distance to itself is left out; None if no row has one. The logarithm of
    the precision of all rows is searched at once by Newton's method, and by bisection wherever that would leave what is known to
    enclose it.
    """
    gaps = _gaps(distances, first)
    unit = torch.zeros_like(gaps[:, 0])
    wanted = math.log(perplexity)
    low, high = torch.full_like(unit, -30.0), torch.full_like(unit, 30.0)
    guess = torch.zeros_like(unit)
    for _ in range(MOST_ROUNDS):
        precision = guess.exp()
        share, entropy, slope = _shares(gaps, precision)
        if bool(((entropy - wanted).abs() < TOLERANCE).all()):
            break
        low, high = torch.where(entropy > wanted, guess, low), torch.where(entropy > wanted, high, guess)
        newton = guess + (entropy - wanted) / slope
        inside = (newton > low) & (newton < high)
        guess = torch.where(inside, newton, (low + high) / 2)
    return share


def joint(features: torch.Tensor, perplexity: float, broad: float = 0) -> torch.Tensor:
    """Symmetric affinities P (n, n), float32, of features (n, d): non-negative, zero diagonal, sum 1.

    broad: a second, larger perplexity whose affinities are averaged with the first's (multi-scale: Kobak & Berens 2019, Nature
    Communications 10). Errors: `VizlabError` if a perplexity that large or that small cannot be had of n points.
    """
    n = len(features)
    scales = [perplexity, broad] if broad else [perplexity]
    for scale in scales:
        if not 1 < scale < n - 1:
            raise VizlabError(f"perplexity must lie between 1 and n - 1 = {n - 1}; got {scale:g}.")
    exact, found = features.double(), torch.zeros(n, n)

    def work(begin: int) -> None:
        block = square_distances(exact[begin : begin + ROWS], exact).float()
        for scale in scales:
            found[begin : begin + ROWS] += conditional(block, scale, begin)

    devices.share(work, range(0, n, ROWS))
    found = found + found.T
    return found.div_(found.sum(dtype=torch.float64).item())


def _gaps(distances: torch.Tensor, first: int | None) -> torch.Tensor:
    """How much farther than the nearest each point is, in units of the row's mean: (k, n).

    So the nearest gets exp(0), and no row can underflow to nothing.
    """
    if first is None:
        gaps = distances - distances.amin(1, keepdim=True)
        return gaps.div_(gaps.mean(1, keepdim=True).clamp(min=1e-30))
    rows = torch.arange(len(distances))
    gaps = distances.clone()
    gaps[rows, rows + first] = torch.inf
    gaps -= gaps.amin(1, keepdim=True)
    gaps[rows, rows + first] = 0
    gaps /= gaps.mean(1, keepdim=True).clamp(min=1e-30)
    gaps[rows, rows + first] = FAR
    return gaps


def _shares(gaps: torch.Tensor, precision: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """p of every row, its entropy in nats, log Z + precision E[gap], and minus the entropy's slope, precision^2 Var[gap]."""
    share = (gaps * -precision[:, None]).exp_()
    total = share.sum(1)
    share /= total[:, None]
    weighted = share * gaps
    mean = weighted.sum(1)
    variance = weighted.mul_(gaps).sum(1) - mean * mean
    return share, total.log() + precision * mean, (precision**2 * variance).clamp(min=1e-12)
