"""A figure made and packed as it is sent, against plotly making the same one of the same words, which checks and copies each."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go

from benchmarks.table import Row, against
from benchmarks.timing import alternate
from vizlab.figures import parts, theme


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """Curves with notes, and a wall of maps."""
    dice = np.random.default_rng(0)
    curves, maps = dice.random((6, 100)), dice.random((16, 12, 12)).astype(np.float32)
    look = {"template": theme.template(), "height": 300, "margin": {"t": 12}}

    def draw(figure: Any, kind: Any) -> str:
        for index, curve in enumerate(curves):
            figure.add_trace(kind.Scatter(y=curve, name=f"curve {index}", mode="lines", line={"width": 2}))
            figure.add_annotation(x=99, y=curve[-1], text=f"{curve[-1]:.2f}", showarrow=False)
        figure.update_xaxes(title_text="step").update_yaxes(title_text="loss", rangemode="tozero")
        return str(figure.add_vline(50, line_dash="dot").to_json())

    def wall(figure: Any, kind: Any) -> str:
        figure.add_traces([kind.Heatmap(z=one, x0=1.1 * index, dx=1 / 12, showscale=False) for index, one in enumerate(maps)])
        return str(figure.update_layout(xaxis={"visible": False}, yaxis={"visible": False}).to_json())

    for what, make in {"six curves with notes": draw, "a wall of 16 maps": wall}.items():
        ours, plotlys = alternate(
            lambda make=make: make(theme.figure(height_px=300), parts),
            lambda make=make: make(go.Figure(layout=look), go),
            repeat=20,
        )
        yield against(f"figure of {what}, made and packed", ours, plotlys, "plotly itself", at_most=0.25)
