"""Attacks: pictures changed a little so that a network says something else. To add one: a function and a line in `ATTACKS`.

All: `(model, images (n, c, h, w) in [0, 1], labels (n,) int64, *, eps, **options) -> (n, c, h, w)`, no value outside of [0, 1]
and no image farther than eps from its own (see `budget`), on the images' own device, which is the model's. The labels are the
truth or what the network says, the choice of the caller; with `targeted` they are what it shall say. The model stays as it is,
also on failure. In files: `budget`, the balls; `slope`, the gradient; `steps`, FGSM and PGD; `noise`, the control; `one_pixel`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.robustness.attacks.budget import NORMS
from vizlab.robustness.attacks.noise import random_sign
from vizlab.robustness.attacks.slope import answers, losses, scores, slope
from vizlab.robustness.attacks.steps import fast_gradient, fgsm, pgd, walk

__all__ = [
    "ATTACKS",
    "NORMS",
    "Attack",
    "answers",
    "fast_gradient",
    "fgsm",
    "find",
    "losses",
    "pgd",
    "random_sign",
    "scores",
    "slope",
    "walk",
]


@dataclass(frozen=True)
class Attack:
    """about: how it changes a picture, one line. make: (model, images, labels, *, eps, **options) -> images.

    source: the citation. options: the keywords that `make` takes besides eps. is_control: whether it asks the network nothing.
    """

    about: str
    make: Callable[..., Tensor]
    source: str
    options: tuple[str, ...] = ()
    is_control: bool = False


def find(name: str) -> Attack:
    """The attack of this name. Errors: `VizlabError` listing the names."""
    if name not in ATTACKS:
        raise VizlabError(f"The attack must be one of {', '.join(ATTACKS)}; got {name!r}.")
    return ATTACKS[name]


ATTACKS: dict[str, Attack] = {
    "FGSM": Attack(
        "Every value one step up or down, whichever raises the loss.", fgsm, "Goodfellow 2014, arXiv:1412.6572", ("targeted",)
    ),
    "fast gradient": Attack(
        "One step along the gradient itself: much where the loss is steep, little elsewhere.",
        fast_gradient,
        "Miyato 2015, arXiv:1507.00677",
        ("targeted",),
    ),
    "PGD": Attack(
        "Many small steps, each along the slope where it stands and back into the budget.",
        pgd,
        "Madry 2017, arXiv:1706.06083",
        ("norm", "steps", "step_size", "random_start", "seed", "targeted"),
    ),
    "random sign": Attack(
        "The control: every value up or down as a coin falls.", random_sign, "Fawzi 2016, arXiv:1608.08967", ("seed",), True
    ),
}
