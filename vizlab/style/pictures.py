"""Pictures by reference, as recipes and links carry them: `photo/Cat`, `texture/Brick`, `pattern/Waves`, `upload/3f9a12c4d7e0`.

An uploaded picture is shrunk and kept in the store under its own checksum, so that a worker on another machine and a visitor
who follows a link find the same one, as long as the store keeps it. To offer another texture: one line in `TEXTURES`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from PIL import Image

from vizlab import images
from vizlab.errors import VizlabError
from vizlab.store import Store, default_store
from vizlab.style import patterns

UPLOAD_PX = 640  # longer side of what is kept of an upload: a quarter more than the largest painting
ID_LENGTH = 16
_REFERENCE = re.compile(r"(photo|texture|pattern|upload)/(.{1,60})")
_UPLOAD_ID = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")
_FILE = "picture.png"


def find(reference: str, store: Store | None = None) -> Image.Image:
    """The picture of a reference, RGB. Errors: `VizlabError` if it is none, or the store no longer has it."""
    kind, name = _split(reference)
    return _upload(name, store) if kind == "upload" else KINDS[kind](name)


def keep(picture: Image.Image, store: Store | None = None) -> str:
    """Keep a visitor's picture, shrunk to `UPLOAD_PX`; its reference. Errors: `StoreError` if the store cannot be written."""
    small = picture.convert("RGB")
    small.thumbnail((UPLOAD_PX, UPLOAD_PX), Image.Resampling.LANCZOS)
    packed = io.BytesIO()
    small.save(packed, "PNG")
    name = hashlib.sha256(packed.getvalue()).hexdigest()[:ID_LENGTH]
    (store or default_store()).write(f"uploads/{name}", {_FILE: packed.getvalue()}, {"size": list(small.size)})
    return f"upload/{name}"


def keep_pixels(pixels: bytes, size: tuple[int, int], store: Store | None = None) -> str:
    """`keep` for RGB bytes of a picture of this size (width, height)."""
    return keep(Image.frombytes("RGB", size, pixels), store)


def is_here(reference: str, store: Store | None = None) -> bool:
    """Whether `find` would find it; False also for what is no reference at all."""
    kind, _, name = reference.partition("/")
    if kind == "upload":
        return bool(_UPLOAD_ID.fullmatch(name)) and (store or default_store()).meta(f"uploads/{name}") is not None
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


def _upload(name: str, store: Store | None) -> Image.Image:
    if not _UPLOAD_ID.fullmatch(name):
        raise VizlabError(f"An uploaded picture is named by {ID_LENGTH} of the digits 0-9 and a-f; got {name[:40]!r}.")
    found = (store or default_store()).read(f"uploads/{name}")
    if found is None or hashlib.sha256(found.files[_FILE]).hexdigest()[:ID_LENGTH] != name:
        raise VizlabError(f"The uploaded picture {name} is not kept here (any more); upload it again or choose another.")
    return images.open_image(found.files[_FILE])


TEXTURES: dict[str, str] = {
    "Brick": "brick.png",
    "Grass": "grass.png",
    "Gravel": "gravel.png",
    "Tissue": "ihc.png",
}
KINDS: dict[str, Callable[[str], Image.Image]] = {"photo": images.photograph, "texture": texture, "pattern": patterns.paint}
NAMES: dict[str, Iterable[str]] = {"photo": images.PHOTOGRAPHS, "pattern": patterns.PATTERNS, "texture": TEXTURES}
