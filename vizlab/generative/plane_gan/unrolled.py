"""The generator's loss against the discriminator of k steps later: it cannot win by running to where D will soon look.

Source: Metz et al. 2016, arXiv:1611.02163, eq. 7-9; the steps of D are unrolled with Adam's present scale of each weight, held
fixed, and without momentum; no weight moves farther than its learning rate.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn, optim
from torch.func import functional_call

from vizlab.generative.plane_gan.choices import GanRecipe
from vizlab.generative.plane_gan.losses import DISCRIMINATOR_LOSSES, GENERATOR_LOSSES

BETA2, EPS = 0.999, 1e-8  # of Adam


def unrolled_loss(recipe: GanRecipe, discriminator: nn.Module, optimizer: optim.Adam, real: Tensor, fake: Tensor) -> Tensor:
    """G's loss on generated points fake (n, 2) after `recipe.unrolled` steps of D on them and on data; D stays as it is.

    The gradient reaches the points also through D's steps, which they have caused.
    """
    weights: dict[str, Tensor] = dict(discriminator.named_parameters())
    scales = {name: _scale(optimizer, weight) for name, weight in weights.items()}
    points, n = torch.cat([real, fake], dim=-2), real.shape[-2]
    for _ in range(recipe.unrolled):
        logits = functional_call(discriminator, weights, (points,))[..., 0]
        loss = DISCRIMINATOR_LOSSES[recipe.loss](logits[..., :n], logits[..., n:])
        slopes = torch.autograd.grad(loss.sum(), list(weights.values()), create_graph=True)
        moved = zip(weights.items(), slopes, strict=True)
        weights = {
            name: weight - recipe.lr_d * slope / torch.maximum(scales[name], slope.detach().abs() + EPS)
            for (name, weight), slope in moved
        }
    return GENERATOR_LOSSES[recipe.loss](functional_call(discriminator, weights, (fake,))[..., 0])


def _scale(optimizer: optim.Adam, weight: Tensor) -> Tensor:
    """Adam's root of the mean square of this weight's slopes so far; 0 before its first step."""
    state = optimizer.state.get(weight)
    if not state:
        return torch.zeros_like(weight)
    unbiased: Tensor = state["exp_avg_sq"] / (1 - BETA2 ** float(state["step"]))
    return unbiased.sqrt()
