"""What pooling, unpooling, stamping and the gradients of a convolution do to small grids of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures.filter_grids import Grid, Window, film, grids

Array = NDArray[Any]
Cell = tuple[int, int]


def pooling(values: Array, pooled: Array, windows: Sequence[Window], places: Array | None, name: str) -> go.Figure:
    """A film of a window over a map (h, w); the pooled one (h', w') fills up. windows: row by row of the output.

    places (h', w'): flat indices of the kept values, which get a ring; None where no single one is kept.
    """
    scenes = []
    for step, window in enumerate(windows):
        so_far = np.full(pooled.shape, np.nan)
        so_far.flat[: step + 1] = pooled.ravel()[: step + 1]
        kept = [] if places is None else _cells(places.ravel()[: step + 1], values.shape)
        here = divmod(step, pooled.shape[1])
        left = Grid("input", values, frames=[window], rings=kept)
        scenes.append([[left, Grid(name, so_far, frames=[_one(here)])]])
    return film(scenes, noun="window", active=len(scenes) - 1)


def remembered(values: Array, pooled: Array, places: Array) -> go.Figure:
    """A map with a ring around every value that max pooling kept, and the pooled map."""
    kept = _cells(places.ravel(), values.shape)
    return grids([[Grid("input, kept values ringed", values, rings=kept), Grid("pooled", pooled, sign="→")]])


def returned(values: Array, ways: Mapping[str, Array], doubled: Sequence[Cell], *, columns: int = 2) -> go.Figure:
    """A small map and what each way back makes of it, by title. doubled: cells on which several values land, framed."""
    largest = max(float(np.abs(part).max()) for part in (values, *ways.values()))
    frames = [_one(cell) for cell in doubled]
    same = next(iter(ways.values())).shape
    parts = [Grid(name, part, frames=frames if part.shape == same else ()) for name, part in ways.items()]
    parts = [Grid("goes back", values), *parts]
    return grids([parts[at : at + columns] for at in range(0, len(parts), columns)], largest=largest)


def stamping(x: Array, kernel: Array, steps: Sequence[tuple[int, int, int, int, Array]]) -> go.Figure:
    """A film of a transposed convolution: each value times the kernel, stamped. steps: row, column, top, left, output so far."""
    largest = max(float(np.abs(part).max()) for *_, part in steps)
    (kh, kw), scenes = kernel.shape, []
    for row, column, top, left, so_far in steps:
        h, w = so_far.shape
        cut = (max(top, 0), max(left, 0), min(top + kh, h), min(left + kw, w))
        seen = [cut] if cut[0] < cut[2] and cut[1] < cut[3] else []
        upper = [Grid("input", x, frames=[_one((row, column))]), Grid("kernel", kernel, sign="×")]
        upper.append(Grid("stamp", x[row, column] * kernel, sign="="))
        scenes.append([upper, [Grid("output so far", so_far, frames=seen)]])
    return film(scenes, noun="stamp", active=len(scenes) - 1, largest=largest)


def weight_gradient(padded: Array, upstream: Array, products: Array, gradient: Array, at: Cell) -> go.Figure:
    """All that one kernel weight (row, column) `at` touches, and the kernel's gradient (kh, kw), each weight to be clicked.

    padded: the input with its zeros below and to the right; upstream, products (h, w).
    """
    h, w = upstream.shape
    part = (at[0], at[1], at[0] + h, at[1] + w)
    faint = _outside(padded.shape, (h, w))
    return grids(
        [
            [Grid("input, padded", padded, frames=[part], faint=faint), Grid("dL/dy", upstream, frames=[(0, 0, h, w)], sign="·")],
            [Grid("products", products, sign=""), Grid("dL/dk", gradient, frames=[_one(at)], sign="Σ", clicks=True)],
        ]
    )


def pixel_gradient(upstream: Array, turned: Array, products: Array, gradient: Array, at: Cell) -> go.Figure:
    """The outputs that one input pixel `at` touches, and the input's gradient (h, w), each pixel to be clicked.

    turned: the kernel turned by 180 degrees, (kh, kw), as is products.
    """
    kh, kw = turned.shape
    top, left = at[0] - kh + 1, at[1] - kw + 1
    around = np.pad(upstream, ((kh - 1, 0), (kw - 1, 0)))
    faint = np.ones(around.shape, np.bool_)
    faint[kh - 1 :, kw - 1 :] = False
    window = (top + kh - 1, left + kw - 1, at[0] + kh, at[1] + kw)
    return grids(
        [
            [Grid("dL/dy, zeros before it", around, frames=[window], faint=faint), Grid("kernel, turned", turned, sign="·")],
            [Grid("dL/dx", gradient, frames=[_one(at)], clicks=True), Grid("products", products, sign="Σ ←")],
        ]
    )


def both_ways(forward: Sequence[Array], backward: Sequence[Array], names: tuple[str, str]) -> go.Figure:
    """The two ways of a layer: input, kernel, output; upstream gradient, kernel, gradient of the input. names: the operations."""
    titles = (("x", "k", f"y: {names[0]}"), ("dL/dy", "k", f"dL/dx: {names[1]}"))
    signs = ("", "⋆" if names[0].startswith("cross") else "∗", "="), ("", "⋆" if names[1].startswith("cross") else "∗", "=")
    rows = [
        [Grid(title, part, sign=sign) for title, part, sign in zip(title_row, parts, sign_row, strict=True)]
        for title_row, parts, sign_row in zip(titles, (forward, backward), signs, strict=True)
    ]
    return grids(rows)


def _one(cell: Cell) -> Window:
    return cell[0], cell[1], cell[0] + 1, cell[1] + 1


def _cells(places: Array, shape: tuple[int, ...]) -> list[Cell]:
    return sorted({(int(place) // shape[1], int(place) % shape[1]) for place in places})


def _outside(shape: tuple[int, ...], inner: Cell) -> NDArray[np.bool_]:
    """Which cells of a padded map lie below or to the right of the map itself."""
    faint = np.ones(shape, np.bool_)
    faint[: inner[0], : inner[1]] = False
    return faint
