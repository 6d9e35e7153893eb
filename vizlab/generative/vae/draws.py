"""Pictures drawn from p(x|z), not only its mean: what the model really claims about pixels (METHODS G19)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.generative import states
from vizlab.generative.observation import OBSERVATIONS
from vizlab.generative.vae.choices import VaeRecipe

DRAWS = 400


@dataclass(frozen=True)
class Drawn:
    """One picture (h, w) drawn around the mean, cut off to [0, 1], as grey levels.

    claimed: variance of a pixel, mean over pixels; measured: mean square of drawn less mean over `DRAWS` pictures, and its error.
    """

    picture: NDArray[np.uint8]
    claimed: float
    measured: float
    error: float


def draw_around(mean: NDArray[np.float32], recipe: VaeRecipe, eta: float, seed: int) -> Drawn:
    """Draw from p(x|z) whose mean is this picture (h, w) in [0, 1]; eta: the variance of a Gaussian pixel."""
    observation = OBSERVATIONS[recipe.observation](eta or recipe.eta).requires_grad_(False)
    means = torch.tensor(mean, dtype=torch.float32).flatten()[None]
    drawn = observation.draw(means.expand(DRAWS, -1), states.generator(means.device, seed, 12))
    squares = (drawn - means).square().mean(1)
    grey = (drawn[0].clamp(0, 1) * np.iinfo(np.uint8).max).round().to(torch.uint8).reshape(mean.shape).numpy()
    error = float(squares.std()) / DRAWS**0.5
    return Drawn(grey, float(observation.variance(means).mean()), float(squares.mean()), error)
