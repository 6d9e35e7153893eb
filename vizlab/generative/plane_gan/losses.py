"""What generator and discriminator minimise, from the discriminator's logits l = log(D / (1 - D)), "real" being 1.

To add a generator loss: a function of the logits of generated points (n,) -> mean loss, and one line in `GENERATOR_LOSSES`.
Source: Goodfellow et al. 2014, arXiv:1406.2661, section 3. p_data is the data, D the discriminator.
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn.functional import softplus


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """J_D = E[-log D(x)] + E[-log(1 - D(G(z)))], nats; the best D says p / (p + q)."""
    return softplus(-real).mean() + softplus(fake).mean()


def minimax(fake: Tensor) -> Tensor:
    """E[log(1 - D(G(z)))] = -J_D + a constant: its slope in the logit, -D, vanishes where D sees through the generator."""
    return -softplus(fake).mean()


def non_saturating(fake: Tensor) -> Tensor:
    """E[-log D(G(z))]: the same fixed point, but its slope in the logit, D - 1, is steepest where D sees through."""
    return softplus(-fake).mean()


GENERATOR_LOSSES: dict[str, Callable[[Tensor], Tensor]] = {
    "non-saturating": non_saturating,
    "minimax": minimax,
}
