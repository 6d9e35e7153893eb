"""How far the bound lies below log p(x) of one picture: importance weights from q(z|x), and the bounds that they give.

With k samples the bound is E[log mean of k weights]: k = 1 is the ELBO, and it rises to log p(x) as k grows. The gap that the
ELBO leaves is KL(q(z|x) || p(z|x)). Source: Burda, Grosse, Salakhutdinov 2015, arXiv:1509.00519, equations 8 and 9.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from vizlab.generative import states
from vizlab.generative.network import Vae
from vizlab.generative.vae.elbo import log_normal, reparameterise

SAMPLES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
AT_ONCE = 1000  # rows that go through the decoder together


@dataclass(frozen=True)
class Evidence:
    """Of one picture, nats: an estimate of log p(x) and the ELBO, each with its standard error; draws that count, of all."""

    log_p: float
    log_p_error: float
    elbo: float
    elbo_error: float
    effective: float
    draws: int

    @property
    def gap(self) -> float:
        """KL(q(z|x) || p(z|x)), as estimated."""
        return self.log_p - self.elbo


@torch.no_grad()
def weigh(vae: Vae, x: Tensor, label: Tensor, q: tuple[Tensor, Tensor], draws: int, seed: int) -> Tensor:
    """log p(x|z) + log p(z) - log q(z) of draws z ~ q: (draws,), float64, nats.

    x (1, d), label (1,); q: mu and logvar (1, latent), the encoder's or better ones.
    """
    source, (mu, logvar), found = states.generator(x.device, seed, 7), q, []
    for part in torch.randn(draws, mu.shape[1], generator=source).split(AT_ONCE):
        z = reparameterise(mu, logvar, part)
        prior = log_normal(z, torch.zeros_like(mu), torch.zeros_like(mu))
        cost = vae.cost(z, x.expand(len(z), -1), label.expand(len(z)))
        found.append((prior - cost - log_normal(z, mu, logvar)).double())
    return torch.cat(found)


def evidence(weights: Tensor) -> Evidence:
    """What log weights (draws,) say. The error of log p is that of a mean of weights, to first order (delta method)."""
    n = len(weights)
    scaled = (weights - weights.max()).exp()
    error = float(scaled.std() / (math.sqrt(n) * scaled.mean()))
    log_p = float(weights.logsumexp(0)) - math.log(n)
    effective = float(scaled.sum().square() / scaled.square().sum())
    return Evidence(log_p, error, float(weights.mean()), float(weights.std()) / math.sqrt(n), effective, n)


def climb(weights: Tensor) -> list[tuple[int, float, float]]:
    """(k, the k-sample bound, its standard error) from log weights (draws,) in groups of k, for every k of `SAMPLES` that fits.

    A k with fewer than five groups is left out.
    """
    found = []
    for k in SAMPLES:
        groups = len(weights) // k
        if groups < 5:
            break
        bounds = weights[: groups * k].reshape(groups, k).logsumexp(1) - math.log(k)
        found.append((k, float(bounds.mean()), float(bounds.std()) / math.sqrt(groups)))
    return found
