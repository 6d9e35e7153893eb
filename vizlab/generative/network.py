"""The networks of this topic: small multi-layer perceptrons, and the variational auto-encoder made of two of them.

Pictures are flat here: (n, d) with d = h · w grey values in [0, 1]. Initial weights come from torch's global generator: whoever
builds wraps the call in `vizlab.randomness.RandomStream`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn


class Vae(nn.Module):
    """Encoder x -> (mu, logvar) of a diagonal Gaussian q(z|x), decoder z -> logits of one Bernoulli a pixel, p(x|z).

    Source: Kingma and Welling 2013, arXiv:1312.6114, appendix C; SiLU instead of tanh, two hidden layers instead of one.
    """

    def __init__(self, d: int, latent: int, hidden: int) -> None:
        """Build for pictures of d pixels and codes of `latent` numbers."""
        super().__init__()
        self.encoder = perceptron(d, hidden, 2 * latent)
        self.decoder = perceptron(latent, hidden, d)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Pictures (n, d) -> mu (n, latent), logvar (n, latent)."""
        mu, logvar = self.encoder(x).chunk(2, dim=1)
        return mu, logvar


def perceptron(inputs: int, hidden: int, outputs: int, activation: type[nn.Module] = nn.SiLU) -> nn.Sequential:
    """Two hidden layers of `hidden` units each."""
    return nn.Sequential(
        nn.Linear(inputs, hidden), activation(), nn.Linear(hidden, hidden), activation(), nn.Linear(hidden, outputs)
    )


def revived(weights: Mapping[str, NDArray[Any]], activation: type[nn.Module] = nn.SiLU) -> nn.Sequential:
    """A perceptron on the CPU with these weights (of any float type, as `0.weight` ... `4.bias`), frozen."""
    first, last = weights["0.weight"], weights["4.weight"]
    with torch.device("meta"):  # nothing is initialised, so no random number is drawn
        network = perceptron(first.shape[1], first.shape[0], last.shape[0], activation)
    tensors = {name: torch.tensor(array, dtype=torch.float32) for name, array in weights.items()}
    network.load_state_dict(tensors, assign=True)
    return network.requires_grad_(False).eval()
