"""Huffman's tree over a vocabulary: frequent words hang near the root, so that few turns lead to them.

Words are leaves 0 .. n - 1 and inner nodes 0 .. n - 2, the last of which is the root. Source: Huffman 1952.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


@dataclass(frozen=True)
class Tree:
    """children: of each inner node, left and right; below n a word, from n on inner node `child - n`. counts: of the words."""

    counts: tuple[int, ...]
    children: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, counts: Sequence[int]) -> Tree:
        """Join the two rarest again and again; equals are joined in their order. Counts of 0 count as 1."""
        heap = [(max(count, 1), word) for word, count in enumerate(counts)]
        heapq.heapify(heap)
        children: list[tuple[int, int]] = []
        while len(heap) > 1:
            (few, left), (more, right) = heapq.heappop(heap), heapq.heappop(heap)
            heapq.heappush(heap, (few + more, len(counts) + len(children)))
            children.append((left, right))
        return cls(tuple(max(count, 1) for count in counts), tuple(children))

    @cached_property
    def _paths(self) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
        """From each word up to the root, column by column."""
        n, inner = len(self.counts), np.array(self.children, dtype=np.int64).reshape(-1, 2)
        parent, side = np.full(n + len(inner), -1), np.zeros(n + len(inner), dtype=np.int8)
        for column, sign in ((0, 1), (1, -1)):
            parent[inner[:, column]], side[inner[:, column]] = np.arange(len(inner)), sign
        at, nodes, signs = np.arange(n), [], []
        while (parent[at] >= 0).any():
            nodes.append(np.maximum(parent[at], 0))
            signs.append(side[at])
            at = np.where(parent[at] >= 0, parent[at] + n, at)
        nothing = np.zeros(n, dtype=np.int64)
        return np.stack(nodes or [nothing], 1), np.stack(signs or [nothing.astype(np.int8)], 1)

    @property
    def mean_depth(self) -> float:
        """Turns to a word, on average over the text."""
        return float(np.average((self._paths[1] != 0).sum(1), weights=self.counts))

    def paths(self) -> tuple[Tensor, Tensor]:
        """Inner nodes from each word up to the root and the turns there, 1 left or -1 right, (n, longest) each: int64, int8.

        Beyond the root both are 0.
        """
        nodes, signs = self._paths
        return torch.from_numpy(nodes), torch.from_numpy(signs)

    def path(self, word: int) -> list[tuple[int, int]]:
        """(inner node, turn) from the root down to a word."""
        nodes, signs = (found[word].tolist() for found in self._paths)
        return [(node, sign) for node, sign in zip(nodes, signs, strict=True) if sign][::-1]

    def layout(self) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
        """Where words and inner nodes are drawn, (across, turns from the root) each: words side by side in the tree's order."""
        n, words, inner = len(self.counts), [(0.0, 0.0)] * len(self.counts), [(0.0, 0.0)] * len(self.children)
        across = iter(range(n))

        def place(node: int, depth: float) -> float:
            if node < n:
                words[node] = (float(next(across)), depth)
                return words[node][0]
            sides = [place(child, depth + 1) for child in self.children[node - n]]
            inner[node - n] = (sum(sides) / 2, depth)
            return inner[node - n][0]

        if n:
            place(n + len(self.children) - 1, 0.0)
        return words, inner
