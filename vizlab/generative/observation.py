"""How a decoder's numbers become pixels: log p(x|z) of a picture, a draw of one, and what no decoder can do better than.

Every observation takes the decoder's logits, whose sigmoid is the mean of a pixel, so pictures are decoded alike whatever was
chosen. To add one: a module with `forward`, `variance`, `draw` and `floor`, and one line in `OBSERVATIONS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LOG_TWO_PI = math.log(2 * math.pi)
FAST = 10  # what is learned is log eta over this: Adam steps are of one length, and one number has farther to go than a weight


class Bernoulli(nn.Module):
    """Pixels are black or white; a grey value counts as the probability of white. eta: none."""

    eta = 0.0

    def forward(self, logits: Tensor, x: Tensor) -> Tensor:
        """-log p(x|z) of logits (n, d) and grey values x (n, d) in [0, 1] -> (n,), nats."""
        return F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)

    def variance(self, mean: Tensor) -> Tensor:
        """Of a pixel whose mean is this, same shape."""
        return mean * (1 - mean)

    def draw(self, mean: Tensor, source: torch.Generator) -> Tensor:
        """One picture x ~ p(x|z) for each of the means (n, d)."""
        return torch.bernoulli(mean, generator=source)

    def floor(self, x: Tensor) -> float:
        """The reconstruction term that no decoder can go below: the entropy of pixels with means x (n, d), mean, nats."""
        return float(F.binary_cross_entropy(x, x, reduction="none").sum(1).mean())


class Gaussian(nn.Module):
    """Pixels are N(mean, eta), with one variance eta for all of them: given, or learned from where it is given.

    -log p(x|z) = |x - mean|² / (2 eta) + d / 2 · log(2 pi eta): a density, so its nats may be negative.
    """

    def __init__(self, eta: float, *, learned: bool = False) -> None:
        """Begin with the variance eta > 0."""
        super().__init__()
        start = torch.tensor([math.log(eta) / FAST])
        self.register_parameter("slow", nn.Parameter(start) if learned else None)
        self.register_buffer("fixed", start, persistent=False)

    @property
    def log_eta(self) -> Tensor:
        """(1,), of the variance of a pixel, as it is now."""
        parameter = self.get_parameter("slow") if self._parameters["slow"] is not None else self.get_buffer("fixed")
        return FAST * parameter

    @property
    def eta(self) -> float:
        """The variance of a pixel, as it is now."""
        return float(self.log_eta.detach().exp())

    def forward(self, logits: Tensor, x: Tensor) -> Tensor:
        """-log p(x|z) of logits (n, d) and pictures x (n, d) -> (n,), nats."""
        square = (x - torch.sigmoid(logits)).square().sum(1)
        return square / (2 * self.log_eta.exp()) + x.shape[1] / 2 * (LOG_TWO_PI + self.log_eta)

    def variance(self, mean: Tensor) -> Tensor:
        """Of every pixel, same shape as the mean."""
        return self.log_eta.exp().expand_as(mean)

    def draw(self, mean: Tensor, source: torch.Generator) -> Tensor:
        """One picture x ~ p(x|z) for each of the means (n, d); values may leave [0, 1]."""
        noise = torch.randn(mean.shape, generator=source, device=mean.device, dtype=mean.dtype)
        return mean + self.variance(mean).sqrt() * noise

    def floor(self, x: Tensor) -> float:
        """The reconstruction term of pictures x (n, d) that are decoded without any error, nats."""
        return float(x.shape[1] / 2 * (LOG_TWO_PI + self.log_eta.detach()))


Observation = Bernoulli | Gaussian
OBSERVATIONS: dict[str, Callable[[float], Observation]] = {
    "Bernoulli": lambda eta: Bernoulli(),
    "Gaussian": Gaussian,
    "Gaussian, learned eta": lambda eta: Gaussian(eta, learned=True),
}
