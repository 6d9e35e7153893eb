"""Walks through codes: the sheet under the pointer, strips with their numbers, and clouds of codes over the prior."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import latent

Array = NDArray[Any]
SMALL_PX = 16  # pictures smaller than that need a rim to stand apart


def sheet(pictures: Array, axis: Array, *, names: tuple[str, str], height_px: int = 560) -> go.Figure:
    """Pictures (n · n, h, w), row by row from the top, of codes at `axis` (n,) along two named directions; nothing to zoom."""
    figure = latent.plane(pictures, axis, height_px=height_px)
    del figure.traces[1:]
    figure.update_layout(dragmode=False, margin={"t": 4})
    figure.update_xaxes(title_text=names[0], fixedrange=True)
    return figure.update_yaxes(title_text=names[1], fixedrange=True)


def samples(pictures: Array, *, columns: int = 16) -> go.Figure:
    """Pictures (n, h, w) in rows, with no names."""
    rows, rim = -(-len(pictures) // columns), 1 if pictures.shape[1] < SMALL_PX else 0
    framed = np.pad(pictures, ((0, 0), (rim, rim), (rim, rim)))
    figure = latent.strip(framed, [""] * len(pictures), columns=columns, height_px=rows * 68 + 6)
    figure.update_traces(hoverinfo="skip", hovertemplate=None)
    return figure.update_yaxes(range=[rows - 0.5, -0.5])


def with_ends(pictures: Array, a: Array | None, b: Array | None) -> Array:
    """Pictures (n, h, w) with the originals at both ends: (n + 2, h, w); where there is none, nothing is shown (black)."""
    nothing = np.zeros_like(pictures[:1])
    ends = [nothing if end is None else np.asarray(end)[None] for end in (a, b)]
    return np.concatenate([ends[0], pictures, ends[1]])


def ways(rows: Mapping[str, Array], steps: int) -> go.Figure:
    """A row of pictures (steps + 2, h, w) for each named way, originals at both ends."""
    columns = steps + 2
    rim = 1
    pictures = np.pad(np.concatenate(list(rows.values())), ((0, 0), (rim, rim), (rim, rim)))
    figure = latent.strip(pictures, [""] * len(pictures), columns=columns, height_px=40 + 100 * len(rows))
    shares = np.linspace(0, 1, steps)
    ticks = {"visible": True, "showgrid": False, "ticks": ""}
    names = ["A", *(f"{t:.2g}" for t in shares), "B"]
    figure.update_xaxes(tickvals=list(range(columns)), ticktext=names, **ticks)
    figure.update_yaxes(tickvals=list(range(len(rows))), ticktext=list(rows), range=[len(rows) - 0.5, -0.5], **ticks)
    return figure


def pairs(made: Array, near: Array, gaps: Sequence[str]) -> go.Figure:
    """Samples (n, h, w) above, below each what is nearest to it, and below that the distance."""
    rim = 1 if made.shape[1] < SMALL_PX else 0
    pictures = np.pad(np.concatenate([made, near]), ((0, 0), (rim, rim), (rim, rim)))
    figure = latent.strip(pictures, [""] * len(pictures), columns=len(made), height_px=240)
    ticks = {"visible": True, "showgrid": False, "ticks": ""}
    figure.update_xaxes(tickvals=list(range(len(made))), ticktext=list(gaps), title_text="distance between the two", **ticks)
    return figure.update_yaxes(tickvals=[0, 1], ticktext=["sample", "nearest"], range=[1.5, -0.5], **ticks)
