"""Isomap: distances along the data instead of straight through the air, laid out by classical scaling.

Source: Tenenbaum 2000, Science 290. Where the graph of neighbours falls apart, its pieces are joined by their closest pairs.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings.affinities import square_distances
from vizlab.embeddings.methods.classical import scaled
from vizlab.embeddings.methods.graph import nearest
from vizlab.embeddings.methods.stress import stress

if TYPE_CHECKING:
    from vizlab.embeddings.methods import State
    from vizlab.embeddings.recipe import EmbeddingRecipe

PART = 200  # points whose paths are looked for at a time: well under a second


class Isomap:
    """positions: (n, dims), float64. note: what was done to a graph in pieces, "" if nothing."""

    def __init__(self, paths: torch.Tensor, dims: int, note: str) -> None:
        """Lay out lengths of shortest paths (n, n)."""
        self.positions, self.note = scaled(paths, dims), note
        self._loss = stress(paths, self.positions)

    def advance(self) -> None:
        """Nothing is left to do."""

    def state(self) -> dict[str, NDArray[Any]]:
        """Nothing has to be kept."""
        return {}

    def loss(self) -> float:
        """The stress against the lengths of the paths."""
        return self._loss


def prepare(features: torch.Tensor, recipe: EmbeddingRecipe, state: State | None) -> Generator[str, None, Isomap]:
    """Look for neighbours, then for the shortest path of each pair. state: not needed."""
    from scipy.sparse.csgraph import dijkstra

    graph, note = joined(features, recipe.neighbors)
    paths = []
    for begin_at in range(0, len(features), PART):
        yield "walking along the graph"
        rows = np.arange(begin_at, min(begin_at + PART, len(features)))
        paths.append(torch.from_numpy(dijkstra(graph, directed=False, indices=rows)))
    yield "laying out the paths"
    return Isomap(torch.cat(paths), recipe.dims, note)


def begin(features: torch.Tensor, recipe: EmbeddingRecipe, state: State | None) -> Isomap:
    """The same, in one go."""
    steps = prepare(features, recipe, state)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def joined(features: torch.Tensor, neighbors: int) -> tuple[Any, str]:
    """The graph (n, n, sparse) of each point's nearest others, in one piece, and what had to be done for it, in a sentence."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

    n = len(features)
    distances, tails = (torch.cat(part).flatten().numpy() for part in zip(*nearest(features, min(neighbors, n - 1)), strict=True))
    heads = np.repeat(np.arange(n), len(tails) // n)
    lengths = np.maximum(distances.astype(np.float64), 1e-12)  # 0 would be no edge
    graph = coo_array((lengths, (heads, tails)), shape=(n, n)).tocsr()
    graph = graph.maximum(graph.T)
    pieces, piece = connected_components(graph, directed=False)
    if pieces == 1:
        return graph, ""
    tree = minimum_spanning_tree(square_distances(features.double()).sqrt().clamp(min=1e-12).numpy()).tocoo()
    bridges = piece[tree.row] != piece[tree.col]
    bridge = coo_array((tree.data[bridges], (tree.row[bridges], tree.col[bridges])), shape=(n, n)).tocsr()
    note = (
        f"The graph of {neighbors} neighbours fell into {pieces} pieces; {int(bridges.sum())} of the shortest bridges join them."
    )
    return graph + bridge + bridge.T, note
