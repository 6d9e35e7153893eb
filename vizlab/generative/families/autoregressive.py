"""One coordinate after the other: p(x1) p(x2 | x1), each a mixture of Gaussians, the second's from a network that sees x1.

Source: the chain rule; mixtures from a network: Bishop 1994.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

PARTS, HIDDEN, WAVES = 16, 48, 6
LEAST = -4.0  # of the logarithm of a standard deviation: no part can sit on a single training point


class Autoregressive(nn.Module):
    """Density and sampler of points (n, 2)."""

    def __init__(self) -> None:
        """Start with parts spread over the square."""
        super().__init__()
        self.first = nn.Parameter(torch.stack([torch.zeros(PARTS), torch.linspace(-2.5, 2.5, PARTS), torch.full((PARTS,), -1.0)]))
        last = nn.Linear(HIDDEN, 3 * PARTS)
        self.second = nn.Sequential(nn.Linear(1 + 2 * WAVES, HIDDEN), nn.SiLU(), nn.Linear(HIDDEN, HIDDEN), nn.SiLU(), last)
        with torch.no_grad():
            last.bias.add_(self.first.flatten())

    def log_density(self, x: Tensor) -> Tensor:
        """log p(x1) + log p(x2 | x1), nats: (n,)."""
        return _log_mixture(self.first.expand(len(x), -1, -1), x[:, 0]) + _log_mixture(self.conditional(x[:, 0]), x[:, 1])

    def conditional(self, first: Tensor) -> Tensor:
        """Logits, means and log standard deviations of p(x2 | x1): x1 (n,) -> (n, 3, parts)."""
        angles = first[:, None] * torch.arange(1, WAVES + 1)
        seen = torch.cat([first[:, None], angles.sin(), angles.cos()], dim=1)
        found: Tensor = self.second(seen).reshape(-1, 3, PARTS)
        return found

    def loss(self, x: Tensor, source: torch.Generator) -> Tensor:
        """Mean -log p(x)."""
        return -self.log_density(x).mean()

    @torch.no_grad()
    def sample(self, n: int, source: torch.Generator) -> Tensor:
        """Points (n, 2): the first coordinate, then the second."""
        first = _draw(self.first.expand(n, -1, -1), source)
        return torch.stack([first, _draw(self.conditional(first), source)], dim=1)


def _log_mixture(parts: Tensor, x: Tensor) -> Tensor:
    """log of mixtures (n, 3, parts) at x (n,)."""
    logits, means, logs = parts.unbind(1)
    logs = logs.clamp(min=LEAST)
    each = -0.5 * (((x[:, None] - means) / logs.exp()).square() + math.log(2 * math.pi)) - logs
    return torch.logsumexp(torch.log_softmax(logits, dim=1) + each, dim=1)


def _draw(parts: Tensor, source: torch.Generator) -> Tensor:
    logits, means, logs = parts.unbind(1)
    chosen = torch.multinomial(torch.softmax(logits, dim=1), 1, generator=source)
    noise = torch.randn(len(parts), generator=source)
    return means.gather(1, chosen)[:, 0] + logs.clamp(min=LEAST).exp().gather(1, chosen)[:, 0] * noise
