"""The loop behind every maximised picture: listen, look which way is up, step, keep the picture natural.

One batch may hold pictures for many units of a layer: they do not see one another, except where `diversity` is asked for.
To add a rule: a line in `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from vizlab.adam import Adam
from vizlab.errors import VizlabError
from vizlab.filters.ascent import treatments
from vizlab.filters.ascent.listening import Listener
from vizlab.filters.ascent.recipe import AscentRecipe
from vizlab.paints import GROUND, PAINTS, Paint

EVERY = 4  # steps from one blur or clearing to the next
_TINY = 1e-8


@dataclass(frozen=True)
class Moment:
    """One point of a climb. done: steps so far. images (n, c, h, w) in [0, 1]. peaks (n,): the largest value of each unit's map.

    They belong together: the values are what the layer says of the pictures, shifted as the step wanted them.
    """

    done: int
    images: Tensor
    peaks: Tensor


class Climb:
    """The state of a climb towards some units of a layer, one picture each: a paint and an optimiser."""

    def __init__(self, listener: Listener, units: Sequence[int], shape: tuple[int, int, int], recipe: AscentRecipe) -> None:
        """Start from faint noise. shape (c, h, w) of a picture. Errors: `VizlabError` for an unknown paint, rule or unit."""
        for value, table, what in ((recipe.paint, PAINTS, "paint"), (recipe.rule, RULES, "rule")):
            if value not in table:
                raise VizlabError(f"The {what} must be one of {', '.join(table)}; got {value!r}.")
        if shape[0] not in GROUND:
            raise VizlabError(f"Pictures have 1 or 3 channels; this network takes {shape[0]}.")
        self.recipe, self.listener, self.done = recipe, listener, 0
        self.ground = GROUND[shape[0]]
        generator = torch.Generator().manual_seed(recipe.seed)
        self.paint: Paint = PAINTS[recipe.paint]((len(units), *shape), generator, listener.device)
        self.units = torch.as_tensor(list(units), device=listener.device)
        self.scale = self._scale()
        self.mover = RULES[recipe.rule](self.paint.parameter)

    def step(self) -> Moment:
        """Measure the pictures as they are, then improve them once."""
        images = self.paint.image()
        shift = torch.Generator().manual_seed(self.recipe.seed * 1_000_003 + self.done)  # of the step, so that it can go on
        values = self.listener.ask(_fast(treatments.shifted(images, self.recipe.jitter, shift)))
        own = self._own(values)
        before = images.detach().clone() if images is self.paint.parameter else images.detach()  # pixels are improved in place
        self._improve(images, values, own)
        self.done += 1
        return Moment(self.done - 1, before, own.detach().amax((1, 2)))

    def measure(self) -> Moment:
        """The pictures as they are, unshifted, and their peaks."""
        with torch.no_grad():
            images = self.paint.image().detach().clone()
            values = self.listener.ask(_fast(images))
        return Moment(self.done, images, self._own(values).amax((1, 2)))

    def goal(self, images: Tensor, values: Tensor, own: Tensor) -> Tensor:
        """What is maximised: each unit's score in units of the layer's own spread on noise, minus all prices; a scalar.

        images (n, c, h, w); values (n, units, h', w') of the layer, own (n, h', w') those of each picture's unit.
        """
        recipe = self.recipe
        total = _AIMS[recipe.aim](own.flatten(1) / self.scale).sum()
        if recipe.l2:
            total = total - recipe.l2 * treatments.size(images, self.ground).sum()
        if recipe.tv:
            total = total - recipe.tv * treatments.variation(images).sum()
        if recipe.diversity and recipe.n > 1:
            total = total - recipe.diversity * len(images) * treatments.likeness(values)
        return total

    def _own(self, values: Tensor) -> Tensor:
        """Each picture's own unit, (n, h', w'), of the layer's values (n, units, h', w')."""
        if len(self.units) == 1:  # the common case, and the way back is shorter
            return values[:, int(self.units)]
        one = values.new_zeros(values.shape[:2])
        one[torch.arange(len(self.units)), self.units] = 1
        return (one[:, :, None, None] * values).sum(1)

    def _improve(self, images: Tensor, values: Tensor, own: Tensor) -> None:
        recipe = self.recipe
        wanted = (self.paint.parameter, images) if recipe.small_gradients else (self.paint.parameter,)
        slopes = torch.autograd.grad(-self.goal(images, values, own), wanted)
        self.mover.step(slopes[:1], recipe.lr)
        if recipe.paint == "pixels":
            self.paint.write(self.paint.parameter.detach())
        if (self.done + 1) % EVERY == 0 and (recipe.blur or recipe.small_pixels or recipe.small_gradients):
            self._treat(slopes[-1])

    def _treat(self, slope: Tensor) -> None:
        """Blur, then clear the faintest pixels and those that matter least; slope: of the goal along the pictures."""
        recipe = self.recipe
        with torch.no_grad():
            images = self.paint.image()
            if recipe.blur:
                images = treatments.blurred(images, recipe.blur)
            away = images - self.ground
            if recipe.small_pixels:
                images = treatments.cleared(images, away.square().sum(1), recipe.small_pixels, self.ground)
            if recipe.small_gradients:
                images = treatments.cleared(images, (away * slope).sum(1).abs(), recipe.small_gradients, self.ground)
            self.paint.write(images)

    def _scale(self) -> float:
        """The spread of the layer's values on the starting noise: scores of all layers become comparable."""
        with torch.no_grad():
            values = self.listener.ask(_fast(self.paint.image()))
        if values.shape[1] <= int(self.units.max()):
            raise VizlabError(f"The unit must lie between 0 and {values.shape[1] - 1}; got {int(self.units.max())}.")
        return max(float(values.std()), _TINY)


def climb(listener: Listener, units: Sequence[int], shape: tuple[int, int, int], recipe: AscentRecipe) -> Iterator[Moment]:
    """Every step of a climb, and at the end the finished pictures, measured unshifted."""
    state = Climb(listener, units, shape, recipe)
    for _ in range(recipe.steps):
        yield state.step()
    yield state.measure()


def _strongest(values: Tensor) -> Tensor:
    """A smooth maximum over places, (n, p) -> (n,): it follows the strongest place wherever a shift takes it."""
    return values.logsumexp(1)


def _fast(images: Tensor) -> Tensor:
    return images.contiguous(memory_format=torch.channels_last) if images.shape[1] == 3 else images


def _normalised(slope: Tensor) -> Tensor:
    """The slope of each picture divided by its own root mean square."""
    each = slope.flatten(1).square().mean(1).sqrt().clamp_min(_TINY)
    return slope / each.view(-1, *[1] * (slope.ndim - 1))


class _Straight:
    """Steps down the slope as it is, or as `_normalised` makes it."""

    def __init__(self, parameter: Tensor, change: Callable[[Tensor], Tensor] = lambda slope: slope) -> None:
        self._parameter, self._change = parameter, change

    @torch.no_grad()
    def step(self, slopes: Sequence[Tensor], lr: float) -> None:
        """Move the parameter once."""
        self._parameter.sub_(self._change(slopes[0]), alpha=lr)


_AIMS: dict[str, Callable[[Tensor], Tensor]] = {"everywhere": lambda values: values.mean(1), "one place": _strongest}
RULES: dict[str, Callable[[Tensor], Adam | _Straight]] = {
    "Adam": lambda parameter: Adam([parameter]),
    "gradient": _Straight,
    "normalised": lambda parameter: _Straight(parameter, _normalised),
}
