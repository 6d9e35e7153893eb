"""The networks of this topic: small multi-layer perceptrons, and the variational auto-encoder made of two of them.

Pictures are flat here: (n, d) with d = h · w grey values in [0, 1]. Initial weights come from torch's global generator: whoever
builds wraps the call in `vizlab.randomness.RandomStream`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.generative import eight_bit
from vizlab.generative.observation import Bernoulli, Observation


class Vae(nn.Module):
    """Encoder x -> (mu, logvar) of a diagonal Gaussian q(z|x), decoder z -> logits of the pixels, p(x|z).

    With classes (conditional), both also take the label, one number a class, of which one is 1.
    Source: Kingma and Welling 2013, arXiv:1312.6114, appendix C; SiLU instead of tanh, by default two hidden layers instead of
    one. Conditional: Sohn et al. 2015.
    """

    def __init__(
        self, d: int, latent: int, hidden: int, *, depth: int = 2, classes: int = 0, observation: Observation | None = None
    ) -> None:
        """Build for pictures of d pixels and codes of `latent` numbers."""
        super().__init__()
        self.classes = classes
        self.observation = observation or Bernoulli()
        self.encoder = perceptron(d + classes, hidden, 2 * latent, depth=depth)
        self.decoder = perceptron(latent + classes, hidden, d, depth=depth)

    def encode(self, x: Tensor, labels: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Pictures (n, d), and where the network is conditional their labels (n,) -> mu (n, latent), logvar (n, latent)."""
        mu, logvar = self.encoder(beside(x, labels, self.classes)).chunk(2, dim=1)
        return mu, logvar

    def decode(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Codes (n, latent), and where the network is conditional labels (n,) -> logits (n, d)."""
        logits: Tensor = self.decoder(beside(z, labels, self.classes))
        return logits

    def cost(self, z: Tensor, x: Tensor, labels: Tensor | None = None) -> Tensor:
        """-log p(x|z) of codes (n, latent) and pictures (n, d) -> (n,), nats."""
        found: Tensor = self.observation(self.decode(z, labels), x)
        return found


def beside(x: Tensor, labels: Tensor | None, classes: int) -> Tensor:
    """Rows (n, d) with their labels (n,) beside them, one number a class: (n, d + classes); without classes, x itself."""
    if not classes:
        return x
    if labels is None:
        raise VizlabError("A conditional network needs the label of every picture and code.")
    return torch.cat([x, F.one_hot(labels, classes).to(x)], dim=1)


def perceptron(inputs: int, hidden: int, outputs: int, activation: type[nn.Module] = nn.SiLU, *, depth: int = 2) -> nn.Sequential:
    """`depth` hidden layers of `hidden` units each."""
    widths = [inputs, *[hidden] * depth]
    layers: list[nn.Module] = []
    for fan_in, fan_out in pairwise(widths):
        layers += [nn.Linear(fan_in, fan_out), activation()]
    return nn.Sequential(*layers, nn.Linear(widths[-1], outputs))


def revived(weights: Mapping[str, NDArray[Any]], activation: type[nn.Module] = nn.SiLU) -> nn.Sequential:
    """A perceptron on the CPU with these weights (of any float type, or packed by `eight_bit`, as `0.weight` ...), frozen."""
    tensors = {name: torch.tensor(array, dtype=torch.float32) for name, array in eight_bit.unpack(weights).items()}
    depth = len(tensors) // 2 - 1
    first, last = tensors["0.weight"], tensors[f"{2 * depth}.weight"]
    with torch.device("meta"):  # nothing is initialised, so no random number is drawn
        network = perceptron(first.shape[1], first.shape[0], last.shape[0], activation, depth=depth)
    network.load_state_dict(tensors, assign=True)
    return network.requires_grad_(False).eval()
