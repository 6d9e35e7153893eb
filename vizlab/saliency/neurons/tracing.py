"""From one neuron back to the pixels: the graph is cut at its activation, and that alone is sent backward.

A neuron at a place sees nothing outside its window, so that all else is exactly zero, whatever the rule at the ReLUs
(`backward_rules.RULES`) is. Source: Zeiler & Fergus 2014, arXiv:1311.2901; Springenberg 2015, arXiv:1412.6806.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.backward_rules import backward_rule
from vizlab.errors import VizlabError
from vizlab.inspection import activations, copy_images, hooked, inspected
from vizlab.models.anatomy import anatomy
from vizlab.saliency.neurons.spots import Box, Spot, find, spots

Array = NDArray[np.float32]
MOST_LAYERS, LEAST_LAYERS = 10, 4  # in `growth`
LONGEST = 12  # characters of a layer above its picture
BUDGET = 2e10  # multiply-adds that `growth` may take: about a second


@dataclass(frozen=True)
class Neuron:
    """One value of a layer; or, as a whole, the sum of its unit over all places."""

    layer: str
    unit: int
    row: int = 0
    column: int = 0
    whole: bool = False


@dataclass(frozen=True)
class Traced:
    """What one neuron hands back to a picture. values (c, h, w): by each pixel. box: what it sees on paper. said: activation."""

    values: Array
    box: Box
    said: float

    @property
    def strength(self) -> Array:
        """The largest absolute value over the colours, (h, w)."""
        return np.asarray(np.abs(self.values).max(axis=0))

    @property
    def outside(self) -> float:
        """The largest absolute value outside the window: exactly 0 if the window is right."""
        rest = self.strength.copy()
        top, left, bottom, right = self.box
        rest[top:bottom, left:right] = 0
        return float(rest.max())

    @property
    def support(self) -> Box:
        """The smallest window around all that is not zero; of nothing if all is."""
        rows, columns = np.nonzero(self.strength)
        if not rows.size:
            return 0, 0, 0, 0
        return int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1


def said(model: nn.Module, image: Array, layer: str) -> Array:
    """What a layer says of a picture (c, h, w): (units, rows, columns). Errors: `VizlabError` for no such layer."""
    maps = activations(model, _batch(model, image), [layer])[layer][0]
    return np.asarray(maps.reshape(len(maps), *(maps.shape[1:] or (1, 1))).float().cpu().numpy())


def peak(maps: Array, unit: int | None = None) -> tuple[int, int, int]:
    """Unit, row and column of the largest value of maps (units, rows, columns), or of one of them."""
    chosen = range(len(maps)) if unit is None else [unit]
    best = max(chosen, key=lambda each: float(maps[each].max()))
    row, column = np.unravel_index(int(maps[best].argmax()), maps[best].shape)
    return best, int(row), int(column)


def traced(model: nn.Module, image: Array, neuron: Neuron, rule: str = "gradient") -> Traced:
    """What a rule hands back from one neuron to a picture (c, h, w). Errors: `VizlabError` if there is no such neuron or rule."""
    spot = find(spots(model, image.shape), neuron.layer)
    with _forward(model, image, [spot.name], rule) as (pixels, seen):
        return _back(seen[spot.name], pixels, neuron, spot)


def growth(model: nn.Module, image: Array, rule: str = "gradient") -> list[tuple[Neuron, Traced]]:
    """For some layers in order, the last always among them: the neuron in the middle that says most, and what it saw."""
    known = _chosen(model, image, spots(model, image.shape))
    with _forward(model, image, [spot.name for spot in known], rule) as (pixels, seen):
        neurons = [_middle(seen[spot.name], spot) for spot in known]
        return [(neuron, _back(seen[spot.name], pixels, neuron, spot)) for neuron, spot in zip(neurons, known, strict=True)]


def told(found: Sequence[tuple[Neuron, Traced]]) -> tuple[list[Array], list[Box], list[str], list[str]]:
    """What is shown of `growth`: strengths, windows, names of the layers, and what hovering says."""
    sides = [(box[2] - box[0], box[3] - box[1]) for box in (each.box for _, each in found)]
    words = [
        f"{neuron.layer}, unit {neuron.unit}<br>activation {each.said:.4g}<br>sees {h} × {w} px of the picture<br>"
        f"largest value outside: {each.outside:g}"
        for (neuron, each), (h, w) in zip(found, sides, strict=True)
    ]
    labels = [_short(neuron.layer) for neuron, _ in found]
    return [each.strength for _, each in found], [each.box for _, each in found], labels, words


@contextlib.contextmanager
def _forward(model: nn.Module, image: Array, names: Sequence[str], rule: str) -> Iterator[tuple[Tensor, dict[str, Tensor]]]:
    """The pixels (1, c, h, w) and layer -> what it says of them (1, units, rows, columns), ready to go backward."""
    modules, seen = dict(model.named_modules()), dict[str, Tensor]()
    pixels = copy_images(_batch(model, image)).requires_grad_()
    with inspected(model), backward_rule(model, rule):
        with contextlib.ExitStack() as stack:
            for name in names:
                stack.enter_context(hooked(modules[name], _keeping(seen, name)))
            model(pixels.clone())
        yield pixels, {name: maps.reshape(*maps.shape[:2], *(maps.shape[2:] or (1, 1))) for name, maps in seen.items()}


def _keeping(seen: dict[str, Tensor], name: str) -> Callable[..., None]:
    """A hook that keeps the first output; a copy, for what comes after may work in place."""

    def keep(module: nn.Module, inputs: object, output: Tensor) -> None:
        if name not in seen:
            seen[name] = output.clone()

    return keep


def _back(maps: Tensor, pixels: Tensor, neuron: Neuron, spot: Spot) -> Traced:
    units, rows, columns = spot.shape
    if not (0 <= neuron.unit < units and 0 <= neuron.row < rows and 0 <= neuron.column < columns):
        got = f"unit {neuron.unit}, row {neuron.row}, column {neuron.column}"
        raise VizlabError(f"{spot.name} has {units} units in {rows} rows and {columns} columns; got {got}.")
    one = maps[0, neuron.unit]
    one = one.sum() if neuron.whole else one[neuron.row, neuron.column]
    (found,) = torch.autograd.grad(one, pixels, retain_graph=True)
    box = (0, 0, *spot.size) if neuron.whole else spot.box(neuron.row, neuron.column)
    return Traced(np.asarray(found[0].float().cpu().numpy()), box, float(one.detach()))


def _middle(maps: Tensor, spot: Spot) -> Neuron:
    row, column = spot.shape[1] // 2, spot.shape[2] // 2
    return Neuron(spot.name, int(maps[0, :, row, column].argmax()), row, column)


def _chosen(model: nn.Module, image: Array, known: list[Spot]) -> list[Spot]:
    """Layers after which neurons see more than before, few enough to go back from each."""
    growing = [spot for before, spot in zip([None, *known], known, strict=False) if before is None or spot.side > before.side]
    if known[-1] is not growing[-1]:
        growing.append(known[-1])
    work = anatomy(model, image.shape).multiply_adds
    most = int(np.clip(BUDGET / max(2 * work, 1), LEAST_LAYERS, MOST_LAYERS))
    places = sorted({round(place) for place in np.linspace(0, len(growing) - 1, min(most, len(growing)))})
    return [growing[place] for place in places]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else "…" + name[1 - LONGEST :]


def _batch(model: nn.Module, image: Array) -> Tensor:
    return torch.as_tensor(image, device=next(model.parameters()).device)[None]
