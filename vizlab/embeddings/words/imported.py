"""Word vectors of a visitor's: a text file as word2vec and GloVe write it, read line by line, whatever else stands in it.

A line is a word and its numbers, separated by spaces; a first line of two whole numbers (how many words, how many numbers) may
be there or not. The first `MOST_WORDS` of different words are kept, which in such files are the most frequent ones.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

from vizlab.embeddings.words.corpora import ID_LENGTH, LEAST_WORDS
from vizlab.errors import VizlabError
from vizlab.store import Store, default_store

MOST_BYTES = 100 * 2**20
MOST_WORDS = 20_000  # 24 MB at 300 numbers each
MOST_DIMS = 1000
OWN = "vectors/"
_ID = re.compile(rf"{OWN}[0-9a-f]{{{ID_LENGTH}}}")
_VECTORS, _WORDS = "vectors.safetensors", "words.json"
LOOKED_AT = 200  # lines, to see how many numbers a line has


@dataclass(frozen=True)
class Imported:
    """words, vectors (v, d) float32. skipped: lines that could not be read. left_out: words beyond those that are kept."""

    words: tuple[str, ...]
    vectors: NDArray[np.float32]
    skipped: int
    left_out: int


def parse(data: bytes, most: int = MOST_WORDS) -> Imported:
    """The vectors of a file. Errors: `VizlabError` if it is too large, or has too few words with equally many numbers."""
    if len(data) > MOST_BYTES:
        raise VizlabError(f"A file of vectors must have at most {MOST_BYTES / 2**20:.0f} MB; got {len(data) / 2**20:.1f} MB.")
    data = data.removeprefix(b"\xef\xbb\xbf")
    dims = _dims(list(itertools.islice(io.BytesIO(data), LOOKED_AT)))
    words: dict[str, None] = {}
    kept: list[NDArray[np.float32]] = []
    skipped = left_out = 0
    for number, line in enumerate(io.BytesIO(data)):  # line by line: all of them at once would double what the file takes
        if len(words) == most:
            left_out = data.count(b"\n") - number + (not data.endswith(b"\n"))
            break
        found = _read(line, dims)
        if found is None or found[0] in words:
            skipped += bool(line.strip()) and not (number == 0 and _is_header(line))
            continue
        words[found[0]] = None
        kept.append(found[1])
    if len(kept) < min(LEAST_WORDS, most):
        raise VizlabError(f"A file of vectors must have at least {LEAST_WORDS} words with {dims} numbers each; got {len(kept)}.")
    return Imported(tuple(words), np.stack(kept), skipped, left_out)


def keep(found: Imported, store: Store | None = None) -> str:
    """Keep vectors; their name, `vectors/<id>`. Errors: `StoreError` if the store cannot be written."""
    packed, words = save({"vectors": found.vectors}), json.dumps(found.words).encode()
    name = OWN + hashlib.sha256(packed + words).hexdigest()[:ID_LENGTH]
    meta = {"skipped": found.skipped, "left_out": found.left_out}
    (store or default_store()).write(name, {_VECTORS: packed, _WORDS: words}, meta)
    return name


def is_here(name: str, store: Store | None = None) -> bool:
    """Whether `find` would find them; False also for what is no name at all."""
    return bool(_ID.fullmatch(name)) and (store or default_store()).meta(name) is not None


def find(name: str, store: Store | None = None) -> Imported:
    """Kept vectors by their name. Errors: `VizlabError` if it is none, or the store no longer has them."""
    artifact = (store or default_store()).read(name) if _ID.fullmatch(name) else None
    if artifact is None:
        raise VizlabError(f"The vectors {name[:40]!r} are not kept here (any more); bring them again.")
    vectors, words = load(artifact.files[_VECTORS])["vectors"], json.loads(artifact.files[_WORDS])
    return Imported(tuple(words), vectors, artifact.meta["skipped"], artifact.meta["left_out"])


def written(words: list[str], vectors: NDArray[np.float32], *, header: bool = True) -> bytes:
    """Vectors as such a file."""
    lines = [f"{len(words)} {vectors.shape[1]}"] if header else []
    lines += [f"{word} {' '.join(f'{value:.5g}' for value in row)}" for word, row in zip(words, vectors.tolist(), strict=True)]
    return ("\n".join(lines) + "\n").encode()


def _dims(lines: list[bytes]) -> int:
    """How many numbers most of the first lines have."""
    lengths = Counter(n for line in lines if 2 <= (n := len(line.split()) - 1) <= MOST_DIMS and _read(line, n) is not None)
    found = [(count, length) for length, count in lengths.items()]
    if not found:
        raise VizlabError("A file of vectors must have a word and at least two numbers in a line, separated by spaces.")
    return max(found)[1]


def _is_header(line: bytes) -> bool:
    parts = line.split()
    return len(parts) == 2 and all(part.isdigit() for part in parts)


def _read(line: bytes, dims: int) -> tuple[str, NDArray[np.float32]] | None:
    """Word and numbers of a line; None if these are not so many finite numbers. Words may hold spaces, as some do."""
    parts = line.rsplit(None, dims)
    if len(parts) != dims + 1:
        return None
    try:
        numbers = np.array(parts[1:], dtype=np.float32)
    except ValueError:
        return None
    word = parts[0].decode("utf-8", errors="replace").strip()
    return (word, numbers) if word and np.isfinite(numbers).all() else None
