"""Pictures: PIL <-> float32 tensor in [0, 1]; the only module that knows 255.

A "picture" is a `PIL.Image.Image`, "pixels" are uint8 (h, w, 3), a tensor is float32 (c, h, w) in [0, 1].
To offer another photograph: one line in `PHOTOGRAPHS`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import math
import struct
import zlib
from pathlib import Path

import numpy as np
import torch
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
        return _rgb(picture)
    except _DAMAGED as error:
        raise VizlabError(
            f"A picture file must be complete and undamaged; this {picture.format} file cannot be decoded."
        ) from error


def unit(pixels: torch.Tensor) -> torch.Tensor:
    """Pixels of any shape, uint8 in 0-255 -> a new float32 tensor in [0, 1], on the same device."""
    if pixels.dtype != torch.uint8:
        raise VizlabError(f"Pixels must be of type uint8; got {pixels.dtype}.")
    return pixels.to(torch.float32).div_(255)


def to_tensor(picture: Image.Image) -> torch.Tensor:
    """Picture -> (3, h, w), RGB float32 in [0, 1]."""
    pixels = torch.from_numpy(np.array(_rgb(picture)))
    return unit(pixels.permute(2, 0, 1).contiguous())


def to_pixels(tensor: torch.Tensor | NDArray[np.float32]) -> NDArray[np.uint8]:
    """(c, h, w) with c 1 or 3, or (h, w), in [0, 1], any device -> pixels (h, w, 3); the inverse of `to_tensor`.

    Errors: `VizlabError` on another shape, and on values outside [0, 1] or not finite: clipping is never hidden here.
    """
    values = torch.as_tensor(tensor).detach().to("cpu", torch.float32)
    values = values[None] if values.ndim == 2 else values
    if values.ndim != 3 or values.shape[0] not in (1, 3):
        raise VizlabError(f"An image must be (1, h, w), (3, h, w) or (h, w); got {tuple(tensor.shape)}.")
    levels = (values * 255).round()
    low, high = levels.aminmax() if levels.numel() else (levels.new_zeros(()), levels.new_zeros(()))
    if not (low >= 0 and high <= 255):  # written so that NaN fails too; half a grey level of rounding passes
        raise VizlabError(f"Image values must lie in [0, 1]; got {low / 255:.3g} to {high / 255:.3g}.")
    return levels.to(torch.uint8).permute(1, 2, 0).expand(-1, -1, 3).contiguous().numpy()


def to_picture(tensor: torch.Tensor) -> Image.Image:
    """(c, h, w) or (h, w) in [0, 1] -> RGB picture. Errors: those of `to_pixels`."""
    return Image.fromarray(to_pixels(tensor))


def fit(
    picture: Image.Image,
    shape: tuple[int, int, int],
    *,
    zoom: float = 1.0,
    x: float = 0.5,
    y: float = 0.5,
    invert: bool = False,
) -> torch.Tensor:
    """The crop that a network of input `shape` (c, h, w) gets of a picture: (c, h, w), float32 in [0, 1].

    Antialiased; grey if c is 1. zoom, x, y: see `crop_box`. invert: negative, for networks that know light on dark.
    """
    c, h, w = shape
    if c not in (1, 3):
        raise VizlabError(f"A picture has 1 or 3 channels; the network wants {c}.")
    box = crop_box(picture.size, shape, zoom=zoom, x=x, y=y)
    # Pillow widens the bilinear kernel when it shrinks, so no detail folds back as moiré. Not with its own `box`, which
    # mixes in what lies just outside: the network is to get what the frame on the page encloses.
    crop = _rgb(picture).crop(box).resize((w, h), Image.Resampling.BILINEAR)
    crop = crop.convert("L") if c == 1 else crop
    pixels = torch.from_numpy(np.array(crop)).reshape(h, w, c).permute(2, 0, 1).contiguous()
    return unit(255 - pixels if invert else pixels)


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


def outline(picture: Image.Image, box: tuple[int, int, int, int], longer_px: int) -> Image.Image:
    """A small copy, its longer side `longer_px`, with everything outside the box (left, top, right, bottom) dimmed."""
    factor = longer_px / max(picture.size)
    small = _rgb(picture).resize((max(round(picture.width * factor), 1), max(round(picture.height * factor), 1)))
    left, top, right, bottom = (round(edge * factor) for edge in box)
    dimmed = small.point(lambda level: level // 3)
    dimmed.paste(small.crop((left, top, right, bottom)), (left, top))
    return dimmed


def enlarge(pixels: NDArray[np.uint8], at_least_px: int) -> NDArray[np.uint8]:
    """Pixels (h, w, 3) with each repeated so often that the longer side has `at_least_px` (browsers blur tiny images)."""
    factor = max(1, math.ceil(at_least_px / max(pixels.shape[:2])))
    return pixels.repeat(factor, axis=0).repeat(factor, axis=1)


def photograph(label: str) -> Image.Image:
    """The bundled photograph of this label, RGB. Errors: `VizlabError` if there is none."""
    if label not in PHOTOGRAPHS:
        raise VizlabError(f"There is no photograph {label!r}; there are {', '.join(PHOTOGRAPHS)}.")
    # Read from the package's folder: importing scikit-image would cost 150 MB of memory for eight files.
    package = importlib.util.find_spec("skimage")
    if package is None or package.origin is None:
        raise VizlabError("The photographs come with scikit-image, which must be installed; it is not.")
    return open_image((Path(package.origin).parent / "data" / PHOTOGRAPHS[label]).read_bytes())


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


def _rgb(picture: Image.Image) -> Image.Image:
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


PHOTOGRAPHS: dict[str, str] = {
    "Astronaut": "astronaut.png",
    "Cat": "chelsea.png",
    "Coffee": "coffee.png",
    "Rocket": "rocket.jpg",
    "Camera": "camera.png",
    "Coins": "coins.png",
    "Retina": "retina.jpg",
    "Hubble": "hubble_deep_field.jpg",
}
