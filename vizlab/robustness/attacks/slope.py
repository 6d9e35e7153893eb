"""The gradient that attacks follow: of the cross-entropy, by every value of the picture."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.inspection import chunks, inspected


def slope(model: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """The gradient of each image's own cross-entropy by its values, (n, c, h, w); the model stays as it is.

    Errors: `VizlabError` for labels that the network has not, wrong shapes, or scores that are not finite.
    """
    with inspected(model):
        return torch.cat([_slope(model, part, some) for part, some in chunks(images, labels)])


def losses(model: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """The cross-entropy of each image (n, c, h, w), (n,)."""
    return F.cross_entropy(scores(model, images).double(), labels.to(images.device), reduction="none")


def scores(model: nn.Module, images: Tensor) -> Tensor:
    """What the network says of images (n, c, h, w) in chunks: scores before softmax (n, n_classes), detached."""
    unasked = torch.zeros(len(images), dtype=torch.int64)
    with inspected(model), torch.no_grad():
        return torch.cat([model(part).float() for part, _ in chunks(images, unasked)])


def answers(model: nn.Module, images: Tensor) -> Tensor:
    """The class that the network says each image (n, c, h, w) to be, (n,) int64."""
    return scores(model, images).argmax(dim=1)


def _slope(model: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    images.requires_grad_()
    found = model(images.clone())  # a copy, for the network may work in place
    _check(found, labels)
    # In float64, for where the network is sure a probability in float32 is exactly 1, and the slope exactly 0.
    total = F.cross_entropy(found.double(), labels.to(found.device), reduction="sum")
    (gradient,) = torch.autograd.grad(total, images)
    return gradient.contiguous()


def _check(found: Tensor, labels: Tensor) -> None:
    wrong = labels[(labels < 0) | (labels >= found.shape[1])].tolist()
    if wrong:
        raise VizlabError(f"A class must be a number from 0 to {found.shape[1] - 1}; got {wrong[0]}.")
    if not found.isfinite().all():
        raise VizlabError("The network's scores must be finite to be attacked; got NaN or infinity: did its training diverge?")
