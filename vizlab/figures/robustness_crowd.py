"""Pictures of attacks on many: shares in a table, pictures in a narrow column, and curves over numbers that double."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import filter_why, pictures, theme
from vizlab.figures.matrices import INK, SHARE_SCALE
from vizlab.figures.parts import Heatmap, Scatter
from vizlab.figures.png import data_uri

HALF_PX = 430  # width of half a page
ROW_PX, HEAD_PX, FOOT_PX, WORD = 44, 24, 60, 9  # WORD: letters that fit below a column on a phone


def table(shares: NDArray[Any], rows: Sequence[str], columns: Sequence[str], *, row_title: str, column_title: str) -> go.Figure:
    """Shares (r, c) in 0-1 as cells, written in per cent. Errors: a shape that does not fit the names."""
    shares = np.asarray(shares, np.float64)
    if shares.shape != (len(rows), len(columns)):
        raise ValueError(f"Shares need a row for each of {len(rows)} names and a column for {len(columns)}; got {shares.shape}.")
    figure = theme.figure(height_px=ROW_PX * len(rows) + HEAD_PX + FOOT_PX, margin={"t": HEAD_PX})
    hover = [[f"{row} → {column}: {share:.1%}" for column, share in zip(columns, line, strict=True)]
             for row, line in zip(rows, shares.tolist(), strict=True)]  # fmt: skip
    figure.add_trace(
        Heatmap(
            z=shares, zmin=0, zmax=1, colorscale=SHARE_SCALE, xgap=1, ygap=1, showscale=False, customdata=hover,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    figure.add_traces([_written(shares, shares < INK), _written(shares, shares >= INK, color="#ffffff")])
    figure.update_xaxes(title_text=column_title, **_named(columns), range=[-0.5, len(columns) - 0.5])
    figure.update_yaxes(**_named(rows), range=[len(rows) - 0.5, -0.5])
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    return figure.add_annotation(text=f"<b>{row_title}</b>", showarrow=False, **place)


def gallery(images: Sequence[NDArray[Any]], titles: Sequence[str], *, columns: int) -> go.Figure:
    """Pictures (h, w, 3) in rows as `pictures.image_grid` draws them, as high as they are in half a page.

    Each is a picture file, for there are many; hovering tells its title.
    """
    figure = pictures.image_grid(images, titles, columns=columns)
    for trace, pixels, title in zip(figure.traces, images, titles, strict=True):
        trace.update(z=None, colormodel=None, text=None, source=data_uri(pixels), hovertemplate=f"{title}<extra></extra>")
    bottom, right = figure.asked("yaxis.range")[0], figure.asked("xaxis.range")[1]
    return figure.update_layout(height=round(HALF_PX * bottom / right) + 8)


def doubling(curves: Mapping[str, filter_why.Curve], *, x_title: str, y_title: str) -> go.Figure:
    """Shares by name over numbers that double from one to the next, each of which is written below."""
    figure = filter_why.lines(curves, x_title=x_title, y_title=y_title, log="x", percent=True)
    numbers = sorted({x for curve in curves.values() for x, _ in curve})
    return figure.update_xaxes(tickmode="array", tickvals=numbers, ticktext=[f"{number:g}" for number in numbers])


def _written(shares: NDArray[np.float64], where: NDArray[np.bool_], **font: Any) -> Scatter:
    """The numbers of some cells; not the heat map's own text, whose colour takes a transparent cell for a light one."""
    rows, columns = np.nonzero(where)
    text = [f"{share:.0%}" for share in shares[rows, columns]]
    look = {"size": 12} | font
    return Scatter(x=columns, y=rows, text=text, mode="text", textfont=look, hoverinfo="skip", showlegend=False)


def _named(names: Sequence[str]) -> dict[str, Any]:
    words = [re.sub(r"(,? |-)", r"\1<br>", name) if len(name) > WORD else name for name in names]
    return {"tickvals": list(range(len(names))), "ticktext": words, "tickfont": {"size": 11}, "showgrid": False, "tickangle": 0}
