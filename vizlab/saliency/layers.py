"""The maps of one layer, and how the output changes with them: what every class activation map is made of."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.inspection import copy_images, hooked, inspected
from vizlab.models import ACTIVATIONS
from vizlab.saliency.outputs import explained

RESPONSES = tuple(ACTIVATIONS.values())


def convolutions(model: nn.Module) -> list[str]:
    """The names of the model's 2-d convolutions, in order of definition."""
    return [name for name, module in model.named_modules() if isinstance(module, nn.Conv2d)]


def last_convolution(model: nn.Module) -> str:
    """The name of the layer that is looked at by default. Errors: `VizlabError` if there is none."""
    names = convolutions(model)
    if not names:
        raise VizlabError("A class activation map needs a convolutional layer; this network has none.")
    return names[-1]


def map_layers(model: nn.Module, image: Any) -> list[str]:
    """The convolutions and blocks that give maps (1, k, h', w') of an image (c, h, w), once each, in order of definition."""
    seen: dict[str, list[tuple[int, ...]]] = {}
    with contextlib.ExitStack() as stack:
        stack.enter_context(inspected(model))
        for name, module in model.named_modules():
            if name and (isinstance(module, nn.Conv2d) or list(module.children())):
                stack.enter_context(hooked(module, _noting(seen.setdefault(name, []))))
        with torch.no_grad():
            model(torch.as_tensor(image, device=next(model.parameters()).device)[None])
    return [name for name, shapes in seen.items() if len(shapes) == 1 and len(shapes[0]) == 4]


def _noting(shapes: list[tuple[int, ...]]) -> Callable[..., None]:
    def note(module: nn.Module, inputs: Any, result: Any) -> None:
        shapes.append(tuple(result.shape) if isinstance(result, Tensor) else ())

    return note


def response(model: nn.Module, layer: str | None = None) -> str:
    """The name of the activation that follows a convolution, by default the last; any other layer's own name.

    A map of positive weights alone needs it: what a convolution says before batch norm and ReLU may be negative everywhere.
    """
    name, modules = layer or last_convolution(model), list(model.named_modules())
    start = next(
        (i for i, (found, module) in enumerate(modules) if found == name and isinstance(module, nn.Conv2d)), len(modules)
    )
    return next((found for found, module in modules[start:] if isinstance(module, RESPONSES)), name)


def maps_and_gradient(model: nn.Module, name: str, images: Tensor, targets: Tensor, output: str) -> tuple[Tensor, Tensor]:
    """The layer's maps and the output's gradient by them, both (n, k, h', w'); the model is `inspected`.

    Errors: `VizlabError` for a layer that is unknown, gives no maps, is used more than once, or that the output does not hang on.
    """
    seen: list[Tensor] = []

    def cut(module: nn.Module, inputs: Any, result: Any) -> Tensor:
        # The maps become a leaf: nothing before them records a graph, and the backward pass ends at them.
        # What flows on is a copy, for the next layer may be a ReLU that overwrites its input.
        seen.append(_as_maps(name, result).detach().requires_grad_())
        return seen[-1].clone()

    with hooked(_module(model, name), cut):
        total = explained(model, images, targets, output).sum()
    _check_once(name, seen)
    if not total.requires_grad:  # all else is frozen, so only the maps could have made it so
        raise VizlabError(f"The layer must be one that the class scores depend on; they do not depend on {name}.")
    return seen[0].detach(), torch.autograd.grad(total, seen[0])[0]


def maps_alone(model: nn.Module, name: str, images: Tensor, targets: Tensor) -> Tensor:
    """The layer's maps (n, k, h', w') of a forward pass. Errors: as of `maps_and_gradient`."""
    seen: list[Tensor] = []

    def keep(module: nn.Module, inputs: Any, result: Any) -> None:
        seen.append(_as_maps(name, result).clone())  # for the next layer may be a ReLU that overwrites its input

    with inspected(model), torch.no_grad(), hooked(_module(model, name), keep):
        explained(model, copy_images(images), targets)
    _check_once(name, seen)
    return seen[0]


def enlarge(cam: Tensor, size: torch.Size) -> Tensor:
    """Maps (n, h', w') enlarged to (n, *size), bilinearly."""
    return F.interpolate(cam[:, None], size=tuple(size), mode="bilinear", align_corners=False)[:, 0]


def _module(model: nn.Module, name: str) -> nn.Module:
    try:
        return model.get_submodule(name)
    except AttributeError as error:
        known = f"a module of the network, such as {last_convolution(model)}"
        raise VizlabError(f"The layer must be {known}; got {name!r}.") from error


def _as_maps(name: str, result: Any) -> Tensor:
    if isinstance(result, Tensor) and result.ndim == 4:
        return result
    got = f"shape {tuple(result.shape)}" if isinstance(result, Tensor) else type(result).__name__
    raise VizlabError(f"The layer must be one that gives maps (n, k, h, w); the output of {name} has {got}.")


def _check_once(name: str, seen: list[Tensor]) -> None:
    if len(seen) != 1:
        raise VizlabError(f"The layer must be one that the network uses once; it uses {name} {len(seen)} times.")
