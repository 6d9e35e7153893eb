"""Kernels by name, and their numbers as text. To add one: a line in `KERNELS`, written as it is laid on the picture.

Kernels with knobs of their own are in `shaped.py`.

Source of the edge kernels: Sobel 1968; Prewitt 1970. Derivatives sum to zero (flat areas give zero), averages to one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError

LARGEST_SIDE = 11
LARGEST = 1000.0  # a weight beyond it drowns every other in the picture


@dataclass(frozen=True)
class Kernel:
    """about: what it answers to, one line. weights: (kh, kw), float32."""

    about: str
    weights: NDArray[np.float32]


def parse_weights(text: str) -> NDArray[np.float32]:
    """ "1 0 -1; 2 0 -2; 1 0 -1" -> (3, 3): a semicolon or a line ends a row, spaces or commas part numbers; brackets may stand.

    Errors: `VizlabError` unless these are 1 to 11 rows of equally many finite numbers, 1 to 11, up to 1000.
    """
    return parse_table(text, what="A kernel", most=LARGEST_SIDE, example="1 0 -1; 2 0 -2; 1 0 -1")


def parse_table(text: str, *, what: str, most: int, example: str) -> NDArray[np.float32]:
    """The same for any table of numbers with up to `most` rows and columns; `what` and `example` go into the error."""
    lines = text.replace("−", "-").translate(str.maketrans("]\n,", ";; ", "[")).split(";")
    rows = [line.split() for line in lines if line.strip()]
    sizes = [len(row) for row in rows]
    if not 1 <= len(rows) <= most or max(sizes) > most or min(sizes) != max(sizes):
        got = "no numbers" if not rows else f"rows of {_listed(sizes)}"
        raise VizlabError(f"{what} has 1 to {most} rows of 1 to {most} numbers, all equally long, such as {example}; got {got}.")
    return np.array([[_number(word) for word in row] for row in rows], np.float32)


def _listed(sizes: list[int]) -> str:
    """Such as "3 + 2 + 3", or "99 numbers, 99 times"."""
    if len(sizes) > 5 and min(sizes) == max(sizes):
        return f"{sizes[0]} numbers, {len(sizes)} times"
    return " + ".join(map(str, sizes[:9])) + (" + …" if len(sizes) > 9 else "")


def format_weights(weights: NDArray[np.floating]) -> str:
    """The inverse of `parse_weights`, with up to six digits a number."""
    return "; ".join(" ".join(f"{value:.6g}" for value in row) for row in np.asarray(weights).tolist())


def _number(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not abs(value) <= LARGEST:  # written so that NaN fails too
        raise VizlabError(f"Each number must lie between -{LARGEST:.0f} and {LARGEST:.0f}; got {word[:20]!r}.")
    return value


def _kernel(about: str, rows: str, scale: float = 1.0) -> Kernel:
    return Kernel(about, parse_weights(rows) * np.float32(scale))


KERNELS: dict[str, Kernel] = {
    "Sobel x": _kernel("Dark on the left and bright on the right: upright edges.", "-1 0 1; -2 0 2; -1 0 1"),
    "Sobel y": _kernel("Dark above and bright below: level edges.", "-1 -2 -1; 0 0 0; 1 2 1"),
    "diagonal edge": _kernel("Dark at the lower left, bright at the upper right.", "0 1 2; -1 0 1; -2 -1 0"),
    "Laplacian": _kernel("Where a pixel differs from its neighbours, in any direction.", "0 1 0; 1 -4 1; 0 1 0"),
    "corner": _kernel("Bright to the lower right of a bend, dark around it.", "-4 -1 -1; -1 2 2; -1 2 2", 0.5),
    "identity": _kernel("The picture as it is.", "0 0 0; 0 1 0; 0 0 0"),
    "box blur": _kernel("The mean of nine pixels.", "1 1 1; 1 1 1; 1 1 1", 1 / 9),
    "Gaussian blur": _kernel("A mean in which near pixels count more.", "1 2 1; 2 4 2; 1 2 1", 1 / 16),
    "sharpen": _kernel("The picture, with what differs from its neighbours doubled.", "0 -1 0; -1 5 -1; 0 -1 0"),
    "emboss": _kernel("Light from the upper left: slopes as relief, over the picture.", "-2 -1 0; -1 1 1; 0 1 2"),
    "shift": _kernel("Not symmetric: convolution moves the picture one way, cross-correlation the other.", "0 0 0; 0 0 1; 0 0 0"),
    "Gaussian blur, 5 × 5": _kernel("A wider mean.", "1 4 6 4 1; 4 16 24 16 4; 6 24 36 24 6; 4 16 24 16 4; 1 4 6 4 1", 1 / 256),
    "Laplacian of Gaussian, 5 × 5": _kernel(
        "Blobs and lines, with the noise smoothed away first.", "0 0 1 0 0; 0 1 2 1 0; 1 2 -16 2 1; 0 1 2 1 0; 0 0 1 0 0"
    ),
}
