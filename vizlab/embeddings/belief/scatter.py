"""How lumpy a set of points looks: whether groups stand apart from each other, and how many lumps an eye would count."""

from __future__ import annotations

import torch

from vizlab import devices
from vizlab.embeddings.belief.neighbours import ROWS, Space, few, nearest

JUDGED = 5000  # points, against all others


def silhouette(features: torch.Tensor, labels: torch.Tensor) -> float:
    """Mean over the points of (b - a) / max(a, b): a the mean distance to the own group, b that to the nearest other group.

    Features (n, d), labels (n,) int64; -1 to 1, 0 where there are fewer than two groups; a point alone in its group counts 0.
    Asked of at most `JUDGED` points, against all. Source: Rousseeuw 1987.
    """
    groups = labels.unique(return_inverse=True)[1]
    member = torch.nn.functional.one_hot(groups).double()
    counts = member.sum(0)
    if len(counts) < 2:
        return 0.0
    rows = few(len(features), JUDGED)
    space = Space(features)
    member = member.to(space.points.dtype)
    parts = []
    with devices.one_thread():
        for block in (torch.arange(len(features)) if rows is None else rows).split(ROWS):
            parts.append(_standing(space.distances(block), block, member, counts))
    return float(torch.cat(parts).mean())


def _standing(found: torch.Tensor, block: torch.Tensor, member: torch.Tensor, counts: torch.Tensor) -> torch.Tensor:
    """The silhouettes of a block of points, (b,), from their squared distances (b, n) to all, infinite to themselves."""
    found[torch.arange(len(block)), block] = 0
    sums, own = found.sqrt_() @ member, member[block].bool()
    size = counts.expand_as(sums)[own]
    within = sums[own] / (size - 1).clamp(min=1)
    beyond = (sums / counts).masked_fill(own, torch.inf).amin(1)
    standing = (beyond - within) / torch.maximum(within, beyond).clamp(min=1e-30)
    return torch.where(size > 1, standing, 0.0)


def lumps(positions: torch.Tensor, k: int = 4, reach: float = 2.0) -> torch.Tensor:
    """The lump of each of a few hundred points, (n,) int64, -1 for strays: what an eye would call clusters, without labels.

    As DBSCAN (Ester et al. 1996), points with k others within `reach` times the median distance to the k-th neighbour are
    dense, dense points within that distance of each other are one lump, and other points within it belong to it too.
    """
    found = Space(positions).distances(torch.arange(len(positions)))
    width = reach * float(found.gather(1, nearest(found, k)).amax(1).sqrt().median())
    near = found.sqrt() <= width
    dense = near.sum(1) >= k
    lump = torch.where(dense, torch.arange(len(positions)), len(positions))
    linked = near & dense & dense[:, None]
    while True:
        spread = torch.minimum(lump, torch.where(linked, lump, len(positions)).amin(1))
        if bool((spread == lump).all()):
            break
        lump = spread
    joined = torch.where(dense, lump, torch.where(near & dense, lump, len(positions)).amin(1))
    kept = joined < len(positions)
    numbers = torch.full_like(joined, -1)
    numbers[kept] = joined[kept].unique(return_inverse=True)[1]
    return numbers
