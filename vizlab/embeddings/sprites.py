"""One sheet with all the little pictures, so that a browser that shows one on hovering asks for nothing more."""

from __future__ import annotations

import base64
import io
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

MOST_PX = 40  # of a side: enough to recognise, and 2,000 of them are packed in a second
MOST_PNG_BYTES = 400_000  # a sheet of photographs is larger than that; JPEG makes it a fifth


@dataclass(frozen=True)
class Sheet:
    """A picture file as a data URI, in rows of `columns` tiles of height and width in pixels; tile i is item i."""

    uri: str
    columns: int
    rows: int
    height_px: int
    width_px: int


def sheet(pictures: NDArray[Any]) -> Sheet:
    """Pictures (n, c, h, w), uint8, c 1 or 3, side by side, the last row filled up with black; large ones at half the size."""
    if max(pictures.shape[2:]) > MOST_PX:
        pictures = pictures[:, :, ::2, ::2]
    n, c, h, w = pictures.shape
    columns = math.ceil(math.sqrt(n))
    rows = math.ceil(n / columns)
    tiles = np.zeros((rows * columns, c, h, w), np.uint8)
    tiles[:n] = pictures
    pixels = tiles.reshape(rows, columns, c, h, w).transpose(0, 3, 1, 4, 2).reshape(rows * h, columns * w, c)
    whole = Image.fromarray(pixels[:, :, 0] if c == 1 else pixels)
    packed = _packed(whole, "PNG")
    kind = "png"
    if len(packed) > MOST_PNG_BYTES:
        packed, kind = _packed(whole, "JPEG"), "jpeg"
    return Sheet(f"data:image/{kind};base64,{base64.b64encode(packed).decode()}", columns, rows, h, w)


def _packed(picture: Image.Image, form: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, optimize=True)
    return file.getvalue()
