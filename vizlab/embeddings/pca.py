"""Principal component analysis by singular value decomposition: the flat map that keeps most of the variance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from vizlab.errors import VizlabError


@dataclass(frozen=True)
class Pca:
    """mean (d,); directions (k, d), orthonormal rows; variances (r,) of all components, descending, r = min(n, d)."""

    mean: torch.Tensor
    directions: torch.Tensor
    variances: torch.Tensor

    @property
    def explained(self) -> torch.Tensor:
        """Share of the total variance along each component: (r,), summing to 1."""
        return self.variances / self.variances.sum().clamp(min=1e-30)

    def project(self, features: torch.Tensor) -> torch.Tensor:
        """Coordinates (n, k) of features (n, d)."""
        return (features.double() - self.mean) @ self.directions.T

    def reconstruct(self, coordinates: torch.Tensor) -> torch.Tensor:
        """The points (n, d) of the plane with these coordinates (n, k)."""
        return coordinates @ self.directions + self.mean


def axis_titles(explained: Sequence[float]) -> tuple[str, str]:
    """Names of the two axes of a PCA map, with the share of the variance along each."""
    first, second = (f"component {i + 1}: {explained[i]:.1%} of the variance" for i in range(2))
    return first, second


def fit(features: torch.Tensor, k: int = 2) -> Pca:
    """The first k principal components of features (n, d), in float64; variances with n - 1, as scikit-learn.

    The sign of a direction is free: its largest entry is made positive, so that the same data give the same map.
    Errors: `VizlabError` if there are not k components.
    """
    n, d = features.shape
    if not 1 <= k <= min(n, d):
        raise VizlabError(f"k must lie between 1 and min(n, d) = {min(n, d)}; got {k}.")
    exact = features.double()
    mean = exact.mean(0)
    values, directions = _decomposed(exact - mean, k)
    signs = directions.gather(1, directions.abs().argmax(1, keepdim=True)).sign()
    return Pca(mean, directions * torch.where(signs == 0, 1.0, signs), values / max(n - 1, 1))


def _decomposed(centred: torch.Tensor, k: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Squared singular values (r,) and the first k right singular vectors (k, d).

    Of the smaller of the two Gram matrices: up to thirty times faster than a singular value decomposition of all.
    """
    n, d = centred.shape
    values, vectors = torch.linalg.eigh(centred.T @ centred if d <= n else centred @ centred.T)
    values, vectors = values.flip(0).clamp(min=0), vectors.flip(1)[:, :k]
    if d <= n:
        return values, vectors.T.contiguous()
    along = vectors.T @ centred
    return values, along / along.norm(dim=1, keepdim=True).clamp(min=1e-30)
