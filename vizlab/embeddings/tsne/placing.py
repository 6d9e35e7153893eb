"""New points on a finished map: each looks for its place among the old ones, which stay where they are.

Source: Policar 2019, bioRxiv 731877 (openTSNE), section "Embedding new data".
"""

from __future__ import annotations

import torch

from vizlab.embeddings.affinities import conditional
from vizlab.embeddings.tsne.neighbours import nearest

LISTENED = 3  # neighbours, in perplexities
PERPLEXITY = 5.0  # few: a new point shall land beside its likes, not between
STEPS = 100
LR, MOMENTUM, LONGEST = 0.1, 0.8, 0.5  # of a step, in units of the map


def place(
    new: torch.Tensor, features: torch.Tensor, positions: torch.Tensor, perplexity: float = PERPLEXITY, steps: int = STEPS
) -> torch.Tensor:
    """Positions (m, dims) of new points (m, d) on the map (n, dims) of features (n, d): none of them feels another new one.

    From the middle of its nearest neighbours each goes down KL(p || q) of its own affinities to the old points, which are held.
    """
    k = min(max(round(LISTENED * perplexity), 2), len(features))
    search = nearest(new, k, features)
    while True:
        try:
            next(search)
        except StopIteration as end:
            distances, partners = end.value
            break
    shares = conditional(distances, min(perplexity, k / 2), None)
    old = positions.float()
    anchors = old[partners]  # (m, k, dims)
    found = (shares[:, :, None] * anchors).sum(1)
    velocity = torch.zeros_like(found)
    for _ in range(steps):
        slope = pull(found, anchors, shares) - push(found, old)
        velocity = velocity * MOMENTUM - LR * slope
        length = velocity.norm(dim=1, keepdim=True)
        velocity *= (LONGEST / length.clamp(min=1e-30)).clamp(max=1)
        found = found + velocity
    return found


def pull(found: torch.Tensor, anchors: torch.Tensor, shares: torch.Tensor) -> torch.Tensor:
    """2 sum_j p_j w_j (y - y_j) of new points (m, dims) and their neighbours (m, k, dims)."""
    gaps = found[:, None] - anchors
    weights = shares / (1 + gaps.square().sum(2))
    return 2 * (weights[:, :, None] * gaps).sum(1)


def push(found: torch.Tensor, old: torch.Tensor) -> torch.Tensor:
    """2 sum_j q_j w_j (y - y_j) of new points (m, dims) and all old ones (n, dims), with q = w / sum of w."""
    near = 1 / (1 + torch.cdist(found, old, compute_mode="donot_use_mm_for_euclid_dist").square())
    squares = near * near
    return 2 * (squares.sum(1, keepdim=True) * found - squares @ old) / near.sum(1, keepdim=True)
