"""What samples of a diffusion model are worth in the eyes of our own classifier, by steps taken and by guidance."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.generative import judging, states
from vizlab.generative.diffusion.choices import DiffusionRecipe
from vizlab.generative.diffusion.drawing import Pixels, draw
from vizlab.generative.diffusion.network import UNet

BATCH = 100
STEPS = 20
SWEEP, SWEPT = (1, 2, 5, 10, 20, 50), 200  # steps, and pictures for each
GUIDANCE = (0.0, 1.0)


def judge(network: UNet, recipe: DiffusionRecipe) -> dict[str, Any]:
    """verdicts by guidance beside the floor of real pictures, and accuracy by number of steps. JSON-able."""
    real, classifier = judging.reference(recipe.pictures), judging.open_judge(recipe.pictures)
    side = classifier.model.shape[-1]
    verdicts = {}
    for guidance in GUIDANCE:
        made, asked = crowd(network, recipe, real.n, side, STEPS, guidance)
        verdicts[f"{guidance:g}"] = asdict(real.weigh(classifier, made, asked))
    swept = {}
    for steps in SWEEP:
        made, asked = crowd(network, recipe, SWEPT, side, steps, 0.0)
        swept[str(steps)] = float((classifier.look(made)[1] == asked).mean())
    return {"n": real.n, "floor": asdict(real.floor), "verdicts": verdicts, "accuracy by steps": swept, "steps": STEPS}


def crowd(
    network: UNet, recipe: DiffusionRecipe, n: int, side: int, steps: int, guidance: float
) -> tuple[Pixels, NDArray[np.int64]]:
    """n pictures (n, side, side), the classes in turn, and the classes asked for (n,). Always the same for a recipe."""
    source = states.generator(torch.device("cpu"), recipe.noise_seed, 0, 3)
    labels, made = torch.arange(n) % network.classes, []
    for part in labels.split(BATCH):
        noise = torch.randn(len(part), 1, side, side, generator=source)
        made.append(draw(network, noise, part, steps=steps, schedule=recipe.schedule, guidance=guidance)[-1])
    asked: NDArray[np.int64] = labels.numpy()
    return np.concatenate(made), asked
