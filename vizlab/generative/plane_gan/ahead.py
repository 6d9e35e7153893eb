"""Losses of the generator over the discriminator's output, their slopes, and the gradients left when D trains alone."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import devices
from vizlab.generative import states
from vizlab.generative.plane_gan.choices import GanRecipe
from vizlab.generative.plane_gan.game import gradient_norms, start, update_discriminator
from vizlab.generative.plane_gan.losses import GENERATOR_LOSSES, NORMS

Array = NDArray[np.float64]
REACH, TALLEST = 9.0, {"loss": 9.0, "slope": 4.0}  # of the outputs and of the curves that are drawn
STOPS = (0, 10, 25, 50, 100, 200, 300, 400)  # steps of D alone


def logit(said: float) -> float:
    """log(D / (1 - D)) of a share D in (0, 1)."""
    return math.log(said / (1 - said))


def curves(n: int = 181) -> tuple[Array, dict[str, Array], dict[str, Array]]:
    """Outputs (n,), each loss there, and how steep it is (by autograd, without its sign)."""
    x = torch.linspace(-REACH, REACH, n, dtype=torch.float64, requires_grad=True)
    values, slopes = {}, {}
    for name, loss in GENERATOR_LOSSES.items():
        each = loss(x[:, None])  # the mean over one point
        (slope,) = torch.autograd.grad(each.sum(), x)
        values[name], slopes[name] = each.detach().numpy(), slope.abs().numpy()
    return x.detach().numpy(), _seen(values, TALLEST["loss"]), _seen(slopes, TALLEST["slope"])


def _seen(curves: dict[str, Array], tallest: float) -> dict[str, Array]:
    """Without what leaves the picture: least squares, far out."""
    return {name: np.where(y <= tallest, y, np.nan) for name, y in curves.items()}


def slopes_at(output: float) -> dict[str, float]:
    """How steep each loss is at one output of D."""
    found = {}
    for name, loss in GENERATOR_LOSSES.items():
        at = torch.tensor([output], dtype=torch.float64, requires_grad=True)
        found[name] = abs(float(torch.autograd.grad(loss(at), at)[0]))
    return found


def gradients(seed: int) -> dict[str, list[float]]:
    """Loss -> norm of its gradient in all weights of an untrained G, after each of `STOPS` steps of D alone."""
    game = start(GanRecipe(seed=seed), devices.pick())
    source = states.generator(game.middle.device, seed, 0, 2)
    found: dict[str, list[float]] = {name: [] for name in NORMS}
    for before, stop in zip((0, *STOPS), STOPS, strict=False):
        for _ in range(stop - before):
            update_discriminator(game, source)
        for name, norm in gradient_norms(game).items():
            found[name].append(norm)
    return found


TITLES = {"loss": "loss of the generator", "slope": "slope of the loss in D's output"}
