"""Downloads that go on where they stopped: what has arrived stays beside its place when the listener or the connection leaves.

Such a file is `.<name>.<checksum>.<random>.part`. Whoever writes it holds a lock on it, which the system takes back when a
process dies; whoever comes next takes the lock, hashes what is there and goes on. Of two at once, one goes on with what is
there and the other starts its own. What nobody wanted for a day is swept, as all temporary files are.
"""

from __future__ import annotations

import glob
import hashlib
import os
import sys
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import IO

from vizlab.data.files import CHUNK_BYTES, Placing, RemoteFile, on_disk

if sys.platform != "win32":
    import fcntl

_KEPT_AFTER = (GeneratorExit, KeyboardInterrupt, OSError, HTTPException)  # the listener left, or the connection broke


class Continuing(Placing):
    """`Placing` that begins with what an earlier one left behind; `size` says how much that is."""

    def __init__(self, file: RemoteFile) -> None:
        """Take up what is there, or begin. Errors: `VizlabError` if the disk refuses."""
        super().__init__(file)
        with on_disk(file.name, file.size_bytes):
            self._hash_again()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Keep what has arrived if there is more to come; after `finish`, or if it is wrong or the disk full, leave nothing."""
        is_taken_up_later = self._part.name.startswith(self._prefix())
        if kind and issubclass(kind, _KEPT_AFTER) and self._size and is_taken_up_later:
            with suppress(OSError):
                self._handle.close()
            return
        with suppress(OSError):
            self._part.unlink(missing_ok=True)  # before it is closed, so that nobody else takes it up
        super().__exit__(kind, error, trace)

    @property
    def size(self) -> int:
        """How many bytes are here."""
        return self._size

    def restart(self) -> None:
        """Forget what is here. Errors: `VizlabError` if the disk refuses."""
        with on_disk(self._file.name, self._file.size_bytes):
            self._handle.seek(0)
            self._handle.truncate()
        self._hash, self._size = hashlib.sha256(), 0

    def whole(self) -> IO[bytes]:
        """The verified file, open at its beginning; it is gone after `with`. Errors: as of `finish`."""
        self.check()
        with on_disk(self._file.name, self._file.size_bytes):
            self._handle.flush()
            self._handle.seek(0)
        return self._handle

    def _open(self, prefix: str) -> tuple[Path, IO[bytes]]:
        prefix = self._prefix()
        for path in sorted(self._path.parent.glob(f"{glob.escape(prefix)}*.part"), key=_size, reverse=True):
            with suppress(OSError):
                handle = path.open("r+b")
                if _lock(handle) and _is_at(handle, path):
                    return path, handle
                handle.close()
        return self._new(prefix)

    def _new(self, prefix: str) -> tuple[Path, IO[bytes]]:
        """A file of our own, locked before it has the name by which others would take it up."""
        path, handle = super()._open(f".{self._file.name}.")
        return (path.rename(f"{path.parent}/{prefix}{path.name.split('.')[-2]}.part") if _lock(handle) else path), handle

    def _prefix(self) -> str:
        return f".{self._file.name}.{self._file.sha256[:8]}."

    def _hash_again(self) -> None:
        while chunk := self._handle.read(CHUNK_BYTES):
            self._hash.update(chunk)
            self._size += len(chunk)


def _is_at(handle: IO[bytes], path: Path) -> bool:
    """Whether the file is still there: its last owner may have finished or deleted it before we had the lock."""
    with suppress(OSError):
        os.utime(path)  # so that nobody sweeps it
        return os.fstat(handle.fileno()).st_ino == path.stat().st_ino
    return False


def _lock(handle: IO[bytes]) -> bool:
    """Whether nobody else writes this file; from now on nobody else may. Never, where there are no such locks."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0
