"""The anatomy of a network, layer by layer: shapes, sizes, work, and what part of the picture each layer sees.

Computed from one real forward pass with a batch of no examples: all shapes are there and nothing is multiplied. Where only
sizes are wanted the weights need not be there either: VGG-16, half a gigabyte, is described without allocating any of it.
For one example:

- *units*: numbers that come out; *memory*: their bytes as float32, all of which training keeps.
- *weights*: parameters; of a convolution K K I J (+ J), of a full layer M N (+ N).
- *connections*: pairs of an input and an output unit, and one for each bias; of a convolution H W (K K I J + J). LeCun's 1998
  paper counts so. Training takes about three multiply-adds for each, one forward and two backward.
- *multiply-adds*: of the forward pass, biases left out, padding included.
- *field*: the side of the window of pixels that one unit may see, also where it reaches beyond the picture.

To give a kind of layer its plain name: a line in `KINDS`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vizlab import models
from vizlab.inspection import inspected, layer_names
from vizlab.models.windows import Tracing, Window, values
from vizlab.recipes import Recipe

FLOAT_BYTES = 4
INPUT = -1  # the input, where a layer says by number where its values come from
WEIGHTED = ("convolution", "linear")
JOIN = "where ways meet"
DRAWN = (*WEIGHTED, "max pooling", "average pooling", "mean of map")


@dataclass(frozen=True)
class Layer:
    """One layer of a network, for one example; see above.

    name: of the module. shape: of the output, without the batch. window: what each value sees, rows and columns, None for
    points. inputs: numbers of the layers that its input comes from.
    """

    name: str
    kind: str
    detail: str
    shape: tuple[int, ...]
    units: int
    weights: int
    connections: int
    multiply_adds: int
    window: Window | None
    inputs: tuple[int, ...]

    @property
    def field(self) -> tuple[int, int] | None:
        """The receptive field of one value: rows, columns in px; None for points."""
        return self.window and (self.window[0].side_px, self.window[1].side_px)

    @property
    def jump(self) -> float | None:
        """Pixels between the windows of neighbours; None without neighbours."""
        return (self.window[0].jump or None) if self.window else None

    @property
    def memory_bytes(self) -> int:
        """Of the output, as float32."""
        return FLOAT_BYTES * self.units

    @property
    def size(self) -> str:
        """The shape of the output in words: "64 × 112 × 112"."""
        return " × ".join(map(str, self.shape))


@dataclass(frozen=True)
class Block:
    """A layer as it is drawn. inputs: numbers of the blocks before it, or `INPUT`. text: its numbers, lines between <br>."""

    name: str
    kind: str
    shape: tuple[int, ...]
    inputs: tuple[int, ...]
    text: str


@dataclass(frozen=True)
class Anatomy:
    """All layers in the order in which they ran, for an input of this shape. parameters: of the whole network."""

    shape: tuple[int, ...]
    layers: tuple[Layer, ...]
    parameters: int

    @property
    def units(self) -> int:
        """Numbers that come out of all layers."""
        return sum(layer.units for layer in self.layers)

    @property
    def connections(self) -> int:
        """Of all layers."""
        return sum(layer.connections for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        """Of a forward pass."""
        return sum(layer.multiply_adds for layer in self.layers)

    @property
    def memory_bytes(self) -> int:
        """Of the outputs of all layers, which training keeps for the backward pass."""
        return sum(layer.memory_bytes for layer in self.layers)

    @property
    def depth(self) -> int:
        """Layers with weights (convolutions and full ones) on the longest way from input to output: 16 of VGG-16."""
        deepest: dict[int, int] = {INPUT: 0}
        for number, layer in enumerate(self.layers):
            before = max((deepest[each] for each in layer.inputs), default=0)
            deepest[number] = before + (layer.kind in WEIGHTED)
        return max(deepest.values())

    def find(self, name: str) -> Layer | None:
        """The first layer of this name."""
        return next((layer for layer in self.layers if layer.name == name), None)

    def blocks(self) -> list[Block]:
        """The layers that change a size or have weights, as they are drawn, and where ways meet; others are passed through."""
        numbers: dict[int, frozenset[int]] = {INPUT: frozenset([INPUT])}
        kept: list[Block] = []
        joins: dict[frozenset[int], frozenset[int]] = {}
        for number, layer in enumerate(self.layers):
            before = frozenset[int]().union(*(numbers[each] for each in layer.inputs))
            if len(before) > 1:
                if before not in joins:
                    joins[before] = frozenset([len(kept)])
                    kept.append(Block(layer.name, JOIN, (), tuple(sorted(before)), f"{len(before)} ways meet"))
                before = joins[before]
            numbers[number] = before
            if layer.kind in DRAWN:
                numbers[number] = frozenset([len(kept)])
                kept.append(Block(layer.name, layer.kind, layer.shape, tuple(before), _text(layer)))
        return kept

    def series(self) -> tuple[list[str], list[str], dict[str, list[int]]]:
        """Names and kinds of the drawn layers, and what to compare them by, each with what follows it up to the next one."""
        names: list[str] = []
        kinds: list[str] = []
        values: dict[str, list[int]] = {"weights": [], "multiply-adds": [], "bytes of output": []}
        for layer in self.layers:
            if layer.kind in DRAWN or not names:
                names.append(layer.name)
                kinds.append(layer.kind)
                for column in values.values():
                    column.append(0)
            for column, value in zip(values.values(), (layer.weights, layer.multiply_adds, layer.memory_bytes), strict=True):
                column[-1] += value
        return names, kinds, values

    def sides(self) -> tuple[list[str], list[int]]:
        """Names of the drawn layers that have a receptive field, and its longer side in px."""
        seen = [(layer.name, max(layer.field)) for layer in self.layers if layer.field and layer.kind in DRAWN]
        return [name for name, _ in seen], [side for _, side in seen]


def describe(recipe: Recipe, shape: tuple[int, ...], n_classes: int) -> Anatomy:
    """The anatomy of a recipe's network for inputs of this shape; no weight is allocated. Errors: as `models.build`."""
    return anatomy(weightless(models.outline(recipe, shape, n_classes)), shape)


def anatomy(model: nn.Module, shape: tuple[int, ...]) -> Anatomy:
    """The anatomy of a network, on whatever device it is, for inputs of this shape (without the batch)."""
    device = next((each.device for each in model.parameters()), torch.device("cpu"))
    found: list[Layer] = []
    inputs = torch.zeros(0, *shape, device=device)
    with inspected(model), torch.no_grad(), Tracing(inputs, INPUT) as tracing, _recorded(model, tracing, found):
        model(inputs)
    return Anatomy(tuple(shape), tuple(found), models.count_parameters(model))


def weightless(model: nn.Module) -> nn.Module:
    """A network of the meta device, made fit for an empty batch on the CPU: each weight has its shape and a single number.

    On the meta device itself a forward pass would load torch's compiler, 80 MB and two seconds.
    """
    for module in model.modules():
        for name, value in module.named_parameters(recurse=False):
            setattr(module, name, nn.Parameter(torch.zeros(()).expand(value.shape), requires_grad=False))
        for name, buffer in module.named_buffers(recurse=False):
            setattr(module, name, torch.zeros((), dtype=buffer.dtype).expand(buffer.shape))
    return model


@contextlib.contextmanager
def _recorded(model: nn.Module, tracing: Tracing, found: list[Layer]) -> Iterator[None]:
    """Each layer that runs is added to `found`."""
    modules, counted = dict(model.named_modules()), set[int]()
    started: dict[str, tuple[int, int, tuple[int, ...]]] = {}

    def before(name: str, inputs: tuple[Tensor, ...]) -> None:
        trace = tracing.trace(inputs)
        started[name] = tracing.multiply_adds, tracing.pooled, tuple(sorted(trace.sources)) if trace else ()

    def after(name: str, output: Tensor) -> None:
        multiplied, pooled, sources = started.pop(name)
        work = tracing.multiply_adds - multiplied, tracing.pooled - pooled
        fresh = {id(each): each.numel() for each in modules[name].parameters() if id(each) not in counted}
        counted.update(fresh)
        found.append(_layer(name, modules[name], tracing, output, sum(fresh.values()), work, sources))
        tracing.mark(output, len(found) - 1)

    handles = []
    try:
        for name in layer_names(model):
            handles.append(modules[name].register_forward_pre_hook(lambda _, inputs, name=name: before(name, inputs)))
            handles.append(modules[name].register_forward_hook(lambda _, inputs, output, name=name: after(name, output)))
        yield
    finally:
        for handle in handles:
            handle.remove()


def _layer(
    name: str, module: nn.Module, tracing: Tracing, output: Tensor, weights: int, work: tuple[int, int], sources: tuple[int, ...]
) -> Layer:
    trace, units = tracing.trace(output), values(output)
    biases = units if isinstance(module, nn.Conv2d | nn.Linear) and module.bias is not None else 0
    return Layer(
        name,
        kind(module),
        _detail(module),
        tuple(output.shape[1:]),
        units,
        weights,
        sum(work) + biases,
        work[0],
        trace.window if trace else None,
        sources,
    )


def kind(module: nn.Module) -> str:
    """What a module is called in plain words; its class where it has no plainer name, such as "ReLU"."""
    return next((word for known, word in KINDS.items() if isinstance(module, known)), type(module).__name__)


def _text(layer: Layer) -> str:
    lines = [f"{layer.kind} {layer.detail}".strip(), layer.size, f"{layer.weights:,} weights"]
    lines += [f"{layer.multiply_adds:,} multiply-adds"] * bool(layer.multiply_adds)
    return "<br>".join([*lines, *([f"sees {layer.field[0]:,} × {layer.field[1]:,} px"] if layer.field else [])])


def _detail(module: nn.Module) -> str:
    """The window of a convolution or pooling: "3 × 3, stride 2"."""
    size, stride = getattr(module, "kernel_size", None), getattr(module, "stride", None)
    if size is None:
        return ""
    (high, wide), (step, _) = _pair(size), _pair(stride or 1)
    return f"{high} × {wide}" + (f", stride {step}" if step != 1 else "")


def _pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


KINDS: Mapping[type[nn.Module], str] = {
    nn.Conv2d: "convolution",
    nn.Linear: "linear",
    nn.MaxPool2d: "max pooling",
    nn.AvgPool2d: "average pooling",
    nn.AdaptiveAvgPool2d: "mean of map",
    nn.BatchNorm1d: "batch norm",
    nn.BatchNorm2d: "batch norm",
    nn.Dropout: "dropout",
    nn.Flatten: "flatten",
}
