"""A network cut after one of its layers: nothing above it is computed, and a last ReLU lets gradients through."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.inspection import inspected, layer_names
from vizlab.models.folding import folded


@dataclass(frozen=True)
class Listener:
    """A layer of a network, to be asked what it says of images (n, c, h, w): (n, units, h', w'), with gradients to them.

    bends: whether a ReLU that the layer ends with was left out; `activations` puts it back.
    """

    ask: Callable[[Tensor], Tensor]
    device: torch.device
    bends: bool

    def activations(self, values: Tensor) -> Tensor:
        """What the network itself has where `ask` gave these values (or maxima of them)."""
        return values.clamp_min(0) if self.bends else values


class _Enough(Exception):
    """Thrown through a network by a hook: the layer that is wanted has spoken."""


@contextmanager
def listening(network: nn.Module, layer: str, *, before_relu: bool = False) -> Iterator[Listener]:
    """The network, frozen and cut after this layer: nothing above it is computed.

    before_relu: leave out the ReLU that has the last word in the layer, if one has: a unit that is silent still says by how
    much, and in which direction it would speak. Where it speaks, values are the same.
    Errors: `VizlabError` if there is no such layer, or these images do not reach it.
    """
    if layer not in dict(network.named_modules()) or not layer:
        raise VizlabError(f"The network has no layer {layer!r}; it has {', '.join(layer_names(network))}.")
    network = folded(network, keep=layer)
    modules = dict(network.named_modules())
    found: list[Tensor] = []
    relu = last_relu(network, layer) if before_relu else None
    with contextlib.ExitStack() as stack:
        stack.enter_context(inspected(network))
        for handle in _hooks(modules[layer], relu, found):
            stack.callback(handle.remove)

        def listen(images: Tensor) -> Tensor:
            found.clear()
            try:
                network(images)
            except _Enough:
                pass
            except RuntimeError as error:
                size = " × ".join(map(str, images.shape[2:]))
                raise VizlabError(f"Pictures of {size} pixels do not reach the layer {layer!r}: {error}.") from error
            if not found:
                raise VizlabError(f"The layer {layer!r} is not used when the network looks at a picture.")
            values = found[0]
            return values if values.ndim == 4 else values.flatten(1)[:, :, None, None]

        yield Listener(listen, next(network.parameters()).device, relu is not None)


def last_relu(network: nn.Module, layer: str) -> nn.Module | None:
    """The ReLU whose zeros are the layer's: the layer itself, or what a max pooling follows directly; None if there is none."""
    modules = dict(network.named_modules())
    module, parent = modules[layer], modules[layer.rpartition(".")[0]]
    if isinstance(module, nn.MaxPool2d) and isinstance(parent, nn.Sequential):  # elsewhere, order of parts is not that of work
        parts = list(parent)
        before = parts[: parts.index(module)]
        module = before[-1] if before else module
    return module if isinstance(module, nn.ReLU) else None


def _hooks(target: nn.Module, relu: nn.Module | None, found: list[Tensor]) -> Iterator[Any]:
    if relu is target:
        yield target.register_forward_pre_hook(_hear_input(found))
        return
    if relu is not None:
        came_in: list[Tensor] = []
        yield relu.register_forward_pre_hook(_keep(came_in))
        yield relu.register_forward_hook(lambda module, inputs, output: came_in.pop())
    yield target.register_forward_hook(_hear_output(found))


def _keep(came_in: list[Tensor]) -> Callable[..., None]:
    def keep(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        came_in[:] = [inputs[0].clone() if getattr(module, "inplace", False) else inputs[0]]

    return keep


def _hear_input(found: list[Tensor]) -> Callable[..., None]:
    def hear(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        found.append(inputs[0])
        raise _Enough

    return hear


def _hear_output(found: list[Tensor]) -> Callable[..., None]:
    def hear(module: nn.Module, inputs: Any, output: Tensor) -> None:
        found.append(output)
        raise _Enough

    return hear
