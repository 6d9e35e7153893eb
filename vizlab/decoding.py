"""Picture files -> pixels, with Pillow and NumPy only: RGB, upright, checked, cropped to what a network takes.

A "picture" is a `PIL.Image.Image`. `vizlab.images` goes on from here to tensors; data sets of one's own are read by the same
code.
"""

from __future__ import annotations

import contextlib
import io
import math
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from vizlab.errors import VizlabError

MAX_FILE_BYTES = 20_000_000
MAX_PIXELS = 40_000_000  # 120 MB as RGB: what one visitor may cost a small server for a moment
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
WHITE = (255, 255, 255)

# What Pillow raises on bytes that are not what they claim to be: seen, or one corner of a format away from it.
_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
)


def open_image(data: bytes) -> Image.Image:
    """The picture in a file's bytes: RGB, upright, transparency over white, the first frame of an animation.

    Errors: `VizlabError` if empty, over 20 MB or 40 megapixels, of another format, incomplete or damaged.
    """
    if not data:
        raise VizlabError("A picture file must not be empty; got 0 bytes.")
    if len(data) > MAX_FILE_BYTES:
        raise VizlabError(f"A picture file may have at most {MAX_FILE_BYTES / 1e6:.0f} MB; got {len(data) / 1e6:.1f} MB.")
    picture = _header(data)
    _check_size(*picture.size)
    try:
        picture.load()
        _turn_upright(picture)
        return rgb(picture)
    except _DAMAGED as error:
        raise VizlabError(
            f"A picture file must be complete and undamaged; this {picture.format} file cannot be decoded."
        ) from error


def cropped(
    picture: Image.Image, shape: tuple[int, int, int], *, zoom: float = 1.0, x: float = 0.5, y: float = 0.5
) -> NDArray[np.uint8]:
    """The crop of a picture for a network of input `shape` (c, h, w), antialiased: (c, h, w), uint8; grey if c is 1.

    zoom, x, y: see `crop_box`. Errors: `VizlabError` if c is neither 1 nor 3.
    """
    c, h, w = shape
    if c not in (1, 3):
        raise VizlabError(f"A picture has 1 or 3 channels; the network wants {c}.")
    box = crop_box(picture.size, shape, zoom=zoom, x=x, y=y)
    # Pillow widens the bilinear kernel when it shrinks, so no detail folds back as moiré. Not with its own `box`, which
    # mixes in what lies just outside: the network is to get what the frame on the page encloses.
    crop = rgb(picture).crop(box).resize((w, h), Image.Resampling.BILINEAR)
    crop = crop.convert("L") if c == 1 else crop
    return np.ascontiguousarray(np.array(crop).reshape(h, w, c).transpose(2, 0, 1))


def crop_box(
    size: tuple[int, int], shape: tuple[int, int, int], *, zoom: float = 1.0, x: float = 0.5, y: float = 0.5
) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) in pixels of a picture of `size` (width, height), of the proportions of `shape`.

    zoom 1 is the largest such box, zoom 4 one with a quarter of its sides; x, y in [0, 1] slide it from left to right
    and from top to bottom. Errors: `VizlabError` if zoom is below 1 or x or y outside [0, 1].
    """
    if not (1 <= zoom < math.inf and 0 <= x <= 1 and 0 <= y <= 1):
        raise VizlabError(f"zoom must be 1 or more, x and y from 0 to 1; got zoom {zoom}, x {x}, y {y}.")
    (width, height), (_, h, w) = size, shape
    scale = min(width / w, height / h) / zoom
    box_w, box_h = max(1, round(w * scale)), max(1, round(h * scale))
    left, top = round((width - box_w) * x), round((height - box_h) * y)
    return left, top, left + box_w, top + box_h


def _header(data: bytes) -> Image.Image:
    """The picture with its header read and nothing decoded."""
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:  # the second under `-W error`
        raise VizlabError(_too_large("many more")) from error
    except UnidentifiedImageError as error:
        raise VizlabError(
            "A picture must be a whole PNG, JPEG, WebP, GIF, BMP or TIFF file; the contents of this file are none of these."
        ) from error
    except _DAMAGED as error:
        raise VizlabError("A picture file must be complete and undamaged; the header of this one is not.") from error


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise VizlabError(_too_large(f"{width} × {height}, which is {math.ceil(width * height / 1e6)} megapixels"))


def _too_large(got: str) -> str:
    return f"A picture may have at most {MAX_PIXELS / 1e6:.0f} megapixels; got {got}."


def _turn_upright(picture: Image.Image) -> None:
    """Turn the picture as its EXIF says; a broken EXIF block is no reason to refuse good pixels."""
    with contextlib.suppress(*_DAMAGED):
        ImageOps.exif_transpose(picture, in_place=True)


def rgb(picture: Image.Image) -> Image.Image:
    """Any picture as RGB without metadata (which may hold the place where it was taken)."""
    if picture.mode[0] in "IF":
        flat = Image.fromarray(_grey(picture)).convert("RGB")
    elif picture.has_transparency_data:
        flat = Image.new("RGBA", picture.size, (*WHITE, 255))
        flat.alpha_composite(picture.convert("RGBA"))
        flat = flat.convert("RGB")
    elif picture.mode == "RGB" and not picture.info:
        return picture
    else:
        flat = picture.convert("RGB")
    flat.info.clear()
    return flat


def _grey(picture: Image.Image) -> NDArray[np.uint8]:
    """Grey deeper than 8 bits -> (h, w) uint8. Pillow's own conversion would clip everything above 255 to white."""
    deep = np.asarray(picture)
    values = deep.astype(np.float32)  # changed in place from here on: 40 megapixels are 160 MB a copy
    np.nan_to_num(values, copy=False, posinf=0, neginf=0)
    black, white = _range(picture.mode, float(values.min()), float(values.max()))
    with np.errstate(over="ignore"):  # infinity is clipped to white below
        values -= np.float32(black)
    values *= np.float32(255 / (white - black))
    grey = np.clip(values, 0, 255, out=values).round(out=values).astype(np.uint8)
    if "transparency" in picture.info:  # one grey value of a 16-bit PNG may stand for "see-through"
        grey[deep == picture.info["transparency"]] = 255
    return grey


def _range(mode: str, low: float, high: float) -> tuple[float, float]:
    """The values shown as black and white: what the type promises, or where it promises nothing, what occurs."""
    if mode.startswith("I;16"):
        return 0.0, 65535.0
    usual = [white for white in ((255.0, 65535.0) if mode == "I" else (1.0, 255.0)) if high <= white]
    if low >= 0 and usual:
        return 0.0, usual[0]
    return low, max(high, math.nextafter(low, math.inf))
