"""Gradient map: how much the output would move if a pixel moved. To add a way to join the colours: a line in `CHANNELS`.

Source: Simonyan 2013, arXiv:1312.6034, section 3.1 (absolute value, largest over the colour channels).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from vizlab.errors import VizlabError
from vizlab.inspection import chunks, inspected
from vizlab.saliency.outputs import explained


def gradient_map(
    model: nn.Module,
    images: torch.Tensor,
    targets: torch.Tensor,
    *,
    output: str = "class score",
    channels: str = "max",
) -> torch.Tensor:
    """The absolute gradient of the output by each pixel: images (n, c, h, w), targets (n,) int64 -> (n, h, w).

    Units: output per unit of pixel value. Errors: `VizlabError` for unknown names, wrong shapes or targets.
    """
    check_channels(channels)
    return joined(input_gradient(model, images, targets, output=output), channels)


def input_gradient(model: nn.Module, images: torch.Tensor, targets: torch.Tensor, *, output: str = "class score") -> torch.Tensor:
    """The signed gradient of the output by each input value, (n, c, h, w)."""
    with inspected(model):
        return torch.cat([gradient_of(model, x, some, output) for x, some in chunks(images, targets)])


def check_channels(channels: str) -> None:
    """Errors: `VizlabError` if this is no way to join the colours."""
    if channels not in CHANNELS:
        raise VizlabError(f"The colour channels must be joined by one of {', '.join(CHANNELS)}; got {channels!r}.")


def joined(gradient: torch.Tensor, channels: str) -> torch.Tensor:
    """The absolute value of a signed gradient (n, c, h, w), its colours joined: (n, h, w)."""
    return CHANNELS[channels](gradient.abs())


def gradient_of(model: nn.Module, x: torch.Tensor, targets: torch.Tensor, output: str) -> torch.Tensor:
    """The gradient by images (n, c, h, w) of one's own, which become a leaf of the graph; the model is `inspected`."""
    x.requires_grad_()
    # a copy, for the network may work in place; the images do not interact, so one backward pass does for all
    total = explained(model, x.clone(), targets, output).sum()
    return torch.autograd.grad(total, x)[0]


CHANNELS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "max": lambda gradient: gradient.amax(dim=1),
    "sum": lambda gradient: gradient.sum(dim=1),
}
