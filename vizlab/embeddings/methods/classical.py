"""Classical scaling: the flat map whose inner products are nearest to those behind given distances. Source: Torgerson 1952."""

from __future__ import annotations

import torch

MORE, MOST_ROUNDS, TOLERANCE = 10, 300, 1e-10


def scaled(distances: torch.Tensor, dims: int) -> torch.Tensor:
    """Positions (n, dims), float64, of distances (n, n): of Euclidean distances they are the PCA map.

    The sign of an axis is free: its largest coordinate is made positive.
    """
    products = distances.double().square()
    products -= products.mean(0)
    products -= products.mean(1, keepdim=True)
    values, vectors = leading(products.mul_(-0.5), dims)
    found = vectors * values.clamp(min=0).sqrt()
    signs = found.gather(0, found.abs().argmax(0, keepdim=True)).sign()
    return found * torch.where(signs == 0, 1.0, signs)


def leading(matrix: torch.Tensor, k: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The k largest eigenvalues (k,), descending, and eigenvectors (n, k) of a symmetric matrix (n, n).

    By orthogonal iteration with more vectors than needed, from a fixed start: a hundredth of the time of a whole decomposition.
    """
    n = len(matrix)
    width = min(n, k + MORE)
    start = torch.randn(n, width, generator=torch.Generator().manual_seed(0), dtype=matrix.dtype)
    basis, _ = torch.linalg.qr(matrix @ start)
    known = torch.full((k,), torch.inf, dtype=matrix.dtype)
    for _ in range(MOST_ROUNDS):
        turned = matrix @ basis
        values, inner = torch.linalg.eigh(basis.T @ turned)
        found = values.flip(0)[:k]
        if bool(((found - known).abs() <= TOLERANCE * found.abs().max()).all()):
            break
        known = found
        basis, _ = torch.linalg.qr(turned)
    return found, (basis @ inner).flip(1)[:, :k]
