"""Files as visitors bring them, written by the tests: zips of pictures in class folders, tables as CSV."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import numpy as np
from PIL import Image


def png(pixels: np.ndarray) -> bytes:
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, "PNG")
    return packed.getvalue()


def noise(seed: int, h: int = 12, w: int = 16) -> bytes:
    return png(np.random.default_rng(seed).integers(0, 256, (h, w, 3), dtype=np.uint8))


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)  # with a fixed date: the same files, the same bytes
    return packed.getvalue()


def pets(each: int = 6) -> dict[str, bytes]:
    """Two class folders in one top folder."""
    return {f"pets/{kind}/{at}.png": noise(100 * k + at) for k, kind in enumerate(("cat", "dog")) for at in range(each)}


FLOWERS = """petal,sepal,colour,species
1.4,5.1,red,setosa
4.7,7.0,blue,virginica
1.3,4.9,red,setosa
4.5,6.4,,virginica
1.5,,red,setosa
4.9,6.9,blue,virginica
1.4,5.0,blue,setosa
4.0,5.5,red,virginica
"""


def flowers(times: int) -> bytes:
    """The rows of `FLOWERS` again and again under one header."""
    header, _, rows = FLOWERS.partition("\n")
    return f"{header}\n{rows * times}".encode()
