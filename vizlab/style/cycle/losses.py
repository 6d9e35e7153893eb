"""What generators and discriminators minimise, for each of several runs at once: tensors (runs, ...) -> losses (runs,).

To add an adversarial loss: an `Adversarial` and a line in `ADVERSARIAL`. Answers of a discriminator are numbers without bounds,
large for real.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor
from torch.nn.functional import softplus


@dataclass(frozen=True)
class Adversarial:
    """discriminator(real, fake) and generator(fake): answers (runs, ...) -> mean losses (runs,). undecided: the answer that says
    neither. about: one line."""

    discriminator: Callable[[Tensor, Tensor], Tensor]
    generator: Callable[[Tensor], Tensor]
    undecided: float
    about: str


def distance(a: Tensor, b: Tensor) -> Tensor:
    """Mean absolute difference over all but the first axis: of the cycle, ||F(G(a)) - a||_1, and of the identity, ||G(b) - b||_1.

    Source: Zhu 2017, eq. 2 and section 5.2.
    """
    return (a - b).abs().flatten(1).mean(1)


def _mean(values: Tensor) -> Tensor:
    return values.flatten(1).mean(1)


# Source: Mao 2017, arXiv:1611.04076, eq. 9 (a = 0, b = c = 1); halved as in the code of Zhu 2017.
LEAST_SQUARES = Adversarial(
    lambda real, fake: 0.5 * (_mean((real - 1).square()) + _mean(fake.square())),
    lambda fake: _mean((fake - 1).square()),
    0.5,
    "squared distance from 1 for real and 0 for made: its slope does not fade where the discriminator is sure",
)
# Source: Goodfellow 2014, arXiv:1406.2661, eq. 1, on logits.
MINIMAX = Adversarial(
    lambda real, fake: _mean(softplus(-real)) + _mean(softplus(fake)),
    lambda fake: -_mean(softplus(fake)),
    0.0,
    "log-likelihood, which the generator wants low where the discriminator wants it high: its slope fades",
)
ADVERSARIAL: dict[str, Adversarial] = {"least squares": LEAST_SQUARES, "minimax": MINIMAX}
