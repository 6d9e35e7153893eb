"""How long a method will take, before it is asked. To add a method that looks at a picture many times: a line in `PASSES`."""

from __future__ import annotations

import inspect
import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn

from vizlab.inspection import activations, inspected
from vizlab.saliency.layers import convolutions, last_convolution

BACKWARD = 2.0  # a backward pass takes as long as so many forward passes
TRIED = 4  # pictures at once, when a network's pace is taken

Shape = tuple[int, int, int]
Options = Mapping[str, Any]


def passes(model: nn.Module, shape: Shape, method: str, options: Options) -> int:
    """How many pictures (c, h, w) the method of this name sends through the network to explain one, with these options."""
    from vizlab.saliency import find  # the table imports this package's methods

    if find(method).needs_convolutions and not convolutions(model):
        return 1  # it will say why it cannot
    defaults = {name: known.default for name, known in inspect.signature(find(method).map).parameters.items()}
    return PASSES[method](model, shape, {**defaults, **options}) if method in PASSES else 1


def expected_s(model: nn.Module, shape: Shape, method: str, options: Options, pace_s: float) -> float:
    """About how many seconds the method takes on a network that takes `pace_s` for one picture (c, h, w), forward."""
    return passes(model, shape, method, options) * pace_s * (1 if method in FORWARD_ONLY else 1 + BACKWARD)


def pace_s(model: nn.Module, shape: Shape) -> float:
    """Seconds for one picture (c, h, w), forward, of several at once."""
    images = torch.zeros(TRIED, *shape, device=next(model.parameters()).device)
    with inspected(model), torch.no_grad():
        model(images)
        began = time.perf_counter()
        model(images)
        return (time.perf_counter() - began) / TRIED


def _windows(model: nn.Module, shape: Shape, options: Options) -> int:
    """Of occlusion, and the picture without one."""
    side = max(1, round(float(options["window"]) * min(shape[1:])))
    step = max(1, round(float(options["stride"]) * side))
    counts = [1 + max(0, math.ceil((px - side) / step)) for px in shape[1:]]
    return 1 + math.prod(counts)


def _maps(model: nn.Module, shape: Shape, options: Options) -> int:
    """Of the layer that Score-CAM looks at, and the picture itself."""
    name = options["layer"] or last_convolution(model)
    image = torch.zeros(1, *shape, device=next(model.parameters()).device)
    return 1 + min(int(options["n_maps"]), activations(model, image, [name])[name].shape[1])


FORWARD_ONLY = ("occlusion", "RISE", "Score-CAM", "random map", "edge detector")
PASSES: dict[str, Callable[[nn.Module, Shape, Options], int]] = {  # method -> pictures that it sends through the network
    "SmoothGrad": lambda model, shape, options: int(options["n_samples"]),
    "squared SmoothGrad": lambda model, shape, options: int(options["n_samples"]),
    "variance of gradients": lambda model, shape, options: int(options["n_samples"]),
    "integrated gradients": lambda model, shape, options: int(options["path_steps"]),
    "occlusion": _windows,
    "RISE": lambda model, shape, options: int(options["n_masks"]),
    "Score-CAM": _maps,
}
