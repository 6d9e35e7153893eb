"""What pages and snippets show of one-pass networks: pictures ready to be hung, and whether to believe them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab import images
from vizlab.style import pictures
from vizlab.style.onepass.adain import moments_apart
from vizlab.style.onepass.anystyle import AnyStyle, moments
from vizlab.style.onepass.opened import Pixels, paint_any, tensor

SIZES = (128, 192, 256, 384, 512, 768)
STRIP = (0.0, 0.25, 0.5, 0.75, 1.0)  # shares of the second style in a strip
Packed = tuple[NDArray[np.uint8], tuple[int, int]]


def packed(pixels: Pixels) -> Packed:
    """Pixels (h, w, 3) as the bytes of a WebP file, with height and width."""
    return images.encode(as_tensor(pixels)), (pixels.shape[0], pixels.shape[1])


def hung(shown: Mapping[str, Pixels]) -> tuple[list[Packed], list[str]]:
    """Pictures by title -> what `figures.style_onepass.wall` takes."""
    return [packed(pixels) for pixels in shown.values()], list(shown)


def photograph(reference: str, size_px: int) -> Pixels:
    """A picture by reference, its longer side of this many pixels."""
    return images.to_pixels(tensor(reference, size_px)[0].cpu())


def sources(content: str, styles: Sequence[str], size_px: int) -> dict[str, Pixels]:
    """The photograph and the style pictures as they are used, by what is written over them."""
    named = {f"Photograph: {pictures.title(content)}": content} | {f"Style: {pictures.title(name)}": name for name in styles}
    return {title: photograph(name, size_px) for title, name in named.items()}


def strip(network: AnyStyle, content: Tensor, styles: Sequence[Tensor], alpha: float) -> dict[str, Pixels]:
    """A photograph between two styles, in five steps."""
    titles = [f"{share:.0%}" for share in STRIP]
    return {
        title: paint_any(network, content, styles, [1 - share, share], alpha).pixels
        for title, share in zip(titles, STRIP, strict=True)
    }


def apart(network: AnyStyle, pixels: Pixels, style: Tensor) -> float:
    """How far mean and deviation of every map of a picture (h, w, 3) are from those of a style (1, 3, h, w): 0 equal, 1 far."""
    with torch.inference_mode():
        own = network.see(as_tensor(pixels)[None].to(style))[-1]
        return float(moments_apart(own, moments(network.see(style)[-1])))


def comes_back(network: AnyStyle, content: Tensor) -> tuple[Pixels, float]:
    """The control: a photograph (1, 3, h, w) in its own style, and by how many grey levels it is off in the mean."""
    back = paint_any(network, content, [content], [1.0], 1.0).pixels
    there = images.to_pixels(content[0].cpu())
    return back, float(np.abs(back.astype(float) - there.astype(float)).mean())


def as_tensor(pixels: Pixels) -> Tensor:
    """Pixels (h, w, 3) -> (3, h, w) in [0, 1]."""
    return images.unit(torch.from_numpy(pixels.transpose(2, 0, 1).copy()))
