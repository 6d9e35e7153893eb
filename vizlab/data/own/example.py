"""A zip to try an upload with: drawn shapes in class folders, with the kinds of things that are left out."""

from __future__ import annotations

import functools
import io
import zipfile

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vizlab.data import shapes

CLASSES, EACH = ("disc", "star", "heart", "crescent"), 10


@functools.cache
def example_zip() -> bytes:
    """40 pictures of four classes, some wide and some high, a text and a broken picture; always the same bytes."""
    drawn, packed = shapes.draw(320, shapes.Options(), shapes.SEED), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for label in CLASSES:
            chosen = [at for at in range(320) if drawn.labels[at] == shapes.CLASSES.index(label)][:EACH]
            for number, at in enumerate(chosen):
                _put(archive, f"shapes/{label}/{number}.png", _png(drawn.images[at].transpose(1, 2, 0), number))
        _put(archive, "shapes/notes.txt", b"Not a picture, so it is left out.")
        _put(archive, "shapes/disc/broken.png", b"Called a picture, but none.")
    return packed.getvalue()


def _png(pixels: NDArray[np.uint8], number: int) -> bytes:
    wide = [(64, 64), (96, 64), (64, 88)][number % 3]
    canvas = Image.new("RGB", wide, (90, 90, 90))
    canvas.paste(Image.fromarray(pixels), ((wide[0] - 64) // 2, (wide[1] - 64) // 2))
    file = io.BytesIO()
    canvas.save(file, "PNG")
    return file.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), data)  # with a fixed date
