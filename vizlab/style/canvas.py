"""What is painted on: the pixels that change, how they become a picture, and the pictures that they are held against."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor

from vizlab import images
from vizlab.errors import VizlabError
from vizlab.store import Store
from vizlab.style import pictures
from vizlab.style.features import FeatureNetwork, luminance
from vizlab.style.recipe import StyleRecipe


@dataclass(frozen=True)
class Canvas:
    """The task as the network sees it.

    content, style: (c, h, w), float32 in [0, 1], c 1 where only luminance is painted. start: what the painting begins with.
    colors: the content in RGB (3, h, w), whose colours are kept where only luminance is painted, else None.
    """

    content: Tensor
    style: Tensor
    start: Tensor
    colors: Tensor | None

    def rendered(self, pixels: Tensor) -> Tensor:
        """Painted pixels (c, h, w) -> RGB (3, h, w) in [0, 1]: as they are, or their luminance in the content's colours.

        Where the new luminance would push a colour out of [0, 1] it is cut off: the pixel keeps its hue as far as it can.
        """
        if self.colors is None:
            return pixels.clamp(0, 1)
        return (self.colors + (pixels - luminance(self.colors))).clamp(0, 1)


def prepare(recipe: StyleRecipe, network: FeatureNetwork, store: Store | None = None) -> Canvas:
    """Both pictures and the start of a recipe, on the network's device. Errors: `VizlabError` for unknown names."""
    for value, table, what in ((recipe.init, STARTS, "start"), (recipe.colors, COLORS, "colours")):
        if value not in table:
            raise VizlabError(f"The {what} must be one of {', '.join(table)}; got {value!r}.")
    device = next(network.network.parameters()).device
    content, style = (sized(pictures.find(name, store), recipe.size_px).to(device) for name in (recipe.content, recipe.style))
    in_grey = network.channels == 1 or recipe.colors == "content"
    seen, manner = (luminance(picture) if in_grey else picture for picture in (content, style))
    return Canvas(seen, manner, _start(recipe, seen, manner), content if in_grey else None)


def sized(picture: Image.Image, longer_px: int) -> Tensor:
    """A picture -> (3, h, w), float32 in [0, 1], the longer side of this many pixels, in its own proportions."""
    factor = longer_px / max(picture.size)
    size = max(round(picture.width * factor), 16), max(round(picture.height * factor), 16)
    return images.to_tensor(picture.resize(size, Image.Resampling.LANCZOS))


def stretched(picture: Tensor, like: Tensor) -> Tensor:
    """A picture (c, h, w) in the size of another."""
    size = like.shape[1:]
    return torch.nn.functional.interpolate(picture[None], size=size, mode="bilinear", antialias=True)[0].clamp(0, 1)


def _start(recipe: StyleRecipe, content: Tensor, style: Tensor) -> Tensor:
    if recipe.init == "content":
        return content.clone()
    if recipe.init == "style":
        return stretched(style, content)
    generator = torch.Generator().manual_seed(recipe.seed)  # on the CPU, so that every device starts from the same noise
    return torch.rand(content.shape, generator=generator).to(content)


STARTS: dict[str, str] = {
    "content": "The photograph itself: quick, and nothing of it gets lost unless the style asks for it.",
    "noise": "Random pixels: both losses start high, and what appears was made by them alone.",
    "style": "The style picture: watch the photograph rise out of it.",
}
COLORS: dict[str, str] = {
    "style": "Colours are part of the style.",
    "content": "Only light and dark are painted; the photograph keeps its colours.",
}
