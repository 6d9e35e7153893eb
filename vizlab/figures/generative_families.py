"""Families of generative models: what each makes of the same points, EM by rounds, layers of a flow, noise and the way back.

Points are (n, 2) in the square [-edge, edge]²; densities (s, s) over it, row by row from below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import theme
from vizlab.figures.film import HEIGHT_PX, controls
from vizlab.figures.mosaics import painted
from vizlab.figures.parts import Frame, Heatmap, Scatter
from vizlab.figures.png import data_uri

Array = NDArray[Any]
COLUMNS, GAP, HEAD = 4, 0.06, 0.17  # panels in a row; between them, and above them for a title, of a panel's width
DOT = "#ff7a1a"  # seen on the darkest of the density's colours and on the page in both themes
FRAME_MS = 450
WIDE_PX = 1100
SPAN = {"showgrid": False, "constrain": "domain"}


@dataclass(frozen=True)
class Panel:
    """A square: its title, points (n, 2) or none, a density (s, s) or none; text where there is neither."""

    title: str
    points: Array | None = None
    density: Array | None = None
    text: str = ""


def panels(shown: Sequence[Panel], edge: float, *, most: float, columns: int = COLUMNS) -> go.Figure:
    """Squares side by side, each under its title. most: the density that has the lightest colour, the same for all."""
    rows = -(-len(shown) // columns)
    wide, high = columns * (1 + GAP) - GAP, rows * (1 + GAP + HEAD) - GAP
    figure = theme.figure(height_px=round(WIDE_PX * high / wide), margin={"l": 0, "r": 0, "t": 2, "b": 2, "pad": 0})
    images, frames, texts = [], [], []
    for index, panel in enumerate(shown):
        left, top = (index % columns) * (1 + GAP), (index // columns) * (1 + GAP + HEAD) + HEAD
        frames.append(
            {"type": "rect", "x0": left, "x1": left + 1, "y0": top, "y1": top + 1, "line": {"width": 1, "color": theme.MUTED}}
        )
        texts.append(
            {
                "x": left,
                "y": top,
                "text": panel.title,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 11},
            }
        )
        if panel.density is not None:
            images.append(_ground(panel.density, most, left, top))
        if panel.points is not None:
            figure.add_trace(_placed(panel, edge, left, top))
        if panel.text:
            texts.append({"x": left + 0.5, "y": top + 0.5, "text": panel.text, "showarrow": False})
    figure.update_layout(images=images, shapes=frames, annotations=texts, showlegend=False)
    figure.update_xaxes(range=[0, wide], visible=False, constrain="domain", constraintoward="left")
    return figure.update_yaxes(range=[high, 0], scaleanchor="x", visible=False, constrain="domain", constraintoward="top")


def share(count: int, columns: int = COLUMNS) -> float:
    """The height of `panels` in parts of its width."""
    rows = -(-count // columns)
    return (rows * (1 + GAP + HEAD) - GAP) / (columns * (1 + GAP) - GAP)


def rounds(points: Array, moments: Sequence[Mapping[str, Array]], edge: float) -> go.Figure:
    """Mixtures after each round of EM: ellipses (k, m, 2) and responsibilities (n, k) of points (n, 2), played.

    A point's colour is a blend of the Gaussians' colours by their shares in it.
    """
    figure = _square(edge, height_px=600)
    last = moments[-1]
    figure.add_trace(_dots(points, "points", "", 5).update(marker_color=_blended(last["shares"]), showlegend=False))
    figure.add_trace(_lines(_broken(last["ellipses"]), "Gaussians: 2 standard deviations", theme.MUTED, 2))
    figure.frames = [
        Frame(
            name=str(index),
            traces=[0, 1],
            data=[Scatter(marker={"color": _blended(moment["shares"])}), Scatter(**_at(_broken(moment["ellipses"])))],
        )
        for index, moment in enumerate(moments)
    ]
    names = [str(index) for index in range(len(moments))]
    return figure.update_layout(**controls(names, prefix="round ", frame_ms=FRAME_MS, top_px=28), margin={"b": HEIGHT_PX + 28})


def warped(grids: Array, points: Array, edge: float) -> go.Figure:
    """Lines of a grid (k, l, m, 2) and points (k, n, 2) before the first layer and after each of the k - 1 layers, played."""
    figure = _square(edge, height_px=600)
    figure.add_trace(_lines(_broken(grids[-1]), "grid of codes", theme.color(3), 1))
    figure.add_trace(_dots(points[-1], "points", theme.color(0), 5))
    figure.frames = [
        Frame(name=str(index), traces=[0, 1], data=[Scatter(**_at(_broken(grid))), Scatter(**_at(cloud))])
        for index, (grid, cloud) in enumerate(zip(grids, points, strict=True))
    ]
    names = [str(index) for index in range(len(grids))]
    return figure.update_layout(**controls(names, prefix="layers: ", frame_ms=900, top_px=28), margin={"b": HEIGHT_PX + 28})


def chain(moments: Array, names: Sequence[str], edge: float, *, prefix: str, noun: str, colour: int = 0) -> go.Figure:
    """Points (k, n, 2) moment by moment, played; the last is shown first."""
    figure = _square(edge, height_px=520)
    figure.add_trace(_dots(moments[-1], noun, theme.color(colour), 5).update(showlegend=False))
    figure.frames = [
        Frame(name=name, traces=[0], data=[Scatter(**_at(points))]) for name, points in zip(names, moments, strict=True)
    ]
    return figure.update_layout(
        **controls(list(names), prefix=prefix, frame_ms=120, top_px=28), margin={"t": 12, "b": HEIGHT_PX + 28}
    )


def field(places: Array, arrows: Array, points: Array, edge: float) -> go.Figure:
    """Arrows (m, 2) from places (m, 2) over noisy points (n, 2); the arrows are as long as they are to be drawn."""
    figure = _square(edge, height_px=520)
    figure.add_trace(_dots(points, "noisy data", theme.color(0), 4).update(opacity=0.6))
    ends = places + arrows
    back = arrows @ np.array([[-0.94, -0.34], [0.34, -0.94]]) * 0.3, arrows @ np.array([[-0.94, 0.34], [-0.34, -0.94]]) * 0.3
    gap = np.full_like(places, np.nan)
    path = np.stack([places, ends, ends + back[0], ends, ends + back[1], gap], axis=1)
    figure.add_trace(_lines(path.reshape(-1, 2), "score", theme.color(1), 1.5))
    return figure


def sheets(moments: Array, names: Sequence[str], *, columns: int = 8, prefix: str = "step ") -> go.Figure:
    """Pictures (k, n, h, w), uint8, as a sheet in rows of `columns`, moment by moment, played; the last is shown first."""
    sheet = [_sheet(pictures, columns) for pictures in moments]
    high, wide = sheet[0].shape
    figure = theme.figure(height_px=round(WIDE_PX * high / wide) + HEIGHT_PX, margin={"l": 0, "r": 0, "t": 2, "b": HEIGHT_PX})
    place = {"zmin": 0, "zmax": 255, "colorscale": [[0, "#000000"], [1, "#ffffff"]], "showscale": False, "hoverinfo": "skip"}
    figure.add_trace(Heatmap(z=sheet[-1], zsmooth=False, **place))
    figure.frames = [Frame(name=name, data=[Heatmap(z=z)]) for name, z in zip(names, sheet, strict=True)]
    figure.update_layout(**controls(list(names), prefix=prefix, frame_ms=120, redraw=True))
    figure.update_xaxes(visible=False, constrain="domain", constraintoward="left")
    return figure.update_yaxes(visible=False, autorange="reversed", scaleanchor="x", constrain="domain", constraintoward="top")


def labelled_rows(rows: Mapping[str, Array]) -> go.Figure:
    """Pictures (n, h, w), uint8, in a row for each name, as many in each; what stands first is on top."""
    sheet = np.concatenate(
        [_sheet(np.pad(pictures, ((0, 0), (0, 2), (0, 0)), constant_values=40), len(pictures)) for pictures in rows.values()]
    )
    pitch = len(sheet) / len(rows)
    figure = theme.figure(height_px=round(WIDE_PX * 0.9 * sheet.shape[0] / sheet.shape[1]) + 8, margin={"t": 2, "b": 2})
    place = {"zmin": 0, "zmax": 255, "colorscale": [[0, "#000000"], [1, "#ffffff"]], "showscale": False, "hoverinfo": "skip"}
    figure.add_trace(Heatmap(z=sheet, zsmooth=False, **place))
    ticks = [pitch * (index + 0.5) for index in range(len(rows))]
    figure.update_xaxes(visible=False, constrain="domain", constraintoward="left")
    return figure.update_yaxes(
        tickvals=ticks,
        ticktext=list(rows),
        autorange="reversed",
        scaleanchor="x",
        constrain="domain",
        constraintoward="top",
        showgrid=False,
    )


def bands(
    series: Mapping[str, tuple[Sequence[float], Sequence[float], Sequence[float], Sequence[float]]],
    *,
    x_title: str,
    y_title: str,
    height_px: int = 360,
) -> go.Figure:
    """Named means with their range: name -> (x, mean, lowest, highest), fractions, over a logarithmic axis marked at each x."""
    figure = theme.figure(
        height_px=height_px, hovermode="x unified", margin={"t": 64}, legend={"yref": "container", "y": 1, "yanchor": "top"}
    )
    for index, (name, (x, mean, low, high)) in enumerate(series.items()):
        colour = theme.color(index)
        around = {"x": [*x, *reversed(x)], "y": [*high, *reversed(low)], "fill": "toself", "fillcolor": theme.tint(colour, 0.18)}
        figure.add_trace(Scatter(**around, mode="lines", line={"width": 0}, hoverinfo="skip", showlegend=False))
        figure.add_trace(
            Scatter(
                x=list(x),
                y=list(mean),
                name=name,
                mode="lines+markers",
                line={"color": colour, "width": 2},
                marker={"symbol": theme.SYMBOLS[index], "size": 7},
                hovertemplate=f"{name} %{{y:.1%}}<extra></extra>",
            )
        )
    ticks = sorted({value for x, *_ in series.values() for value in x})
    figure.update_xaxes(title_text=x_title, type="log", tickvals=ticks, ticktext=[f"{value:g}" for value in ticks])
    return figure.update_yaxes(title_text=y_title, tickformat=".0%")


def _square(edge: float, *, height_px: int) -> go.Figure:
    figure = theme.figure(height_px=height_px, uirevision="square", margin={"t": 34})
    figure.update_xaxes(range=[-edge, edge], **SPAN)
    return figure.update_yaxes(range=[-edge, edge], scaleanchor="x", constraintoward="top", **SPAN)


def _ground(density: Array, most: float, left: float, top: float) -> dict[str, Any]:
    """A density as a picture in a panel."""
    pixels = painted(np.asarray(density, np.float32)[::-1], most, signed=False)
    place = {"x": left, "y": top, "sizex": 1, "sizey": 1, "xref": "x", "yref": "y", "sizing": "stretch", "layer": "below"}
    return {"source": data_uri(np.ascontiguousarray(pixels)), **place}


def _placed(panel: Panel, edge: float, left: float, top: float) -> Scatter:
    """The points of a panel, those outside left out."""
    points = np.asarray(panel.points, np.float32)
    points = points[(np.abs(points) < edge).all(axis=1)]
    x, y = left + (points[:, 0] + edge) / (2 * edge), top + 1 - (points[:, 1] + edge) / (2 * edge)
    marker = {"size": 3, "color": DOT if panel.density is not None else theme.color(0), "opacity": 0.85}
    return Scatter(x=x, y=y, mode="markers", marker=marker, name=panel.title, hoverinfo="skip")


def _blended(shares: Array) -> list[str]:
    """The colours of Gaussians mixed by their shares (n, k) in each point, as "#rrggbb"."""
    names = [theme.color(index) for index in range(shares.shape[1])]
    known = np.array([[int(name[i : i + 2], 16) for i in (1, 3, 5)] for name in names])
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in np.rint(shares @ known).astype(int).clip(0, 255)]


def _broken(lines: Array) -> Array:
    """Lines (l, m, 2) as one path with gaps: (l · (m + 1), 2)."""
    lines = np.asarray(lines, np.float32)
    return np.concatenate([lines, np.full((len(lines), 1, 2), np.nan, np.float32)], axis=1).reshape(-1, 2)


def _dots(points: Array, name: str, colour: str, size: int) -> Scatter:
    hover = f"{name} (%{{x:.2f}}, %{{y:.2f}})<extra></extra>"
    marker = {"size": size, "opacity": 0.85} | ({"color": colour} if colour else {})
    return Scatter(**_at(points), mode="markers", name=name, marker=marker, hovertemplate=hover)


def _lines(path: Array, name: str, colour: str, width: float) -> Scatter:
    return Scatter(**_at(path), mode="lines", name=name, line={"color": colour, "width": width}, hoverinfo="skip")


def _at(points: Array) -> dict[str, Array]:
    return {"x": np.asarray(points[:, 0], np.float32), "y": np.asarray(points[:, 1], np.float32)}


def _sheet(pictures: Array, columns: int) -> Array:
    """Pictures (n, h, w) in rows, with a dark line between them."""
    n, h, w = pictures.shape
    rows = -(-n // columns)
    sheet = np.full((rows, h + 1, columns, w + 1), 40, np.uint8)
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        sheet[row, :h, column, :w] = picture
    return sheet.reshape(rows * (h + 1), columns * (w + 1))[:-1, :-1]
