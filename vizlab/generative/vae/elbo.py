"""The evidence lower bound of a variational auto-encoder, in nats a picture, and the numbers that check it.

    ELBO(x) = E_q[log p(x|z)] - KL(q(z|x) || p(z)) = -reconstruction - KL,     p(z) = N(0, I),   q(z|x) = N(mu, diag exp logvar)

Pixels are grey values in [0, 1]; what they are to the model is its `observation`. As Bernoulli variables: for black and white
pixels log p(x|z) is a log-probability. For grey ones it is the expected log-probability of the picture whose pixels are drawn
black or white with their grey values as probabilities (not a density over grey values), so the ELBO bounds the log-probability of
such a drawing from below.
Source: Kingma and Welling 2013, arXiv:1312.6114; the reconstruction term is *minus* the expected log-likelihood.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.generative.network import Vae
from vizlab.generative.observation import Bernoulli

ACTIVE = 0.01  # variance over pictures from which on a dimension of the code counts as used. Source: Burda 2015, section 5.2


def reparameterise(mu: Tensor, logvar: Tensor, noise: Tensor) -> Tensor:
    """z = mu + sigma · noise, through which gradients reach mu (as they are) and sigma (times the noise)."""
    return mu + torch.exp(logvar / 2) * noise


def kl_by_dimension(mu: Tensor, logvar: Tensor) -> Tensor:
    """KL(N(mu, exp logvar) || N(0, 1)) of each dimension, same shape as mu, nats; 0 only at mu = 0, logvar = 0."""
    return (mu.square() + logvar.exp() - 1 - logvar) / 2


def reconstruction(logits: Tensor, x: Tensor) -> Tensor:
    """-log p(x|z) of Bernoulli pixels: logits (n, d), grey values x (n, d) in [0, 1] -> (n,), nats."""
    found: Tensor = Bernoulli()(logits, x)
    return found


def terms(vae: Vae, x: Tensor, noise: Tensor, labels: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Reconstruction (n,) with one draw of noise (n, latent), and KL by dimension (n, latent), nats."""
    mu, logvar = vae.encode(x, labels)
    return vae.cost(reparameterise(mu, logvar, noise), x, labels), kl_by_dimension(mu, logvar)


def log_normal(z: Tensor, mu: Tensor, logvar: Tensor) -> Tensor:
    """log N(z; mu, exp logvar), summed over the last dimension, nats."""
    return -0.5 * (math.log(2 * math.pi) + logvar + (z - mu).square() / logvar.exp()).sum(-1)


@torch.no_grad()
def log_weights(vae: Vae, x: Tensor, draws: int, source: torch.Generator, labels: Tensor | None = None) -> Tensor:
    """log p(x|z) + log p(z) - log q(z|x) for `draws` samples z of q: (draws, n), nats. Their mean is the ELBO."""
    mu, logvar = vae.encode(x, labels)
    found = []
    for _ in range(draws):
        z = reparameterise(mu, logvar, torch.randn(mu.shape, generator=source, device=mu.device))
        prior = log_normal(z, torch.zeros_like(mu), torch.zeros_like(mu))
        found.append(prior - vae.cost(z, x, labels) - log_normal(z, mu, logvar))
    return torch.stack(found)


def importance_bound(weights: Tensor, k: int) -> float:
    """The k-sample bound on log p(x), mean over pictures, from log weights (draws, n) with draws a multiple of k.

    k = 1 is the ELBO; on the same weights it never falls as k grows through multiples (Jensen), and its expectation never
    exceeds log p(x). Source: Burda, Grosse, Salakhutdinov 2015, arXiv:1509.00519, equation 8.
    """
    draws, n = weights.shape
    groups = weights.reshape(draws // k, k, n)
    return float((groups.logsumexp(1) - math.log(k)).mean())


@torch.no_grad()
def identity_error(vae: Vae, x: Tensor, labels: Tensor | None = None) -> float:
    """Largest |E_q[log p(x,z) - log q(z|x)] - (-reconstruction - KL)| over pictures (n, d), nats, in float64.

    Both sides take the two points mu ± sigma, at which the mean of log p(z) - log q(z|x), a quadratic, is exact.
    """
    exact = torch.float64
    mu, logvar = (part.to("cpu", exact) for part in vae.encode(x, labels))
    left, right = [], []
    for side in (-1.0, 1.0):
        z = reparameterise(mu, logvar, torch.full_like(mu, side))
        cost = vae.cost(z.to(x), x, labels).to("cpu", exact)
        left.append(log_normal(z, torch.zeros_like(mu), torch.zeros_like(mu)) - cost - log_normal(z, mu, logvar))
        right.append(-cost - kl_by_dimension(mu, logvar).sum(1))
    return float((torch.stack(left).mean(0) - torch.stack(right).mean(0)).abs().max())


def floor(x: Tensor) -> float:
    """The reconstruction term that no decoder can go below: the entropy of Bernoulli pixels with means x (n, d), mean, nats."""
    return Bernoulli().floor(x)


def active(mu: Tensor) -> int:
    """How many dimensions of the codes mu (n, latent) differ from picture to picture."""
    return int((mu.var(0) > ACTIVE).sum())


def kl_surface(mu: NDArray[np.float64], sigma: NDArray[np.float64]) -> NDArray[np.float64]:
    """KL(N(mu, sigma²) || N(0, 1)) on a grid: mu (w,), sigma (h,) -> (h, w), nats."""
    variance = np.square(sigma)[:, None]
    found: NDArray[np.float64] = (np.square(mu)[None] + variance - 1 - np.log(variance)) / 2
    return found


def cost_grid(points: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """mu (61,) and sigma (61,) of a grid that holds the (mu, sigma) of codes (n, 2) and the prior."""
    reach = max(2.0, float(np.abs(points[:, 0]).max()) * 1.05)
    low, high = min(0.05, float(points[:, 1].min()) / 1.2), max(1.5, float(points[:, 1].max()) * 1.05)
    return np.linspace(-reach, reach, 61), np.linspace(low, high, 61)


def shares(
    estimates: Mapping[str, NDArray[np.float64]], bins: int = 80, span: tuple[float, float] = (-15.0, 25.0)
) -> tuple[list[float], dict[str, list[float]]]:
    """Edges (bins + 1) over the span, and for each name the shares of its values between them; the rest lies outside."""
    edges = np.linspace(*span, bins + 1)
    counted = {name: np.histogram(values, edges)[0] / len(values) for name, values in estimates.items()}
    return edges.tolist(), {name: counts.tolist() for name, counts in counted.items()}


def span(truth: float, spread: float) -> tuple[float, float]:
    """The stretch of an axis around the truth in which an estimator with this standard deviation can be seen."""
    return truth - 2.5 * spread, truth + 2.5 * spread


def gradient_estimates(mu: float, sigma: float, n: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """n single-sample estimates each of d/dmu E[z²], z ~ N(mu, sigma²), whose true value is 2 mu, by either estimator.

    Reparameterised: d/dmu (mu + sigma e)² = 2 z. Score function (REINFORCE): z² · d/dmu log q(z) = z² (z - mu) / sigma².
    """
    noise = np.random.default_rng(seed).standard_normal(n)
    z = mu + sigma * noise
    return {"reparameterised": 2 * z, "score function": z**2 * (z - mu) / sigma**2}
