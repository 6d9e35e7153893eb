"""The pictures that are dreamt over and inverted, by reference: `photo/Cat`, or `upload/3f9a12c4d7e0a1b2` for one's own."""

from __future__ import annotations

import torch
from PIL import Image
from torch import Tensor

from vizlab import images, uploads
from vizlab.errors import VizlabError
from vizlab.store import Store

LUMINANCE = (0.299, 0.587, 0.114)  # ITU-R BT.601, as Pillow's own conversion to grey


def find(reference: str, store: Store | None = None) -> Image.Image:
    """The picture of a reference, RGB. Errors: `VizlabError` if there is none."""
    kind, _, name = reference.partition("/")
    if kind not in ("photo", "upload"):
        raise VizlabError(f"A picture is named like photo/Cat or upload/3f9a12c4d7e0a1b2; got {reference!r}.")
    return images.photograph(name) if kind == "photo" else uploads.find(name, store)


def sized(picture: Image.Image, longer_px: int, channels: int) -> Tensor:
    """A picture -> (channels, h, w) in [0, 1], the longer side of this many pixels, in its own proportions."""
    factor = longer_px / max(picture.size)
    size = max(round(picture.width * factor), 16), max(round(picture.height * factor), 16)
    return in_channels(images.to_tensor(picture.resize(size, Image.Resampling.LANCZOS)), channels)


def in_channels(picture: Tensor, channels: int) -> Tensor:
    """RGB (3, h, w) as it is, or its luminance (1, h, w). Errors: `VizlabError` for another number of channels."""
    if channels not in (1, 3):
        raise VizlabError(f"Pictures have 1 or 3 channels; this network takes {channels}.")
    return picture if channels == 3 else torch.einsum("c,chw->hw", picture.new_tensor(LUMINANCE), picture)[None]
