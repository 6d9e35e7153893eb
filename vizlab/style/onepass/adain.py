"""How a decoder learns to paint any style: each round other pieces of photographs, half of them in their own style.

Source: Huang 2017, arXiv:1703.06868, equations 11 to 13, with losses that are shares as everywhere here; the pieces in their own
style, which must come back, are an addition.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import torch
from numpy.random import Generator as Dice
from torch import Tensor

from vizlab import images
from vizlab.frames import Frames
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.store import Store
from vizlab.style import pictures
from vizlab.style.canvas import sized
from vizlab.style.losses import total_variation
from vizlab.style.onepass import crops
from vizlab.style.onepass.anystyle import AnyStyle, Moments, adapted, moments
from vizlab.style.onepass.recipe import ANY_KIND, AnyStyleRecipe
from vizlab.style.onepass.training import Lessons, teach

SAMPLE, SAMPLE_STYLE, SAMPLE_PX = "Cat", "pattern/Starlight", 160
PIECES, BACK_WEIGHT = 4, 20.0  # painted in a round; the weight of the mean squared error of those that must come back
USUAL_PIECES = 16


def train_any(recipe: AnyStyleRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train the network of a recipe; yields a `Step` a round, the last with the run's record.

    Errors: `VizlabError` if the data are missing, or the loss stops being a number.
    """
    run = Frames(ANY_KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(recipe.lessons, recipe.lessons, "done", "round", result=record)
        return
    yield Step(0, recipe.lessons, "opening the pictures", "round")
    yield from teach(run, AnyStyleLessons(recipe))


class AnyStyleLessons(Lessons):
    """The training of the decoder of an `AnyStyle`."""

    def __init__(self, recipe: AnyStyleRecipe) -> None:
        """Open styles and photographs."""
        with RandomStream(recipe.start):
            self._net = AnyStyle()
        super().__init__(recipe, self._net, self._net.decoder)
        self._weights = recipe.push, recipe.smooth
        self._pool, self._styles = crops.pool(recipe.pictures), crops.style_pool(recipe.pictures)
        self._energy, self._spreads = self._usual()
        self._sample = sized(images.photograph(SAMPLE), SAMPLE_PX).to(self.device)[None]
        self._sample_style = sized(pictures.find(SAMPLE_STYLE), SAMPLE_PX).to(self.device)[None]

    def losses(self, dice: Dice) -> dict[str, Tensor]:
        """Of paintings of some pieces, half of them in another style, half in their own, which must give them back."""
        side = self.recipe.crop_px
        pieces = self._pool.pieces(PIECES, side, dice).to(self.device)
        others = crops.shuffled(self._styles.pieces(PIECES // 2, side, dice), dice).to(self.device)
        styles = torch.cat([others, pieces[PIECES // 2 :]])
        with torch.no_grad():
            seen, manner = self._net.see(pieces)[-1], [moments(each) for each in self._net.see(styles)]
            target = adapted(seen, *manner[-1])
        painted = self._net.draw(target)
        found = self._net.see(painted)
        content = (found[-1] - target).square().mean() / self._energy
        pairs = zip((painted, *found), (moments(styles), *manner), self._spreads, strict=True)
        apart = torch.stack([distance(each, goal) / usual for each, goal, usual in pairs]).mean()
        back = (painted - pieces)[PIECES // 2 :].square().mean()
        variation = total_variation(painted[0])
        push, smooth = self._weights
        total = content + push * apart + smooth * variation + BACK_WEIGHT * back
        return {"content": content, "style": apart, "given back": back, "total variation": variation, "total": total}

    def _usual(self) -> tuple[Tensor, list[Tensor]]:
        """Mean squares of the features and, layer by layer, of their moments over some styles: what losses are shares of.

        Of the single style it would not do: a piece of plain colour has hardly any, and its loss would drown all others.
        """
        pieces = self._styles.pieces(USUAL_PIECES, self.recipe.crop_px, np.random.default_rng(self.recipe.start)).to(self.device)
        with torch.no_grad():
            seen = self._net.see(pieces)
        spreads = [torch.stack(moments(each)).square().mean() for each in (pieces, *seen)]
        return seen[-1].square().mean(), spreads

    def sample(self) -> Tensor:
        """The photograph in a style."""
        painted: Tensor = self.network(self._sample, self._sample_style)[0]
        return painted


def distance(features: Tensor, target: Moments) -> Tensor:
    """Mean squared distance of means and deviations of maps (n, c, h, w) to a target's."""
    return (torch.stack(moments(features)) - torch.stack(target)).square().mean()


def moments_apart(features: Tensor, target: Moments) -> Tensor:
    """The same as a share of the target's own mean square."""
    return distance(features, target) / (torch.stack(target).square().mean() + 1e-12)
