"""The repulsion of t-SNE as the slope of one potential, found on a grid in a time that grows with n and not with its square.

With phi(y) = sum_j 1 / (1 + |y - y_j|^2) the repulsion sum_j (y_i - y_j) / (1 + |y_i - y_j|^2)^2 is -1/2 grad phi(y_i), and
Z = sum_i phi(y_i) - n. So a single convolution does: points are spread over the nodes of a grid with B-splines, convolved by one
pair of Fourier transforms on a grid of twice the size (free space: nothing comes round from the other side), and value and slope
are read off with the same splines. What a point feels of itself on the grid is taken away exactly: it would hold the points fast
between the nodes. The transform of the kernel is the one with the least mean square error.

Source: Hockney & Eastwood 1988, "Computer simulation using particles", chapters 5 and 8 (particle mesh, influence function). That
interpolation on a grid serves t-SNE: Linderman 2019, Nature Methods 16 (FIt-SNE), which needs four transforms for this.
"""

from __future__ import annotations

import torch

STEP = 0.35  # between nodes, in units of the map, where the kernel's width is 1; more, and points are held fast between nodes
# Nodes along an edge: their transforms are fast, and few sizes mean few kernels. A map wider than the last has a coarser grid.
SIZES = (16, 20, 25, 32, 40, 50, 64, 80, 96, 120, 144, 180, 216, 256, 300, 360, 432, 512, 600, 720, 864, 1024, 1250, 1440)
ORDER = 6  # nodes along an axis that a point is spread over
FINE = 2  # the kernel is known on a grid so many times as fine


class Field:
    """The grid of one map; what depends on its size alone is kept from call to call."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._known: tuple[int, float] = (0, 0.0)
        self._kernel = self._stencil = torch.empty(0)

    def repulsion(self, positions: torch.Tensor) -> tuple[torch.Tensor, float]:
        """sum_j (y_i - y_j) w_ij^2 of every point of positions (2, n), float32, as (2, n), and Z = sum of all w_ij, i != j."""
        nodes, step, corner = _grid(positions)
        self._learn(2 * nodes, step)
        places = (positions - corner) / step
        first = places.floor()
        weights, slopes = splines(places - first)  # (ORDER, 2, n) each
        lines = first.long() + _lines()
        cells = (lines[:, None, 0] + nodes * lines[None, :, 1]).flatten()  # of all ORDER * ORDER * n nodes: x, y, point
        spread = weights[:, None, 0] * weights[None, :, 1]
        density = positions.new_zeros(nodes * nodes).index_add_(0, cells, spread.flatten())
        near = self._convolved(density.view(nodes, nodes)).index_select(0, cells).view(spread.shape)
        along_y = (near * weights[None, :, 1]).sum(1)  # (ORDER, n)
        value = (along_y * weights[:, 0]).sum(0)
        slope_x = (along_y * slopes[:, 0]).sum(0)
        slope_y = ((near * slopes[None, :, 1]).sum(1) * weights[:, 0]).sum(0)
        own, own_slope = _own(weights, slopes, self._stencil)
        z = (value - own).sum(dtype=torch.float64).item()
        return (torch.stack([slope_x, slope_y]) - own_slope) * (-0.5 / step), z

    def _convolved(self, density: torch.Tensor) -> torch.Tensor:
        """The potential at the nodes, flat, of what lies on them (nodes, nodes)."""
        nodes, spread = len(density), 2 * len(density)
        waves = torch.fft.fft(torch.fft.rfft(density, n=spread, dim=1), n=spread, dim=0).mul_(self._kernel)
        found: torch.Tensor = torch.fft.irfft(torch.fft.ifft(waves, dim=0)[:nodes], n=spread, dim=1)
        return found[:, :nodes].flatten()

    def _learn(self, spread: int, step: float) -> None:
        """Find what depends on the size of the grid alone, unless it is known."""
        if self._known == (spread, step):
            return
        self._known, self._kernel = (spread, step), influence(spread, step)
        self._stencil = torch.fft.irfft2(self._kernel)[:ORDER, :ORDER].clone()
        self._stencil[1:] *= 2  # once for either side
        self._stencil[:, 1:] *= 2


def _grid(positions: torch.Tensor) -> tuple[int, float, torch.Tensor]:
    """Nodes along an edge, the step between them, and the lower corner (2, 1) of a grid round positions (2, n)."""
    low, high = positions.amin(1, keepdim=True), positions.amax(1, keepdim=True)
    width = float((high - low).max())
    step = max(STEP, width / (SIZES[-1] - ORDER - 1))
    nodes = next(size for size in SIZES if size >= width / step + ORDER)
    return nodes, step, (low + high) / 2 - step * (nodes - 1) / 2  # the middle of the map in the middle of the grid


def _own(weights: torch.Tensor, slopes: torch.Tensor, stencil: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """What a point feels of itself on the grid, where it should feel 1 and no slope: (n,) and (2, n)."""
    lags = [(weights[: ORDER - k] * weights[k:]).sum(0) for k in range(ORDER)]
    turns = [(slopes[: ORDER - k] * weights[k:] + weights[: ORDER - k] * slopes[k:]).sum(0) / 2 for k in range(ORDER)]
    (lag_x, lag_y), (turn_x, turn_y) = torch.stack(lags, 1), torch.stack(turns, 1)
    felt = stencil @ lag_y
    return (lag_x * felt).sum(0), torch.stack([(turn_x * felt).sum(0), (lag_x * (stencil @ turn_y)).sum(0)])


def splines(rest: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """B-spline of the `ORDER` nodes round places whose fraction of a step is `rest` (...): (ORDER, ...), and its slope.

    Each order from the one below it. Source: de Boor 1978, "A practical guide to splines", chapter 10.
    """
    weights = torch.stack([1 - rest, rest])
    for order in range(3, ORDER + 1):
        lower, weights = weights, rest.new_zeros(order, *rest.shape)
        spot = rest + torch.arange(order - 2, -1, -1).view(-1, *[1] * rest.ndim)
        weights[1:] = lower * spot
        weights[:-1] += lower * (order - 1 - spot)
        weights /= order - 1
    slopes = torch.zeros_like(weights)
    slopes[1:] = lower
    slopes[:-1] -= lower
    return weights, slopes


def influence(spread: int, step: float) -> torch.Tensor:
    """What the transform of the spread points is multiplied by: (spread, spread // 2 + 1), float32.

    Of the kernel k and the spline b, the sum of b^2 k over all aliases of a wave, over the square of the sum of b^2: with it the
    potential is off by least, in the mean square over where points lie between the nodes.
    """
    fine, half = FINE * spread, spread // 2 + 1
    squares = (torch.fft.fftfreq(fine, 1 / fine) * (step / FINE)).square()
    kernel = torch.fft.rfft2((1 + squares[:, None] + squares).reciprocal_()).real
    smooth = torch.special.sinc(torch.fft.fftfreq(fine, 1 / FINE)) ** (2 * ORDER)
    kernel *= smooth[:, None] * smooth[: fine // 2 + 1] / FINE**2
    rows: torch.Tensor = kernel.view(FINE, spread, -1).sum(0)
    wanted = rows[:, :half] + rows[:, spread - half + 1 :].flip(1)  # the second half mirrors the first
    norm: torch.Tensor = smooth.view(FINE, spread).sum(0)
    return wanted / (norm[:, None] * norm[:half]) ** 2


def _lines() -> torch.Tensor:
    """The lines of nodes that a point is spread over, counted from the one just below it: (ORDER, 1, 1)."""
    return torch.arange(1 - ORDER // 2, 1 + ORDER // 2).view(-1, 1, 1)
