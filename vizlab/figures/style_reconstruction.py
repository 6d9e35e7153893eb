"""What becomes of a photograph from layer to layer: the error of its pixels beside that of the features."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from vizlab.figures import theme
from vizlab.figures.parts import Bar


def errors(layers: Sequence[str], pixels: Sequence[float], features: Sequence[float], *, height_px: int = 320) -> go.Figure:
    """By layer, shallow to deep: root mean square error of the pixels (white is 1), and what is left of the feature loss.

    Both are fractions, on axes of their own, one over the other, for the second is a hundredth of the first.
    """
    figure = theme.figure(height_px=height_px, margin={"t": 34, "r": 30}, showlegend=False, bargap=0.45)
    figure.update_layout(yaxis={"domain": [0.57, 1]}, xaxis={"anchor": "y2"}, yaxis2={"domain": [0, 0.4]})
    numbers = list(range(1, len(layers) + 1))
    shown = (("error of the pixels", pixels, "y", 1.0), ("feature loss that is left, of the start's", features, "y2", 0.4))
    for index, (name, values, axis, top) in enumerate(shown):
        figure.add_trace(Bar(
            x=numbers, y=list(values), yaxis=axis, marker={"color": theme.color(1 - index), "cornerradius": 3},
            text=[f"{value:.2%}" for value in values], textposition="outside", cliponaxis=False, customdata=list(layers),
            hovertemplate=f"%{{customdata}}: {name} %{{y:.2%}}<extra></extra>",
        ))  # fmt: skip
        place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": top, "yanchor": "bottom", "yshift": 12}
        figure.add_annotation(text=f"<b>{name}</b>", showarrow=False, **place)
        figure.update_layout({f"yaxis{axis[1:]}": {"range": [0, 1.25 * max([*values, 1e-12])], "tickformat": ".1%", "nticks": 4}})
    texts = [f"layer {number}<br>{layer}" for number, layer in zip(numbers, layers, strict=True)]
    return figure.update_xaxes(tickvals=numbers, ticktext=texts, fixedrange=True)
