"""Heights and exact slopes of a surface at many points at once, by automatic differentiation in float64."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.landscapes.surfaces import Surface

Points = NDArray[np.float64]


def heights(surface: Surface, points: Points) -> Points:
    """The heights (...) of points (..., 2)."""
    x, y = _coordinates(points)
    with torch.no_grad():
        found: Points = surface.height(x, y).numpy()
    return found


def slopes(surface: Surface, points: Points) -> tuple[Points, Points]:
    """Heights (...) and gradients (..., 2) at points (..., 2); one backward pass for all, for points do not interact."""
    x, y = (coordinate.requires_grad_() for coordinate in _coordinates(points))
    with torch.enable_grad():
        found = surface.height(x, y)
        gradients = torch.autograd.grad(found, (x, y), torch.ones_like(found))
    return found.detach().numpy(), np.stack([part.numpy() for part in gradients], axis=-1)


def curvatures(surface: Surface, point: tuple[float, float]) -> Points:
    """The two eigenvalues of the second derivative at a point, the smaller first."""

    def at(both: torch.Tensor) -> torch.Tensor:
        return surface.height(both[0], both[1])

    place = torch.tensor(point, dtype=torch.float64)
    hessian = torch.autograd.functional.hessian(at, place)
    found: Points = torch.linalg.eigvalsh(hessian).numpy()
    return found


def slope_error(surface: Surface, n: int = 21) -> float:
    """Largest difference of the slopes from central finite differences over the map, as a share of the steepest slope."""
    x, y, _ = sample_grid(surface, n)
    points, reach = np.stack(np.meshgrid(x, y), axis=-1), 1e-5 * surface.side
    exact = slopes(surface, points)[1]
    apart = [heights(surface, points + step) - heights(surface, points - step) for step in reach * np.eye(2)]
    measured = np.stack(apart, axis=-1) / (2 * reach)
    return float(np.abs(measured - exact).max() / np.abs(exact).max())


def sample_grid(surface: Surface, n: int) -> tuple[Points, Points, Points]:
    """The window as a map: x (n,), y (n,), and the heights (n, n), rows of equal y."""
    x, y = np.linspace(*surface.x, n), np.linspace(*surface.y, n)
    return x, y, heights(surface, np.stack(np.meshgrid(x, y), axis=-1))


def _coordinates(points: Points) -> tuple[torch.Tensor, torch.Tensor]:
    points = np.asarray(points, dtype=np.float64)
    return torch.tensor(points[..., 0]), torch.tensor(points[..., 1])
