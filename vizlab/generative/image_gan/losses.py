"""What both networks minimise, from the discriminator's logits of real and of generated pictures.

To add a loss: a pair of functions and a line in `LOSSES`, and its name in `choices.IMAGE_LOSSES`.
Sources: Goodfellow et al. 2014, arXiv:1406.2661; Lim and Ye 2017, arXiv:1705.02894 (hinge); Mao et al. 2016, arXiv:1611.04076
(least squares, a = 0, b = c = 1).
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn.functional import relu, softplus


def cross_entropy(real: Tensor, fake: Tensor) -> Tensor:
    """Of the discriminator, nats: 2 log 2 when it can only guess."""
    return softplus(-real).mean() + softplus(fake).mean()


def non_saturating(fake: Tensor) -> Tensor:
    """E[-log D(G(z))], nats."""
    return softplus(-fake).mean()


def hinge(real: Tensor, fake: Tensor) -> Tensor:
    """No more is gained beyond logits of 1 and -1."""
    return relu(1 - real).mean() + relu(1 + fake).mean()


def push(fake: Tensor) -> Tensor:
    """The generator's part of the hinge: -E[logit]."""
    return -fake.mean()


def squares(real: Tensor, fake: Tensor) -> Tensor:
    """Real pictures to 1, generated ones to 0."""
    return (real - 1).square().mean() + fake.square().mean()


def squares_of_generator(fake: Tensor) -> Tensor:
    """Generated pictures to 1."""
    return (fake - 1).square().mean()


# name -> loss of the discriminator (real, fake), loss of the generator (fake)
LOSSES: dict[str, tuple[Callable[[Tensor, Tensor], Tensor], Callable[[Tensor], Tensor]]] = {
    "non-saturating": (cross_entropy, non_saturating),
    "hinge": (hinge, push),
    "least squares": (squares, squares_of_generator),
}
