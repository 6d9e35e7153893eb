"""Saliency: which pixels a network's answer depends on, one method a file.

To add one: a function `(model, images (n, c, h, w), targets (n,), *, options) -> (n, h, w)` and one line in `METHODS`.
Every method leaves the model, the images, `.grad` and the random state as they were, also on failure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from vizlab.errors import VizlabError
from vizlab.saliency.control import random_map
from vizlab.saliency.evidence import Drop, finite_difference_error, score_drop
from vizlab.saliency.explanation import Explanation, explain, foremost, probabilities
from vizlab.saliency.gradcam import convolutions, grad_cam
from vizlab.saliency.gradient import CHANNELS, gradient_map
from vizlab.saliency.outputs import OUTPUTS
from vizlab.saliency.smoothgrad import smooth_grad

__all__ = [
    "CHANNELS",
    "METHODS",
    "OUTPUTS",
    "Drop",
    "Explanation",
    "Method",
    "convolutions",
    "explain",
    "find",
    "finite_difference_error",
    "foremost",
    "grad_cam",
    "gradient_map",
    "probabilities",
    "random_map",
    "score_drop",
    "smooth_grad",
    "why_empty",
]


@dataclass(frozen=True)
class Method:
    """What the table knows of a method.

    about: what the map shows, one line. map: (model, images, targets, **options) -> (n, h, w), never negative.
    source: the citation. options: the keywords that `map` takes. empty: why a map can be zero everywhere, a sentence.
    needs_convolutions: whether a network without them is refused. is_control: whether it asks the network nothing.
    """

    about: str
    map: Callable[..., torch.Tensor]
    source: str
    empty: str
    options: tuple[str, ...] = ()
    needs_convolutions: bool = False
    is_control: bool = False


def find(name: str) -> Method:
    """The method of this name. Errors: `VizlabError` listing the names."""
    if name not in METHODS:
        raise VizlabError(f"The saliency method must be one of {', '.join(METHODS)}; got {name!r}.")
    return METHODS[name]


def why_empty(name: str, saliency: torch.Tensor) -> str | None:
    """The reason why this map of the method of this name shows nothing, as a sentence; None if it shows something."""
    method = find(name)
    return None if bool(saliency.any()) else method.empty


METHODS: dict[str, Method] = {
    "gradient": Method(
        "How much the class would change if a pixel changed a little: fine detail, but noisy.",
        gradient_map,
        source="Simonyan, Vedaldi, Zisserman 2013, arXiv:1312.6034, section 3.1",
        empty="The gradient is zero at every pixel: every path to the output is switched off, or the network is so "
        "certain that the probability no longer moves.",
        options=("output", "channels"),
    ),
    "SmoothGrad": Method(
        "The gradient averaged over noisy copies of the picture: less grain, and only what holds up under noise.",
        smooth_grad,
        source="Smilkov et al. 2017, arXiv:1706.03825, section 3; the absolute value of the mean",
        empty="The gradients of the noisy copies are zero at every pixel, or cancel to zero.",
        options=("output", "channels", "n_samples", "sigma", "seed"),
    ),
    "Grad-CAM": Method(
        "Where the maps of a convolution speak for the class: coarse regions that differ from class to class.",
        grad_cam,
        source="Selvaraju et al. 2017, arXiv:1610.02391, equations 1 and 2",
        empty="Every weighted activation is zero or negative for this class: ReLU leaves nothing to show.",
        options=("layer", "output", "upsample"),
        needs_convolutions=True,
    ),
    "random map": Method(
        "A control that knows nothing of the network: dice for each pixel. A map is worth no more than what it has over this.",
        random_map,
        source="Adebayo et al. 2018, arXiv:1810.03292: an explanation must differ from what ignores the network",
        empty="All dice fell on zero.",
        options=("seed",),
        is_control=True,
    ),
}
