"""Tables of cells with their numbers, laid side by side on one canvas: a cell is one unit wide, rows run down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.mosaics import ACCENT, canvas
from vizlab.figures.parts import Heatmap, Scatter

PHONE_PX, DESK_PX = 345, 620  # widths for which text and height are laid out
LARGEST_PX = 46  # of a cell
EMPTY = theme.tint(theme.MUTED, 0.16)


def board(width: float, height: float, *, bottom_px: int = 0, desk_px: float = DESK_PX) -> go.Figure:
    """An empty canvas of this many cells, its corner at (-0.5, -0.5); cells fill a phone and do not grow beyond `LARGEST_PX`.

    desk_px: the width for which its height is laid out.
    """
    pixels = min(LARGEST_PX, desk_px / width)
    figure = canvas(int(np.clip(height * pixels, 60, 760)) + bottom_px).update_layout(margin_b=2 + bottom_px)
    figure.update_xaxes(range=[-0.6, width - 0.4])
    return figure.update_yaxes(range=[height - 0.4, -0.6], autorange=False)


def text_px(width: float, most: int = 13) -> int:
    """The size of text that fits the cells of a canvas `width` cells wide on a phone."""
    return int(np.clip(0.36 * PHONE_PX / width, 7, most))


def table(
    values: NDArray[Any],
    left: float,
    top: float,
    *,
    size: int,
    reach: float | None = None,
    texts: Sequence[Sequence[str]] | None = None,
    hover: str = "",
    **look: Any,
) -> Heatmap:
    """A table (h, w) whose first cell has its middle at (left, top); zero in the middle of the scale, NaN cells are empty.

    reach: the value of the strongest colour, by default the largest. texts: in the cells, by default the numbers.
    """
    values = np.asarray(values, np.float64)
    reach = reach or (float(np.nanmax(np.abs(values))) if np.isfinite(values).any() else 1.0) or 1.0
    written = texts or [["" if np.isnan(value) else short(value) for value in line] for line in values.tolist()]
    colours = {"zmin": -reach, "zmax": reach, "colorscale": theme.scale(theme.DIVERGING)} | look
    return Heatmap(
        z=values,
        x0=left,
        dx=1,
        y0=top,
        dy=1,
        xgap=1,
        ygap=1,
        showscale=False,
        zsmooth=False,
        hoverongaps=False,
        text=written,
        texttemplate="%{text}",
        textfont={"size": size},
        hovertemplate=(hover or "%{z:.6g}") + "<extra></extra>",
        **colours,
    )


def short(value: float) -> str:
    """A number in at most five characters, such as −.25, 1.5, 12."""
    text = f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
    return "0" if text in ("-0", "") else text.replace("-", "−")


def empty(h: int, w: int, left: float, top: float) -> Heatmap:
    """The cells of a table that is still to be filled, to lie under it."""
    plain: dict[str, Any] = {"zmin": 0, "zmax": 1, "colorscale": [[0, EMPTY], [1, EMPTY]]}
    return table(np.zeros((h, w)), left, top, size=1, reach=1, texts=[[""] * w] * h, **plain).update(hoverinfo="skip")


def outline(box: tuple[float, float, float, float], *, color: str = ACCENT, width: float = 3, dash: str = "solid") -> Scatter:
    """A frame around the cells top, left, bottom, right, ends excluded; unlike a shape it can be part of a film's frame."""
    top, left, bottom, right = (edge - 0.5 for edge in box)
    line = {"color": color, "width": width, "dash": dash}
    x, y = [left, right, right, left, left], [top, top, bottom, bottom, top]
    return Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def words(text: str, x: float, y: float, *, size: int = 13, position: str = "middle right") -> Scatter:
    """A line of text that can change in a film."""
    font = {"size": size}
    return Scatter(
        x=[x], y=[y], text=[text], mode="text", textposition=position, textfont=font, hoverinfo="skip", showlegend=False
    )


def note(text: str, x: float, y: float, *, size: int = 12, anchor: str = "center") -> dict[str, Any]:
    """An annotation with its middle (or its left or right end) at (x, y)."""
    return {"x": x, "y": y, "text": text, "xanchor": anchor, "yanchor": "middle", "showarrow": False, "font": {"size": size}}
