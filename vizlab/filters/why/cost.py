"""What a layer costs: units, weights and connections if it is dense, locally connected or a convolution.

A convolution from I maps to J maps of H' x W' with kernels K1 x K2 has K1 K2 I J weights and H' W' K1 K2 I J connections;
locally connected, without sharing, it has a weight for each connection; dense, H W I J H' W'. A bias is one weight more for each
map (or unit), and one connection for each unit. Source: LeCun 1998; Fleuret's and Grosse's lecture notes count so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from vizlab import models
from vizlab.errors import VizlabError
from vizlab.inspection import hooked, inspected
from vizlab.models.anatomy import weightless
from vizlab.recipes import Recipe

WAYS = ("dense", "locally connected", "convolution")
PASSES = 3  # multiply-adds for each connection in a step of training: one forward, two backward


@dataclass(frozen=True)
class Layer:
    """One layer with weights. inputs, units: how many numbers go in and come out. maps: of the output (1 place each if full).

    window: inputs that one unit sees, K1 K2 I. bias: whether it has one. counted: its parameters, by torch.
    """

    name: str
    kind: str
    inputs: int
    units: int
    maps: int
    window: int
    bias: bool
    counted: int

    @property
    def places(self) -> int:
        """Units of one map."""
        return self.units // self.maps

    def weights(self, way: str, *, bias: bool | None = None) -> int:
        """How many weights it has if it is built in a way of `WAYS`; bias: None as it is."""
        extra = self.bias if bias is None else bias
        if way == "convolution":
            return self.window * self.maps + extra * self.maps
        return self.connections(way, bias=extra)

    def connections(self, way: str, *, bias: bool | None = None) -> int:
        """How many pairs of an input and a unit are connected, with one for each bias."""
        extra = self.bias if bias is None else bias
        return (self.inputs if way == "dense" else self.window) * self.units + extra * self.units


def layers(model: nn.Module, shape: tuple[int, ...]) -> list[Layer]:
    """The convolutions and full layers of a network for inputs of a shape, in the order in which they run.

    Errors: `VizlabError` if it has none.
    """
    found: list[Layer] = []
    weighted = {name: module for name, module in model.named_modules() if isinstance(module, nn.Conv2d | nn.Linear)}
    with ExitStack() as stack:
        stack.enter_context(inspected(model))
        stack.enter_context(torch.no_grad())
        for name, module in weighted.items():
            stack.enter_context(
                hooked(module, lambda module, inputs, output, name=name: found.append(_layer(name, module, inputs[0], output)))
            )
        device = next(model.parameters()).device
        model(torch.zeros(0, *shape, device=device))  # a batch of none has all the shapes, and nothing is multiplied
    if not found:
        raise VizlabError("The network must have a convolution or a full layer; it has none.")
    return found


def of_recipe(recipe: Recipe, shape: tuple[int, ...], n_classes: int) -> list[Layer]:
    """The same for a recipe's network, of which no weight is allocated. Errors: as `models.build`, and as `layers`."""
    return layers(weightless(models.outline(recipe, shape, n_classes)), shape)


def single(side: int, channels: int, kernel: int, maps: int, *, bias: bool) -> Layer:
    """A convolution at stride 1 whose output is as large as its input. Errors: `VizlabError` for sizes that make no sense."""
    if min(side, channels, kernel, maps) < 1 or kernel > side:
        raise VizlabError(f"Sizes must be 1 or more, the kernel at most the side; got {(side, channels, kernel, maps)}.")
    window = kernel * kernel * channels
    return Layer("yours", "convolution", side * side * channels, side * side * maps, maps, window, bias, (window + bias) * maps)


def ladder(side: int, units: int, kernel: int, maps: int, *, bias: bool) -> dict[str, int]:
    """Weights from a grey picture of side x side to hidden units, idea by idea, in the order in which they are had.

    Source: fully connected 1024 x 1024 -> 1000 units with biases: 1,048,577,000.
    """
    window = kernel * kernel + bias
    return {
        f"every unit sees all {side:,} × {side:,} px": (side * side + bias) * units,
        f"every unit sees {kernel} × {kernel} px": window * units,
        "all units share these weights": window,
        f"{maps} such features": window * maps,
    }


def totals(found: list[Layer]) -> dict[str, dict[str, int]]:
    """Kind -> units, weights and connections of all its layers together, as they are."""
    kinds: dict[str, dict[str, int]] = {}
    for layer in found:
        row = kinds.setdefault(layer.kind, {"units": 0, "weights": 0, "connections": 0})
        row["units"] += layer.units
        row["weights"] += layer.counted
        row["connections"] += layer.connections("convolution")
    return kinds


def shares(found: list[Layer], kind: str = "convolution") -> dict[str, float]:
    """Which share of the units, weights and connections is in layers of a kind, 0-1."""
    by_kind = totals(found)
    names = ("units", "weights", "connections")
    return {name: by_kind.get(kind, dict.fromkeys(names, 0))[name] / sum(row[name] for row in by_kind.values()) for name in names}


def columns(found: list[Layer]) -> dict[str, list[Any]]:
    """The layers as a table: sizes, and weights and connections built in each way."""
    return dict(_columns(found))


def _columns(found: list[Layer]) -> Iterator[tuple[str, list[Any]]]:
    yield "layer", [layer.name for layer in found]
    yield "kind", [layer.kind for layer in found]
    yield "units", [layer.units for layer in found]
    yield "parameters by torch", [layer.counted for layer in found]
    for way in WAYS:
        yield f"weights, {way}", [layer.weights(way) for layer in found]
        yield f"connections, {way}", [layer.connections(way) for layer in found]


def _layer(name: str, module: nn.Module, taken: Tensor, given: Tensor) -> Layer:
    inputs, units = taken.shape[1:].numel(), given.shape[1:].numel()
    counted = sum(each.numel() for each in module.parameters())
    if isinstance(module, nn.Conv2d):
        window = module.weight[0].numel()
        return Layer(name, "convolution", inputs, units, module.out_channels, window, module.bias is not None, counted)
    return Layer(name, "linear", inputs, units, units, inputs, module.bias is not None, counted)
