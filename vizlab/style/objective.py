"""What a painting is measured by at one size: how far it is from the content and from the style, layer by layer."""

from __future__ import annotations

import torch
from torch import Tensor

from vizlab.errors import VizlabError
from vizlab.style.canvas import Canvas, stretched
from vizlab.style.losses import STATISTICS, content_loss, mean_of, mixed, total_variation, weighted
from vizlab.style.recipe import StyleRecipe
from vizlab.style.sight import FeatureNetwork


class Objective:
    """Both targets, and every loss of a picture against them.

    names: of the losses: "content" (the sum over its layers, which follow if there are several), "style <layer>", "style" (their
    weighted mean), "total variation", "total".
    """

    def __init__(self, recipe: StyleRecipe, network: FeatureNetwork, canvas: Canvas) -> None:
        """Look at the pictures once. Errors: `VizlabError` for an unknown statistic."""
        if recipe.statistic not in STATISTICS:
            raise VizlabError(f"The statistic must be one of {', '.join(STATISTICS)}; got {recipe.statistic!r}.")
        self.recipe, self.network, self.canvas = recipe, network, canvas
        self._edge = "circular" if recipe.seamless else "zeros"
        with torch.no_grad():
            seen = network.look(canvas.content, edge=self._edge)
            self._content = {name: seen[name] for name in network.content}
            self._style = self._mixture()
        several = [f"content {name}" for name in network.content] if len(network.content) > 1 else []
        self.names = ["content", *several, *(f"style {name}" for name in network.style), "style", "total variation", "total"]

    def losses(self, picture: Tensor) -> dict[str, Tensor]:
        """All losses of a picture (c, h, w), as scalars with gradients to it."""
        recipe = self.recipe
        seen = self.network.look(picture, edge=self._edge)
        contents = {f"content {name}": content_loss(seen[name], target) for name, target in self._content.items()}
        style = {f"style {name}": self._distance(seen[name], target) for name, target in self._style.items()}
        content, variation = torch.stack(list(contents.values())).sum(), total_variation(picture)
        manner = mean_of(list(style.values()), self.network.weights).to(content)
        total = weighted(content, [manner], variation, alpha=recipe.alpha, strength=recipe.strength, tv=recipe.tv)
        found = {"content": content, **contents, **style, "style": manner, "total variation": variation, "total": total}
        return {name: found[name] for name in self.names}

    def likeness(self, picture: Tensor) -> float:
        """Correlation of a picture's features with the photograph's at the (last) content layer; 1 is alike, 0 unrelated."""
        name = self.network.content[-1]
        with torch.no_grad():
            seen = self.network.look(picture, edge=self._edge)[name]
        pair = torch.stack([(values - values.mean((1, 2), keepdim=True)).flatten() for values in (seen, self._content[name])])
        return float(torch.nn.functional.cosine_similarity(pair[0], pair[1], dim=0))

    def unrelated(self) -> float:
        """The likeness of the style picture to the photograph: what nothing in common gives."""
        return self.likeness(stretched(self.canvas.style, tuple(self.canvas.content.shape[1:])))

    def halves(self) -> float:
        """The style loss of one half of the style picture against the other: how close "the same style" is, for comparison."""
        left, right = self.canvas.style.chunk(2, dim=2)
        target = STATISTICS[self.recipe.statistic].target
        with torch.no_grad():
            a, b = self.network.look(left), self.network.look(right)
            apart = [self._distance(a[name], target(b[name])) for name in self.network.style]
        return float(mean_of(apart, self.network.weights))

    def _distance(self, features: Tensor, target: Tensor) -> Tensor:
        return STATISTICS[self.recipe.statistic].distance(features, target)

    def _mixture(self) -> dict[str, Tensor]:
        """Layer -> the target statistic of all styles together. A tile must not learn the seams of a picture that is none."""
        target = STATISTICS[self.recipe.statistic].target
        edge = "reflect" if self.recipe.seamless else "zeros"
        seen = [self.network.look(style, edge=edge) for style in self.canvas.styles]
        return {name: mixed([target(each[name]) for each in seen], self.canvas.shares) for name in self.network.style}
