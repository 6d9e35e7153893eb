"""Where the files of data sets lie: packed as their publishers offer them, unpacked as they are read, always verified.

`VIZLAB_DATA` (default: in the user's cache folder) holds `<folder>/<name>.gz`, as the official download folders do, and the
unpacked files beside them. It may be read-only and filled by its owner: then the unpacked files go to the cache folder.
What decides is the SHA-256 of the unpacked bytes, since the same bytes may be packed in more than one way.
"""

from __future__ import annotations

import errno
import functools
import hashlib
import os
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import platformdirs

from vizlab.errors import VizlabError

CHUNK_BYTES = 1 << 18
STALE_S = 86_400.0


@dataclass(frozen=True)
class RemoteFile:
    """One file of a data set. urls: official address of its gzip first, then mirrors; none for a member of an archive.

    name: of the gzip; a member, or a file that is offered as it is, has its own. sha256, size_bytes: of the unpacked bytes.
    Where a publisher states only the beginning of a checksum, sha256 is that; where no exact size, the file may be up to
    `slack_bytes` smaller than `size_bytes`.
    """

    folder: str
    name: str
    urls: tuple[str, ...]
    sha256: str
    size_bytes: int
    download_bytes: int
    slack_bytes: int = 0

    def has_size(self, size: int) -> bool:
        """Whether the unpacked file may be of this size."""
        return self.size_bytes - self.slack_bytes <= size <= self.size_bytes


class DamagedError(ValueError):
    """The bytes are not those of the file; the message says how, as the end of a sentence."""


def local_path(file: RemoteFile) -> Path | None:
    """The verified unpacked file, unpacking it first if only its gzip is here; None if neither is here and sound.

    Errors: `VizlabError` if there is a gzip but no room to unpack it.
    """
    for path in _places(file):
        if _is_sound(path, file):
            return path
    return _unpack(file) if _is_packed(file) and _state(_packed_path(file)) else None


def folders(name: str) -> list[Path]:
    """Where files of the folder `name` may lie: the data folder first, the place to write them last."""
    beside = _root() / name
    if _is_writable(beside):
        return [beside]
    return [beside, Path(platformdirs.user_cache_dir("vizlab")) / "unpacked" / name]


def is_here(file: RemoteFile) -> bool:
    """Whether the file seems to be here, packed or not, by a look at the folder only: damage shows when it is opened."""
    states = [_state(path) for path in _places(file)]
    unpacked = any(state and file.has_size(state.st_size) for state in states)
    return unpacked or bool(_is_packed(file) and _state(_packed_path(file)))


class Placing:
    """One verified file, under its name only once it is whole and safe on the disk.

    Several processes may do this at once: each has a temporary file of its own, and the last rename wins with equal bytes.
    """

    def __init__(self, file: RemoteFile) -> None:
        """Open a temporary file beside the place of the finished one. Errors: `VizlabError` if the disk refuses."""
        self._file = file
        self._path = _places(file)[-1]
        self._hash = hashlib.sha256()
        self._size = 0
        with on_disk(file.name, file.size_bytes):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _sweep(self._path.parent)
            self._part, self._handle = self._open(f".{file.name}.")

    def __enter__(self) -> Self:
        """Ready to be fed."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leave no temporary file, whatever happened; after `finish` it has its own name and there is none."""
        with suppress(OSError):
            self._handle.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _open(self, prefix: str) -> tuple[Path, IO[bytes]]:
        """A new temporary file whose name begins so, open for writing."""
        number, name = tempfile.mkstemp(dir=self._path.parent, prefix=prefix, suffix=".part")
        return Path(name), os.fdopen(number, "w+b")

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes as they arrive. Errors: as `take`."""
        self.take(chunk)

    def take(self, data: bytes) -> None:
        """Append bytes of the file. Errors: `DamagedError` if they are too many; `VizlabError` if the disk refuses."""
        self._size += len(data)
        if self._size > self._file.size_bytes:
            verb = "unpacks to" if _is_packed(self._file) else "has"
            raise DamagedError(f"it {verb} more than the {self._file.size_bytes} bytes expected")
        self._hash.update(data)
        with on_disk(self._file.name, self._file.size_bytes):
            self._handle.write(data)

    def finish(self) -> Path:
        """The finished file. Errors: `DamagedError` if it is not the right one; `VizlabError` if the disk refuses."""
        self.check()
        with on_disk(self._file.name, self._file.size_bytes):
            self._handle.flush()
            os.fsync(self._handle.fileno())
            if sys.platform == "win32":
                self._handle.close()  # an open file cannot be renamed there; elsewhere its lock is kept until it has its name
            self._part.chmod(0o644)  # temporary files are private; a data folder is often shared
            self._part.replace(self._path)
            self._handle.close()
        return self._path

    def check(self) -> None:
        """Errors: `DamagedError` if what was taken is not the whole file."""
        if self._size < self._file.size_bytes - self._file.slack_bytes:
            raise DamagedError("it broke off before its end")
        if not self._hash.hexdigest().startswith(self._file.sha256):
            raise DamagedError("its checksum is wrong")


class Unpacking(Placing):
    """The same from a gzip stream."""

    def __init__(self, file: RemoteFile) -> None:
        """As `Placing`."""
        super().__init__(file)
        self._inflate = zlib.decompressobj(wbits=31)  # 31: with a gzip header

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the gzip stream. Errors: `DamagedError`; `VizlabError` if the disk refuses."""
        if self._inflate.eof:
            return
        try:
            # One byte more than there can be is enough to know a gzip bomb.
            data = self._inflate.decompress(chunk, self._file.size_bytes - self._size + 1)
        except zlib.error as error:
            raise DamagedError("what arrived is not the gzip file that was expected") from error
        self.take(data)

    def finish(self) -> Path:
        """As `Placing`; a stream that broke off is damaged, too."""
        if not self._inflate.eof:
            raise DamagedError("it broke off before its end")
        return super().finish()


def _unpack(file: RemoteFile) -> Path | None:
    """The unpacked copy of a gzip that is already here; None if that is damaged. It is its owner's, so it stays."""
    with suppress(DamagedError, OSError), _packed_path(file).open("rb") as source, Unpacking(file) as target:
        while chunk := source.read(CHUNK_BYTES):
            target.feed(chunk)
        return target.finish()
    return None


def _root() -> Path:
    chosen = os.environ.get("VIZLAB_DATA", "")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_cache_dir("vizlab")) / "data"


def _packed_path(file: RemoteFile) -> Path:
    return _root() / file.folder / file.name


def _is_packed(file: RemoteFile) -> bool:
    return file.name.endswith(".gz")  # a member of an archive is not


def _places(file: RemoteFile) -> list[Path]:
    """Where the unpacked file may be, the place to write it last."""
    name = file.name.removesuffix(".gz") if _is_packed(file) else file.name
    return [folder / name for folder in folders(file.folder)]


def _is_writable(folder: Path) -> bool:
    """Whether files can be made in the folder. One without any write bit is left alone even by root, who could."""
    for path in (folder, *folder.parents):
        if state := _state(path):
            return path.is_dir() and os.access(path, os.W_OK) and bool(state.st_mode & 0o222)
    return False


def _is_sound(path: Path, file: RemoteFile) -> bool:
    """Whether this is the right unpacked file; if it is ours and damaged it is deleted, to be made again."""
    with suppress(OSError):
        state = path.stat()
        if file.has_size(state.st_size) and _sha256(path, state.st_mtime_ns, state.st_ino).startswith(file.sha256):
            return True
        if path == _places(file)[-1]:
            path.unlink()
    return False


def _state(path: Path) -> os.stat_result | None:
    """What the system knows of a file; None if there is none or it is behind a closed door."""
    with suppress(OSError):
        return path.stat()
    return None


@functools.lru_cache(maxsize=64)
def _sha256(path: Path, mtime_ns: int, inode: int) -> str:
    """Computed once a process for each state of a file: 47 MB take 0.03-0.2 s."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sweep(folder: Path) -> None:
    """Delete what a killed process left behind a day ago or earlier."""
    for part in folder.glob(".*.part"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > STALE_S:
                part.unlink()


@contextmanager
def on_disk(name: str, size_bytes: int) -> Iterator[None]:
    """Around writing a file of this size: turns what the disk says into a sentence. Errors: `VizlabError`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            text = f"{name} needs {size_bytes / 1e6:.1f} MB of free space in the data folder; the disk is full."
        else:
            text = f"{name} must be written to the data folder, which refused: {error.strerror or error}."
        raise VizlabError(text) from error
