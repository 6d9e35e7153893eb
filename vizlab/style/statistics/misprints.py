"""Formulas of the Gram matrix as they are sometimes printed, computed as printed: what comes out cannot be meant."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from torch import Tensor

from vizlab.style.losses import gram

STRONGEST = 32  # channels that are drawn


def one_index_twice(features: Tensor) -> Tensor:
    """`G(i, j) = sum_k F(i, k) F(j, j)` of features (c, h, w) -> (c, c): the sum runs over one factor only.

    F(j, j) is the value of channel j at position j, which needs as many positions as channels and is no summary of anything;
    where there are fewer, they are taken again from the start. Not symmetric: compare `vizlab.style.losses.gram`.
    """
    flat = features.flatten(1)
    channels, positions = flat.shape
    picked = flat[range(channels), [index % positions for index in range(channels)]]
    return flat.sum(1)[:, None] * picked[None] / positions


def beside(features: Tensor) -> dict[str, NDArray[Any]]:
    """Name -> matrix (c, c) of features (c, h, w), as it is meant and as it is printed, for the strongest channels."""
    order = gram(features).diagonal().argsort(descending=True)[:STRONGEST]
    both = {"F(i, k) F(j, k)": gram(features), "F(i, k) F(j, j)": one_index_twice(features)}
    return {name: matrix[order][:, order].cpu().numpy() for name, matrix in both.items()}


def asymmetry(matrix: NDArray[Any]) -> float:
    """Largest difference of an entry and its mirror image, as a share of the largest entry."""
    return float(abs(matrix - matrix.T).max() / max(abs(matrix).max(), 1e-300))


def across_layers(first: Tensor, second: Tensor) -> str:
    """Why channels of two layers (c, h, w) have no common Gram matrix: a sentence with the sizes that would have to agree."""
    a, b = (tuple(features.shape[1:]) for features in (first, second))
    if a == b:
        return f"Both layers have {a[0]} × {a[1]} positions; a product would exist, but the style loss takes none across layers."
    return f"One has {a[0]} × {a[1]} positions, the other {b[0]} × {b[1]}: there is no place for place product of them."
