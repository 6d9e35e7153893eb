"""A picture and those nearest to it, in rows: those of its class have a frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import pictures, theme

COLUMNS = 6


def neighbours(images: Sequence[NDArray[Any]], titles: Sequence[str], same: Sequence[bool | None]) -> go.Figure:
    """Pictures (h, w, 3), uint8, nearest first, each under its title; a frame around those of the same class.

    same: None where nothing is known of the classes.
    """
    figure = pictures.image_grid(images, titles, columns=COLUMNS)
    for trace, alike in zip(figure.traces, same, strict=True):
        if alike is None:
            continue
        h, w = trace["z"].shape[:2]
        dx, dy = trace["dx"], trace["dy"]
        left, top = trace["x0"] - dx / 2, trace["y0"] - dy / 2
        line = {"color": theme.color(2) if alike else theme.color(1), "width": 3, "dash": "solid" if alike else "dot"}
        figure.add_shape(type="rect", x0=left, x1=left + w * dx, y0=top, y1=top + h * dy, line=line)
    return figure
