"""How near a painting is to its photograph and to its style picture, in three senses: pixels, content, style.

What a painting is to show: near the photograph in the content layers, near the style picture in its statistics, and near neither
of them pixel by pixel.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.images import unit
from vizlab.store import Store
from vizlab.style.canvas import prepare, stretched
from vizlab.style.features import network_of
from vizlab.style.losses import STATISTICS, content_loss, mean_of, mixed
from vizlab.style.recipe import StyleRecipe
from vizlab.style.sight import luminance

TINY = 1e-12  # two pictures that are the same are not far from each other


class Sources:
    """Photograph and style picture of a recipe, seen once, so that many pictures can be held against them."""

    def __init__(self, recipe: StyleRecipe, store: Store | None = None) -> None:
        """Look at both. Errors: `VizlabError` as `network_of`."""
        self.network, self._kind = network_of(recipe, store), STATISTICS[recipe.statistic]
        canvas = prepare(dataclasses.replace(recipe, init="content"), self.network, store)
        stretched_style = stretched(canvas.style, tuple(canvas.content.shape[1:]))
        self._photograph = self._seen(canvas.content)
        self._manner = dataclasses.replace(self._seen(stretched_style), style=self._seen(canvas.style).style)
        self._gaps = self._distances(self._manner, self._photograph), self._distances(self._photograph, self._manner)

    def nearness(self, painting: NDArray[np.uint8]) -> dict[str, tuple[float, float]]:
        """What is compared -> distance of a painting (h, w, 3) to the photograph, and to the (first) style picture.

        Distances are the losses of the recipe, divided by what the other one of the two has: the style picture itself is at
        (1, 0), the photograph at (0, 1). It is stretched over the painting for what has places; statistics have none.
        """
        own = unit(torch.from_numpy(painting.transpose(2, 0, 1).copy())).to(self.network.device)
        seen = self._seen(own if self._photograph.pixels.shape[0] == 3 else luminance(own))
        near = self._distances(seen, self._photograph), self._distances(seen, self._manner)
        return {
            name: (near[0][name] / max(self._gaps[0][name], TINY), near[1][name] / max(self._gaps[1][name], TINY))
            for name in near[0]
        }

    @torch.no_grad()
    def _seen(self, picture: Tensor) -> _Seen:
        features = self.network.look(picture)
        content = [features[name] for name in self.network.content]
        return _Seen(picture, content, [self._kind.target(features[name]) for name in self.network.style])

    def _distances(self, one: _Seen, target: _Seen) -> dict[str, float]:
        style = [content_loss(own, mixed([own, known], [0, 1])) for own, known in zip(one.style, target.style, strict=True)]
        content = [content_loss(own, known) for own, known in zip(one.content, target.content, strict=True)]
        return {
            "pixels": float(content_loss(one.pixels, target.pixels)),
            "content": float(torch.stack(content).mean()),
            "style": float(mean_of(style, self.network.weights)),
        }


@dataclass(frozen=True)
class _Seen:
    """A picture (c, h, w), its features in the content layers, and the statistics of its style layers."""

    pixels: Tensor
    content: list[Tensor]
    style: list[Tensor]
