"""How one value of a map comes about from the layer before it, by hand: window, kernel, products, bias.

To open up another kind of layer: a function `(module, inputs (k, h, w), map, row, column) -> Sum` and a line in `STEPS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.inspection import hooked, inspected

Array = NDArray[np.float64]
MOST_INPUTS = 3


@dataclass(frozen=True)
class Sum:
    """One value, opened up. sentence: the sum in plain words. value: its result.

    Of convolutions also: window, kernel and products (in, kh, kw), and the bias. Of all others None and 0.
    """

    sentence: str
    value: float
    window: Array | None = None
    kernel: Array | None = None
    products: Array | None = None
    bias: float = 0.0


def arithmetic(model: nn.Module, image: NDArray[np.float32], name: str, index: int, row: int, column: int) -> Sum:
    """How the value of the index-th map of a layer at (row, column) comes about, for one image (c, h, w), in float64.

    Errors: `VizlabError` if the network has no such layer.
    """
    modules = dict(model.named_modules())
    if not name or name not in modules:
        raise VizlabError(f"The network has no layer {name!r}.")
    inputs, output = _passed(model, modules[name], image)
    step = next((step for known, step in STEPS.items() if isinstance(modules[name], known)), None)
    if step is None:  # one number in, one number out
        value = float(output.reshape(len(output), *_plane(output))[index, row, column])
        return Sum(f"{type(modules[name]).__name__} makes {cells(_at(inputs, index, row, column))} into {cells(value)}.", value)
    return step(modules[name], inputs, index, row, column)


def cells(value: float) -> str:
    """A number as it is written in these sums: three digits, with a real minus sign."""
    return f"{value:.3g}".replace("-", "−")


def strongest_inputs(found: Sum) -> tuple[Array, Array, Array, list[str]]:
    """Window, kernel and products (n, kh, kw) of the inputs that add most to a sum, strongest first, and what each adds.

    At most `MOST_INPUTS`. Errors: `VizlabError` if this is not the sum of a convolution.
    """
    if found.window is None or found.kernel is None or found.products is None:
        raise VizlabError("Only a sum of a convolution has a window and a kernel.")
    parts = found.products.sum(axis=(1, 2))
    best = np.argsort(-np.abs(parts), kind="stable")[:MOST_INPUTS]
    names = [f"input {at}: {cells(parts[at])}" if len(parts) > 1 else "" for at in best]
    return found.window[best], found.kernel[best], found.products[best], names


def _passed(model: nn.Module, module: nn.Module, image: NDArray[np.float32]) -> tuple[Array, Array]:
    """What goes into the module and what comes out of it, without the axis of the batch."""
    seen: list[Array] = []

    def take(_: nn.Module, inputs: Any, output: torch.Tensor) -> None:
        seen.extend(part[0].detach().cpu().double().numpy() for part in (inputs[0], output))

    with inspected(model), torch.no_grad(), _before(module, seen), hooked(module, take):
        model(torch.as_tensor(image, device=next(model.parameters()).device)[None].clone())
    return seen[0], seen[-1]


def _before(module: nn.Module, seen: list[Array]) -> Any:
    """What goes in, taken before the module may overwrite it."""
    return module.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0][0].detach().cpu().double().numpy()))


def _plane(values: Array) -> tuple[int, int]:
    return (values.shape[1], values.shape[2]) if values.ndim == 3 else (1, 1)


def _at(values: Array, index: int, row: int, column: int) -> float:
    return float(values.reshape(len(values), *_plane(values))[index, row, column])


def _convolved(conv: nn.Conv2d, inputs: Array, index: int, row: int, column: int) -> Sum:
    kernel = conv.weight[index].detach().cpu().double().numpy()
    window = _window(conv, inputs, row, column, kernel.shape[1:])
    bias = 0.0 if conv.bias is None else float(conv.bias.detach()[index])
    products = window * kernel
    value = float(products.sum()) + bias
    added = "there is no bias" if conv.bias is None else f"with the bias {cells(bias)} that is {cells(value)}"
    sentence = f"The {products.size} products sum up to {cells(float(products.sum()))}; {added}."
    return Sum(sentence, value, window, kernel, products, bias)


def _normed(norm: nn.BatchNorm2d, inputs: Array, index: int, row: int, column: int) -> Sum:
    weight, bias = _number(norm.weight, index), _number(norm.bias, index)
    mean, variance = _number(norm.running_mean, index), _number(norm.running_var, index)
    x, deviation = float(inputs[index, row, column]), float(np.sqrt(variance + norm.eps))
    value = (x - mean) / deviation * weight + bias
    inside = f"({cells(x)} − mean {cells(mean)}) / deviation {cells(deviation)}"
    return Sum(f"{inside} · {cells(weight)} {'−' if bias < 0 else '+'} {cells(abs(bias))} = {cells(value)}.", value)


def _pooled(pool: nn.MaxPool2d | nn.AvgPool2d, inputs: Array, index: int, row: int, column: int) -> Sum:
    largest = isinstance(pool, nn.MaxPool2d)
    window = _window(pool, inputs[index : index + 1], row, column, _pair(pool.kernel_size))[0]
    value = float(window.max() if largest else window.mean())
    return Sum(f"The {'largest' if largest else 'mean'} of {', '.join(map(cells, window.ravel()))} is {cells(value)}.", value)


def _averaged(_: nn.AdaptiveAvgPool2d, inputs: Array, index: int, row: int, column: int) -> Sum:
    value = float(inputs[index].mean())
    return Sum(f"The mean of all {inputs[index].size} values of map {index} before is {cells(value)}.", value)


def _linear(linear: nn.Linear, inputs: Array, index: int, row: int, column: int) -> Sum:
    weights, bias = linear.weight[index].detach().cpu().double().numpy(), float(linear.bias.detach()[index])
    value = float(weights @ inputs) + bias
    return Sum(f"{weights.size} weighted inputs sum up to {cells(value - bias)}; with the bias that is {cells(value)}.", value)


def _number(values: torch.Tensor | None, index: int) -> float:
    """One of a layer's numbers. Errors: `VizlabError` if the layer keeps none."""
    if values is None:
        raise VizlabError("A batch norm is opened up by its weights and running statistics; this one has none.")
    return float(values.detach()[index])


def _window(module: Any, inputs: Array, row: int, column: int, size: tuple[int, ...]) -> Array:
    """What of the inputs (k, h, w) lies under the window at (row, column) of the output, zeros where it is padded."""
    (top, left), (kh, kw), (ph, pw) = _pair(module.stride), size, _pair(module.padding)
    padded = np.pad(inputs, ((0, 0), (ph, ph), (pw, pw)))
    return padded[:, row * top : row * top + kh, column * left : column * left + kw]


def _pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


STEPS: dict[type[nn.Module], Callable[..., Sum]] = {
    nn.Conv2d: _convolved,
    nn.BatchNorm2d: _normed,
    nn.MaxPool2d: _pooled,
    nn.AvgPool2d: _pooled,
    nn.AdaptiveAvgPool2d: _averaged,
    nn.Linear: _linear,
}
