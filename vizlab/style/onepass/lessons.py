"""How a network learns one style: each round it paints another piece of a photograph, and its total loss is lowered.

Source: Johnson 2016, arXiv:1603.08155, with the losses of the optimisation, so that both can be compared.
"""

from __future__ import annotations

from collections.abc import Generator

from numpy.random import Generator as Dice
from torch import Tensor

from vizlab import images
from vizlab.frames import Frames
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.store import Store
from vizlab.style.canvas import sized
from vizlab.style.onepass import crops
from vizlab.style.onepass.goals import goal
from vizlab.style.onepass.nets import OneStyle
from vizlab.style.onepass.recipe import KIND, OnePassRecipe
from vizlab.style.onepass.training import Lessons, teach

SAMPLE, SAMPLE_PX = "Cat", 160


def train(recipe: OnePassRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train the network of a recipe; yields a `Step` a round, the last with the run's record.

    Errors: `VizlabError` if the style picture is unknown, the data are missing, or the loss stops being a number.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(recipe.lessons, recipe.lessons, "done", "round", result=record)
        return
    yield Step(0, recipe.lessons, "opening the pictures", "round")
    yield from teach(run, OneStyleLessons(recipe, store))


class OneStyleLessons(Lessons):
    """The training of a `OneStyle`."""

    def __init__(self, recipe: OnePassRecipe, store: Store | None = None) -> None:
        """Open style and photographs."""
        with RandomStream(recipe.start):
            network = OneStyle()
        super().__init__(recipe, network, network)
        self._side = recipe.crop_px
        self._goal = goal(recipe.style, recipe.style_px, recipe.push, recipe.smooth, store)
        self._pool = crops.pool(recipe.pictures)
        self._sample = sized(images.photograph(SAMPLE), SAMPLE_PX).to(self.device)

    def losses(self, dice: Dice) -> dict[str, Tensor]:
        """Of a painting of one piece."""
        piece = self._pool.piece(self._side, dice).to(self.device)
        return self._goal.losses(self.network(piece[None])[0], piece)

    def sample(self) -> Tensor:
        """The photograph, painted."""
        painted: Tensor = self.network(self._sample[None])[0]
        return painted
