"""Architectures by name, one a file: recipe and shape of one example -> an untrained `nn.Module`.

To add one: a file with `build(shape, n_classes, recipe)` and one line in `ARCHITECTURES`. A shape is (d,) for points and
(c, h, w) for images. Every network returns scores (n, n_classes) before softmax. Initial weights come from torch's global
generator: whoever builds wraps the call in `vizlab.randomness.RandomStream`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from vizlab.errors import VizlabError
from vizlab.models import (
    alexnet,
    cifar_resnet,
    densenet,
    googlenet,
    lenet,
    logistic,
    mlp,
    resnet,
    small_cnn,
    squeezenet,
    tiny_vgg,
    vgg,
)
from vizlab.models.activations import ACTIVATIONS
from vizlab.recipes import Recipe

__all__ = ["ACTIVATIONS", "ARCHITECTURES", "Architecture", "build", "count_parameters", "find", "fits", "outline"]

CIFAR_PX = 32
IMAGENET_PX = 224  # the size of the pictures that the networks of ImageNet are made for


@dataclass(frozen=True)
class Architecture:
    """What the table knows of an architecture.

    about: one line for the user. build: (shape, n_classes, recipe) -> network. options: the recipe's fields that it reads.
    min_px: the smallest height and width of an image that it takes. made_for_px: the size it was designed for, where that is
    one size: training it on images of less than half of it makes no sense.
    """

    about: str
    build: Callable[[tuple[int, ...], int, Recipe], nn.Module]
    options: tuple[str, ...] = ()
    takes_points: bool = False
    takes_images: bool = True
    min_px: int = 1
    made_for_px: int = 0
    has_convolutions: bool = False


def find(name: str) -> Architecture:
    """The architecture of this name. Errors: `VizlabError` listing the names."""
    if name not in ARCHITECTURES:
        raise VizlabError(f"The model must be one of {', '.join(ARCHITECTURES)}; got {name!r}.")
    return ARCHITECTURES[name]


def build(recipe: Recipe, shape: tuple[int, ...], n_classes: int) -> nn.Module:
    """The recipe's network for examples of this shape, in training mode, on the CPU.

    Errors: `VizlabError` for an unknown name, or a shape that the architecture cannot take.
    """
    architecture = find(recipe.model)
    obstacle = _obstacle(recipe.model, architecture, tuple(shape))
    if obstacle:
        raise VizlabError(obstacle)
    return architecture.build(tuple(shape), n_classes, recipe)


def outline(recipe: Recipe, shape: tuple[int, ...], n_classes: int) -> nn.Module:
    """The network that `build` builds, without memory for its weights: to count, or to load others into. Errors: as of `build`.

    A forward pass through it (on `device="meta"`) works, too, but the first one loads 80 MB of torch and takes seconds.
    """
    with torch.device("meta"), _Undrawn():
        return build(recipe, shape, n_classes)


class _Undrawn(TorchFunctionMode):
    """While entered no weights are drawn: on the meta device that alone would load torch's compiler, 80 MB and two seconds."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Skip what works in place, `normal_` and its like; do all else."""
        kwargs = kwargs or {}
        if func.__name__.endswith("_") and not func.__name__.endswith("__"):
            return args[0] if args else kwargs["tensor"]
        return func(*args, **kwargs)


def fits(name: str, shape: tuple[int, ...]) -> bool:
    """Whether it makes sense to train this architecture on examples of this shape.

    It takes them, and if they are images they have at least half the size that it is made for.
    """
    architecture = find(name)
    return not _obstacle(name, architecture, tuple(shape)) and 2 * min(shape[-2:]) >= architecture.made_for_px


def count_parameters(model: nn.Module) -> int:
    """How many numbers training may change, frozen ones included, shared ones once."""
    return sum(parameter.numel() for parameter in model.parameters())


def _obstacle(name: str, architecture: Architecture, shape: tuple[int, ...]) -> str:
    """Why the architecture cannot take the shape, as a sentence; empty if it can."""
    if len(shape) not in (1, 3) or min(shape) < 1:
        return f"An example must be a point (d,) or an image (c, h, w); got the shape {shape}."
    if len(shape) == 1:
        need = f"{name} needs images (channels, height, width); got points with {shape[0]} coordinates."
        return "" if architecture.takes_points else need
    if not architecture.takes_images:
        return f"{name} needs points; got images of {shape[2]}×{shape[1]} px."
    if min(shape[1:]) < architecture.min_px:
        at_least = architecture.min_px
        return f"{name} needs images of at least {at_least}×{at_least} px; got {shape[2]}×{shape[1]} px."
    return ""


def _vgg(depth: int, about: str) -> Architecture:
    return Architecture(
        about,
        vgg.builder(depth),
        options=("dropout",),
        min_px=vgg.MIN_PX,
        made_for_px=IMAGENET_PX,
        has_convolutions=True,
    )


def _cifar(depth: int, about: str, *, shortcuts: bool = True) -> Architecture:
    return Architecture(
        about,
        cifar_resnet.builder(depth, shortcuts=shortcuts),
        min_px=cifar_resnet.MIN_PX,
        made_for_px=CIFAR_PX,
        has_convolutions=True,
    )


def _resnet(depth: int, about: str) -> Architecture:
    return Architecture(about, resnet.builder(depth), min_px=resnet.MIN_PX, made_for_px=IMAGENET_PX, has_convolutions=True)


def _squeezenet(version: str, about: str) -> Architecture:
    return Architecture(
        about,
        squeezenet.builder(version),
        options=("dropout",),
        min_px=squeezenet.MIN_PX[version],
        made_for_px=IMAGENET_PX,
        has_convolutions=True,
    )


ARCHITECTURES: dict[str, Architecture] = {
    "logistic regression": Architecture(
        "One weight for each input and class: straight boundaries, and the weights are the whole explanation.",
        logistic.build,
        takes_points=True,
    ),
    "MLP": Architecture(
        "Fully connected layers: bends the boundary anywhere, and knows nothing of which pixels are neighbours.",
        mlp.build,
        options=("depth", "width", "activation", "batch_norm", "dropout"),
        takes_points=True,
    ),
    "LeNet-5": Architecture(
        "The 1998 network that read bank cheques: two convolutions, three full layers, 61,706 parameters on MNIST.",
        lenet.build,
        options=("activation",),
        min_px=lenet.MIN_PX,
        has_convolutions=True,
    ),
    "small CNN": Architecture(
        "Blocks of 3×3 convolution, batch norm and pooling: the modern recipe, small enough to train while you watch.",
        small_cnn.build,
        options=("depth", "width", "activation", "batch_norm", "dropout"),
        min_px=small_cnn.MIN_PX,
        has_convolutions=True,
    ),
    "AlexNet": Architecture(
        "Won ImageNet in 2012 and began it all: five convolutions, three full layers, ReLU, dropout; 61.1 million parameters.",
        alexnet.build,
        options=("dropout",),
        min_px=alexnet.MIN_PX,
        made_for_px=IMAGENET_PX,
        has_convolutions=True,
    ),
    "VGG-11": _vgg(11, "The shallowest VGG of 2014: eight 3×3 convolutions, three full layers; 132.9 million parameters."),
    "VGG-16": _vgg(16, "Runner-up of ImageNet 2014: stacks of 3×3 convolutions and nothing else; 138.4 million parameters."),
    "VGG-19": _vgg(19, "The deepest VGG of 2014, whose features style transfer began with; 143.7 million parameters."),
    "GoogLeNet": Architecture(
        "Won ImageNet in 2014: 22 layers of filters of several sizes side by side, and only 6.6 million parameters.",
        googlenet.build,
        options=("dropout",),
        min_px=googlenet.MIN_PX,
        made_for_px=IMAGENET_PX,
        has_convolutions=True,
    ),
    "ResNet-18": _resnet(18, "The shallowest ResNet of 2015: each block adds to what came in; 11.7 million parameters."),
    "ResNet-34": _resnet(34, "34 layers that still train, since each block only adds to what came in; 21.8 million parameters."),
    "ResNet-50": _resnet(50, "50 layers in narrow blocks, 1×1, 3×3, 1×1, of the kind that won in 2015; 25.6 million parameters."),
    "SqueezeNet 1.0": _squeezenet(
        "1.0", "2016: squeezes the channels before each 3×3: AlexNet's accuracy with 1.25 million parameters."
    ),
    "SqueezeNet 1.1": _squeezenet(
        "1.1", "SqueezeNet 1.0 with smaller first filters: 2.4 times less work; 1.24 million parameters."
    ),
    "DenseNet-121": Architecture(
        "2017: in a block every layer sees the maps of all before it and adds 32 of its own; 8.0 million parameters.",
        densenet.build,
        min_px=densenet.MIN_PX,
        made_for_px=IMAGENET_PX,
        has_convolutions=True,
    ),
    "ResNet-20": _cifar(
        20, "2015, for pictures of 32 px: 19 convolutions in pairs, each pair adding to what came in; 269,722 parameters."
    ),
    "ResNet-32": _cifar(32, "The same with five pairs in a stage instead of three."),
    "ResNet-56": _cifar(56, "The same with nine pairs in a stage: deeper is better, with shortcuts."),
    "Plain-20": _cifar(20, "ResNet-20 without its shortcuts: the same parameters, a rougher landscape.", shortcuts=False),
    "Plain-32": _cifar(32, "ResNet-32 without its shortcuts.", shortcuts=False),
    "Plain-56": _cifar(
        56, "ResNet-56 without its shortcuts: deeper than it can learn; its training error is higher.", shortcuts=False
    ),
    "tiny-vgg": Architecture(
        "Six 3×3 convolutions as in VGG, for natural pictures of 64 px: texture and shape in a few megabytes.",
        tiny_vgg.build,
        options=("dropout",),
        min_px=tiny_vgg.MIN_PX,
        made_for_px=64,
        has_convolutions=True,
    ),
}
