"""The pictures that a painting is held against, and the one that it begins with."""

from __future__ import annotations

import re
from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor

from vizlab import images
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.store import Store
from vizlab.style import pictures
from vizlab.style.recipe import StyleRecipe
from vizlab.style.sight import FeatureNetwork, luminance

LEAST_PX = 16  # of a side: never thinner than a network can take


@dataclass(frozen=True)
class Canvas:
    """The task as the network sees it.

    content, styles: (c, h, w), float32 in [0, 1], c 1 where only luminance is painted. shares: of the styles. start: what the
    painting begins with. colors: the content in RGB (3, h, w), whose colours are kept where only luminance is painted, else None.
    """

    content: Tensor
    styles: tuple[Tensor, ...]
    shares: tuple[float, ...]
    start: Tensor
    colors: Tensor | None

    @property
    def style(self) -> Tensor:
        """The first of the style pictures."""
        return self.styles[0]

    def rendered(self, pixels: Tensor) -> Tensor:
        """Painted pixels (c, h, w) -> RGB (3, h, w) in [0, 1]: as they are, or their luminance in the content's colours.

        Where the new luminance would push a colour out of [0, 1] it is cut off: the pixel keeps its hue as far as it can.
        """
        if self.colors is None:
            return pixels.clamp(0, 1)
        return (self.colors + (pixels - luminance(self.colors))).clamp(0, 1)


def prepare(recipe: StyleRecipe, network: FeatureNetwork, store: Store | None = None, *, size_px: int | None = None) -> Canvas:
    """All pictures of a recipe and its start, on the network's device. size_px: another longer side than the recipe's.

    Errors: `VizlabError` for unknown names.
    """
    for value, table, what in ((recipe.init, STARTS, "start"), (recipe.colors, COLORS, "colours")):
        if value not in table:
            raise VizlabError(f"The {what} must be one of {', '.join(table)}; got {value!r}.")
    size_px = size_px or recipe.size_px
    content = sized(pictures.find(recipe.content, store), size_px).to(network.device)
    shares = recipe.styles
    manners = [sized(pictures.find(name, store), round(recipe.style_scale * size_px)).to(network.device) for name in shares]
    if recipe.colors == "matched":
        manners = [recoloured(manner, content) for manner in manners]
    in_grey = network.channels == 1 or recipe.colors == "content"
    seen, *styles = (luminance(picture) if in_grey else picture for picture in (content, *manners))
    start = _start(recipe, seen, styles[0], store)
    return Canvas(seen, tuple(styles), tuple(shares.values()), start, content if in_grey else None)


def sized(picture: Image.Image, longer_px: int) -> Tensor:
    """A picture -> (3, h, w), float32 in [0, 1], the longer side of this many pixels, in its own proportions."""
    factor = longer_px / max(picture.size)
    size = max(round(picture.width * factor), LEAST_PX), max(round(picture.height * factor), LEAST_PX)
    return images.to_tensor(picture.resize(size, Image.Resampling.LANCZOS))


def stretched(picture: Tensor, size: tuple[int, ...]) -> Tensor:
    """A picture (c, h, w) in another size (h', w')."""
    if picture.shape[1:] == size:
        return picture
    return torch.nn.functional.interpolate(picture[None], size=size, mode="bilinear", antialias=True)[0].clamp(0, 1)


def recoloured(picture: Tensor, like: Tensor) -> Tensor:
    """A picture (3, h, w) with the mean and the covariance of another's colours, cut off at black and white.

    Source: Gatys 2016, arXiv:1606.05897, section 3, in the symmetric form.
    """
    means, roots = zip(*(_spread(each) for each in (picture, like)), strict=True)
    moved: Tensor = roots[1] @ torch.linalg.inv(roots[0]) @ (picture.flatten(1) - means[0]) + means[1]
    return moved.view_as(picture).clamp(0, 1)


def _spread(picture: Tensor) -> tuple[Tensor, Tensor]:
    """Mean (3, 1) of the colours and the symmetric root (3, 3) of their covariance, with a little help for grey pictures."""
    flat = picture.flatten(1)
    values, axes = torch.linalg.eigh(torch.cov(flat) + 1e-5 * torch.eye(3, device=flat.device))
    return flat.mean(1, keepdim=True), axes @ values.sqrt().diag() @ axes.T


def _start(recipe: StyleRecipe, content: Tensor, style: Tensor, store: Store | None) -> Tensor:
    if recipe.init == "content":
        return content.clone()
    size = tuple(content.shape[1:])
    if recipe.init == "style":
        return stretched(style, size)
    if recipe.init == "painting":
        begun = stretched(painted(recipe.init_from, store).to(content), size)
        return begun if len(content) == 3 else luminance(begun)
    generator = torch.Generator().manual_seed(recipe.seed)  # on the CPU, so that every device starts from the same noise
    return torch.rand(content.shape, generator=generator).to(content)


def painted(reference: str, store: Store | None = None) -> Tensor:
    """The picture (3, h, w) of `<run id>@<step>`, as far as it is kept. Errors: `VizlabError` if it is not."""
    match = re.fullmatch(r"([0-9a-f]{12})@(\d{1,6})", reference)
    if not match:
        raise VizlabError(f"A painting to go on from is named like 3f9a12c4d7e0@200; got {reference!r}.")
    found = next((frame for frame in Frames("style", store=store, run=match[1]).read() if frame.index == int(match[2])), None)
    if found is None:
        raise VizlabError(f"The painting {reference} is not kept here (any more); paint it again or choose another start.")
    return images.unit(torch.from_numpy(images.decode(found.arrays["picture"]).copy())).permute(2, 0, 1)


STARTS: dict[str, str] = {
    "content": "The photograph itself: quick, and nothing of it gets lost unless the style asks for it.",
    "noise": "Random pixels, or random waves for Fourier paint: what appears was made by the losses alone.",
    "style": "The style picture: watch the photograph rise out of it.",
    "painting": "A painting that is kept here: go on from it with other knobs.",
}
COLORS: dict[str, str] = {
    "style": "Colours are part of the style.",
    "content": "Only light and dark are painted; the photograph keeps its colours.",
    "matched": "The style picture is recoloured first: its strokes, in the palette of the photograph.",
}
