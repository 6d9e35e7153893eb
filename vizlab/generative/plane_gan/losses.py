"""What generator and discriminator minimise, from the discriminator's logits l = log(D / (1 - D)), "real" being 1.

To add a loss: a function of the logits of generated points (..., n) -> mean loss (...), one line in `GENERATOR_LOSSES`, and what
the discriminator minimises beside it in `DISCRIMINATOR_LOSSES`, under the same name.
Source: Goodfellow et al. 2014, arXiv:1406.2661, section 3. p_data is the data, D the discriminator.
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn.functional import relu, softplus


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """J_D = E[-log D(x)] + E[-log(1 - D(G(z)))], nats; the best D says p / (p + q)."""
    return softplus(-real).mean(-1) + softplus(fake).mean(-1)


def minimax(fake: Tensor) -> Tensor:
    """E[log(1 - D(G(z)))] = -J_D + a constant: its slope in the logit, -D, vanishes where D sees through the generator."""
    return -softplus(fake).mean(-1)


def non_saturating(fake: Tensor) -> Tensor:
    """E[-log D(G(z))]: the same fixed point, but its slope in the logit, D - 1, is steepest where D sees through."""
    return softplus(-fake).mean(-1)


def least_squares(fake: Tensor) -> Tensor:
    """E[(D(G(z)) - 1)²], D the plain output. Source: Mao et al. 2016, arXiv:1611.04076, eq. 2 with a = 0, b = c = 1."""
    return (fake - 1).square().mean(-1)


def discriminator_least_squares(real: Tensor, fake: Tensor) -> Tensor:
    """E[(D(x) - 1)²] + E[D(G(z))²]: the best D is p / (p + q) here, too."""
    return (real - 1).square().mean(-1) + fake.square().mean(-1)


def shifted(fake: Tensor) -> Tensor:
    """E[-D(G(z))], D the plain output: the slope is 1 wherever the points are."""
    return -fake.mean(-1)


def discriminator_hinge(real: Tensor, fake: Tensor) -> Tensor:
    """E[max(0, 1 - D(x))] + E[max(0, 1 + D(G(z)))]. Source: Lim and Ye 2017, arXiv:1705.02894, eq. 13."""
    return relu(1 - real).mean(-1) + relu(1 + fake).mean(-1)


def critic_loss(real: Tensor, fake: Tensor) -> Tensor:
    """E[D(G(z))] - E[D(x)], D the plain output: minus the Wasserstein-1 distance, if D's slope is nowhere above 1.

    Source: Arjovsky et al. 2017, arXiv:1701.07875, eq. 2 and 3.
    """
    return fake.mean(-1) - real.mean(-1)


def verdict(loss: str, field: Tensor, real: Tensor, fake: Tensor) -> Tensor:
    """The share "real" in [0, 1] that a discriminator of this loss says of outputs `field`, beside those on both kinds of points.

    The output of least squares is that share itself. A critic has no zero: here it is halfway between its two means.
    """
    if loss == "least squares":
        return field.clamp(0, 1)
    if loss == "Wasserstein":
        middle, reach = (real.mean() + fake.mean()) / 2, (real.mean() - fake.mean()).abs() / 2 + field.std() / 2 + 1e-12
        return ((field - middle) / reach).sigmoid()
    return field.sigmoid()


def called_right(loss: str, real: Tensor, fake: Tensor) -> Tensor:
    """The share of both kinds of points that D puts on the right side of its own middle: 1/2 is guessing."""
    middle = {"least squares": 0.5, "Wasserstein": float(real.mean() + fake.mean()) / 2}.get(loss, 0.0)
    return ((real > middle).float().mean() + (fake < middle).float().mean()) / 2


GENERATOR_LOSSES: dict[str, Callable[[Tensor], Tensor]] = {
    "non-saturating": non_saturating,
    "minimax": minimax,
    "least squares": least_squares,
    "hinge": shifted,
    "Wasserstein": shifted,
}
DISCRIMINATOR_LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "non-saturating": discriminator_loss,
    "minimax": discriminator_loss,
    "least squares": discriminator_least_squares,
    "hinge": discriminator_hinge,
    "Wasserstein": critic_loss,
}
NORMS = ("non-saturating", "minimax")  # of which the gradient is measured, whichever is trained with
