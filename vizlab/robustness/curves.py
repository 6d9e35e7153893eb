"""Accuracy against the size of a change: pictures still right, by attack and by size.

To add a way to change pictures: a function (network, images, labels, sizes, seed) -> right (k, n) and a line in `WAYS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.robustness import zoo
from vizlab.robustness.attacks import answers, fgsm, pgd, random_sign, slope
from vizlab.robustness.crowd import LEVELS, Crowd

SIZES, STEPS = 7, 5
DIGITS_REACH = 0.3
BORROWED, WORST = "CNN's FGSM", "worst"
Way = Callable[[nn.Module, Tensor, Tensor, Sequence[float], int], Tensor]


@dataclass(frozen=True)
class Falls:
    """Accuracies by name, each at every size; sizes: from 0 on, as shares of the range of pixels."""

    sizes: list[float]
    accuracies: dict[str, list[float]]

    def lines(self) -> dict[str, list[tuple[float, float]]]:
        """Each curve as points (size in 255ths, accuracy)."""
        levels = [round(LEVELS * size, 3) for size in self.sizes]
        return {name: list(zip(levels, values, strict=True)) for name, values in self.accuracies.items()}

    def areas(self) -> dict[str, float]:
        """The mean height of each curve, 0-1: 1 would be untouched."""
        return {name: area(self.sizes, values) for name, values in self.accuracies.items()}

    def columns(self) -> dict[str, list[float]]:
        """The curves as a table."""
        return {"size": self.sizes, **self.accuracies}


def of_network(network: nn.Module, crowd: Crowd, reach: float, seed: int) -> Falls:
    """How the accuracy of a network falls up to a size, in each of `WAYS`."""
    steps = sizes(reach)
    found = {name: way(network, crowd.inputs, crowd.labels, steps, seed) for name, way in WAYS.items()}
    return Falls(steps, {name: _shares(right) for name, right in found.items()})


def of_kinds(seed: int, n: int, reach: float = DIGITS_REACH) -> dict[str, Falls]:
    """How the kinds of the zoo fall on the first n test digits: way -> curves by kind.

    Besides `WAYS`: `BORROWED`, examples made on the CNN, for whom a network's own slope misleads; and `WORST`, where a
    picture counts as right only if it is under all of them.
    """
    digits, steps = zoo.digits(), sizes(reach)
    inputs, labels = digits.test_inputs[:n], digits.test_labels[:n]
    networks = {kind: zoo.train(kind, seed) for kind in zoo.KINDS}
    lent = [fgsm(networks["CNN"], inputs, labels, eps=eps) for eps in steps]
    found: dict[str, dict[str, Tensor]] = {way: {} for way in (*WAYS, BORROWED, WORST)}
    for kind, network in networks.items():
        for name, way in WAYS.items():
            found[name][kind] = way(network, inputs, labels, steps, seed)
        found[BORROWED][kind] = torch.stack([answers(network, changed) == labels for changed in lent])
        found[WORST][kind] = torch.stack([found[name][kind] for name in (*WAYS, BORROWED)]).all(0)
    return {name: Falls(steps, {kind: _shares(right) for kind, right in kinds.items()}) for name, kinds in found.items()}


def sizes(reach: float) -> list[float]:
    """`SIZES` of them, evenly from 0 to the largest."""
    return [round(float(size), 6) for size in np.linspace(0, reach, SIZES)]


def area(steps: Sequence[float], values: Sequence[float]) -> float:
    """The area under a curve as its mean height (trapezoids)."""
    return float(np.trapezoid(values, steps) / (steps[-1] - steps[0]))


def error(share: float, n: int) -> float:
    """The standard error of a share of n pictures."""
    return float(np.sqrt(share * (1 - share) / n))


def by_kind(found: Mapping[str, Falls]) -> dict[str, dict[str, float]]:
    """Kind -> way -> area under its curve."""
    return {kind: {way: falls.areas()[kind] for way, falls in found.items()} for kind in zoo.KINDS}


def _one_slope(network: nn.Module, images: Tensor, labels: Tensor, steps: Sequence[float], seed: int) -> Tensor:
    """FGSM of all sizes from one backward pass: its direction is that of the untouched picture, whatever the size."""
    direction = slope(network, images, labels).sign()
    return torch.stack([answers(network, (images + eps * direction).clamp(0, 1)) == labels for eps in steps])


def _survivors(network: nn.Module, images: Tensor, labels: Tensor, steps: Sequence[float], seed: int) -> Tensor:
    """PGD: what was wrong within a smaller size is wrong within a larger one too, so only what is left is attacked."""
    right = torch.zeros(len(steps), len(labels), dtype=torch.bool, device=labels.device)
    left = torch.arange(len(labels), device=labels.device)
    for index, eps in enumerate(steps):
        changed = images[left]
        if eps and len(left):
            changed = pgd(network, changed, labels[left], eps=eps, steps=STEPS, seed=seed, random_start=False)
        if len(left):
            left = left[answers(network, changed) == labels[left]]
        right[index, left] = True
    return right


def _coins(network: nn.Module, images: Tensor, labels: Tensor, steps: Sequence[float], seed: int) -> Tensor:
    return torch.stack([answers(network, random_sign(network, images, labels, eps=eps, seed=seed)) == labels for eps in steps])


def _shares(right: Tensor) -> list[float]:
    shares: NDArray[np.float64] = right.double().mean(1).cpu().numpy()
    return [float(share) for share in shares]


WAYS: dict[str, Way] = {"FGSM": _one_slope, "PGD": _survivors, "random sign": _coins}
