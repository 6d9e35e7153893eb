"""A picture under attack: what a network says of it in each of its states, and the way of an attack as a film."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from vizlab.figures import film, racers, theme
from vizlab.figures.parts import Bar, Frame, Image
from vizlab.figures.png import data_uri

Array = NDArray[Any]
ROW_PX, GAP = 52, 0.06  # of a class with its bars; between the pictures of a film, in widths of one
WIDE_PX, MOST_PX, FRAME_MS = 400, 300, 350


def answers(classes: Sequence[str], states: Mapping[str, Sequence[float]], *, height_px: int | None = None) -> go.Figure:
    """Class probabilities (fractions) of a picture in several states, bars of one class together, the first state on top."""
    legend, head_px = racers.legend(list(states))
    height = height_px or ROW_PX * len(classes) + head_px + 8
    figure = theme.figure(height_px=height, barmode="group", bargap=0.25, margin={"t": head_px}, legend=legend)
    rows = list(range(len(classes)))
    for index, (name, shares) in enumerate(states.items()):
        bar = {"x": list(shares), "y": rows, "orientation": "h", "marker": {"color": theme.color(index), "cornerradius": 2}}
        hover = f"%{{customdata}}, {name}: %{{x:.1%}}<extra></extra>"
        texts = [f"{share:.0%}" if share >= 0.005 else "" for share in shares]
        words = {"text": texts, "textposition": "outside", "textfont": {"size": 11}, "cliponaxis": False}
        figure.add_trace(Bar(name=name, customdata=list(classes), hovertemplate=hover, **bar, **words))
    figure.update_xaxes(visible=False, range=[0, 1.12], fixedrange=True)
    return figure.update_yaxes(
        tickmode="array", tickvals=rows, ticktext=list(classes), autorange="reversed", showgrid=False, fixedrange=True
    )


def walk(moments: Sequence[tuple[Array, Array]], names: Sequence[str], *, titles: tuple[str, str]) -> go.Figure:
    """The way of an attack, a film: at each moment the picture and its change (each (h, w, 3), uint8), the last seen first."""
    tall = moments[0][0].shape[0] / moments[0][0].shape[1]
    width, head = 2 + GAP, 20 * (2 + GAP) / WIDE_PX
    height_px = round(min(WIDE_PX * (tall + head) / width, MOST_PX)) + film.HEIGHT_PX
    margin = {"l": 0, "r": 0, "t": 2, "b": film.HEIGHT_PX, "pad": 0}
    figure = theme.hide_axes(theme.figure(height_px=height_px, margin=margin, uirevision="walk"))
    figure.add_traces(_pair(moments[-1], head))
    figure.frames = [
        Frame(name=name, data=_pair(moment, head), traces=[0, 1]) for name, moment in zip(names, moments, strict=True)
    ]
    for index, title in enumerate(titles):
        figure.add_annotation(x=index * (1 + GAP) + 0.5, y=head, yanchor="bottom", text=title, showarrow=False)
    figure.update_xaxes(range=[0, width], autorange=False, constrain="domain", constraintoward="left")
    figure.update_yaxes(range=[tall + head, 0], autorange=False, scaleanchor="x", constrain="domain", constraintoward="top")
    return figure.update_layout(**film.controls(list(names), prefix="step ", frame_ms=FRAME_MS, redraw=True))


def _pair(moment: tuple[Array, Array], top: float) -> list[Image]:
    return [_picture(pixels, index * (1 + GAP), top) for index, pixels in enumerate(moment)]


def _picture(pixels: Array, left: float, top: float) -> Image:
    """Pixels (h, w, 3) as a trace one unit wide."""
    step = 1 / pixels.shape[1]
    place = {"x0": left + step / 2, "y0": top + step / 2, "dx": step, "dy": step}
    return Image(source=data_uri(np.asarray(pixels, np.uint8)), zsmooth=False, hoverinfo="skip", **place)
