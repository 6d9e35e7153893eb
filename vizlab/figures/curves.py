"""Loss and accuracy against training steps: two panels over one axis.

A series is a list of (step, value); its name is one of `NAMES`. Accuracies are fractions, shown as per cent.
Colour tells the two kinds (or the runs) apart, the dash always says training or validation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from vizlab.figures import theme
from vizlab.figures.parts import Scatter

Series = Mapping[str, Sequence[tuple[float, float]]]

NAMES = ("training loss", "validation loss", "training accuracy", "validation accuracy")
DASHES = {"training": "dot", "validation": "solid"}
PANELS = {"loss": "y", "accuracy": "y2"}
FEW = 40  # points: below this each is marked, so that a first single point is seen at all


def training_curves(
    series: Series,
    *,
    reference: tuple[str, float] | None = None,
    x_title: str = "step",
    height_px: int = 420,
) -> go.Figure:
    """Loss above, accuracy below, of one run; `reference` is a dotted level of the loss, such as ("chance", log 10)."""
    figure = _panels([series], x_title=x_title, height_px=height_px)
    colors = {"training": theme.color(1), "validation": theme.color(0)}
    for name in (name for name in NAMES if name in series):
        kind = name.split()[0]
        first = kind not in {trace.get("legendgroup") for trace in figure.traces}
        figure.add_trace(_line(name, series[name], color=colors[kind], label=kind, in_legend=first))
    return _with_reference(figure, reference)


def run_curves(record: Mapping[str, Any]) -> go.Figure:
    """The curves of a finished run's record over its epochs, with the loss of chance, log C."""
    chance = record["chance_loss"]
    reference = (f"chance: log {len(record['report']['confusion'])} = {chance:.2f}", chance)
    return training_curves(record["series"], reference=reference, x_title="epoch")


def compare_curves(
    runs: Mapping[str, Series],
    *,
    reference: tuple[str, float] | None = None,
    x_title: str = "step",
    height_px: int = 440,
) -> go.Figure:
    """The curves of several runs (label -> series) over each other: colour is the run, the dash is the kind."""
    figure = _panels(list(runs.values()), x_title=x_title, height_px=height_px)
    for index, (label, series) in enumerate(runs.items()):
        figure.add_trace(_key(label, color=theme.color(index), dash="solid", group=label))
        for name in (name for name in NAMES if name in series):
            figure.add_trace(_line(name, series[name], color=theme.color(index), label=label, in_legend=False))
    for kind, dash in DASHES.items():
        figure.add_trace(_key(kind, color=theme.MUTED, dash=dash, group=f"key {kind}"))
    return _with_reference(figure, reference)


def _panels(runs: Sequence[Series], *, x_title: str, height_px: int) -> go.Figure:
    """The empty panels; the lower one only where some run has an accuracy."""
    names = {name for series in runs for name in series}
    if unknown := sorted(names - set(NAMES)):
        raise ValueError(f"The names of curves must be among {', '.join(NAMES)}; got {', '.join(unknown)}.")
    both = any(name.endswith("accuracy") for name in names)
    figure = theme.figure(
        height_px=height_px if both else round(height_px * 0.65),
        uirevision="curves",  # a live update keeps the zoom
        hovermode="x unified",
        hoversubplots="axis",
        margin={"t": 56},
        legend={"yref": "container", "y": 1, "yanchor": "top"},
        xaxis={"title": {"text": x_title}, "anchor": "y2" if both else "y", "rangemode": "tozero"},
        yaxis={"domain": [0.56, 1] if both else [0, 1], "rangemode": "tozero"},
    )
    _name_panel(figure, "loss", 1.0)
    return _add_accuracy_panel(figure) if both else figure


def _add_accuracy_panel(figure: go.Figure) -> go.Figure:
    # Never beyond 0-100 %, yet free to look closely in between.
    bounds = {"clipmin": 0, "clipmax": 1}
    figure.update_layout(yaxis2={"domain": [0, 0.44], "tickformat": ".0%", "autorangeoptions": bounds})
    return _name_panel(figure, "accuracy", 0.44)


def _name_panel(figure: go.Figure, name: str, top: float) -> go.Figure:
    """The panel's name lies level above its corner: on a phone a name along the axis costs width."""
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": top, "yanchor": "bottom"}
    return figure.add_annotation(text=f"<b>{name}</b>", showarrow=False, **place)


def _line(name: str, points: Sequence[tuple[float, float]], *, color: str, label: str, in_legend: bool) -> Scatter:
    kind, measure = name.split()
    return Scatter(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        yaxis=PANELS[measure],
        mode="lines+markers" if len(points) < FEW else "lines",
        name=label,
        legendgroup=label,
        showlegend=in_legend,
        meta=name,
        line={"color": color, "dash": DASHES[kind], "width": 2},
        marker={"size": 5},
        hovertemplate=_hover(name, label),
    )


def _hover(name: str, label: str) -> str:
    value = "%{y:.1%}" if name.endswith("accuracy") else "%{y:.4f}"
    owner = "" if name.startswith(label) else f"{label}, "
    return f"{owner}{name} {value}<extra></extra>"


def _key(name: str, *, color: str, dash: str, group: str) -> Scatter:
    """A legend entry without data, which explains one colour or one dash."""
    line: dict[str, Any] = {"color": color, "dash": dash, "width": 2}
    return Scatter(x=[None], y=[None], mode="lines", name=name, legendgroup=group, line=line, hoverinfo="skip")


def _with_reference(figure: go.Figure, reference: tuple[str, float] | None) -> go.Figure:
    if reference is None:
        return figure
    text, level = reference
    # Below the line: above it the text would be cut off where the reference is the highest value drawn.
    label = {"text": text, "textposition": "end", "yanchor": "top", "font": {"size": 12}}
    line = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
    return figure.add_shape(
        type="line", xref="x domain", x0=0, x1=1, yref="y", y0=level, y1=level, line=line, label=label, layer="below"
    )
