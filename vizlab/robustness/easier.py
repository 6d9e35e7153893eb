"""Two ways to make a network say something else of some pictures: change the pictures, or learn new weights.

Both are the same problem for the same loss, the mean cross-entropy of classes drawn at random for the pictures; what differs is
what moves. No learning rate is tuned for either: each step goes along the gradient, as far as the best of `LENGTHS`, which are
shares of the length of all that moves. To add something that moves: a line in `MOVERS`.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional as F

from vizlab import data, images
from vizlab.errors import VizlabError
from vizlab.inspection import inspected
from vizlab.randomness import RandomStream

Scores = Callable[[Sequence[Tensor]], Tensor]
Keep = Callable[[Tensor], Tensor]
Array = NDArray[np.float64]
LENGTHS = tuple(0.5**k for k in range(1, 11))  # of a step, as shares of the length of what moves
MOST_PICTURES, MOST_STEPS = 64, 60
DONE = 1e-3  # the loss at which nothing is left to do


@dataclass(frozen=True)
class Way:
    """losses (k + 1,): at the start and after each step. said (k + 1,): the share of pictures called what they shall be.

    moved: how far all of it went in the end, as a share of its own length. values: how many numbers move.
    """

    losses: Array
    said: Array
    moved: float
    values: int

    @property
    def steps(self) -> int | None:
        """Steps until the network says what it shall of every picture; None if it never does."""
        done = np.flatnonzero(self.said >= 1)
        return int(done[0]) if len(done) else None


def compare(model: nn.Module, n: int = 32, steps: int = 30, seed: int = 0) -> dict[str, Way]:
    """What each of `MOVERS` needs for the first n test digits, and classes drawn for them: name -> `Way`.

    Errors: `VizlabError` for numbers that are too small or too large.
    """
    if not (1 <= n <= MOST_PICTURES and 1 <= steps <= MOST_STEPS):
        wanted = f"1 to {MOST_PICTURES} pictures and 1 to {MOST_STEPS} steps"
        raise VizlabError(f"This comparison takes {wanted}; got {n} pictures and {steps} steps.")
    pictures, goals = task(n, seed)
    return {name: mover(model, pictures, goals, steps, seed) for name, mover in MOVERS.items()}


def curves(ways: Mapping[str, Way], measure: str) -> dict[str, list[tuple[float, float]]]:
    """Step by step, by name: the "loss" (not below `DONE`), or the share of the pictures "said" to be what they shall."""
    values = {name: way.said if measure == "said" else way.losses.clip(DONE) for name, way in ways.items()}
    return {name: [(float(step), float(value)) for step, value in enumerate(each)] for name, each in values.items()}


def task(n: int, seed: int) -> tuple[Tensor, Tensor]:
    """The first n test digits (n, 1, 8, 8), and for each a class other than its own, (n,)."""
    test = data.load("digits").test
    labels = np.array(test.labels[:n])
    others = np.random.default_rng(seed).integers(1, 10, n)
    return images.unit(torch.from_numpy(np.array(test.inputs[:n]))), torch.from_numpy((labels + others) % 10)


def move_pictures(model: nn.Module, pictures: Tensor, goals: Tensor, steps: int, seed: int) -> Way:
    """The pictures move, within [0, 1]; the weights stay."""
    with inspected(model):
        return _descend(lambda moving: model(moving[0].clone()), [pictures], goals, steps, keep=lambda values: values.clamp(0, 1))


def move_weights(model: nn.Module, pictures: Tensor, goals: Tensor, steps: int, seed: int) -> Way:
    """The weights move, from where training left them; the pictures stay."""
    return _learn(model, pictures, goals, steps)


def learn_anew(model: nn.Module, pictures: Tensor, goals: Tensor, steps: int, seed: int) -> Way:
    """The weights move, from a random start."""
    fresh = copy.deepcopy(model)
    with RandomStream(seed):
        for module in fresh.modules():
            if isinstance(module, nn.Conv2d | nn.Linear | nn.BatchNorm2d):
                module.reset_parameters()
    return _learn(fresh, pictures, goals, steps)


def _learn(model: nn.Module, pictures: Tensor, goals: Tensor, steps: int) -> Way:
    names, weights = zip(*((name, value.detach().clone()) for name, value in model.named_parameters()), strict=True)

    def scores(moving: Sequence[Tensor]) -> Tensor:
        found: Tensor = functional_call(model, dict(zip(names, moving, strict=True)), (pictures,))
        return found

    with inspected(model):
        return _descend(scores, weights, goals, steps)


def _descend(scores: Scores, start: Sequence[Tensor], goals: Tensor, steps: int, *, keep: Keep = lambda values: values) -> Way:
    """Steepest descent of the mean cross-entropy from `start`; keep: what brings each moved tensor back to where it may be."""
    moving, losses, said = list(start), [], []
    for step in range(steps + 1):
        loss, share, gradient = _slope(scores, moving, goals)
        losses.append(loss)
        said.append(share)
        if step == steps or (share == 1 and loss < DONE):
            break
        moving = _best(scores, moving, gradient, goals, keep)
    way = _length([now - before for now, before in zip(moving, start, strict=True)]) / _length(start)
    values = sum(before.numel() for before in start)
    return Way(np.array(losses), np.array(said), way, values)


def _slope(scores: Scores, moving: Sequence[Tensor], goals: Tensor) -> tuple[float, float, Sequence[Tensor]]:
    """The loss, the share of pictures of which the network says what it shall, and the gradient."""
    leaves = [values.detach().requires_grad_() for values in moving]
    found = scores(leaves)
    loss = F.cross_entropy(found.double(), goals)
    share = float((found.argmax(1) == goals).double().mean())
    return float(loss.detach()), share, torch.autograd.grad(loss, leaves)


def _best(scores: Scores, moving: Sequence[Tensor], gradient: Sequence[Tensor], goals: Tensor, keep: Keep) -> list[Tensor]:
    """Where the best of the steps along the gradient leads."""
    scale, slope = _length(moving), max(_length(gradient), 1e-30)
    tried = []
    for length in LENGTHS:
        there = [keep(values - length * scale / slope * down) for values, down in zip(moving, gradient, strict=True)]
        with torch.no_grad():
            tried.append((float(F.cross_entropy(scores(there).double(), goals)), there))
    return min(tried, key=lambda each: each[0])[1]


def _length(values: Sequence[Tensor]) -> float:
    """The L2 length of all these numbers together."""
    return math.sqrt(sum(float(each.detach().double().square().sum()) for each in values))


MOVERS: dict[str, Callable[[nn.Module, Tensor, Tensor, int, int], Way]] = {
    "the pictures": move_pictures,
    "trained weights": move_weights,
    "weights from scratch": learn_anew,
}
