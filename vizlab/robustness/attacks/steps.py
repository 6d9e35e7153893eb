"""Attacks that follow the slope of the loss: one step (FGSM, fast gradient) or many, each brought back into the budget (PGD).

Untargeted, they climb the loss of the label; `targeted`, the label is the class to be seen, and they descend its loss.
Sources: Goodfellow 2014, arXiv:1412.6572, section 4 (FGSM); Kurakin 2016, arXiv:1607.02533, section 2 (many steps, a target);
Madry 2017, arXiv:1706.06083, section 2.1 (PGD with a random start).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.robustness.attacks.budget import check_size, steepest, within
from vizlab.robustness.attacks.slope import slope

MOST_STEPS = 1000
REACH = 2.5  # all steps together go this many times the size (Madry 2017's example): far enough to turn on the way


def fgsm(model: nn.Module, images: Tensor, labels: Tensor, *, eps: float, targeted: bool = False) -> Tensor:
    """Images + eps * sign(gradient of the loss), in [0, 1]: (n, c, h, w); targeted: minus, toward the labels."""
    return _one_step(model, images, labels, eps, targeted, "Linf")


def fast_gradient(model: nn.Module, images: Tensor, labels: Tensor, *, eps: float, targeted: bool = False) -> Tensor:
    """One step along the gradient itself, of root mean square eps (length eps * sqrt(d)): (n, c, h, w) in [0, 1].

    Source: Miyato 2015, arXiv:1507.00677, the step of length eps that a linear loss rises by most.
    """
    return _one_step(model, images, labels, eps, targeted, "L2")


def pgd(
    model: nn.Module,
    images: Tensor,
    labels: Tensor,
    *,
    eps: float,
    norm: str = "Linf",
    steps: int = 20,
    step_size: float | None = None,
    random_start: bool = True,
    seed: int = 0,
    targeted: bool = False,
) -> Tensor:
    """The end of `walk`, (n, c, h, w)."""
    way = walk(
        model,
        images,
        labels,
        eps=eps,
        norm=norm,
        steps=steps,
        step_size=step_size,
        random_start=random_start,
        seed=seed,
        targeted=targeted,
    )
    return deque(way, maxlen=1)[0]


def walk(
    model: nn.Module,
    images: Tensor,
    labels: Tensor,
    *,
    eps: float,
    norm: str = "Linf",
    steps: int = 20,
    step_size: float | None = None,
    random_start: bool = True,
    seed: int = 0,
    targeted: bool = False,
) -> Iterator[Tensor]:
    """Every place on the way of PGD, steps + 1 of them, each (n, c, h, w): within eps of the images and within [0, 1].

    norm: of the ball, and of the steepest step in it. step_size: in units of eps' own, by default 2.5 eps / steps.
    random_start: from a random place of the ball around each image (of a cube in it, for L2 and L1), else from the image.
    Errors: `VizlabError` for sizes, steps or labels that cannot be.
    """
    check_size(eps)
    _check_steps(steps, step_size)
    rate = (REACH * eps / steps if step_size is None else step_size) * (-1 if targeted else 1)
    place = within(images, images + eps * _cube(images, seed), eps, norm) if random_start else images.clone()
    yield place
    for _ in range(steps):
        place = within(images, place + rate * steepest(slope(model, place, labels), norm), eps, norm)
        yield place


def _one_step(model: nn.Module, images: Tensor, labels: Tensor, eps: float, targeted: bool, norm: str) -> Tensor:
    check_size(eps)
    sign = -1 if targeted else 1
    return within(images, images + sign * eps * steepest(slope(model, images, labels), norm), eps, norm)


def _cube(images: Tensor, seed: int) -> Tensor:
    """Uniform in [-1, 1], another draw for each image; on the CPU, so that a seed means the same everywhere."""
    draw = torch.rand(images.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float32)
    return (2 * draw - 1).to(images)


def _check_steps(steps: int, step_size: float | None) -> None:
    if not 1 <= steps <= MOST_STEPS:
        raise VizlabError(f"An attack takes 1 to {MOST_STEPS} steps; got {steps}.")
    if step_size is not None and not 0 < step_size <= 1:
        raise VizlabError(f"A step's size must be above 0 and at most 1, the range of pixels; got {step_size}.")
