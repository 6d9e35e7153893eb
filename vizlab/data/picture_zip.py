"""The zip of Tiny-ImageNet read without unpacking it: what is wanted is listed first, then decoded picture by picture.

Only members whose names fit the layout are opened, each up to a fixed size, and nothing is ever written under a member's name.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from PIL import Image

from vizlab.data.downloads import BEAT_S
from vizlab.data.files import DamagedError, on_disk
from vizlab.progress import Step

SIDE = 64
MAX_TEXT_BYTES, MAX_PICTURE_BYTES = 16_000_000, 200_000  # of one member, unpacked; the official ones have 2.6 MB and 13 kB
MAX_PICTURES, MAX_CLASSES = 200_000, 2_000
WNID = re.compile(r"n\d{8}")
TRAINING = re.compile(r"tiny-imagenet-200/train/(n\d{8})/images/\1_(\d{1,6})\.JPEG")
ROOT = "tiny-imagenet-200"

# What a zip or a JPEG raises that is not what it claims to be; RuntimeError: an encrypted member.
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, LookupError)
_BAD_PICTURE = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, Image.DecompressionBombError)


@dataclass(frozen=True)
class Plan:
    """What is in the zip: wnids sorted, their names, and (member, label) of each picture in the order of the arrays."""

    wnids: tuple[str, ...]
    classes: tuple[str, ...]
    train: tuple[tuple[str, int], ...]
    test: tuple[tuple[str, int], ...]

    @property
    def size_bytes(self) -> int:
        """Of the arrays that will be written, about."""
        return (len(self.train) + len(self.test)) * (3 * SIDE * SIDE + 8)

    def facts(self) -> dict[str, Any]:
        """For the manifest."""
        counts = {"n_train": len(self.train), "n_test": len(self.test)}
        return {"wnids": self.wnids, "classes": self.classes} | counts


@contextmanager
def opened(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The zip in an open file. Errors: `DamagedError` if it is none."""
    try:
        archive = zipfile.ZipFile(file)
    except _BAD_ZIP as error:
        raise DamagedError("it is no zip file, or not a whole one") from error
    with archive:
        yield archive


def plan(archive: zipfile.ZipFile) -> Plan:
    """What the zip holds. Errors: `DamagedError` saying what is missing or too large."""
    wnids = _wnids(archive)
    labels = {wnid: label for label, wnid in enumerate(wnids)}
    train = _training(archive, labels)
    test = _validation(archive, labels)
    for half, members in (("training", train), ("validation", test)):
        if lacking := sorted(set(range(len(wnids))) - {label for _, label in members}):
            raise DamagedError(f"it has no {half} picture of {wnids[lacking[0]]}")
        if len(members) > MAX_PICTURES:
            raise DamagedError(f"it has {len(members):,} {half} pictures, more than {MAX_PICTURES:,}")
    return Plan(wnids, _names(archive, wnids), train, test)


def write(archive: zipfile.ZipFile, plan: Plan, folder: Path) -> Iterator[Step]:
    """Decode all pictures into the four arrays: steps in pictures, about four a second. Errors: `DamagedError`."""
    total, done, told = len(plan.train) + len(plan.test), 0, -BEAT_S
    for half, members in (("train", plan.train), ("test", plan.test)):
        with on_disk("The array of the pictures", plan.size_bytes):
            np.save(folder / f"{half}-labels.npy", np.array([label for _, label in members], np.int64))
            images = np.lib.format.open_memmap(
                folder / f"{half}-images.npy", mode="w+", dtype=np.uint8, shape=(len(members), 3, SIDE, SIDE)
            )
        for index, (member, _) in enumerate(members):
            images[index] = _picture(archive, member)
            done += 1
            if time.monotonic() - told >= BEAT_S:
                told = time.monotonic()
                yield Step(done, total, "decoding the pictures", unit="picture")
        images.flush()
    yield Step(total, total, "decoding the pictures", unit="picture")


def _wnids(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """The classes' WordNet numbers, sorted, as file listings and other loaders have them."""
    wnids = _text(archive, "wnids.txt").split()
    if not 2 <= len(wnids) <= MAX_CLASSES or len(set(wnids)) < len(wnids) or not all(map(WNID.fullmatch, wnids)):
        raise DamagedError(f"its wnids.txt must list 2 to {MAX_CLASSES:,} different WordNet numbers such as n01443537")
    return tuple(sorted(wnids))


def _names(archive: zipfile.ZipFile, wnids: tuple[str, ...]) -> tuple[str, ...]:
    """The first word of each class; with its number where two have the same (there are two cranes)."""
    lines = (line.partition("\t") for line in _text(archive, "words.txt").splitlines())
    words = {wnid: text.split(",")[0].strip() for wnid, _, text in lines}
    names = [words.get(wnid) or wnid for wnid in wnids]
    often = Counter(names)
    return tuple(f"{name} ({wnid})" if often[name] > 1 else name for name, wnid in zip(names, wnids, strict=True))


def _training(archive: zipfile.ZipFile, labels: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """The training pictures, one of each class in turn, so that any part of the whole is mixed."""
    found = (TRAINING.fullmatch(name) for name in archive.namelist())
    numbered = sorted((int(m[2]), labels[m[1]], m[0]) for m in found if m and m[1] in labels)
    return tuple((member, label) for _, label, member in numbered)


def _validation(archive: zipfile.ZipFile, labels: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """The validation pictures in the order of their list."""
    rows = [line.split("\t") for line in _text(archive, "val/val_annotations.txt").splitlines() if line]
    if not all(len(row) >= 2 and row[1] in labels for row in rows):
        raise DamagedError("its val_annotations.txt must name a picture and a listed class in each line")
    return tuple((f"{ROOT}/val/images/{row[0]}", labels[row[1]]) for row in rows)


def _text(archive: zipfile.ZipFile, name: str) -> str:
    try:
        return _bytes(archive, f"{ROOT}/{name}", MAX_TEXT_BYTES).decode()
    except UnicodeDecodeError as error:
        raise DamagedError(f"{name} in it is no text") from error


def _bytes(archive: zipfile.ZipFile, member: str, most: int) -> bytes:
    try:
        with archive.open(member) as file:
            content = file.read(most + 1)
    except KeyError as error:
        raise DamagedError(f"there is no {member} in it") from error
    except _BAD_ZIP as error:
        raise DamagedError(f"{member} in it is damaged") from error
    if len(content) > most:
        raise DamagedError(f"{member} in it has more than {most:,} bytes")
    return content


def _picture(archive: zipfile.ZipFile, member: str) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """(3, 64, 64) of a JPEG, grey ones (one in fifty) as RGB."""
    content = _bytes(archive, member, MAX_PICTURE_BYTES)
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
            size = picture.size
            pixels = np.asarray(picture.convert("RGB")) if size == (SIDE, SIDE) else None
    except _BAD_PICTURE as error:
        raise DamagedError(f"{member} in it cannot be decoded") from error
    if pixels is None:
        raise DamagedError(f"{member} in it must be {SIDE} pixels wide and high; it has {size[0]} × {size[1]}")
    return pixels.transpose(2, 0, 1)
