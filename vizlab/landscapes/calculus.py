"""Heights, exact slopes and exact second derivatives of a surface at many points at once, in float64.

Slopes are those written out with the surface (`Sloped`), or else those of automatic differentiation; second derivatives are
always those of automatic differentiation. Points do not interact, so one backward pass does for all.
"""

from __future__ import annotations

import numpy as np
import torch

from vizlab.landscapes.surface import Array, Sloped, Surface

BLOCK = 4096  # points at a time: their arrays stay in the processor's cache, and fresh memory need not be fetched


def heights(surface: Surface, points: Array) -> Array:
    """The heights (...) of points (..., 2)."""
    x, y = _coordinates(points)
    with torch.no_grad():
        found: Array = surface.height(x, y).numpy()
    return found


def slopes(surface: Surface, points: Array) -> tuple[Array, Array]:
    """Heights (...) and gradients (..., 2) at points (..., 2). Out of the range of float64 they are infinite or no number."""
    if not isinstance(surface.height, Sloped):
        return derived_slopes(surface, points)
    points = np.asarray(points, dtype=np.float64)
    flat, slope = points.reshape(-1, 2), surface.height.slope
    found, gradients = np.empty(len(flat)), np.empty(flat.shape)
    with np.errstate(all="ignore"):
        for start in range(0, len(flat), BLOCK):
            part = slice(start, start + BLOCK)
            x, y = flat[part, 0].copy(), flat[part, 1].copy()
            found[part], gradients[part, 0], gradients[part, 1] = slope(x, y)
    return found.reshape(points.shape[:-1]), gradients.reshape(points.shape)


def derived_slopes(surface: Surface, points: Array) -> tuple[Array, Array]:
    """As `slopes`, by automatic differentiation whatever is written out."""
    x, y = (coordinate.requires_grad_() for coordinate in _coordinates(points))
    with torch.enable_grad():
        found = surface.height(x, y)
        gradients = torch.autograd.grad(found, (x, y), torch.ones_like(found))
    return found.detach().numpy(), np.stack([part.numpy() for part in gradients], axis=-1)


def hessians(surface: Surface, points: Array) -> Array:
    """The second derivatives (..., 2, 2) at points (..., 2), row by row: neither half is copied from the other."""
    x, y = (coordinate.requires_grad_() for coordinate in _coordinates(points))
    with torch.enable_grad():
        gradient = torch.autograd.grad(surface.height(x, y).sum(), (x, y), create_graph=True)
        rows = [_row(part, (x, y)) for part in gradient]
    return np.stack([np.stack([part.numpy() for part in row], axis=-1) for row in rows], axis=-2)


def curvatures(surface: Surface, point: tuple[float, float]) -> Array:
    """The two eigenvalues of the second derivative at a point, the smaller first."""
    return np.asarray(np.linalg.eigvalsh(hessians(surface, np.asarray(point))), dtype=np.float64)


def slope_error(surface: Surface, n: int = 21) -> float:
    """Largest difference of the slopes from central finite differences over the map, as a share of the steepest slope."""
    x, y, _ = sample_grid(surface, n)
    points, reach = np.stack(np.meshgrid(x, y), axis=-1), 1e-5 * surface.side
    exact = slopes(surface, points)[1]
    apart = [heights(surface, points + step) - heights(surface, points - step) for step in reach * np.eye(2)]
    measured = np.stack(apart, axis=-1) / (2 * reach)
    return float(np.nanmax(np.abs(measured - exact)) / np.nanmax(np.abs(exact)))


def sample_grid(surface: Surface, n: int) -> tuple[Array, Array, Array]:
    """The window as a map: x (n,), y (n,), and the heights (n, n), rows of equal y."""
    x, y = np.linspace(*surface.x, n), np.linspace(*surface.y, n)
    return x, y, heights(surface, np.stack(np.meshgrid(x, y), axis=-1))


def _row(part: torch.Tensor, coordinates: tuple[torch.Tensor, torch.Tensor]) -> tuple[torch.Tensor, ...]:
    """The derivatives of one part of the gradient; zeros where it is constant."""
    if not part.requires_grad:
        return tuple(map(torch.zeros_like, coordinates))
    return torch.autograd.grad(part.sum(), coordinates, retain_graph=True, materialize_grads=True)


def _coordinates(points: Array) -> tuple[torch.Tensor, torch.Tensor]:
    points = np.asarray(points, dtype=np.float64)
    return torch.tensor(points[..., 0]), torch.tensor(points[..., 1])
