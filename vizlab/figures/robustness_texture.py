"""Shape against texture: whom networks believe, by class and by what they were taught, and what answers outlive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from vizlab.figures import theme
from vizlab.figures.parts import Bar, Scatter

ROW_PX, HEAD_PX = 30, 34
LEAVES = {"everything": theme.MUTED, "shape": theme.CATEGORICAL[0], "texture": theme.CATEGORICAL[1]}


def by_class(classes: Sequence[str], networks: Mapping[str, Sequence[float]]) -> go.Figure:
    """The share of shape decisions by the class of the outline, a symbol for each network; one half is a dotted line."""
    figure = theme.figure(height_px=ROW_PX * len(classes) + HEAD_PX + 50, margin={"t": HEAD_PX, "r": 14})
    rows = list(range(len(classes)))
    for index, (name, shares) in enumerate(networks.items()):
        marks = {"size": 12, "symbol": theme.SYMBOLS[index], "color": theme.color(index)}
        place = {"x": [share if np.isfinite(share) else None for share in shares], "y": rows, "customdata": list(classes)}
        hover = f"%{{customdata}}, {name}: %{{x:.0%}} for the shape<extra></extra>"
        figure.add_trace(Scatter(**place, mode="markers", name=name, marker=marks, hovertemplate=hover, cliponaxis=False))
    figure.add_vline(x=0.5, line={"dash": "dot", "width": 1.5, "color": theme.MUTED})
    figure.update_xaxes(title_text="decided for the shape, of those decided", tickformat=".0%", range=[-0.02, 1.02])
    return figure.update_yaxes(tickvals=rows, ticktext=list(classes), range=[len(classes) - 0.5, -0.5], showgrid=True)


def by_share(
    told: Sequence[float], fractions: Sequence[float], accuracies: Sequence[float], *, chosen: float, height_px: int = 320
) -> go.Figure:
    """Shape decisions, and right answers with any texture, against the share of pictures whose texture told the class."""
    figure = theme.figure(height_px=height_px, margin={"t": HEAD_PX}, hovermode="x unified")
    for index, (name, values) in enumerate({"shape decisions": fractions, "right, any texture": accuracies}.items()):
        look: dict[str, Any] = {"x": list(told), "y": list(values), "mode": "lines+markers", "name": name}
        look |= {"line": {"color": theme.color(index), "width": 2.5}, "marker": {"size": 9, "symbol": theme.SYMBOLS[index]}}
        figure.add_trace(Scatter(**look, hovertemplate=f"{name} %{{y:.0%}}<extra></extra>", cliponaxis=False))
    figure.add_vline(x=chosen, line={"width": 1.5, "color": theme.MUTED})
    figure.update_xaxes(title_text="pictures whose texture told the class", tickformat=".0%", range=[-0.03, 1.03])
    return figure.update_yaxes(tickformat=".0%", range=[0, 1.04])


def outlived(names: Sequence[str], shares: Sequence[float], leaves: Sequence[str], *, chance: float, words: str) -> go.Figure:
    """The share of answers (fractions) that outlive each stimulus, coloured by what it leaves; `chance` is dotted."""
    figure = theme.figure(height_px=ROW_PX * len(names) + HEAD_PX + 46, margin={"t": HEAD_PX, "r": 40}, bargap=0.35)
    rows = list(range(len(names)))
    for kind, color in LEAVES.items():
        own = [row for row in rows if leaves[row] == kind]
        bar: dict[str, Any] = {"x": [shares[row] for row in own], "y": own, "customdata": [names[row] for row in own]}
        text = [f"{shares[row]:.0%}" for row in own]
        look = {"color": color, "cornerradius": 3}
        hover = f"%{{customdata}}: %{{x:.1%}} {words}<extra></extra>"
        bar |= {"text": text, "textposition": "outside", "marker": look, "hovertemplate": hover, "cliponaxis": False}
        figure.add_trace(Bar(**bar, orientation="h", name=f"leaves {kind}"))
    figure.add_vline(x=chance, line={"dash": "dot", "width": 2, "color": theme.MUTED})
    figure.update_xaxes(title_text=f"answers {words}", tickformat=".0%", range=[0, 1.02], fixedrange=True)
    return figure.update_yaxes(
        tickvals=rows, ticktext=list(names), range=[len(names) - 0.5, -0.5], showgrid=False, fixedrange=True
    )
