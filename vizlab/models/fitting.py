"""How a file of weights fits the architectures of the table: which of its names are missing, unexpected or misshapen.

What a file does not say in so many words is read from its shapes: channels from the first layer's weights, classes from the
last one's, depth, width and batch norm by trying.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import torch
from torch import Tensor

from vizlab import models
from vizlab.errors import VizlabError
from vizlab.models.anatomy import WEIGHTED, describe
from vizlab.recipes import KNOBS, Recipe, from_fields

MAX_CLASSES = 20_000
COLOURS = (1, 3)
COUNTER = "num_batches_tracked"  # of batch norm; nothing here reads it, and old files lack it
LIKELY_PX = 32
SHAPED = ("depth", "width", "batch_norm")  # options of a recipe that show in the shapes of the weights
_Shapes = dict[str, tuple[int, ...]]
_FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)


@dataclass(frozen=True)
class Fit:
    """How a file fits an architecture: for examples of this shape, with this many classes and these fields of the recipe.

    missing, unexpected: names. misshapen: name -> (shape that it must have, shape that it has). All empty: it fits.
    """

    architecture: str
    options: Mapping[str, Any]
    shape: tuple[int, ...]
    n_classes: int
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    misshapen: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]

    @property
    def faults(self) -> int:
        """How many names do not fit."""
        return len(self.missing) + len(self.unexpected) + len(self.misshapen)

    @property
    def recipe(self) -> Recipe:
        """What builds the network."""
        return from_fields({"model": self.architecture, **self.options}, Recipe)


def compare(state: Mapping[str, Tensor], architecture: str, size_px: int) -> Fit:
    """How the tensors fit an architecture for pictures of size_px: the best of all depths and widths it can have.

    Channels are read from the first layer's weights, classes from the last one's. Errors: `VizlabError` as `models.build`.
    """
    shapes = {name: tuple(value.shape) for name, value in state.items()}
    fits = (_compare(shapes, architecture, options, size_px) for options in _options(shapes, architecture, size_px))
    best = next(fits)
    for fit in fits:
        best = min(best, fit, key=lambda each: each.faults)
        if not best.faults:
            break
    return best


def identify(state: Mapping[str, Tensor], size_px: int) -> list[str]:
    """The architectures of the table that the tensors fit exactly, for pictures of size_px."""
    sizes = {name: max(size_px, known.min_px) for name, known in models.ARCHITECTURES.items()}
    likely = [name for name in sizes if len(state) in _lengths(name)]
    return [name for name in likely if not compare(state, name, sizes[name]).faults]


def settle(state: Mapping[str, Tensor], fit: Fit) -> dict[str, Tensor]:
    """The tensors as float32 under the architecture's names, checked. Errors: `VizlabError` naming the layer at fault."""
    if fit.faults:
        raise VizlabError(f"The file must fit {fit.architecture}; {fit.faults} of its names or shapes do not.")
    wanted = models.outline(fit.recipe, fit.shape, fit.n_classes).state_dict()
    return {name: _settled(name, state.get(name), value) for name, value in wanted.items()}


def _options(shapes: _Shapes, architecture: str, size_px: int) -> Iterator[dict[str, Any]]:
    """The fields of a recipe that an architecture reads and shapes show, in all combinations that may fit."""
    read = [name for name in SHAPED if name in models.find(architecture).options]
    first = shapes.get(f"{_weighted(Recipe(model=architecture), size_px)[0]}.weight", (0,))
    width = first[0] if KNOBS["width"].low <= first[0] <= KNOBS["width"].high else Recipe().width
    ranges = {"depth": range(1, int(KNOBS["depth"].high) + 1), "width": (width,), "batch_norm": (True, False)}
    for values in itertools.product(*(ranges[name] for name in read)):
        yield dict(zip(read, values, strict=True))


def _compare(shapes: _Shapes, architecture: str, options: dict[str, Any], size_px: int) -> Fit:
    recipe = from_fields({"model": architecture, **options}, Recipe)
    shape, n_classes = _ends(shapes, recipe, size_px)
    wanted: _Shapes = {name: tuple(value.shape) for name, value in models.outline(recipe, shape, n_classes).state_dict().items()}
    counters = {name for name in wanted if name.endswith(COUNTER)}
    return Fit(
        architecture,
        options,
        shape,
        n_classes,
        tuple(name for name in wanted if name not in shapes and name not in counters),
        tuple(name for name in shapes if name not in wanted),
        {name: (size, shapes[name]) for name, size in wanted.items() if name in shapes and shapes[name] != size},
    )


def _ends(shapes: _Shapes, recipe: Recipe, size_px: int) -> tuple[tuple[int, ...], int]:
    """Shape of an example and number of classes, as the first and the last layer's weights tell them."""
    known = models.find(recipe.model)
    shape: tuple[int, ...] = (3, size_px, size_px)
    weighted = _weighted(recipe, size_px)
    first, last = (shapes.get(f"{name}.weight", ()) for name in (weighted[0], weighted[-1]))
    n_classes = last[0] if last and 0 < last[0] <= MAX_CLASSES else 10
    if len(first) == 4 and first[1] in COLOURS:
        shape = (first[1], size_px, size_px)
    elif len(first) == 2:
        channels = [each for each in COLOURS if each * size_px**2 == first[1]]
        if channels:
            shape = (channels[0], size_px, size_px)
        elif known.takes_points and 0 < first[1] <= MAX_CLASSES:
            shape = (first[1],)
    return shape, n_classes


@cache
def _lengths(architecture: str) -> frozenset[int]:
    """How many names its state dict may have, with and without the counters of batch norm."""
    found: set[int] = set()
    size_px = max(models.find(architecture).min_px, LIKELY_PX)
    for options in _options({}, architecture, size_px):
        names = models.outline(from_fields({"model": architecture, **options}, Recipe), (3, size_px, size_px), 10).state_dict()
        found |= {len(names), sum(not name.endswith(COUNTER) for name in names)}
    return frozenset(found)


@lru_cache(maxsize=256)
def _weighted(recipe: Recipe, size_px: int) -> list[str]:
    """Names of the layers with weights, the first one first."""
    return [layer.name for layer in describe(recipe, (3, size_px, size_px), 10).layers if layer.kind in WEIGHTED]


def _settled(name: str, value: Tensor | None, wanted: Tensor) -> Tensor:
    if value is None:  # a counter of batch norm, which nothing here reads
        return torch.zeros(wanted.shape, dtype=wanted.dtype)
    if not wanted.is_floating_point():
        return value.to(wanted.dtype).contiguous()
    if value.dtype not in _FLOATS:
        raise VizlabError(f"Weights must be floating-point numbers; {name} has {str(value.dtype).removeprefix('torch.')}.")
    settled = value.to(torch.float32).contiguous()
    if not bool(torch.isfinite(settled).all()):
        raise VizlabError(f"Weights must be finite; {name} has NaN or infinite values.")
    return settled
