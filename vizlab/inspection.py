"""Looking inside a network without leaving a trace: context managers that put everything back, also after an error.

A network that is shown to a visitor may be shared with others (hold its lock), so nothing here may outlive the `with`.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from vizlab.errors import VizlabError

CHUNK_VALUES = 4 * 3 * 224 * 224  # more at a time is slower on a CPU: the memory of a pass no longer gets reused


@contextmanager
def inspected(model: nn.Module) -> Iterator[None]:
    """The model in evaluation mode with frozen parameters and gradients recorded; afterwards every flag is as it was.

    Frozen parameters need no gradients of their own, which saves time; the maps only need those of inputs and activations.
    """
    modes = [(module, module.training) for module in model.modules()]
    flags = [(parameter, parameter.requires_grad) for parameter in model.parameters()]
    try:
        if any(training for _, training in modes):  # setting flags takes long on a small network, and most are set already
            model.eval()
        if any(requires_grad for _, requires_grad in flags):
            model.requires_grad_(False)
        with torch.enable_grad():
            yield
    finally:
        for module, training in modes:  # one by one: `train()` would set all submodules alike
            if module.training != training:
                module.training = training
        for parameter, requires_grad in flags:
            if parameter.requires_grad != requires_grad:
                parameter.requires_grad_(requires_grad)


@contextmanager
def out_of_place(model: nn.Module) -> Iterator[None]:
    """The model, whose modules leave their inputs alone; afterwards they work in place again where they did."""
    found = [module for module in model.modules() if getattr(module, "inplace", False)]
    try:
        for module in found:
            module.inplace = False  # type: ignore[assignment]
        yield
    finally:
        for module in found:
            module.inplace = True  # type: ignore[assignment]


@contextmanager
def hooked(module: nn.Module, hook: Callable[..., Any]) -> Iterator[None]:
    """The module with this forward hook, `hook(module, inputs, output)`, and without it afterwards."""
    handle = module.register_forward_hook(hook)
    try:
        yield
    finally:
        handle.remove()


def layer_names(model: nn.Module) -> list[str]:
    """Names of the modules that compute something themselves (a convolution, an activation, ...), in the order of the model."""
    return [name for name, module in model.named_modules() if name and not list(module.children())]


def activations(model: nn.Module, inputs: torch.Tensor, names: Sequence[str]) -> dict[str, torch.Tensor]:
    """What these layers say of the inputs (n, ...): name -> output (n, ...), detached, from forward passes in chunks.

    Errors: `VizlabError` if the model has no layer of a name, or the inputs do not pass through it.
    """
    known = dict(model.named_modules())
    if unknown := [name for name in names if name not in known or not name]:
        raise VizlabError(f"The network has no layer {unknown[0]!r}; it has {', '.join(layer_names(model))}.")
    found: dict[str, list[torch.Tensor]] = {name: [] for name in names}
    size = max(1, CHUNK_VALUES // max(1, inputs[:1].numel()))
    with contextlib.ExitStack() as stack:
        stack.enter_context(inspected(model))
        stack.enter_context(torch.no_grad())
        for name in names:
            stack.enter_context(hooked(known[name], _taking(found[name])))
        for part in inputs.split(size):
            model(part)
    return {name: parts[0] if len(parts) == 1 else torch.cat(parts) for name, parts in found.items()}


def _taking(parts: list[torch.Tensor]) -> Callable[..., None]:
    """A hook that puts a copy aside, for what comes after may work in place."""

    def take(module: nn.Module, inputs: Any, output: torch.Tensor) -> None:
        parts.append(output.detach().clone())

    return take


def chunks(images: torch.Tensor, targets: torch.Tensor) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Copies of images (n, c, h, w) and their targets (n,), `chunk_size` at a time. Errors: `VizlabError` as of `check_batch`."""
    check_batch(images, targets)
    size = chunk_size(images)
    for part, part_targets in zip(images.split(size), targets.split(size), strict=True):
        yield copy_images(part), part_targets


def chunk_size(images: torch.Tensor) -> int:
    """How many images (n, c, h, w) at a time: four at 224 px in colour, 21 at 64 px, 133 at 28 px in grey.

    So that memory stays bounded, and what a pass has written is still in the caches on the way back: eight images at 224 px in
    two chunks take SqueezeNet 1.0 two thirds of the time of one batch. Networks for small images have more maps for each of
    their pixels; the power is that of the sizes at which five shipped networks were fastest on two cores.
    """
    return max(1, round(4 * math.pow(CHUNK_VALUES / 4 / max(1, images[:1].numel()), 2 / 3)))


def copy_images(images: torch.Tensor) -> torch.Tensor:
    """A detached copy of images (n, c, h, w), so that not even a network that works in place can change the caller's.

    On the CPU the copy is channels_last, which alone makes torch choose its faster convolutions: SqueezeNet 1.0 at 224 px
    takes 21 instead of 30 ms an image, forward and backward. Values are the same up to rounding, which may settle a near-tie
    of a max pool or a ReLU the other way and so move the gradient of a photograph at some pixels, as any layout may. The
    network must flatten its maps (`torch.flatten`, `reshape`), not `view` them.
    Errors: `VizlabError` if these are not a batch of float images.
    """
    _check_images(images)
    return images.detach().clone(memory_format=_layout(images))


def laid_out(images: torch.Tensor) -> torch.Tensor:
    """Images (n, c, h, w) in the layout of `copy_images`, copied only where they are not: for images that are one's own."""
    layout = _layout(images)
    return images if layout is torch.preserve_format else images.contiguous(memory_format=layout)


def _layout(images: torch.Tensor) -> torch.memory_format:
    return torch.channels_last if images.device.type == "cpu" else torch.preserve_format


def check_batch(images: torch.Tensor, targets: torch.Tensor) -> None:
    """Errors: `VizlabError` if these are not a batch of float images, or the targets not one class number for each of them."""
    if targets.shape != images.shape[:1] or targets.dtype != torch.int64:
        got = f"{_kind(targets)} for images of shape {tuple(images.shape)}"
        raise VizlabError(f"The targets must be one class number (int64) for each image; got {got}.")
    _check_images(images)


def _check_images(images: torch.Tensor) -> None:
    if images.ndim != 4 or 0 in images.shape or not images.is_floating_point():
        wanted = "float values of shape (n, c, h, w), at least one pixel"
        raise VizlabError(f"Images must be {wanted}; got {_kind(images)}.")


def _kind(values: torch.Tensor) -> str:
    return f"{str(values.dtype).removeprefix('torch.')} values of shape {tuple(values.shape)}"
