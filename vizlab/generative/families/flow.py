"""A normalising flow: N(0, I) bent into the data by layers that can be undone, so that the density follows from the bending.

Each layer moves and stretches one coordinate by what it sees of the other, then the plane is turned by a learned angle.
    log p(x) = log N(z; 0, I) + log |det dz/dx|
Source: Dinh, Sohl-Dickstein, Bengio 2016, arXiv:1605.08803 (RealNVP), equations 3, 7 and 8.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LAYERS, HIDDEN, BINS = 4, 32, 12
TAIL, LEAST, LEAST_SLOPE = 5.0, 0.002, 0.01
EVEN = math.log(math.expm1(1 - LEAST_SLOPE))  # what makes a slope of 1


class Flow(nn.Module):
    """From codes z (n, 2) to points x (n, 2) and back."""

    def __init__(self, layers: int = LAYERS, hidden: int = HIDDEN) -> None:
        """Build so many layers; at first each only turns the plane a little."""
        super().__init__()
        self.layers = nn.ModuleList(Coupling(hidden) for _ in range(layers))

    def forward(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """Points x (n, 2) of codes, and log |det dx/dz| (n,)."""
        logs = z.new_zeros(len(z))
        for layer in self.layers:
            z, more = layer(z)
            logs = logs + more
        return z, logs

    def inverse(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Codes z (n, 2) of points, and log |det dz/dx| (n,)."""
        logs = x.new_zeros(len(x))
        for layer in reversed(self.layers):
            x, more = layer.inverse(x)  # type: ignore[operator]
            logs = logs + more
        return x, logs

    def log_density(self, x: Tensor) -> Tensor:
        """log p(x), (n,), nats."""
        z, logs = self.inverse(x)
        return logs - 0.5 * (z.square() + math.log(2 * math.pi)).sum(1)

    def loss(self, x: Tensor, source: torch.Generator) -> Tensor:
        """Mean -log p(x)."""
        return -self.log_density(x).mean()

    @torch.no_grad()
    def sample(self, n: int, source: torch.Generator) -> Tensor:
        """Points (n, 2) in one pass."""
        found: Tensor = self(torch.randn(n, 2, generator=source))[0]
        return found

    @torch.no_grad()
    def moments(self, z: Tensor) -> Tensor:
        """Codes (n, 2) as they are, and after each layer: (layers + 1, n, 2)."""
        found = [z]
        for layer in self.layers:
            z = layer(z)[0]
            found.append(z)
        return torch.stack(found)


class Coupling(nn.Module):
    """The second coordinate bent by a spline whose knots follow from the first; then a turn."""

    def __init__(self, hidden: int) -> None:
        """Start without any bend, with an eighth of a turn."""
        super().__init__()
        last = nn.Linear(hidden, 3 * BINS - 1)
        self.network = nn.Sequential(nn.Linear(1, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), last)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.angle = nn.Parameter(torch.tensor(math.pi / 4))

    def forward(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """(n, 2) -> (n, 2), and the logarithm of the stretch (n,)."""
        bent, logs = spline(z[:, 1], self.network(z[:, :1]), inverse=False)
        return self._turned(torch.stack([z[:, 0], bent], dim=1), 1.0), logs

    def inverse(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The way back."""
        x = self._turned(x, -1.0)
        straight, logs = spline(x[:, 1], self.network(x[:, :1]), inverse=True)
        return torch.stack([x[:, 0], straight], dim=1), logs

    def _turned(self, z: Tensor, way: float) -> Tensor:
        c, s = torch.cos(self.angle), way * torch.sin(self.angle)
        return torch.stack([c * z[:, 0] - s * z[:, 1], s * z[:, 0] + c * z[:, 1]], dim=1)


def spline(x: Tensor, told: Tensor, *, inverse: bool) -> tuple[Tensor, Tensor]:
    """x (n,) bent by a monotone spline of rational quadratics (n, 3 · BINS - 1), and the logarithm of its slope (n,).

    Outside [-TAIL, TAIL] it is the identity. Source: Durkan et al. 2019, arXiv:1906.04032, equations 4, 5 and 6 to 8.
    """
    widths, heights, slopes = told.split([BINS, BINS, BINS - 1], dim=1)
    left, width = _bins(widths)
    low, height = _bins(heights)
    inner = LEAST_SLOPE + F.softplus(slopes + EVEN)
    slopes = F.pad(inner, (1, 1), value=1.0)
    inside = x.abs() < TAIL
    at = x.clamp(-TAIL, TAIL)
    place = (at[:, None] > (low if inverse else left)[:, 1:]).sum(1, keepdim=True)
    left, width, low, height, begin, end = (
        part.gather(1, place)[:, 0] for part in (left, width, low, height, slopes[:, :-1], slopes[:, 1:])
    )
    mean = height / width
    rise = begin + end - 2 * mean
    if inverse:
        gap = at - low
        a, b, c = height * (mean - begin) + gap * rise, height * begin - gap * rise, -mean * gap
        share = 2 * c / (-b - (b.square() - 4 * a * c).clamp(min=0).sqrt())
        bent = left + share * width
    else:
        share = (at - left) / width
        bent = low + height * (mean * share.square() + begin * share * (1 - share)) / (mean + rise * share * (1 - share))
    bottom = mean + rise * share * (1 - share)
    top = mean.square() * (end * share.square() + 2 * mean * share * (1 - share) + begin * (1 - share).square())
    logs = torch.log(top) - 2 * torch.log(bottom)
    return torch.where(inside, bent, x), torch.where(inside, -logs if inverse else logs, torch.zeros_like(logs))


def _bins(told: Tensor) -> tuple[Tensor, Tensor]:
    """Left edges and widths (n, BINS) of bins that fill [-TAIL, TAIL], none narrower than `LEAST`."""
    widths = 2 * TAIL * (LEAST + (1 - LEAST * BINS) * torch.softmax(told, dim=1))
    return widths.cumsum(1) - widths - TAIL, widths
