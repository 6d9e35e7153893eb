"""Grad-CAM: where a convolution's maps speak for the class, each map weighted by the mean gradient of the class by it.

Source: Selvaraju 2017, arXiv:1610.02391, equations 1 and 2.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.inspection import chunks, hooked, inspected
from vizlab.saliency.outputs import explained


def grad_cam(
    model: nn.Module,
    images: torch.Tensor,
    targets: torch.Tensor,
    *,
    layer: str | None = None,
    output: str = "class score",
    upsample: bool = True,
) -> torch.Tensor:
    """ReLU(sum_k alpha_k A_k), alpha_k the spatial mean of d output / d A_k: images (n, c, h, w) -> (n, h, w).

    layer: any module that gives maps (n, k, h', w'), by its name; without it, the last convolution in order of definition,
    its own output, before the batch norm and the activation that may follow. upsample: bilinear, to the size of the image;
    else (n, h', w'). Errors: `VizlabError` for a network without convolutions, an unknown layer, wrong shapes or targets.
    """
    name = layer or last_convolution(model)
    with inspected(model):
        cam = torch.cat([_cam(model, name, x, some, output) for x, some in chunks(images, targets)])
    return _enlarge(cam, images.shape[-2:]) if upsample else cam


def convolutions(model: nn.Module) -> list[str]:
    """The names of the model's 2-d convolutions, in order of definition."""
    return [name for name, module in model.named_modules() if isinstance(module, nn.Conv2d)]


def last_convolution(model: nn.Module) -> str:
    """The name of the layer that Grad-CAM looks at by default. Errors: `VizlabError` if there is none."""
    names = convolutions(model)
    if not names:
        raise VizlabError("Grad-CAM needs a convolutional layer; this network has none.")
    return names[-1]


def _cam(model: nn.Module, name: str, images: torch.Tensor, targets: torch.Tensor, output: str) -> torch.Tensor:
    maps, gradient = _maps_and_gradient(model, name, images, targets, output)
    alpha = gradient.mean(dim=(2, 3))
    return torch.einsum("nk,nkhw->nhw", alpha, maps).relu()


def _maps_and_gradient(
    model: nn.Module, name: str, images: torch.Tensor, targets: torch.Tensor, output: str
) -> tuple[torch.Tensor, torch.Tensor]:
    """The layer's maps and the output's gradient by them, both (n, k, h', w')."""
    seen: list[torch.Tensor] = []

    def cut(module: nn.Module, inputs: Any, result: Any) -> torch.Tensor:
        # The maps become a leaf: nothing before them records a graph, and the backward pass ends at them.
        # What flows on is a copy, for the next layer may be a ReLU that overwrites its input.
        seen.append(_as_maps(name, result).detach().requires_grad_())
        return seen[-1].clone()

    with hooked(_module(model, name), cut):
        total = explained(model, images, targets, output).sum()
    if len(seen) != 1:
        raise VizlabError(f"Grad-CAM needs a layer that the network uses once; it uses {name} {len(seen)} times.")
    if not total.requires_grad:  # all else is frozen, so only the maps could have made it so
        raise VizlabError(f"Grad-CAM needs a layer that the class scores depend on; they do not depend on {name}.")
    return seen[0].detach(), torch.autograd.grad(total, seen[0])[0]


def _module(model: nn.Module, name: str) -> nn.Module:
    try:
        return model.get_submodule(name)
    except AttributeError as error:
        known = f"a module of the network, such as {last_convolution(model)}"
        raise VizlabError(f"The layer must be {known}; got {name!r}.") from error


def _as_maps(name: str, result: Any) -> torch.Tensor:
    if isinstance(result, torch.Tensor) and result.ndim == 4:
        return result
    got = f"shape {tuple(result.shape)}" if isinstance(result, torch.Tensor) else type(result).__name__
    raise VizlabError(f"Grad-CAM needs a layer that gives maps (n, k, h, w); the output of {name} has {got}.")


def _enlarge(cam: torch.Tensor, size: torch.Size) -> torch.Tensor:
    return F.interpolate(cam[:, None], size=tuple(size), mode="bilinear", align_corners=False)[:, 0]
