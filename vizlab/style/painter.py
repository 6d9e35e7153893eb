"""One painting in the making: the paint, what moves it, and every loss so far, through all its scales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.images import encode
from vizlab.paints import PAINTS
from vizlab.store import Store
from vizlab.style.canvas import prepare, stretched
from vizlab.style.features import network_of
from vizlab.style.objective import Objective
from vizlab.style.optimizers import OPTIMIZERS, Found
from vizlab.style.recipe import StyleRecipe
from vizlab.style.scales import Stage, stages
from vizlab.style.sight import FeatureNetwork

FRAMES = 22
LEAST_PAST = 20  # iterations between two frames with which an optimizer forgets its past
CLOUDS = 10.0  # how much stronger than faint the noise is that Fourier paint begins with, so that it can be seen
STATE = ("paint", "history", "mean", "square", "numbers")  # arrays of a frame that are only needed to go on

Losses = dict[str, float]


class Painter:
    """The state of one painting. done: iterations so far. history: the losses of each, in the order of `names`.

    To paint something small without keeping it: `for losses in Painter(recipe).run(): ...`, then `picture`.
    """

    def __init__(self, recipe: StyleRecipe, network: FeatureNetwork | None = None, store: Store | None = None) -> None:
        """Look at the pictures once. network: the recipe's, if it is open already. Errors: `VizlabError` for unknown names."""
        for value, table, what in ((recipe.optimizer, OPTIMIZERS, "optimizer"), (recipe.paint, PAINTS, "paint")):
            if value not in table:
                raise VizlabError(f"The {what} must be one of {', '.join(table)}; got {value!r}.")
        self.recipe, self.network, self.done = recipe, network or network_of(recipe, store), 0
        self.history: list[list[float]] = []
        self.stages = stages(recipe.size_px, recipe.steps, recipe.scales)
        self._store, self._measured, self._slope = store, Losses(), torch.zeros(())
        self._forgetting = forgetting(recipe.steps, [stage.first for stage in self.stages])
        self._whole = prepare(recipe, self.network, store)
        self._enter(None)

    @property
    def names(self) -> list[str]:
        """Names of the losses."""
        return self.objective.names

    @property
    def picture(self) -> Tensor:
        """The painting as it is, RGB (3, h, w) in [0, 1], in its full size also while it is painted smaller."""
        with torch.no_grad():
            rendered = self.objective.canvas.rendered(self.paint.image()[0])
        return stretched(rendered, tuple(self._whole.content.shape[1:]))

    def run(self) -> Iterator[Losses]:
        """Paint to the end; the losses after 0, 1, 2 ... iterations."""
        yield self.measure()
        while self.done < self.recipe.steps:
            for _ in self.improving():
                pass
            yield self.measure()

    def measure(self) -> Losses:
        """All losses of the painting as it is."""
        if not self._measured:
            self.look()
        self.history[self.done :] = [list(self._measured.values())]
        return self._measured

    def look(self) -> Found:
        """Every loss where the paint is, and the slope of the total."""
        with torch.enable_grad():
            parts = self.objective.losses(self.paint.image().squeeze(0))
            (self._slope,) = torch.autograd.grad(parts["total"], self.paint.parameter)
        self._measured = dict(zip(parts, torch.stack([part.detach() for part in parts.values()]).tolist(), strict=True))
        return self._measured["total"], self._slope

    def improving(self) -> Iterator[None]:
        """One iteration; yields wherever there is time to ask whether to go on."""
        self.measure()
        found = (self._measured["total"], self._slope)
        self._measured = {}
        yield from self._optimizer.advance(found, self.look)
        self.done += 1
        if any(stage.first == self.done for stage in self.stages):
            self._enter(self._rendered())
        elif self._optimizer.forgets and self.done in self._forgetting:
            self._optimizer.restore(self._optimizer.state(), self._count)

    def likeness(self) -> float:
        """See `Objective.likeness`."""
        return self.objective.likeness(self._rendered())

    def frame(self) -> dict[str, NDArray[Any]]:
        """The arrays of a frame: the picture, and, where the work can go on from here, all that this needs."""
        is_last = self.done == self.recipe.steps
        picture = encode(self.picture, lossless=is_last)
        if is_last or (self._optimizer.forgets and self.done not in self._forgetting):
            return {"picture": picture}
        paint = self.paint.parameter.detach().cpu().numpy()
        return {"picture": picture, "paint": paint, "history": np.array(self.history), **self._optimizer.state()}

    def restore(self, done: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Go on from the frame after so many iterations."""
        self.done, self.history = done, arrays["history"].tolist()
        self._enter(None)
        with torch.no_grad():
            self.paint.parameter.copy_(torch.tensor(arrays["paint"]))
        self._optimizer.restore(arrays, self._count)

    @property
    def _stage(self) -> Stage:
        return next(stage for stage in reversed(self.stages) if stage.first <= self.done)

    @property
    def _count(self) -> int:
        """Iterations since this scale began."""
        return self.done - self._stage.first

    def _enter(self, before: Tensor | None) -> None:
        """Begin the scale that this iteration belongs to, with the picture (c, h, w) that was painted before, if there is one."""
        recipe, size_px = self.recipe, self._stage.size_px
        canvas = self._whole if size_px == recipe.size_px else prepare(recipe, self.network, self._store, size_px=size_px)
        self.objective = Objective(recipe, self.network, canvas)
        start = canvas.start if before is None else stretched(before, tuple(canvas.content.shape[1:]))
        generator = torch.Generator().manual_seed(recipe.seed)
        self.paint = PAINTS[recipe.paint]((1, *start.shape), generator, start.device)
        if before is None and (recipe.init, recipe.paint) == ("noise", "Fourier"):
            self.paint.parameter.data.mul_(CLOUDS)  # its own noise: to white one the way in frequencies is far
        else:
            self.paint.write(start[None])
        self._optimizer = OPTIMIZERS[recipe.optimizer](self.paint.parameter, recipe.lr, recipe.paint == "pixels")
        self._measured = {}

    def _rendered(self) -> Tensor:
        with torch.no_grad():
            return self.paint.image()[0].detach()


def kept_steps(steps: int) -> list[int]:
    """The iterations whose picture is kept: at most `FRAMES`, close together at the start, where most happens."""
    return sorted({round(steps * (i / (FRAMES - 1)) ** 2) for i in range(FRAMES)} | set(range(min(4, steps + 1))))


def forgetting(steps: int, firsts: list[int]) -> set[int]:
    """The iterations at which an optimizer that forgets does so: kept ones, some way apart, and where a scale begins."""
    marks = {0}
    for step in sorted({*kept_steps(steps), *firsts}):
        if step in firsts or step - max(marks) >= LEAST_PAST:
            marks.add(step)
    return marks
