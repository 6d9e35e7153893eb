"""One change for all pictures: found on one half of them, put on the other.

To add a way to find it: a function (network, images, labels, eps, seed) -> change (c, h, w) and a line in `WAYS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.robustness.attacks import answers, fgsm, random_sign, slope
from vizlab.robustness.crowd import Crowd

STEPS = 8  # of the climb
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Success:
    """Shares in 0-1 of the pictures that were right before and are wrong now. change (c, h, w), no value beyond eps.

    before: of the pictures to find it on, and of the others, how many are right untouched. class_, share: the class that most
    of the fooled ones are taken for, and how many of them (-1 and 0 if none is fooled).
    """

    change: Array
    fitted: float
    others: float
    class_: int
    share: float

    def visible(self) -> Array:
        """The change as a picture (c, h, w) in [0, 1]: grey is none, black and white the largest of it."""
        reach = float(np.abs(self.change).max()) or 1.0
        return np.asarray(0.5 + 0.5 * self.change / reach, np.float32)


@dataclass(frozen=True)
class Found:
    """Every way's change, by name; n: pictures to find it on and to try it on, right untouched.

    pixels (k, c, h, w): the first few of the latter, the same with the chosen change, and what the network says of both.
    """

    ways: dict[str, Success]
    n: tuple[int, int]
    before: Array
    said_before: list[int]
    after: dict[str, Array]
    said_after: dict[str, list[int]]


def find(network: nn.Module, crowd: Crowd, eps: float, seed: int, few: int = 6) -> Found:
    """What one change does, in every one of `WAYS`. Only pictures that are right untouched take part.

    Errors: `VizlabError` if fewer than four are.
    """
    said = answers(network, crowd.inputs)
    inputs, labels = crowd.inputs[said == crowd.labels], crowd.labels[said == crowd.labels]
    if len(labels) < 4:
        raise VizlabError(f"At least 4 pictures must be right untouched, to find a change and to try it; {len(labels)} are.")
    half = len(labels) // 2
    changes = {name: way(network, inputs[:half], labels[:half], eps, seed) for name, way in WAYS.items()}
    ways = {name: _tried(network, inputs, labels, change, half) for name, change in changes.items()}
    shown = inputs[half : half + few]
    after = {name: (shown + change).clamp(0, 1) for name, change in changes.items()}
    return Found(
        ways,
        (half, len(labels) - half),
        shown.cpu().numpy(),
        labels[half : half + few].tolist(),
        {name: pictures.cpu().numpy() for name, pictures in after.items()},
        {name: answers(network, pictures).tolist() for name, pictures in after.items()},
    )


def _tried(network: nn.Module, inputs: Tensor, labels: Tensor, change: Tensor, half: int) -> Success:
    said = answers(network, (inputs + change).clamp(0, 1))
    wrong = said != labels
    fooled = said[half:][wrong[half:]]
    class_ = int(fooled.mode().values) if len(fooled) else -1
    share = float((fooled == class_).double().mean()) if len(fooled) else 0.0
    fitted, others = float(wrong[:half].double().mean()), float(wrong[half:].double().mean())
    return Success(change.cpu().numpy(), fitted, others, class_, share)


def climb(network: nn.Module, images: Tensor, labels: Tensor, eps: float, seed: int) -> Tensor:
    """Steps of the sign of the mean slope, the change kept within eps (Shafahi 2020, arXiv:1811.11304, algorithm 2)."""
    change = torch.zeros_like(images[:1])
    for _ in range(STEPS):
        total = slope(network, (images + change).clamp(0, 1), labels).sum(0, keepdim=True)
        change = (change + 2.5 * eps / STEPS * total.sign()).clamp(-eps, eps)
    return change[0]


def mean_slope(network: nn.Module, images: Tensor, labels: Tensor, eps: float, seed: int) -> Tensor:
    """The sign of the mean slope, by one step: what FGSM would do to all pictures at once."""
    return eps * slope(network, images, labels).sum(0).sign()


def difference(network: nn.Module, images: Tensor, labels: Tensor, eps: float, seed: int) -> Tensor:
    """What FGSM changed in one of the pictures, the seed-th."""
    one = seed % len(images)
    image, label = images[one : one + 1], labels[one : one + 1]
    return (fgsm(network, image, label, eps=eps) - image)[0]


def coins(network: nn.Module, images: Tensor, labels: Tensor, eps: float, seed: int) -> Tensor:
    """The control: one throw of coins for all pictures."""
    grey = torch.full_like(images[:1], 0.5)  # so that no end of the range is near
    return (random_sign(network, grey, labels[:1], eps=min(eps, 0.5), seed=seed) - grey)[0]


WAYS: dict[str, Callable[[nn.Module, Tensor, Tensor, float, int], Tensor]] = {
    "climb for all": climb,
    "mean slope": mean_slope,
    "one example's difference": difference,
    "random sign": coins,
}
