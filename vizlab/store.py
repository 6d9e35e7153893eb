"""Content-addressed artifacts on any fsspec file system: written whole or not at all, verified whenever they are read.

An artifact is a folder `<key>/` of files named `<sha256>-<name>` and a `manifest.json` that is written last and says which
files belong, their hashes, and its own hash. Two writers can never mix, because other content means another file name.
Whatever does not verify is moved to `quarantine/` and reads as absent, so that its owner computes it again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import fsspec
import platformdirs

from vizlab.errors import VizlabError

MANIFEST = "manifest.json"
QUARANTINE = "quarantine"
BROUGHT = ("datasets/",)
DEFAULT_BUDGET_BYTES = 4 * 2**30
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*")
_T = TypeVar("_T")


class StoreError(VizlabError):
    """The store cannot be written or reached: a full disk, a read-only folder, a lost connection."""


@dataclass(frozen=True)
class Artifact:
    """One verified artifact: `meta` is what its writer said of it, `files` maps a name to its bytes."""

    key: str
    meta: Mapping[str, Any]
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Entry:
    """One unit of eviction (`runs/<id>`): its size and when it was last read or written (seconds since 1970)."""

    key: str
    size_bytes: int
    used_s: float


class Store:
    """Artifacts below one URL (a folder, `s3://bucket/path`, `memory://name` ...)."""

    def __init__(self, url: str) -> None:
        """Name the place; nothing is created before the first write."""
        self._fs, self._root = fsspec.core.url_to_fs(url, use_listings_cache=False)
        self._is_local = "file" in _protocols(self._fs)

    def write(self, key: str, files: Mapping[str, bytes], meta: Mapping[str, Any]) -> None:
        """Keep an artifact; replaces an older one of that key. Errors: `StoreError`, with nothing half-written visible."""
        with _reporting("save"):
            names = {name: f"{_sha256(data)}-{name}" for name, data in files.items()}
            for name, data in files.items():
                self._write_file(f"{self._path(key)}/{names[name]}", data)
            body = {"key": key, "meta": dict(meta), "files": names}
            self._write_file(f"{self._path(key)}/{MANIFEST}", _sealed(body))

    def read(self, key: str) -> Artifact | None:
        """The verified artifact, or None if there is none (any more): damage is quarantined, never returned."""
        return self._verified(key, lambda body: self._read_files(key, body))

    def meta(self, key: str) -> Mapping[str, Any] | None:
        """What the writer said of the artifact, without reading its files; None like `read`."""
        return self._verified(key, lambda body: dict(body["meta"]))

    def keys(self, prefix: str = "") -> list[str]:
        """Keys of all artifacts at or below a prefix, sorted; quarantine left out."""
        with _reporting("list"):
            found = self._fs.find(self._path(prefix))
        length = len(self._root.rstrip("/")) + 1
        keys = (path[length : -len(MANIFEST) - 1] for path in found if path.endswith("/" + MANIFEST))
        return sorted(key for key in keys if not key.startswith(QUARANTINE))

    def delete(self, prefix: str) -> None:
        """Remove every artifact at or below a key; nothing there is no error."""
        with _reporting("delete"), contextlib.suppress(FileNotFoundError):
            self._fs.rm(self._path(prefix), recursive=True)

    def touch(self, key: str) -> None:
        """Note that an artifact was used, for eviction. On remote stores the time of writing counts instead."""
        if self._is_local:
            with contextlib.suppress(OSError):
                os.utime(f"{self._path(key)}/{MANIFEST}")

    def entries(self) -> list[Entry]:
        """Units of eviction, two path parts deep, least recently used first."""
        with _reporting("list"):
            found = self._fs.find(self._root, detail=True)
        length = len(self._root.rstrip("/")) + 1
        units: dict[str, tuple[int, float]] = {}
        for path, info in found.items():
            unit = "/".join(path[length:].split("/")[:2])
            size, used = units.get(unit, (0, 0.0))
            units[unit] = (size + int(info.get("size") or 0), max(used, _modified_s(info)))
        return sorted((Entry(key, *value) for key, value in units.items()), key=lambda entry: entry.used_s)

    def collect(self, budget_bytes: int, *, keep: frozenset[str] = frozenset()) -> list[Entry]:
        """Delete quarantine, then least recently used entries not in `keep`, until the budget holds; what was deleted.

        What visitors brought along (`BROUGHT`) stays: it cannot be computed again.
        """
        entries = self.entries()
        entries.sort(key=lambda entry: not entry.key.startswith(QUARANTINE))
        excess = sum(entry.size_bytes for entry in entries) - budget_bytes
        deleted = []
        for entry in entries:
            if excess <= 0:
                break
            if entry.key not in keep and not entry.key.startswith(BROUGHT):
                self.delete(entry.key)
                deleted.append(entry)
                excess -= entry.size_bytes
        return deleted

    def _path(self, key: str) -> str:
        if key and not _KEY.fullmatch(key):
            raise VizlabError(f"A store key is made of a-z, 0-9, '.', '_' and '-' in parts; got {key!r}.")
        return f"{self._root.rstrip('/')}/{key}".rstrip("/")

    def _write_file(self, path: str, data: bytes) -> None:
        if self._is_local:
            _write_durably(Path(path), data)
        else:  # an object store's put is atomic by itself
            self._fs.pipe_file(path, data)

    def _verified(self, key: str, take: Callable[[dict[str, Any]], _T]) -> _T | None:
        try:
            taken = take(_unsealed(self._fs.cat_file(f"{self._path(key)}/{MANIFEST}"), key))
        except (FileNotFoundError, NotADirectoryError):
            if self._fs.exists(f"{self._path(key)}/{MANIFEST}"):
                self._quarantine(key)
            return None
        except ValueError:
            self._quarantine(key)
            return None
        except OSError as error:
            raise StoreError(f"The store could not be read: {error.strerror or error}.") from error
        self.touch(key)
        return taken

    def _read_files(self, key: str, body: dict[str, Any]) -> Artifact:
        files = {name: self._fs.cat_file(f"{self._path(key)}/{stored}") for name, stored in body["files"].items()}
        for name, data in files.items():
            if body["files"][name] != f"{_sha256(data)}-{name}":
                raise ValueError(f"{name} does not match its hash")
        return Artifact(key, body["meta"], files)

    def _quarantine(self, key: str) -> None:
        target = f"{self._root.rstrip('/')}/{QUARANTINE}/{time.time_ns()}-{key.replace('/', '-')}"
        with contextlib.suppress(OSError):  # a read-only store keeps its damage; it still reads as absent
            self._fs.makedirs(target, exist_ok=True)
            for path in self._fs.ls(self._path(key), detail=False):  # files only: a run's folder holds other artifacts
                if self._fs.isfile(path):
                    self._fs.mv(path, f"{target}/{path.rsplit('/', 1)[-1]}")


def default_store() -> Store:
    """The store that `VIZLAB_STORE` names, by default the user's cache folder."""
    return Store(os.environ.get("VIZLAB_STORE") or str(Path(platformdirs.user_cache_dir("vizlab")) / "store"))


def budget_bytes() -> int:
    """`VIZLAB_STORE_BYTES`, by default 4 GiB. Errors: `VizlabError` if it is not a whole number."""
    text = os.environ.get("VIZLAB_STORE_BYTES", str(DEFAULT_BUDGET_BYTES))
    if not text.isdecimal():
        raise VizlabError(f"VIZLAB_STORE_BYTES must be a whole number of bytes; got {text!r}.")
    return int(text)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _body_text(body: Mapping[str, Any]) -> str:
    return json.dumps(body, sort_keys=True, allow_nan=False)


def _sealed(body: Mapping[str, Any]) -> bytes:
    return json.dumps({"body": body, "sha256": _sha256(_body_text(body).encode())}, sort_keys=True).encode()


def _unsealed(data: bytes, key: str) -> dict[str, Any]:
    """The manifest's body. Errors: ValueError if it was changed, cut or belongs to another key."""
    sealed = json.loads(data)
    if not isinstance(sealed, dict) or not isinstance(sealed.get("body"), dict):
        raise ValueError("not a manifest")
    body: dict[str, Any] = sealed["body"]
    if sealed.get("sha256") != _sha256(_body_text(body).encode()) or body["key"] != key:
        raise ValueError("the manifest does not match its hash or its key")
    return body


def _write_durably(path: Path, data: bytes) -> None:
    """Write under another name, flush to the disk, rename: readers see the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _reporting(verb: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreError(f"The store could not {verb}: {error.strerror or error}.") from error


def _protocols(filesystem: Any) -> tuple[str, ...]:
    return (filesystem.protocol,) if isinstance(filesystem.protocol, str) else tuple(filesystem.protocol)


def _modified_s(info: Mapping[str, Any]) -> float:
    modified = info.get("mtime") or info.get("created") or info.get("LastModified") or 0.0
    return modified.timestamp() if hasattr(modified, "timestamp") else float(modified)
