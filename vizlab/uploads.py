"""Pictures of visitors' own: shrunk and kept in the store under their checksum.

So a worker on another machine and a visitor who follows a link find the same one, as long as the store keeps it.
"""

from __future__ import annotations

import hashlib
import io
import re

from PIL import Image

from vizlab.decoding import open_image
from vizlab.errors import VizlabError
from vizlab.store import Store, default_store

LONGER_PX = 640  # the longer side of what is kept
ID_LENGTH = 16
_ID = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")
_FILE = "picture.png"


def keep(picture: Image.Image, store: Store | None = None) -> str:
    """Keep a picture, shrunk to `LONGER_PX`; its name. Errors: `StoreError` if the store cannot be written."""
    name, packed, size = _packed(picture)
    (store or default_store()).write(f"uploads/{name}", {_FILE: packed}, {"size": size})
    return name


def name_of(picture: Image.Image) -> str:
    """The name that `keep` would give a picture."""
    return _packed(picture)[0]


def is_here(name: str, store: Store | None = None) -> bool:
    """Whether `find` would find it; False also for what is no name at all."""
    return bool(_ID.fullmatch(name)) and (store or default_store()).meta(f"uploads/{name}") is not None


def find(name: str, store: Store | None = None) -> Image.Image:
    """The picture of this name, RGB. Errors: `VizlabError` if it is none, or the store no longer has it."""
    if not _ID.fullmatch(name):
        raise VizlabError(f"An uploaded picture is named by {ID_LENGTH} of the digits 0-9 and a-f; got {name[:40]!r}.")
    found = (store or default_store()).read(f"uploads/{name}")
    if found is None or hashlib.sha256(found.files[_FILE]).hexdigest()[:ID_LENGTH] != name:
        raise VizlabError(f"The uploaded picture {name} is not kept here (any more); upload it again or choose another.")
    return open_image(found.files[_FILE])


def _packed(picture: Image.Image) -> tuple[str, bytes, list[int]]:
    small = picture.convert("RGB")
    small.thumbnail((LONGER_PX, LONGER_PX), Image.Resampling.LANCZOS)
    packed = io.BytesIO()
    small.save(packed, "PNG")
    return hashlib.sha256(packed.getvalue()).hexdigest()[:ID_LENGTH], packed.getvalue(), list(small.size)
