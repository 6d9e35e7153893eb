"""The attraction of t-SNE along the edges of a sparse P: the few pairs that are neighbours.

Rows are put in the order of how many edges they have and gathered into blocks as wide as their longest row, so that every step is
one plain operation on a block that stays in the processor's cache; nothing is scattered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch

EDGES = 65_536  # of a block: 256 kB an array


@dataclass(frozen=True)
class Block:
    """Rows begin to end of the sorted points: their partners, (rows, width), flat, and p_ij, 0 where a row is shorter."""

    begin: int
    end: int
    partners: torch.Tensor
    p: torch.Tensor


class Pull:
    """A symmetric sparse P (n, n), given by its rows."""

    def __init__(self, counts: torch.Tensor, partners: torch.Tensor, p: torch.Tensor) -> None:
        """counts (n,): edges of each row; partners and p, (edges,), float32: row after row."""
        self.order = counts.argsort(descending=True, stable=True)
        self._inverse = self.order.argsort()
        firsts = counts.cumsum(0) - counts
        self._blocks = list(_blocks(counts[self.order], firsts[self.order], self._inverse[partners], p))
        widest = max(block.p.numel() for block in self._blocks)
        self._buffers = tuple(torch.empty(widest) for _ in range(3))
        self._constant = float(torch.xlogy(p, p).sum(dtype=torch.float64))

    def attraction(self, positions: torch.Tensor) -> torch.Tensor:
        """sum_j p_ij w_ij (y_i - y_j) of positions (2, n), as (2, n)."""
        found = torch.empty_like(positions)
        own = positions[:, self.order]
        for block in self._blocks:
            dx, dy, spread = self._spread(block, own)
            torch.div(block.p, spread, out=spread)
            torch.sum(dx.mul_(spread), 1, out=found[0, block.begin : block.end])
            torch.sum(dy.mul_(spread), 1, out=found[1, block.begin : block.end])
        return found[:, self._inverse]

    def fit(self, positions: torch.Tensor) -> float:
        """sum p log p + sum p log(1 + |y_i - y_j|^2) of positions (2, n): KL(P || Q) without log Z, summed in float64."""
        own, total = positions[:, self.order], self._constant
        for block in self._blocks:
            *_, spread = self._spread(block, own)
            total += spread.log_().mul_(block.p).sum(dtype=torch.float64).item()
        return total

    def _spread(self, block: Block, own: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """x_i - x_j, y_i - y_j and 1 + |y_i - y_j|^2 of a block of edges, each (rows, width)."""
        shape, size = block.p.shape, block.p.numel()
        dx, dy, spread = (buffer[:size] for buffer in self._buffers)
        for axis, gap in enumerate((dx, dy)):
            torch.index_select(own[axis], 0, block.partners, out=gap)
            torch.sub(own[axis, block.begin : block.end, None], gap.view(shape), out=gap.view(shape))
        torch.mul(dx, dx, out=spread).addcmul_(dy, dy).add_(1)
        return dx.view(shape), dy.view(shape), spread.view(shape)


def symmetric(partners: torch.Tensor, shares: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """p_ij = (p(j|i) + p(i|j)) / 2n of neighbours (n, k) and their shares p(j|i), whatever is not listed being 0.

    Row after row: counts (n,), partners and p (edges,), float32.
    """
    n, k = partners.shape
    own = torch.arange(n)[:, None].expand(n, k)
    keys, order = torch.cat([(own * n + partners).flatten(), (partners * n + own).flatten()]).sort()
    p = (shares.flatten() / (2 * n)).repeat(2)[order]
    is_first = torch.ones_like(keys, dtype=torch.bool)
    is_first[1:] = keys[1:] != keys[:-1]  # an edge that both ends name stands twice
    p[:-1] += torch.where(is_first[1:], 0.0, p[1:])
    keys, p = keys[is_first], p[is_first]
    return torch.bincount(keys // n, minlength=n), keys % n, p.float()


def _blocks(counts: torch.Tensor, firsts: torch.Tensor, partners: torch.Tensor, p: torch.Tensor) -> Iterator[Block]:
    """The rows, sorted so that the fullest come first, as blocks. counts, firsts: edges of each, and where its first is."""
    begin = 0
    while begin < len(counts):
        width = int(counts[begin])
        end = min(begin + max(EDGES // width, 1), len(counts))
        columns = torch.arange(width)
        there = columns < counts[begin:end, None]
        places = torch.where(there, firsts[begin:end, None] + columns, 0)
        own = torch.arange(begin, end)[:, None]
        yield Block(begin, end, torch.where(there, partners[places], own).flatten(), torch.where(there, p[places], 0.0))
        begin = end
