"""Forces and divergence of t-SNE for many points: only neighbours attract, and all repel through one potential on a grid.

Each point listens to its three times as many nearest neighbours as the perplexity says, as in scikit-learn and openTSNE.
"""

from __future__ import annotations

import math
from collections.abc import Generator

import torch

from vizlab.embeddings.affinities import conditional
from vizlab.embeddings.tsne.exact import spread
from vizlab.embeddings.tsne.field import Field
from vizlab.embeddings.tsne.neighbours import nearest
from vizlab.embeddings.tsne.pull import Pull, symmetric

LISTENED = 3  # neighbours that a point listens to, in perplexities
EXACT_Z = 3000  # points: the sum over all pairs of more is that of the grid, off by less than 1e-3
ROWS = 1000


class Sparse:
    """The forces of a sparse P on a map (n, 2), float32."""

    def __init__(self, pull: Pull) -> None:
        """Begin with nothing known of the map."""
        self._pull, self._field = pull, Field()

    def slope(self, positions: torch.Tensor, exaggeration: float) -> torch.Tensor:
        """Gradient (n, 2) of KL(exaggeration * P || Q)."""
        flat = positions.T.contiguous()
        push, z = self._field.repulsion(flat)
        return self._pull.attraction(flat).mul_(exaggeration).sub_(push.div_(z)).mul_(4).T.contiguous()

    def fit(self, positions: torch.Tensor) -> float:
        """KL(P || Q) in nats without log Z."""
        return self._pull.fit(positions.T.contiguous())

    def divergence(self, positions: torch.Tensor) -> float:
        """KL(P || Q) in nats, as `exact.divergence`; Z from all pairs of few points, else from the grid."""
        is_small = len(positions) <= EXACT_Z
        return self.fit(positions) + math.log(
            spread(positions) if is_small else self._field.repulsion(positions.T.contiguous())[1]
        )


def begun(features: torch.Tensor, perplexity: float, broad: float = 0) -> Generator[str, None, Sparse]:
    """The forces of features (n, d), found a block at a time; says how far it is."""
    scales = [perplexity, broad] if broad else [perplexity]
    k = min(math.ceil(LISTENED * max(scales)), len(features) - 1)
    search = nearest(features, k)
    while True:
        try:
            yield f"looking for neighbours, {next(search):.0%}"
        except StopIteration as end:
            distances, partners = end.value
            break
    shares = torch.empty_like(distances)
    for begin in range(0, len(distances), ROWS):
        block = distances[begin : begin + ROWS]
        shares[begin : begin + ROWS] = sum(conditional(block, scale, None) for scale in scales) / len(scales)
        if begin % (10 * ROWS) == 0:
            yield "looking for the width of each neighbourhood"
    edges = symmetric(partners, shares)
    yield "putting the edges in order"
    return Sparse(Pull(*edges))
