"""Training a one-pass network round by round, as a job: frames on the way, continued where it stopped, weights at the end.

What differs from network to network is a `Lessons`; what is the same for all is here. The weights of a finished network, in half
precision, are arrays of its last frame, so that one that ships and one that a visitor trained are the same thing.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.random import Generator as Dice
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab import devices
from vizlab.adam import Adam
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.images import encode
from vizlab.progress import Curves, Step
from vizlab.style.onepass.recipe import AnyStyleRecipe, OnePassRecipe

FRAMES = 10
WARM_UP = 20  # rounds in which the pace rises to its own
WEIGHT, STATE = "weight ", "state "

Losses = dict[str, float]


class Lessons(ABC):
    """The state of one training: the network, its optimizer, and how many rounds it has had. trained: what of it learns."""

    def __init__(self, recipe: OnePassRecipe | AnyStyleRecipe, network: nn.Module, trained: nn.Module) -> None:
        """`done` is 0."""
        self.recipe, self.done, self.device = recipe, 0, devices.pick()
        self.network, self.trained = network.to(self.device), trained.to(self.device)
        self._adam = Adam(self.trained.parameters())

    @abstractmethod
    def losses(self, dice: Dice) -> dict[str, Tensor]:
        """The losses of one round, "total" among them. dice: what is painted in it."""

    @abstractmethod
    def sample(self) -> Tensor:
        """What a visitor sees while it learns: a painting (3, h, w) of a photograph that no training sees."""

    @property
    def weights(self) -> int:
        """How many numbers are trained."""
        return sum(weight.numel() for weight in self._adam.weights)

    def improve(self) -> Losses:
        """One round: something new is painted, and all weights move."""
        parts = self.losses(np.random.default_rng((self.recipe.start, self.done)))
        self._adam.step(torch.autograd.grad(parts["total"], self._adam.weights), self._pace())
        self.done += 1
        return {name: float(value.detach()) for name, value in parts.items()}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Of a frame: the sample, and all that is needed to go on; at the end the weights in half precision instead."""
        with torch.no_grad():
            sample = {"sample": encode(self.sample())}
        if self.done == self.recipe.lessons:
            return sample | {f"{WEIGHT}{name}": halved(value) for name, value in self.trained.state_dict().items()}
        return sample | {name: value.cpu().numpy() for name, value in self.state().items()}

    def state(self) -> dict[str, Tensor]:
        """What decides how the training goes on, by the names of arrays of a frame."""
        kinds = {"weight": self._adam.weights, "mean": self._adam.means, "square": self._adam.squares}
        return {f"{STATE}{kind} {i}": value.detach() for kind, values in kinds.items() for i, value in enumerate(values)}

    def restore(self, frame: Frame) -> float:
        """Go on from a frame; the seconds that were spent until then."""
        self.done = self._adam.count = frame.index
        for name, value in self.state().items():
            value.copy_(torch.tensor(frame.arrays[name]))
        return float(frame.notes["seconds"])

    def _pace(self) -> float:
        """Rises at the start, then falls to nothing along half a cosine."""
        share = self.done / self.recipe.lessons
        return self.recipe.pace * min(1.0, (self.done + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * share))


def teach(run: Frames, lessons: Lessons) -> Generator[Step, None, None]:
    """All rounds, from where a training that was broken off stopped; a `Step` each, the last with the run's record.

    Errors: `VizlabError` if the loss stops being a number.
    """
    rounds, curves, began, seconds = lessons.recipe.lessons, Curves(), time.perf_counter(), 0.0
    if (newest := run.newest()) is not None:
        seconds = lessons.restore(newest)
    wanted, losses = set(kept_rounds(rounds)), {}
    while lessons.done < rounds:
        losses, note = lessons.improve(), ""
        _check_finite(losses, lessons)
        if keeps := lessons.done in wanted:
            spent = seconds + time.perf_counter() - began
            note = run.keep(lessons.done, lessons.arrays(), {"losses": losses, "seconds": spent})
        frame = lessons.done if keeps else None
        step = Step(lessons.done, rounds, "training", "round", values=losses, note=note, frame=frame)
        curves.add(step)
        yield step
    record = {"seconds": seconds + time.perf_counter() - began, "series": curves.series(), "weights": lessons.weights}
    note = run.finish(record | {"device": devices.describe(lessons.device), "losses": losses}, drop=tuple(lessons.state()))
    yield Step(rounds, rounds, "done", "round", result=record, note=note, frame=rounds)


def kept_rounds(rounds: int) -> list[int]:
    """The rounds that are kept: at most `FRAMES`, close together at the start, where most happens; the last among them."""
    return sorted({max(1, round(rounds * (i / FRAMES) ** 1.5)) for i in range(1, FRAMES + 1)})


def halved(value: Tensor) -> NDArray[np.float16]:
    """Numbers in half precision, which changes no painting by more than a grey level or two."""
    return np.asarray(value.detach().cpu().half().numpy())


def _check_finite(losses: Mapping[str, float], lessons: Lessons) -> None:
    if not all(math.isfinite(value) for value in losses.values()):
        too_much = f"the pace {lessons.recipe.pace:g} is too large; try a half"
        raise VizlabError(f"The loss stopped being a number in round {lessons.done:,}: {too_much}.")
