"""What keeps a discriminator tame: a penalty on its slope, clipped weights, spectral norm, noise on what it sees.

To add one: a field of the recipe, a function here, and its place in `updates`.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrizations

from vizlab.randomness import RandomStream


def gradient_penalty(discriminator: nn.Module, real: Tensor, fake: Tensor, mixed: Tensor) -> Tensor:
    """E[(|slope of D's output| - 1)²] at points between real and generated ones; mixed (n, 1) in [0, 1] says where.

    Source: Gulrajani et al. 2017, arXiv:1704.00028, eq. 3.
    """
    between = (mixed * real + (1 - mixed) * fake).requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
    # The root's own slope is infinite at 0.
    return ((slope.square().sum(-1) + 1e-12).sqrt() - 1).square().mean(-1)


def clip(discriminator: nn.Module, most: float) -> None:
    """Cut every weight to [-most, most], in place. Source: Arjovsky et al. 2017, arXiv:1701.07875, algorithm 1."""
    with torch.no_grad():
        for parameter in discriminator.parameters():
            parameter.clamp_(-most, most)


def spectrally_normed(network: nn.Sequential, seed: int) -> nn.Sequential:
    """The network with every layer's weights over their largest singular value, found by power iteration while it trains.

    Source: Miyato et al. 2018, arXiv:1802.05957, algorithm 1.
    """
    with RandomStream(seed):
        for layer in network:
            if isinstance(layer, nn.Linear):
                parametrizations.spectral_norm(layer, n_power_iterations=1)
    return network


def noise_at(start: float, step: int, steps: int) -> float:
    """Standard deviation of the noise at a step: from `start` evenly down to 0 at the end of training."""
    return start * max(0.0, 1 - step / steps)


# Who gets noise: the notes print "real samples"; instance noise as it was proposed goes on both (Sønderby et al. 2016,
# arXiv:1610.04490, section 2.4): (on real, on generated).
NOISE_ON: dict[str, tuple[bool, bool]] = {"both": (True, True), "real only": (True, False)}
