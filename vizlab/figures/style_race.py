"""Optimizers that paint the same picture: the loss of each against its passes through the network, or against its seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from vizlab.figures import theme
from vizlab.figures.parts import Scatter

AXES = {"passes": 0, "seconds": 1}  # what can be spent -> its place in a point
TITLES = {"passes": "passes", "seconds": "seconds of the processor"}
DASHES = ("solid", "dash", "dot")


def race_curves(tracks: Mapping[str, Sequence[tuple[int, float, float]]], spent: str) -> go.Figure:
    """The total loss of each optimizer, on a logarithmic axis. tracks: name -> [(passes, seconds, loss), ...]."""
    figure = theme.figure(
        height_px=320,
        hovermode="x unified" if spent == "passes" else "closest",
        xaxis={"title": {"text": TITLES[spent]}, "rangemode": "tozero"},
        yaxis={"type": "log", "dtick": "D2"},
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
        margin={"t": 40},
    )
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1.02, "yanchor": "bottom"}
    figure.add_annotation(text="<b>total loss</b>", showarrow=False, **place)
    for index, (name, track) in enumerate(tracks.items()):
        figure.add_trace(
            Scatter(
                x=[point[AXES[spent]] for point in track],
                y=[point[2] for point in track],
                mode="lines",
                name=name,
                line={"color": theme.color(index), "width": 2.5, "dash": DASHES[index % len(DASHES)]},
                hovertemplate=f"{name}: %{{y:.3g}} after %{{x:.3g}} {spent}<extra></extra>",
            )
        )
    return figure
