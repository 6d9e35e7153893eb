"""What each layer of a network makes of one picture, and the kernels of its convolutions.

To add an order of maps: a line in `ORDERS`. To give a kind of layer its plain name: a line in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.inspection import activations, layer_names

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Layer:
    """A layer and its maps of one picture.

    name: of the module. kind: plain, such as "convolution". maps: (n, h, w), float32; units without a place are (n, 1, 1).
    norms: of each map's kernel (n,), None where the layer has no kernels.
    """

    name: str
    kind: str
    maps: Array
    norms: Array | None

    @property
    def title(self) -> str:
        """Such as "block1 · convolution, 16 maps of 28 × 28"."""
        n, h, w = self.maps.shape
        size = f"{n} units" if (h, w) == (1, 1) else f"{n} maps of {h} × {w}"
        return f"{self.heading}, {size}"

    @property
    def heading(self) -> str:
        """Such as "block1 · convolution", or "features.4 · convolution" where the last part of the name is a number."""
        return heading(self.name, self.kind)

    @property
    def active(self) -> float:
        """Share of values above zero, 0-1."""
        return float((self.maps > 0).mean())

    @property
    def dead(self) -> NDArray[np.bool_]:
        """Which maps are zero everywhere on this picture, (n,)."""
        dead: NDArray[np.bool_] = np.all(self.maps == 0, axis=(1, 2))
        return dead

    @property
    def strongest(self) -> int:
        """The map with the largest value of all."""
        return int(self.maps.max(axis=(1, 2)).argmax())

    def peak(self, index: int) -> tuple[int, int]:
        """Row and column of the largest value of one map."""
        row, column = np.unravel_index(self.maps[index].argmax(), self.maps.shape[1:])
        return int(row), int(column)

    @property
    def signed(self) -> bool:
        """Whether some value lies below zero."""
        return bool((self.maps < 0).any())


def layers(model: nn.Module, image: Array) -> list[Layer]:
    """Every layer that computes something, in order, with what it says of one image (c, h, w).

    Layers that only reshape, or do nothing in evaluation, are left out. Errors: `VizlabError` if there is none.
    """
    modules = dict(model.named_modules())
    names = [name for name in layer_names(model) if not isinstance(modules[name], SILENT)]
    batch = torch.as_tensor(image, device=next(model.parameters()).device)[None]
    found = activations(model, batch, names)
    if not found:
        raise VizlabError("The network must have layers to look into; this one has none.")
    return [Layer(name, kind(modules[name]), _maps(found[name]), _norms(modules[name])) for name in names]


def heading(name: str, kind_: str) -> str:
    """What a layer is called, by its name and its plain kind."""
    block, _, last = name.rpartition(".")
    return f"{name if last.isdigit() or not block else block} · {kind_}"


def kind(module: nn.Module) -> str:
    """What a module is called in plain words; its class where it has no plainer name, such as "ReLU"."""
    return next((word for known, word in KINDS.items() if isinstance(module, known)), type(module).__name__)


def kernels(model: nn.Module, name: str) -> Array:
    """The kernels of a convolution, (out, in, kh, kw). Errors: `VizlabError` for any other layer."""
    module = dict(model.named_modules()).get(name)
    if not isinstance(module, nn.Conv2d):
        raise VizlabError(f"Only convolutions have kernels; the layer {name!r} is none.")
    weights: Array = module.weight.detach().cpu().numpy()
    return weights


def convolution_of(model: nn.Module, name: str) -> str:
    """The convolution that a layer's maps come from: itself, or the last before it; the first where none is before.

    Errors: `VizlabError` if the network has none.
    """
    found = first = ""
    for each, module in model.named_modules():
        if isinstance(module, nn.Conv2d):
            found, first = each, first or each
        if each == name and found:
            return found
    if not first:
        raise VizlabError("A network with convolutions is needed; this one has none.")
    return first


def order(layer: Layer, by: str) -> list[int]:
    """The numbers of the layer's maps in an order of `ORDERS`, the largest first.

    Errors: `VizlabError` for an unknown order, or the norm of what has no kernels.
    """
    if by not in ORDERS:
        raise VizlabError(f"Maps are ordered by one of {', '.join(ORDERS)}; got {by!r}.")
    keys = ORDERS[by](layer)
    if keys is None:
        raise VizlabError(f"Only maps of a convolution can be ordered by {by}; {layer.title} has no kernels.")
    return [int(index) for index in np.argsort(-np.asarray(keys, np.float64), kind="stable")]


def label(layer: Layer, index: int) -> str:
    """What is written above a map: its number, in brackets if the map is dead on this picture."""
    return f"({index})" if layer.dead[index] else str(index)


def _maps(output: torch.Tensor) -> Array:
    values: Array = output[0].cpu().numpy()
    return values if values.ndim == 3 else values.reshape(-1, 1, 1)


def _norms(module: nn.Module) -> Array | None:
    if not isinstance(module, nn.Conv2d):
        return None
    weights = module.weight.detach().cpu().numpy()
    return np.asarray(np.sqrt(np.einsum("oihw,oihw->o", weights, weights)))


SILENT = (nn.Flatten, nn.Dropout, nn.Identity)
KINDS: dict[type[nn.Module], str] = {
    nn.Conv2d: "convolution",
    nn.BatchNorm2d: "batch norm",
    nn.MaxPool2d: "max pooling",
    nn.AvgPool2d: "average pooling",
    nn.AdaptiveAvgPool2d: "mean of map",
    nn.Linear: "linear",
}
ORDERS: dict[str, Callable[[Layer], Array | None]] = {
    "number": lambda layer: -np.arange(len(layer.maps), dtype=np.float32),
    "mean activation": lambda layer: np.asarray(layer.maps.mean(axis=(1, 2))),
    "norm of the kernel": lambda layer: layer.norms,
}
