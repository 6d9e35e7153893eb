"""Forces and divergence of t-SNE, exact: every pair of points attracts or repels, none is left out or approximated.

Source: van der Maaten & Hinton 2008, JMLR 9, eq. 4-5. The gradient 4 sum_j (p_ij - q_ij) w_ij (y_i - y_j), with
w = 1 / (1 + |y_i - y_j|^2) and q = w / Z, is split into attraction, sum_j p_ij w_ij (y_i - y_j), and repulsion,
sum_j w_ij^2 (y_i - y_j) / Z, so that one pass over the pairs does. A few rows at a time stay in the processor's cache; no matrix
but P is ever whole.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import torch

from vizlab import devices

ROWS = 128
SHARED = 1000  # points: the rows of so many are worth sharing among threads


class Exact:
    """The forces of affinities P (n, n), symmetric, float32 or float64, found on the device that P is on."""

    def __init__(self, p: torch.Tensor) -> None:
        """Keep P."""
        self._p = p
        self._own: float | None = None  # sum p log p, once it has been asked for
        self._helpers: ThreadPoolExecutor | None = None

    def slope(self, positions: torch.Tensor, exaggeration: float) -> torch.Tensor:
        """Gradient (n, dims) of KL(exaggeration * P || Q)."""
        if self._p.device.type != "cpu":
            return gradient(positions.to(self._p.device), self._p, exaggeration).cpu()
        threads = torch.get_num_threads() if len(positions) >= SHARED else 1
        with devices.one_thread():  # torch's own threads only hold up: each block is small
            if threads > 1 and self._helpers is None:
                self._helpers = ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,))
            return gradient(positions, self._p, exaggeration, self._helpers if threads > 1 else None, threads)

    def divergence(self, positions: torch.Tensor) -> float:
        """KL(P || Q) in nats."""
        if self._own is None:
            self._own = negentropy(self._p)
        return divergence(positions.to(self._p.device), self._p, self._own)


def gradient(
    positions: torch.Tensor,
    p: torch.Tensor,
    exaggeration: float = 1.0,
    helpers: ThreadPoolExecutor | None = None,
    shares: int = 1,
) -> torch.Tensor:
    """Gradient (n, dims) of KL(exaggeration * P || Q) at positions (n, dims), of their dtype; P (n, n) symmetric.

    helpers: threads that take the rows in so many shares, for the same bits.
    """
    n, dims = positions.shape
    left, right = factors(positions)
    ends = right[: dims + 1]  # the coordinates, and 1
    pull, push, sums = positions.new_empty(dims + 1, n), positions.new_empty(dims + 1, n), positions.new_empty(n)

    def work(begins: range) -> None:
        w, weighted = positions.new_empty(ROWS, n), positions.new_empty(ROWS, n)
        for begin in begins:
            end = min(begin + ROWS, n)
            near, tied = w[: end - begin], weighted[: end - begin]
            torch.mm(left[begin:end], right, out=near).reciprocal_()
            torch.sum(near, 1, out=sums[begin:end])
            torch.mul(p[begin:end], near, out=tied)
            torch.mm(ends, tied.T, out=pull[:, begin:end])  # this way round it takes a fifth of the time
            torch.mm(ends, near.square_().T, out=push[:, begin:end])

    begins = range(0, n, ROWS)
    if helpers is None:
        work(begins)
    else:
        list(helpers.map(work, (begins[share::shares] for share in range(shares))))
    z = sums.sum(dtype=torch.float64).item() - n  # without each point's 1 to itself
    attraction = pull[-1] * ends[:-1] - pull[:-1]
    repulsion = push[-1] * ends[:-1] - push[:-1]
    return (4 * (exaggeration * attraction - repulsion / z)).T.contiguous()


def divergence(positions: torch.Tensor, p: torch.Tensor, own: float | None = None) -> float:
    """KL(P || Q) in nats: sum p log p + sum p log(1 + |y_i - y_j|^2) + log Z, summed in float64.

    own: the first sum, which does not depend on positions, if it is known.
    """
    left, right = factors(positions)
    fit, z = negentropy(p) if own is None else own, -float(len(positions))
    with devices.one_thread():
        for begin in range(0, len(positions), ROWS):
            apart = torch.mm(left[begin : begin + ROWS], right).clamp_(min=1)
            z += apart.reciprocal().sum(dtype=torch.float64).item()
            fit += apart.log_().mul_(p[begin : begin + ROWS]).sum(dtype=torch.float64).item()
    return fit + math.log(z)


def negentropy(p: torch.Tensor) -> float:
    """The sum of p log p over all pairs (n, n), in nats, in float64."""
    return sum(torch.xlogy(rows, rows).sum(dtype=torch.float64).item() for rows in p.split(ROWS))


def spread(positions: torch.Tensor) -> float:
    """Z, the sum of 1 / (1 + |y_i - y_j|^2) over all pairs i != j, in float64."""
    left, right = factors(positions)
    rows = (torch.mm(part, right).clamp_(min=1).reciprocal_().sum(dtype=torch.float64).item() for part in left.split(ROWS))
    return sum(rows) - len(positions)


def factors(positions: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Matrices (n, dims + 2) and (dims + 2, n) whose product is 1 + |y_i - y_j|^2: one multiplication instead of five passes."""
    centred = (positions - positions.mean(0)).T.contiguous()
    squares = centred.square().sum(0)
    ones = torch.ones_like(squares)
    return torch.cat([-2 * centred, squares[None] + 1, ones[None]]).T.contiguous(), torch.cat(
        [centred, ones[None], squares[None]]
    )
