"""Estimators of one gradient of a trained VAE, d ELBO / d mu of one picture, from one draw each.

The KL's part, -mu, is exact in all of them. Of the rest, f = log p(x|z):
reparameterised df/dz at z = mu + sigma e; score function f · (z - mu) / sigma²; the same with f less the mean of the other draws.
Source: Kingma and Welling 2013, arXiv:1312.6114, section 2.2; baseline: Mnih and Gregor 2014, arXiv:1402.0030.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.generative import states
from vizlab.generative.network import Vae

NAMES = ("reparameterised", "score function", "score function, baseline")


def bound_gradients(vae: Vae, x: Tensor, label: Tensor, n: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """n estimates each, (n, latent), of the gradient of the ELBO of picture x (1, d) with label (1,) in mu, nats."""
    with torch.no_grad():
        mu, logvar = vae.encode(x, label)
    sigma = (logvar / 2).exp()
    noise = torch.randn(n, mu.shape[1], generator=states.generator(x.device, seed, 9), dtype=mu.dtype)
    with torch.enable_grad():
        z = (mu + sigma * noise).requires_grad_(True)
        f = -vae.cost(z, x.expand(n, -1), label.expand(n))
        (through,) = torch.autograd.grad(f.sum(), z)
    f, score = f.detach()[:, None], noise / sigma
    others = (f.sum() - f) / max(n - 1, 1)  # without the draw itself, or the estimate would be biased
    found = dict(zip(NAMES, (through - mu, f * score - mu, (f - others) * score - mu), strict=True))
    return {name: values.double().numpy() for name, values in found.items()}


def spreads(found: dict[str, NDArray[np.float64]]) -> dict[str, tuple[float, float]]:
    """Name -> standard deviation of one draw, root mean square over the numbers of the code; and how many draws equal one
    reparameterised draw in variance.
    """
    variances = {name: float(values.var(0).mean()) for name, values in found.items()}
    return {name: (variance**0.5, variance / variances[NAMES[0]]) for name, variance in variances.items()}
