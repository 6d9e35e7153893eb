"""A table too long to be read whole: some of its rows, drawn blindly, without looking into the others.

A line end inside quotes is none; in a file with an odd number of quotes they mean nothing, and every line is a row.
"""

from __future__ import annotations

import random

import numpy as np
from numpy.typing import NDArray

from vizlab.data.own.profile import decoded

CHUNK = 8_000_000  # bytes
_TWO_BYTES = (b"\xff\xfe", b"\xfe\xff")


def thinned(data: bytes, rows: int, size_bytes: int) -> tuple[bytes, int]:
    """At most so many rows in about so many bytes, in their order, the first always among them; and how many there are.

    Always the same rows of the same file. Errors: `VizlabError` if it is long and no text.
    """
    if len(data) > size_bytes and data[:2] in _TWO_BYTES:
        data = decoded(data)[0].encode()
    ends = _row_ends(data)
    take = max(1, min(rows + 1, int(size_bytes / max(len(data), 1) * len(ends))))
    if len(ends) <= take:
        return data, len(ends)
    chosen = [0, *sorted(random.Random(0).sample(range(1, len(ends)), take - 1))]
    starts = np.concatenate([[0], ends[:-1]])
    return b"".join(data[starts[row] : ends[row]] for row in chosen), len(ends)


def _row_ends(data: bytes) -> NDArray[np.int64]:
    """Where each row ends, its line end included."""
    mark = ord("\n") if b"\n" in data[:CHUNK] else ord("\r")
    quoted, ends = data.count(b'"') % 2 == 0, []
    inside = 0
    for begin in range(0, len(data), CHUNK):
        part = np.frombuffer(data, np.uint8, min(CHUNK, len(data) - begin), begin)
        found = part == mark
        if quoted:
            before = (np.cumsum(part == ord('"'), dtype=np.int32) + inside) % 2
            found, inside = found & (before == 0), int(before[-1])
        ends.append(np.flatnonzero(found) + begin + 1)
    known = np.concatenate(ends) if ends else np.empty(0, np.int64)
    return known if len(known) and known[-1] == len(data) else np.append(known, len(data))
