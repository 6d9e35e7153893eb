"""Pictures: PIL <-> float32 tensor in [0, 1]; with `vizlab.decoding`, the only module that knows 255.

A "picture" is a `PIL.Image.Image`, "pixels" are uint8 (h, w, 3), a tensor is float32 (c, h, w) in [0, 1].
To offer another photograph: one line in `PHOTOGRAPHS`.
"""

from __future__ import annotations

import importlib.util
import io
import math
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from vizlab.decoding import FORMATS as FORMATS
from vizlab.decoding import MAX_FILE_BYTES as MAX_FILE_BYTES
from vizlab.decoding import MAX_PIXELS as MAX_PIXELS
from vizlab.decoding import crop_box as crop_box
from vizlab.decoding import cropped, rgb
from vizlab.decoding import open_image as open_image
from vizlab.errors import VizlabError

QUALITY = 90  # of a WebP that may lose something


def unit(pixels: torch.Tensor) -> torch.Tensor:
    """Pixels of any shape, uint8 in 0-255 -> a new float32 tensor in [0, 1], on the same device."""
    if pixels.dtype != torch.uint8:
        raise VizlabError(f"Pixels must be of type uint8; got {pixels.dtype}.")
    return pixels.to(torch.float32).div_(255)


def to_tensor(picture: Image.Image) -> torch.Tensor:
    """Picture -> (3, h, w), RGB float32 in [0, 1]."""
    pixels = torch.from_numpy(np.array(rgb(picture)))
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


def encode(picture: torch.Tensor, *, lossless: bool = False) -> NDArray[np.uint8]:
    """RGB (3, h, w) in [0, 1] -> the bytes of a WebP file, as uint8 (n,): a tenth of the pixels, and less."""
    packed = io.BytesIO()
    options = {"lossless": True, "quality": 60} if lossless else {"quality": QUALITY}
    to_picture(picture).save(packed, "WEBP", method=4, **options)
    return np.frombuffer(packed.getvalue(), np.uint8)


def decode(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The bytes of `encode` -> pixels (h, w, 3)."""
    return np.asarray(open_image(data.tobytes()))


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
    pixels = torch.from_numpy(cropped(picture, shape, zoom=zoom, x=x, y=y))
    return unit(255 - pixels if invert else pixels)


def outline(picture: Image.Image, box: tuple[int, int, int, int], longer_px: int) -> Image.Image:
    """A small copy, its longer side `longer_px`, with everything outside the box (left, top, right, bottom) dimmed."""
    factor = longer_px / max(picture.size)
    small = rgb(picture).resize((max(round(picture.width * factor), 1), max(round(picture.height * factor), 1)))
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


PHOTOGRAPHS: dict[str, str] = {
    "Astronaut": "astronaut.png",
    "Cat": "chelsea.png",
    "Coffee": "coffee.png",
    "Rocket": "rocket.jpg",
    "Camera": "camera.png",
    "Coins": "coins.png",
    "Retina": "retina.jpg",
    "Hubble": "hubble_deep_field.jpg",
    "Brick": "brick.png",
    "Grass": "grass.png",
    "Gravel": "gravel.png",
    "Tissue": "ihc.png",
}
