"""One picture under attack: what becomes of it and of the network's answer, beside random signs of the same size.

The class that is attacked is what the network says, right or wrong, so that no truth is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.inspection import inspected
from vizlab.robustness import rays
from vizlab.robustness.attacks import answers, find, random_sign, scores, walk
from vizlab.robustness.attacks.budget import length, size

Array = NDArray[Any]
Image = Tensor | NDArray[np.float32]
MOST_LEVELS = 64  # the largest change that curves look at, in levels of 8-bit pixels; a place for each of them
MOST = MOST_LEVELS / 255


@dataclass(frozen=True)
class Attempt:
    """What is tried. attack: of `ATTACKS`. levels: the size, in levels of 8-bit pixels. aim: the class to be seen, None for any
    other one. norm, steps: of PGD. seed: of PGD's start, and of the random signs beside it.
    """

    attack: str = "FGSM"
    levels: int = 8
    aim: int | None = None
    norm: str = "Linf"
    steps: int = 10
    seed: int = 0

    @property
    def eps(self) -> float:
        """The size as a share of the range of pixels."""
        return self.levels / 255


@dataclass(frozen=True)
class Outcome:
    """images (3, c, h, w) and class probabilities (3, n_classes): before, after, and with random signs of the same size.

    linf, length: how large the change is. flips_at, noise_flips_at: the smallest sizes at which FGSM and the random signs
    succeed, None up to `MOST`. aim: the class that was aimed at, if any.
    """

    images: Array
    shares: Array
    linf: float
    length: float
    flips_at: float | None
    noise_flips_at: float | None
    aim: int | None

    @property
    def answer(self) -> int:
        """What the network said before."""
        return int(self.shares[0].argmax())

    @property
    def succeeded(self) -> bool:
        """Whether the answer is another one now, or the one that was aimed at."""
        return bool(_won(self.answer, self.aim)(self.shares[1:2])[0])

    @property
    def noise_succeeded(self) -> bool:
        """The same of the random signs."""
        return bool(_won(self.answer, self.aim)(self.shares[2:])[0])

    @property
    def longest(self) -> float:
        """The length of a change by linf everywhere: linf * sqrt(d)."""
        return self.linf * math.sqrt(self.images[0].size)


def made(model: nn.Module, image: Image, attempt: Attempt) -> Outcome:
    """The attack on one image (c, h, w), and what it does. Errors: `VizlabError` for a class or an attack that there is not."""
    before = _placed(model, image)
    answer = int(answers(model, before)[0])
    _check_aim(model, before, answer, attempt.aim)
    after = _attacked(model, before, answer, attempt)
    noisy = random_sign(model, before, torch.tensor([answer]), eps=attempt.eps, seed=attempt.seed)
    pictures, change = torch.cat([before, after, noisy]), after - before
    ways = _direction(model, before, answer, attempt.aim), rays.at_random(model, before[0], answer, attempt.seed)
    flips = [rays.smallest(model, before[0], way, _won(answer, attempt.aim), MOST) for way in ways]
    return Outcome(
        images=_numpy(pictures),
        shares=_numpy(scores(model, pictures).softmax(1)),
        linf=float(size(change, "Linf")),
        length=float(length(change)),
        flips_at=flips[0],
        noise_flips_at=flips[1],
        aim=attempt.aim,
    )


def probabilities(model: nn.Module, image: Image) -> Array:
    """What the network says of one image (c, h, w): class probabilities (n_classes,)."""
    return _numpy(scores(model, _placed(model, image)).softmax(1)[0])


def by_size(model: nn.Module, image: Image, aim: int | None = None, seed: int = 0) -> dict[str, rays.Ray]:
    """What the network says of FGSM's picture, and of random signs, at every size from 0 to 64 levels."""
    before, sizes = _placed(model, image), np.arange(MOST_LEVELS + 1) / 255
    answer = int(answers(model, before)[0])
    _check_aim(model, before, answer, aim)
    ways = {"FGSM": _direction(model, before, answer, aim), "random sign": rays.at_random(model, before[0], answer, seed)}
    return {name: rays.along(model, before[0], direction, sizes) for name, direction in ways.items()}


def step_by_step(model: nn.Module, image: Image, attempt: Attempt) -> tuple[Array, Array]:
    """The way of PGD: images (steps + 1, c, h, w) and class probabilities (steps + 1, n_classes), the start among them."""
    before = _placed(model, image)
    places = torch.cat(list(_walk(model, before, int(answers(model, before)[0]), attempt)))
    return _numpy(places), _numpy(scores(model, places).softmax(1))


def _attacked(model: nn.Module, before: Tensor, answer: int, attempt: Attempt) -> Tensor:
    if attempt.attack == "PGD":
        *_, after = _walk(model, before, answer, attempt)
        return after
    attack = find(attempt.attack)
    known = {"targeted": attempt.aim is not None, "seed": attempt.seed}
    used = {name: value for name, value in known.items() if name in attack.options}
    return attack.make(model, before, torch.tensor([_label(answer, attempt.aim)]), eps=attempt.eps, **used)


def _walk(model: nn.Module, before: Tensor, answer: int, attempt: Attempt) -> Iterator[Tensor]:
    return walk(
        model,
        before,
        torch.tensor([_label(answer, attempt.aim)]),
        eps=attempt.eps,
        norm=attempt.norm,
        steps=attempt.steps,
        seed=attempt.seed,
        targeted=attempt.aim is not None,
    )


def _direction(model: nn.Module, before: Tensor, answer: int, aim: int | None) -> Tensor:
    """FGSM's: away from the answer, or toward what is aimed at."""
    return rays.against(model, before[0], answer) if aim is None else rays.toward(model, before[0], aim)


def _label(answer: int, aim: int | None) -> int:
    return answer if aim is None else aim


def _won(answer: int, aim: int | None) -> Callable[[Array], Array]:
    return lambda found: found.argmax(axis=1) != answer if aim is None else found.argmax(axis=1) == aim


def _check_aim(model: nn.Module, before: Tensor, answer: int, aim: int | None) -> None:
    if aim == answer:
        raise VizlabError("The class to aim at must be another than what the network says already.")


def _placed(model: nn.Module, image: Image) -> Tensor:
    """The image as a batch of one, where the model is."""
    with inspected(model):
        return torch.as_tensor(image, device=next(model.parameters()).device)[None].detach().clone()


def _numpy(values: Tensor) -> Array:
    return values.detach().cpu().numpy()
