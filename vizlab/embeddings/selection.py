"""Some of the points of a map: found by words, written into an address, and what they have in common.

Ids are indices of items, ascending. An address carries them as the bits of a mask, packed, in base 64: exact, and short.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_DRAWN = 20_000  # points on a screen: more make the browser slow, and cannot be told apart


@dataclass(frozen=True)
class Selected:
    """What some points have in common. counts: class -> how many, most first. purity: share of the most common class.

    lost, lost_of_all: mean share of neighbours that the map has lost, of these points and of all.
    """

    n: int
    share: float
    counts: Mapping[str, int]
    purity: float
    lost: float
    lost_of_all: float


def pack(ids: Sequence[int], n: int) -> str:
    """Ids below n as text for an address; "" for none."""
    if not len(ids):
        return ""
    mask = np.zeros(n, np.bool_)
    mask[list(ids)] = True
    return base64.urlsafe_b64encode(zlib.compress(np.packbits(mask).tobytes(), 9)).decode().rstrip("=")


def unpack(text: str, n: int) -> list[int]:
    """The ids below n that `pack` has written; none where the text is of other points, or is no such text."""
    most = -(-n // 8)
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        bits = zlib.decompressobj().decompress(packed, most + 1)
    except (ValueError, binascii.Error, zlib.error):
        return []
    if len(bits) != most:
        return []
    mask = np.unpackbits(np.frombuffer(bits, np.uint8))
    return [] if mask[n:].any() else np.flatnonzero(mask).tolist()


def find(words: str, names: Sequence[str]) -> list[int]:
    """Ids of the items (n names) that are meant: "#17" is item 17, other words are part of a name; several with commas."""
    low = [name.casefold() for name in names]
    found: set[int] = set()
    for part in (part.strip().casefold() for part in words.split(",")):
        if part.startswith("#") and part[1:].isdecimal():
            found |= {int(part[1:])} if len(part) < 10 and int(part[1:]) < len(names) else set()
        elif part:
            found |= {index for index, name in enumerate(low) if part in name}
    return sorted(found)


def describe(ids: Sequence[int], labels: NDArray[Any], classes: Sequence[str], lost: NDArray[Any] | None) -> Selected:
    """What the items of these ids, at least one, have in common: labels (n,) of all items, and the neighbours lost of each."""
    counts = np.bincount(labels[list(ids)], minlength=len(classes))
    most = sorted((index for index in np.flatnonzero(counts).tolist()), key=lambda index: -counts[index])
    lost = np.full(len(labels), np.nan) if lost is None else lost
    return Selected(
        n=len(ids),
        share=len(ids) / len(labels),
        counts={classes[index]: int(counts[index]) for index in most},
        purity=float(counts.max() / len(ids)),
        lost=float(lost[list(ids)].mean()),
        lost_of_all=float(lost.mean()),
    )


def by_class(ids: Sequence[int], labels: NDArray[Any], rows: int, in_row: int) -> dict[int, list[int]]:
    """The first few ids of each class that is common among them: label -> ids, most common first."""
    chosen = np.asarray(ids, np.int64)
    counts = np.bincount(labels[chosen])
    most = sorted(np.flatnonzero(counts).tolist(), key=lambda label: -counts[label])[:rows]
    return {label: chosen[labels[chosen] == label][:in_row].tolist() for label in most}


def apart(ids: Sequence[int], columns: Mapping[str, NDArray[Any]]) -> dict[str, tuple[float, float, float]]:
    """What sets the items of these ids apart: column of numbers -> their mean, the mean of all, the gap in standard deviations.

    The widest gap first; missing numbers are left out.
    """
    found = {}
    for name, values in columns.items():
        if values.dtype.kind != "f" or not np.isfinite(values[list(ids)]).any():
            continue
        own, everyone, spread = np.nanmean(values[list(ids)]), np.nanmean(values), np.nanstd(values)
        found[name] = (float(own), float(everyone), float((own - everyone) / spread) if spread else 0.0)
    return dict(sorted(found.items(), key=lambda row: -abs(row[1][2])))


def on_screen(n: int, only: str = "") -> NDArray[np.int64]:
    """Ids of those of n points that are drawn: all, or those alone that `pack` has written; evenly chosen ones of very many."""
    every = np.asarray((unpack(only, n) if only else []) or range(n))
    return every[np.arange(min(len(every), MOST_DRAWN)) * len(every) // min(len(every), MOST_DRAWN)]


def told(columns: Mapping[str, NDArray[Any]], most: int) -> list[str]:
    """For each item what its first columns say, a line each: "length: 4.2"."""
    shown = list(columns.items())[:most]
    parts = [
        [f"{name}: {value:.4g}" if values.dtype.kind == "f" else f"{name}: {value}" for value in values] for name, values in shown
    ]
    return ["\n".join(line) for line in zip(*parts, strict=True)]
