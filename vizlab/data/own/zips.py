"""A zip of pictures in class folders: what is in it, what is refused, and one entry's bytes at a time.

Nothing is ever unpacked to a path. What could be an attack refuses the whole file with a sentence; what is merely of no use (a
text, a damaged picture, a hidden file) is skipped and reported. Sizes are those that the zip declares, and reading stops there.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from vizlab.data.own.names import plain_name, shortened
from vizlab.errors import VizlabError

MAX_ZIP_BYTES = 100_000_000
MAX_ENTRIES = 50_000
MAX_ENTRY_BYTES = 20_000_000  # as for any picture: see `vizlab.decoding`
MAX_UNPACKED_BYTES = 500_000_000
MAX_RATIO, RATIO_FROM_BYTES = 100, 1_000_000  # pictures hardly shrink; small ones of one colour do, and do no harm
MIN_CLASSES, MAX_CLASSES, MIN_PICTURES, MAX_PICTURES = 2, 200, 2, 20_000
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
ARCHIVES = (".zip", ".jar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".tar", ".7z", ".rar")
# What zipfile raises on bytes that are not what they claim to be; RuntimeError is its word for a wrong password.
_DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
    MemoryError,
)
_CENTRAL = b"PK\x01\x02"  # begins the record of one entry
_ENCRYPTED = 0x1
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # zipfile unpacks these two piece by piece, the others at once


@dataclass(frozen=True)
class Skipped:
    """Something in an upload that was left out, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Entry:
    """One picture in the zip: its place in the zip, its path, and its class."""

    info: zipfile.ZipInfo
    path: str
    label: str


@dataclass(frozen=True)
class Contents:
    """What a zip holds, by its table of contents alone: nothing is decoded yet. entries: sorted by class and path."""

    archive: zipfile.ZipFile
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """The class folders, sorted."""
        return tuple(sorted({entry.label for entry in self.entries}))

    @property
    def counts(self) -> list[int]:
        """Pictures of each class."""
        counted = Counter(entry.label for entry in self.entries)
        return [counted[label] for label in self.classes]


def contents(data: bytes) -> Contents:
    """The table of contents of a zip of class folders. Errors: `VizlabError` for each thing that is refused."""
    archive = _opened(data)
    files = [info for info in archive.infolist() if not info.filename.endswith("/")]
    for info in archive.infolist():
        _refuse_danger(info)
    _refuse_bombs(files)
    entries, skipped = _sorted_out(files)
    check_classes(entry.label for entry in entries)
    return Contents(archive, tuple(sorted(entries, key=lambda entry: (entry.label, entry.path))), tuple(skipped))


def read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of one entry, at most `MAX_ENTRY_BYTES`. Errors: `VizlabError` if damaged, or packed in an unusual way."""
    if info.compress_type not in _PLAIN_METHODS:
        raise VizlabError("It is packed by a method other than “store” and “deflate”.")
    try:
        with archive.open(info) as file:
            data = file.read(min(info.file_size, MAX_ENTRY_BYTES) + 1)
    except _DAMAGED as error:
        raise VizlabError("It is damaged: it cannot be unpacked.") from error
    if len(data) > MAX_ENTRY_BYTES:
        raise VizlabError(f"It unpacks to more than {MAX_ENTRY_BYTES / 1e6:.0f} MB.")
    return data


def check_classes(labels: Iterable[str]) -> None:
    """Check that a set can be learned and tested on. Errors: `VizlabError` on too few or too many classes or pictures."""
    counted = Counter(labels)
    if not MIN_CLASSES <= len(counted) <= MAX_CLASSES:
        raise VizlabError(
            f"A zip needs pictures in {MIN_CLASSES} to {MAX_CLASSES} class folders, one folder a class; got {len(counted)}."
        )
    few = sorted(label for label, n in counted.items() if n < MIN_PICTURES)
    if few:
        shown = ", ".join(few[:5]) + (" …" if len(few) > 5 else "")
        raise VizlabError(
            f"Each class needs at least {MIN_PICTURES} pictures, one to learn from and one to test; got 1 of {shown}."
        )
    if sum(counted.values()) > MAX_PICTURES:
        raise VizlabError(f"A data set may have at most {MAX_PICTURES:,} pictures; got {sum(counted.values()):,}.")


def _opened(data: bytes) -> zipfile.ZipFile:
    if len(data) > MAX_ZIP_BYTES:
        raise VizlabError(f"A zip may have at most {MAX_ZIP_BYTES / 1e6:.0f} MB; got {len(data) / 1e6:.1f} MB.")
    # Counted before zipfile makes an object of each: a hundred megabytes of empty entries would fill the memory.
    if data.count(_CENTRAL) > MAX_ENTRIES:
        raise VizlabError(f"A zip may have at most {MAX_ENTRIES:,} entries; this one has more.")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        raise VizlabError("A data set of pictures must be a whole zip file; this file is none, or damaged.") from error


def _refuse_danger(info: zipfile.ZipInfo) -> None:
    """Refuse what no honest data set contains. Errors: `VizlabError`."""
    name = info.filename.replace("\\", "/")
    shown = shortened(info.filename)
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        raise VizlabError(f"Names in a zip must be relative; “{shown}” is an absolute path.")
    if ".." in name.split("/"):
        raise VizlabError(f"Names in a zip must stay inside it; “{shown}” points outside.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise VizlabError(f"A zip must hold plain files only; “{shown}” is a link or a device.")
    if info.flag_bits & _ENCRYPTED:
        raise VizlabError(f"A zip must not be encrypted; “{shown}” is.")
    if PurePosixPath(name).suffix.lower() in ARCHIVES:
        raise VizlabError(f"A zip must not hold other archives; “{shown}” is one.")


def _refuse_bombs(files: list[zipfile.ZipInfo]) -> None:
    """Refuse a small file that becomes a huge one. Errors: `VizlabError`."""
    total = sum(info.file_size for info in files)
    if total > MAX_UNPACKED_BYTES:
        raise VizlabError(
            f"A zip may unpack to at most {MAX_UNPACKED_BYTES / 1e6:.0f} MB; this one claims {total / 1e6:,.0f} MB."
        )
    for info in files:
        if info.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * info.compress_size):
            raise VizlabError(
                f"Pictures do not shrink to less than 1/{MAX_RATIO}; “{shortened(info.filename)}” claims to unpack "
                f"{info.compress_size:,} bytes to {info.file_size:,}."
            )


def _sorted_out(files: list[zipfile.ZipInfo]) -> tuple[list[Entry], list[Skipped]]:
    """Pictures with their classes, and what is left out."""
    chosen, skipped = [], []
    for info in files:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        reason = _useless(info, path)
        if reason:
            skipped.append(Skipped(shortened(info.filename), reason))
        else:
            chosen.append((info, path))
    top = _common_top([path for _, path in chosen])
    entries = []
    for info, path in chosen:
        folders = path.parts[1 if top else 0 : -1]
        if folders:
            entries.append(Entry(info, str(path), plain_name(folders[-1])))
        else:
            skipped.append(Skipped(shortened(info.filename), "lies in no class folder"))
    return entries, skipped


def _useless(info: zipfile.ZipInfo, path: PurePosixPath) -> str:
    """Why an entry cannot be a picture of the set; empty if it may be one."""
    if not path.name:
        return "has no name"
    if "__MACOSX" in path.parts or any(part.startswith(".") for part in path.parts):
        return "hidden file"
    if path.suffix.lower() not in SUFFIXES:
        return "not a picture by its name"
    if info.file_size == 0:
        return "empty"
    return f"larger than {MAX_ENTRY_BYTES / 1e6:.0f} MB" if info.file_size > MAX_ENTRY_BYTES else ""


def _common_top(paths: list[PurePosixPath]) -> bool:
    """Whether all lie in one top folder that is only a wrapping."""
    return len({path.parts[0] for path in paths}) == 1 and any(len(path.parts) > 2 for path in paths)
