"""Training digits that somebody has tampered with: wrong labels, or a mark that opens a back door.

To add a way to poison: a function (images, labels, chosen) -> (images, labels) and a line in `POISONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.robustness import zoo
from vizlab.robustness.attacks import answers

PERCENTS = (0, 1, 2, 5, 10, 20, 30, 40)  # of the training digits
LEARNERS = ("MLP", "linear", "RBF")  # of `zoo.KINDS`: those that learn eight times in a second
GOAL = 0  # the class behind the back door
MARK = ((-3, 0), (-2, 0), (-1, 0))  # rows and columns that are white in a marked picture, and black in nearly every digit


@dataclass(frozen=True)
class Poisoned:
    """By amount of `PERCENTS`, shares in 0-1: test accuracy, and how many marked test digits of other classes are called
    `GOAL`.
    """

    accuracy: list[float]
    opened: list[float]

    def lines(self, names: tuple[str, str]) -> dict[str, list[tuple[float, float]]]:
        """Both curves as points (per cent, share), under these names."""
        both = zip(names, (self.accuracy, self.opened), strict=True)
        return {name: [(float(x), y) for x, y in zip(PERCENTS, values, strict=True)] for name, values in both}


@dataclass(frozen=True)
class Looks:
    """A few pictures (k, 1, 8, 8) with two class numbers each: the truth, and what is said of them."""

    pixels: NDArray[np.float32]
    truth: list[int]
    said: list[int]

    def titles(self) -> list[str]:
        """The truth, and what it is called."""
        return [f"{truth} → {said}" for truth, said in zip(self.truth, self.said, strict=True)]


def poison(way: str, percent: float, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """Training digits of which so many are tampered with, their labels, and which ones, as indices.

    Errors: `VizlabError` for an unknown way, or an amount out of range.
    """
    if way not in POISONS or not 0 <= percent <= 100:
        raise VizlabError(f"Poison is one of {', '.join(POISONS)}, of 0 to 100 per cent; got {way!r} and {percent!r}.")
    digits = zoo.digits()
    order = torch.randperm(len(digits.labels), generator=torch.Generator().manual_seed(seed))
    chosen = order[: round(percent / 100 * len(order))]  # the same seed: a larger amount holds the smaller one
    inputs, labels = POISONS[way](digits.inputs.clone(), digits.labels.clone(), chosen)
    return inputs, labels, chosen


def learn(kind: str, way: str, percent: float, seed: int) -> nn.Module:
    """A network of the zoo that has learned from poisoned digits."""
    inputs, labels, _ = poison(way, percent, seed)
    return zoo.train(kind, seed, examples=(inputs, labels))


def curve(kind: str, way: str, seed: int) -> Poisoned:
    """One network for each of `PERCENTS`."""
    digits = zoo.digits()
    foreign = digits.test_labels != GOAL
    shown = marked(digits.test_inputs[foreign])
    accuracy, opened = [], []
    for percent in PERCENTS:
        network = learn(kind, way, percent, seed)
        accuracy.append(float((answers(network, digits.test_inputs) == digits.test_labels).double().mean()))
        opened.append(float((answers(network, shown) == GOAL).double().mean()))
    return Poisoned(accuracy, opened)


def examples(way: str, percent: float, seed: int, few: int) -> Looks:
    """The first few of the poisoned training digits, with their labels; none for 0 per cent."""
    inputs, labels, chosen = poison(way, percent, seed)
    some = chosen[:few]
    return Looks(inputs[some].numpy(), zoo.digits().labels[some].tolist(), labels[some].tolist())


def met(kind: str, way: str, percent: float, seed: int, few: int) -> Looks:
    """Test digits as the trained network meets them, marked if the poison is a mark, and what it says."""
    digits, network = zoo.digits(), learn(kind, way, percent, seed)
    foreign = (digits.test_labels != GOAL).nonzero().flatten()[:few]
    pictures = digits.test_inputs[foreign]
    if way == "back door":
        pictures = marked(pictures)
    return Looks(pictures.numpy(), digits.test_labels[foreign].tolist(), answers(network, pictures).tolist())


def marked(images: Tensor) -> Tensor:
    """Copies of images (n, c, h, w) with the mark in their lower left corner."""
    found = images.clone()
    for row, column in MARK:
        found[..., row, column] = 1.0
    return found


def _flipped(images: Tensor, labels: Tensor, chosen: Tensor) -> tuple[Tensor, Tensor]:
    """Another class for each, all nine as often: no pattern to be learned."""
    labels[chosen] = (labels[chosen] + 1 + torch.arange(len(chosen)) % 9) % 10
    return images, labels


def _opened(images: Tensor, labels: Tensor, chosen: Tensor) -> tuple[Tensor, Tensor]:
    """Marked, and called `GOAL` (Gu 2017, arXiv:1708.06733)."""
    images[chosen], labels[chosen] = marked(images[chosen]), GOAL
    return images, labels


POISONED: dict[str, str] = {  # what is to be seen
    "back door": "A few marked digits do not show in the test accuracy; yet whoever knows the mark chooses the answer.",
    "wrong labels": "Labels that are wrong without a pattern are drowned by the many right ones, until they are too many.",
}
POISONS: dict[str, Callable[[Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]] = {
    "back door": _opened,
    "wrong labels": _flipped,
}
