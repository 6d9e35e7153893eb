"""The pixels behind activations, traced back by a rule, and whether they are the ones that these hang on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.backward_rules import backward_rule
from vizlab.errors import VizlabError
from vizlab.inspection import activations, hooked, inspected

Array = NDArray[np.float32]
Window = tuple[int, int, int, int]
GREY = 127.5


@dataclass(frozen=True)
class Place:
    """One value of a network: layer, unit (its map), row and column."""

    layer: str
    unit: int
    row: int = 0
    column: int = 0

    def of(self, maps: Tensor) -> Tensor:
        """Its value (n,) in what the layer says of n pictures."""
        return maps.reshape(*maps.shape[:2], *(maps.shape[2:] or (1, 1)))[:, self.unit, self.row, self.column]


@dataclass(frozen=True)
class Wiped:
    """An activation as it was, with the marked pixels wiped out, and with as many random ones of the same patch (draws,)."""

    before: float
    marked: float
    random: NDArray[np.float64]

    def fall(self, after: float) -> float:
        """By how much of itself the activation fell, 0-1; above 1 if it went below zero."""
        return (self.before - after) / abs(self.before) if self.before else 0.0

    @property
    def falls(self) -> tuple[float, float]:
        """How far it fell without the marked pixels, and without random ones on average."""
        return self.fall(self.marked), self.fall(float(self.random.mean()))


def traced(model: nn.Module, picture: Array, place: Place, rule: str) -> Array:
    """What a rule of `backward_rules.RULES` hands back to the pixels of a picture (c, h, w) from one value: (c, h, w).

    Errors: `VizlabError` if there is no such layer or rule.
    """
    modules, seen = dict(model.named_modules()), list[Tensor]()
    if not place.layer or place.layer not in modules:
        raise VizlabError(f"The network has no layer {place.layer!r}.")
    with inspected(model), backward_rule(model, rule):
        pixels = torch.from_numpy(np.array(picture))[None].to(next(model.parameters()).device).requires_grad_()
        # a copy each time, for a network that works in place
        with hooked(modules[place.layer], lambda module, inputs, output: seen.append(output.clone())):
            model(pixels.clone())
        (found,) = torch.autograd.grad(place.of(seen[0]).sum(), pixels)
    values: Array = found[0].cpu().numpy()
    return values


def wipe(
    model: nn.Module, picture: Array, place: Place, marks: Array, window: Window, *, share: float, draws: int, seed: int
) -> Wiped:
    """Wipe out the share of a patch's pixels that a map (c, h, w) marks most strongly, and, to compare, random ones.

    Wiped pixels get the mean colour of the patch (window: top, left, bottom, right), so that neither black nor white helps.
    """
    top, left, bottom, right = window
    strength = np.abs(marks).sum(axis=0)[top:bottom, left:right].ravel()
    count = max(1, round(share * strength.size))
    source = np.random.default_rng(seed)
    chosen = [np.argsort(-strength, kind="stable")[:count], *(source.permutation(strength.size)[:count] for _ in range(draws))]
    pictures = np.stack([picture, *(_without(picture, window, pixels) for pixels in chosen)])
    inputs = torch.from_numpy(pictures).to(next(model.parameters()).device)
    values = place.of(activations(model, inputs, [place.layer])[place.layer]).cpu().double().numpy()
    return Wiped(float(values[0]), float(values[1]), values[2:])


def as_pixels(marks: Array) -> NDArray[np.uint8]:
    """A map (c, h, w) as a picture of its own, (c, h, w) uint8: grey where it is zero."""
    reach = float(np.abs(marks).max()) or 1.0
    pixels: NDArray[np.uint8] = np.round(GREY + GREY * marks / reach).astype(np.uint8)
    return pixels


def _without(picture: Array, window: Window, pixels: NDArray[np.int64]) -> Array:
    top, left, bottom, right = window
    found = picture.copy()
    patch = found[:, top:bottom, left:right]
    flat = patch.reshape(len(picture), -1)
    flat[:, pixels] = flat.mean(axis=1, keepdims=True)
    found[:, top:bottom, left:right] = flat.reshape(patch.shape)
    return found
