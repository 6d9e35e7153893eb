"""What a page asks of a trained diffusion model: sixteen pictures on their way, how sure a classifier is, what was measured."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import images
from vizlab.frames import Frame
from vizlab.generative import judging
from vizlab.generative.diffusion.choices import DiffusionRecipe
from vizlab.generative.diffusion.drawing import Pixels, draw, opened

DRAWN, FILM = 16, 20  # pictures; moments of a film at most
STEPS = (2, 5, 10, 20, 50)
COUNTS = (1, 2, 5, 20)  # steps, shown beside each other
GUIDANCE = (0.0, 0.5, 1.0, 2.0, 4.0)
SURE = 0.9


@dataclass(frozen=True)
class Choice:
    """What to draw and how. digit: of `DIGITS`. seen: of `SEEN`."""

    digit: str = "one of each"
    sampler: str = "DDIM"
    steps: int = 20
    guidance: float = 1.0
    seed: int = 0
    seen: str = "noisy"


@dataclass(frozen=True)
class Sure:
    """sure: share of pictures of which the classifier is at least 90 % sure; asked: taken for the digit asked for, or None."""

    sure: float
    asked: float | None


def moments(arrays: Mapping[str, NDArray[Any]], recipe: DiffusionRecipe, choice: Choice) -> tuple[Pixels, Sure, float]:
    """Pictures on their way (k, 16, h, w), what the classifier says of the last, and the seconds it took."""
    network, judge = opened(arrays), judging.open_judge(recipe.pictures)
    side = judge.model.shape[-1]
    labels = _labels(choice.digit, network.classes)
    noise = torch.randn(DRAWN, 1, side, side, generator=torch.Generator().manual_seed(choice.seed))
    began = time.perf_counter()
    settings: dict[str, Any] = {"steps": choice.steps, "sampler": choice.sampler, "schedule": recipe.schedule}
    found = draw(network, noise, labels, guidance=choice.guidance, seed=choice.seed, seen=SEEN[choice.seen], **settings)
    spent_s = time.perf_counter() - began
    with torch.no_grad():
        logits = judge.model.network(images.unit(torch.as_tensor(found[-1])[:, None]))
    shares = torch.softmax(logits, dim=1)
    asked = None if DIGITS[choice.digit] is None else float((shares.argmax(dim=1) == labels).double().mean())
    sure = Sure(float((shares.amax(dim=1) >= SURE).double().mean()), asked)
    return found[stops(choice.steps)], sure, spent_s


def stops(steps: int) -> list[int]:
    """The steps of which a film shows the pictures: all, or 20 evenly chosen, the first and the last among them."""
    return sorted({round(place) for place in np.linspace(0, steps, min(steps + 1, FILM))})


def by_steps(arrays: Mapping[str, NDArray[Any]], recipe: DiffusionRecipe, seed: int) -> dict[str, Pixels]:
    """The same noise as a picture of each class, (classes, h, w), after one step, two, and more: a row for each."""
    network = opened(arrays)
    side = judging.open_judge(recipe.pictures).model.shape[-1]
    labels = torch.arange(network.classes)
    noise = torch.randn(len(labels), 1, side, side, generator=torch.Generator().manual_seed(seed))
    return {
        f"{steps} step{'s' * (steps > 1)}": draw(network, noise, labels, steps=steps, schedule=recipe.schedule)[-1]
        for steps in COUNTS
    }


def through_training(frames: Sequence[Frame]) -> dict[str, Pixels]:
    """Samples of the same noise (classes, h, w), a row for each number of passes over the training pictures."""
    kept = [frame for frame in frames if "samples" in frame.arrays]
    return {f"{frame.index} pass{'es' * (frame.index != 1)}": frame.arrays["samples"] for frame in kept}


def _labels(digit: str, classes: int) -> torch.Tensor:
    wanted = DIGITS[digit]
    if wanted is None:
        return torch.full((DRAWN,), classes)
    return torch.arange(DRAWN) % classes if wanted < 0 else torch.full((DRAWN,), wanted)


SEEN: dict[str, bool] = {"noisy": False, "as foreseen": True}  # what a film shows: x_t, or the picture that is seen in it
# What is asked for: each class in turn (-1), nothing (None), or a class.
DIGITS: dict[str, int | None] = {"one of each": -1, "not told": None, **{str(digit): digit for digit in range(10)}}
