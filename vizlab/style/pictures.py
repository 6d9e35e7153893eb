"""Pictures by reference, as recipes and links carry them: `photo/Cat`, `texture/Brick`, `pattern/Waves`, `upload/3f9a12c4d7e0`.

An uploaded picture is shrunk and kept in the store under its own checksum, so that a worker on another machine and a visitor
who follows a link find the same one, as long as the store keeps it. To offer another texture: one line in `TEXTURES`.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from PIL import Image

from vizlab import images, uploads
from vizlab.errors import VizlabError
from vizlab.store import Store
from vizlab.style import patterns

UPLOAD_PX = uploads.LONGER_PX  # of what is kept of an upload: a quarter more than the largest painting
_REFERENCE = re.compile(r"(photo|texture|pattern|upload)/(.{1,60})")


def find(reference: str, store: Store | None = None) -> Image.Image:
    """The picture of a reference, RGB. Errors: `VizlabError` if it is none, or the store no longer has it."""
    kind, name = _split(reference)
    return uploads.find(name, store) if kind == "upload" else KINDS[kind](name)


def keep(picture: Image.Image, store: Store | None = None) -> str:
    """Keep a visitor's picture, shrunk to `UPLOAD_PX`; its reference. Errors: `StoreError` if the store cannot be written."""
    return f"upload/{uploads.keep(picture, store)}"


def keep_pixels(pixels: bytes, size: tuple[int, int], store: Store | None = None) -> str:
    """`keep` for RGB bytes of a picture of this size (width, height)."""
    return keep(Image.frombytes("RGB", size, pixels), store)


def is_here(reference: str, store: Store | None = None) -> bool:
    """Whether `find` would find it; False also for what is no reference at all."""
    kind, _, name = reference.partition("/")
    if kind == "upload":
        return uploads.is_here(name, store)
    return reference in known()


def known() -> list[str]:
    """Every reference that comes with vizlab and the packages that it stands on."""
    return [f"{kind}/{name}" for kind, names in NAMES.items() for name in names]


def title(reference: str) -> str:
    """What a visitor reads: "Cat", "Brick", "Your picture"."""
    kind, name = _split(reference)
    return "Your picture" if kind == "upload" else name


def texture(name: str) -> Image.Image:
    """The texture of this name, read from the folder of the scikit-image package. Errors: `VizlabError` if there is none."""
    if name not in TEXTURES:
        raise VizlabError(f"There is no texture {name!r}; there are {', '.join(TEXTURES)}.")
    package = importlib.util.find_spec("skimage")
    if package is None or package.origin is None:
        raise VizlabError("The textures come with scikit-image, which must be installed; it is not.")
    return images.open_image((Path(package.origin).parent / "data" / TEXTURES[name]).read_bytes())


def _split(reference: str) -> tuple[str, str]:
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise VizlabError(f"A picture is named like photo/Cat, texture/Brick or pattern/Waves; got {reference!r}.")
    return match[1], match[2]


TEXTURES: dict[str, str] = {
    "Brick": "brick.png",
    "Grass": "grass.png",
    "Gravel": "gravel.png",
    "Tissue": "ihc.png",
}
KINDS: dict[str, Callable[[str], Image.Image]] = {"photo": images.photograph, "texture": texture, "pattern": patterns.paint}
NAMES: dict[str, Iterable[str]] = {"photo": images.PHOTOGRAPHS, "pattern": patterns.PATTERNS, "texture": TEXTURES}
