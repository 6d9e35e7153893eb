"""How many of the k nearest a map keeps, for every k from 1 to all: small k is near, large k is far.

Source: Lee, Peluffo-Ordonez & Verleysen 2015, "Multi-scale similarities in stochastic neighbour embedding", Q_NX and R_NX.
"""

from __future__ import annotations

import numpy as np
import torch

from vizlab.embeddings.belief.neighbours import ROWS, Space, few

LOOKED_AT = 300  # points whose neighbours are followed through every k


def preservation(features: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
    """Q(k): the share of the k nearest in features (n, d) that are among the k nearest in positions (n, 2), for k = 1 to n - 1.

    (n - 1,) float64; a mean over at most `LOOKED_AT` of the points, against all. Chance gives k / (n - 1).
    """
    n = len(features)
    rows = few(n, LOOKED_AT)
    rows = torch.arange(n) if rows is None else rows
    counts = torch.zeros(n - 1, dtype=torch.float64)
    high, low = Space(features), Space(positions)
    for block in rows.split(ROWS):
        worst = torch.maximum(_ranks(high.distances(block)), _ranks(low.distances(block)))
        counts += torch.bincount(worst.flatten(), minlength=n)[: n - 1]  # the point itself comes last in both
    k = torch.arange(1, n, dtype=torch.float64)
    return counts.cumsum(0) / (len(rows) * k)


def area(kept: torch.Tensor) -> float:
    """The area under the curve after chance is taken away, k drawn logarithmically: 0 is chance, 1 a faithful map."""
    n = len(kept) + 1
    k = torch.arange(1, n - 1, dtype=torch.float64)
    gain = ((n - 1) * kept[:-1] - k) / (n - 1 - k)
    return float((gain / k).sum() / (1 / k).sum())


def _ranks(found: torch.Tensor) -> torch.Tensor:
    """Rank of each column in its row, from 0: (b, n) int64."""
    order = torch.from_numpy(np.argsort(found.numpy(), axis=1, kind="stable"))
    return torch.empty_like(order).scatter_(1, order, torch.arange(found.shape[1]).expand_as(order))
