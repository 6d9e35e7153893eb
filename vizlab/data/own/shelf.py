"""Where data sets of one's own stand: `datasets/<id>` in the store, in .npy without pickle, named `mine/<id>` everywhere.

The training half lies in an artifact of its own, so that looking at the test half is cheap. What is deleted leaves its name,
classes and shape behind: networks that were trained on it can still be opened.
"""

from __future__ import annotations

import hashlib
import io
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.data.examples import Examples, Split
from vizlab.data.own.names import NAME_LENGTH, plain_name
from vizlab.data.own.zips import Skipped
from vizlab.errors import VizlabError
from vizlab.store import Artifact, Store, budget_bytes, default_store

PREFIX = "mine/"
REPORTED = 200  # skipped entries that are kept by name
TEST_EVERY = 5
SHARE_OF_STORE = 0.25  # these sets are never evicted, so they may not fill the store
_NAME = re.compile(r"mine/([0-9a-f]{12})")
_UPLOAD = re.compile(r"[0-9a-f]{64}")
_ROOT, _FILE = "datasets", "file"
_INPUTS, _LABELS, _TRAIN_LABELS = "inputs.npy", "labels.npy", "train-labels.npy"


@dataclass(frozen=True)
class Made:
    """A data set about to be kept. inputs: (n, c, h, w) uint8 or (n, d) float32, not yet split. labels: (n,) int64."""

    title: str
    classes: tuple[str, ...]
    shape: tuple[int, ...]
    inputs: NDArray[Any]
    labels: NDArray[np.int64]
    features: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    scaling: Mapping[str, list[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """What is known of a data set of one's own without its examples. leaks: test examples that are also learned from."""

    name: str
    title: str
    source: str
    classes: tuple[str, ...]
    shape: tuple[int, ...]
    n_train: int
    n_test: int
    counts: tuple[int, ...]
    leaks: int
    features: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    n_skipped: int
    notes: tuple[str, ...]
    kept_s: float
    is_deleted: bool


def is_own(name: str) -> bool:
    """Whether the name is one of a data set of one's own, here or not."""
    return bool(_NAME.fullmatch(name))


def kept(store: Store | None = None) -> list[Kept]:
    """All that are here, newest first."""
    store = store or default_store()
    names = {PREFIX + key.split("/")[1] for key in store.keys(_ROOT)}
    found = [known for name in names if is_own(name) and (known := _read(name, store)) and not known.is_deleted]
    return sorted(found, key=lambda known: (-known.kept_s, known.name))


def find(name: str, store: Store | None = None) -> Kept:
    """What is known of the data set, also of one that was deleted. Errors: `VizlabError` if there never was one here."""
    known = _read(name, store or default_store())
    if known is None:
        raise VizlabError(f"There is no data set {name} here (any more); choose another, or upload it again.")
    return known


def is_here(name: str, store: Store | None = None) -> bool:
    """Whether `load` has something to load."""
    known = _read(name, store or default_store())
    return known is not None and not known.is_deleted


def load(name: str, store: Store | None = None) -> Split:
    """Its examples; the training half is read when first asked for. Errors: `VizlabError` if deleted or damaged."""
    store = store or default_store()
    if find(name, store).is_deleted:
        raise VizlabError(f"The data set “{find(name, store).title}” has been deleted; upload it again or choose another.")
    read = partial(_artifact, store=store)
    return Split(
        lambda: _examples(read(f"{_key(name)}/train")),
        lambda: _examples(read(_key(name))),
        lambda: _array(read(_key(name)), _TRAIN_LABELS),
    )


def put(dataset: str, made: Made, store: Store | None = None) -> None:
    """Split a data set, every fifth of each class for testing, and keep it. Errors: `VizlabError` if there is no room."""
    store = store or default_store()
    train, test = split(made.labels)
    _check_room(made.inputs.nbytes, store)
    meta = {
        "title": plain_name(PurePath(made.title).stem),
        "source": plain_name(made.title),
        "classes": list(made.classes),
        "shape": list(made.shape),
        "n_train": len(train),
        "n_test": len(test),
        "counts": np.bincount(made.labels[train], minlength=len(made.classes)).tolist(),
        "leaks": _leaks(made.inputs, train, test),
        "features": list(made.features),
        "skipped": [[found.name, found.reason] for found in made.skipped[:REPORTED]],
        "n_skipped": len(made.skipped),
        "notes": list(made.notes),
        "scaling": dict(made.scaling),
        "kept_s": time.time(),
        "deleted": False,
    }
    # The half that makes it visible comes last.
    store.write(f"{_ROOT}/{dataset}/train", _files(made.inputs[train], made.labels[train]), {})
    files = _files(made.inputs[test], made.labels[test]) | {_TRAIN_LABELS: _npy(made.labels[train])}
    store.write(f"{_ROOT}/{dataset}", files, meta)


def rename(name: str, title: str, store: Store | None = None) -> None:
    """Give it a title of 1-60 characters. Errors: `VizlabError` otherwise, or if it is not here."""
    store = store or default_store()
    title = " ".join(title.split())
    if not 0 < len(title) <= NAME_LENGTH:
        raise VizlabError(f"A title has 1 to {NAME_LENGTH} characters; got {len(title)}.")
    artifact = store.read(_key(name))
    if artifact is None or artifact.meta["deleted"]:
        raise VizlabError(f"There is no data set {name} here (any more).")
    store.write(_key(name), artifact.files, {**artifact.meta, "title": plain_name(title)})


def delete(name: str, store: Store | None = None) -> None:
    """Remove its examples and its report; title, classes and shape stay for the networks that were trained on it."""
    store = store or default_store()
    meta = store.meta(_key(name))
    store.delete(_key(name))
    if meta is not None:
        gone = {"deleted": True, "skipped": [], "n_skipped": 0, "notes": [], "scaling": {}, "leaks": 0}
        store.write(_key(name), {}, {**meta, **gone})


def put_upload(data: bytes, file_name: str, store: Store | None = None) -> str:
    """Keep an uploaded file for the worker; the name that recipes give it. Errors: `VizlabError` if there is no room."""
    store = store or default_store()
    _check_room(len(data), store)
    name = hashlib.sha256(data).hexdigest()
    if store.meta(f"uploads/{name}") is None:
        store.write(f"uploads/{name}", {_FILE: data}, {"name": file_name})
    return name


@contextmanager
def taking(name: str, store: Store | None = None) -> Iterator[tuple[bytes, str]]:
    """An uploaded file and what it was called; once it is kept as a data set or refused, nobody needs it, and it is deleted.

    Work that is cancelled or killed in between leaves it for another try. Errors: `VizlabError` if it is not here any more.
    """
    store = store or default_store()
    found = store.read(f"uploads/{name}") if _UPLOAD.fullmatch(name) else None
    if found is None or _FILE not in found.files:
        raise VizlabError("The uploaded file is not here (any more); upload it again.")
    try:
        yield found.files[_FILE], str(found.meta["name"])
    except VizlabError:
        store.delete(f"uploads/{name}")
        raise
    store.delete(f"uploads/{name}")


def split(labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices to learn from and to test on: every fifth of each class is for testing, classes in turn.

    No random numbers: their streams may change with NumPy, the test set must not.
    """
    order = np.argsort(labels, kind="stable")
    _, starts, sizes = np.unique(labels[order], return_index=True, return_counts=True)
    rank = np.arange(len(labels)) - np.repeat(starts, sizes)
    in_turn = np.lexsort((labels[order], rank))
    is_test = (rank % TEST_EVERY == 0)[in_turn]
    return order[in_turn][~is_test], order[in_turn][is_test]


def _leaks(inputs: NDArray[Any], train: NDArray[np.int64], test: NDArray[np.int64]) -> int:
    """Test examples that are, value by value, also among the training examples: they test memory, not learning."""
    known = {hashlib.sha1(inputs[index].tobytes(), usedforsecurity=False).digest() for index in train}
    return sum(hashlib.sha1(inputs[index].tobytes(), usedforsecurity=False).digest() in known for index in test)


def _check_room(size_bytes: int, store: Store) -> None:
    used = sum(entry.size_bytes for entry in store.entries() if entry.key.startswith(f"{_ROOT}/"))
    room = SHARE_OF_STORE * budget_bytes()
    if used + size_bytes > room:
        raise VizlabError(
            f"Data sets of visitors may take {room / 1e6:,.0f} MB in all; {used / 1e6:,.0f} MB are taken, and this one needs "
            f"{size_bytes / 1e6:,.1f} MB. Delete one that is not needed."
        )


def _read(name: str, store: Store) -> Kept | None:
    meta = store.meta(_key(name))
    return None if meta is None else _known(name, meta)


def _known(name: str, meta: Mapping[str, Any]) -> Kept:
    return Kept(
        name=name,
        title=meta["title"],
        source=meta["source"],
        classes=tuple(meta["classes"]),
        shape=tuple(meta["shape"]),
        n_train=meta["n_train"],
        n_test=meta["n_test"],
        counts=tuple(meta["counts"]),
        leaks=meta["leaks"],
        features=tuple(meta["features"]),
        skipped=tuple(Skipped(*found) for found in meta["skipped"]),
        n_skipped=meta["n_skipped"],
        notes=tuple(meta["notes"]),
        kept_s=meta["kept_s"],
        is_deleted=meta["deleted"],
    )


def _key(name: str) -> str:
    match = _NAME.fullmatch(name)
    if not match:
        raise VizlabError(f"A data set of your own is named like mine/3f9a12c4d7e0; got {name!r}.")
    return f"{_ROOT}/{match[1]}"


def _files(inputs: NDArray[Any], labels: NDArray[np.int64]) -> dict[str, bytes]:
    return {_INPUTS: _npy(inputs), _LABELS: _npy(labels)}


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def _artifact(key: str, store: Store) -> Artifact:
    artifact = store.read(key)
    if artifact is None or _INPUTS not in artifact.files:
        raise VizlabError("This data set was damaged or deleted and cannot be read any more; upload it again.")
    return artifact


def _examples(artifact: Artifact) -> Examples:
    return Examples(_array(artifact, _INPUTS), _array(artifact, _LABELS))


def _array(artifact: Artifact, name: str) -> NDArray[Any]:
    array: NDArray[Any] = np.lib.format.read_array(io.BytesIO(artifact.files[name]), allow_pickle=False)
    return array
