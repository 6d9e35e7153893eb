"""Architectures by name, one a file: recipe and shape of one example -> an untrained `nn.Module`.

To add one: a file with `build(shape, n_classes, recipe)` and one line in `ARCHITECTURES`. A shape is (d,) for points and
(c, h, w) for images. Every network returns scores (n, n_classes) before softmax. Initial weights come from torch's global
generator: whoever builds wraps the call in `vizlab.randomness.RandomStream`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from vizlab.errors import VizlabError
from vizlab.models import lenet, logistic, mlp, small_cnn
from vizlab.models.activations import ACTIVATIONS
from vizlab.recipes import Recipe

__all__ = ["ACTIVATIONS", "ARCHITECTURES", "Architecture", "build", "count_parameters", "find", "fits"]


@dataclass(frozen=True)
class Architecture:
    """What the table knows of an architecture.

    about: one line for the user. build: (shape, n_classes, recipe) -> network. options: the recipe's fields that it reads.
    min_px: the smallest height and width of an image that it takes.
    """

    about: str
    build: Callable[[tuple[int, ...], int, Recipe], nn.Module]
    options: tuple[str, ...] = ()
    takes_points: bool = False
    takes_images: bool = True
    min_px: int = 1
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


def fits(name: str, shape: tuple[int, ...]) -> bool:
    """Whether the architecture of this name can take examples of this shape."""
    return not _obstacle(name, find(name), tuple(shape))


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
}
