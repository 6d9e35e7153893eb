"""A variational auto-encoder of points: codes of two numbers, and a Gaussian around each decoded point.

The density is an integral over codes. It has a bound (ELBO), a tighter one (importance-weighted), and here, with two numbers in
a code, the integral itself by quadrature. Source: Kingma and Welling 2013, arXiv:1312.6114; Burda 2015, arXiv:1509.00519.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from vizlab.generative.network import perceptron

HIDDEN = 64
REACH, NODES = 4.5, 121  # of the grid of codes for quadrature: standard deviations each way, nodes each way
LEAST = -3.5  # of the logarithm of the observation's standard deviation
CHUNK = 512


class Variational(nn.Module):
    """Encoder x -> q(z|x), decoder z -> N(x; G(z), s² I) with one learned s for all."""

    def __init__(self) -> None:
        """Build both."""
        super().__init__()
        self.encoder, self.decoder = perceptron(2, HIDDEN, 4), perceptron(2, HIDDEN, 2)
        self.log_s = nn.Parameter(torch.tensor(-2.0))

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Points (n, 2) -> mean and log standard deviation of their codes, (n, 2) each."""
        mu, log_sigma = self.encoder(x).chunk(2, dim=1)
        return mu, log_sigma

    def log_weights(self, x: Tensor, draws: int, source: torch.Generator) -> Tensor:
        """log p(x|z) + log p(z) - log q(z|x) for draws of z from q: (draws, n), nats. Their mean is the ELBO."""
        mu, log_sigma = self.encode(x)
        noise = torch.randn(draws, *mu.shape, generator=source)
        z = mu + log_sigma.exp() * noise
        own = -0.5 * (noise.square() + math.log(2 * math.pi)).sum(2) - log_sigma.sum(1)
        seen = self._log_seen(x[None], self.decoder(z))
        return seen + _log_prior(z) - own

    def elbo(self, x: Tensor, source: torch.Generator, draws: int = 1) -> Tensor:
        """The bound on log p(x), (n,), nats: its KL in closed form, its reconstruction from draws."""
        mu, log_sigma = self.encode(x)
        z = mu + log_sigma.exp() * torch.randn(draws, *mu.shape, generator=source)
        kl = 0.5 * (mu.square() + (2 * log_sigma).exp() - 1 - 2 * log_sigma).sum(1)
        return self._log_seen(x[None], self.decoder(z)).mean(0) - kl

    def importance_bound(self, x: Tensor, draws: int, source: torch.Generator) -> Tensor:
        """The bound from `draws` weighted draws, (n,), nats; its expectation lies between ELBO and log p(x)."""
        return self.log_weights(x, draws, source).logsumexp(0) - math.log(draws)

    def loss(self, x: Tensor, source: torch.Generator) -> Tensor:
        """Mean -ELBO."""
        return -self.elbo(x, source).mean()

    @torch.no_grad()
    def log_density(self, x: Tensor) -> Tensor:
        """log p(x), (n,), nats, by quadrature over the codes: the trapezoid rule on 121 x 121 nodes."""
        line = torch.linspace(-REACH, REACH, NODES)
        nodes = torch.cartesian_prod(line, line)
        logs = _log_prior(nodes)
        logs = logs - logs.logsumexp(0)  # the nodes' weights; they sum to 1
        places = self.decoder(nodes)
        scale = -0.5 * (-2 * self.log_s.clamp(min=LEAST)).exp()
        parts = []
        for part in x.split(CHUNK):
            gaps = torch.cdist(part, places, compute_mode="donot_use_mm_for_euclid_dist").square()
            parts.append((logs + scale * gaps).logsumexp(1) - math.log(2 * math.pi) - 2 * self.log_s.clamp(min=LEAST))
        return torch.cat(parts)

    @torch.no_grad()
    def sample(self, n: int, source: torch.Generator) -> Tensor:
        """Points (n, 2): a code, its decoded point, and the noise of the observation."""
        places = self.decoder(torch.randn(n, 2, generator=source))
        noise = torch.randn(n, 2, generator=source)
        found: Tensor = places + self.log_s.clamp(min=LEAST).exp() * noise
        return found

    def _log_seen(self, x: Tensor, places: Tensor) -> Tensor:
        log_s = self.log_s.clamp(min=LEAST)
        gaps = (x - places).square().sum(-1)
        return -0.5 * gaps * (-2 * log_s).exp() - math.log(2 * math.pi) - 2 * log_s


def _log_prior(z: Tensor) -> Tensor:
    return -0.5 * (z.square() + math.log(2 * math.pi)).sum(-1)
