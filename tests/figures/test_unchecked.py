"""Figures and parts that plotly does not check become what plotly itself would have made of the same words."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from test_all_figures import full, read

from vizlab.figures import parts, theme
from vizlab.figures.unchecked import Figure

START = {"template": {"layout": {"colorway": ["red"]}}}  # without one, plotly puts its own into what is read
NOTE = {"text": "a", "showarrow": False, "font_size": 9}
BUTTON = {"method": "update", "args": [{"marker.color": [None], "a_b": 1}, {"title.text": "kept"}]}


def lines(f: Any, kind: Any) -> Any:
    return (
        f.add_trace(kind.Scatter(x=[0, 1], y=[1, 2]))
        .add_vline(0.5, line_width=2, layer="below")
        .add_hline(1, line={"dash": "dot"})
    )


def bands(f: Any, kind: Any) -> Any:
    return f.add_trace(kind.Bar(x=[0, 1], y=[1, 2])).add_vrect(0, 1, fillcolor="red").add_hrect(y0=0, y1=1, label={"text": "a"})


def panels(f: Any, kind: Any) -> Any:
    if not f._has_subplots():
        f.set_subplots(rows=1, cols=2)
    f.add_trace(kind.Scatter(y=[1, 2]), row=1, col=2).add_shape(type="line", x0=0, x1=1, y0=0, y1=1, row=1, col=1)
    return f.update_xaxes(title_text="x", row=1, col=2).add_annotation(text="a", row=1, col=2).update_yaxes(type="log")


def errors(f: Any, kind: Any) -> Any:
    bars = {"error_x": {"array": [1, 2]}, "error_y_array": [1, 2], "error_x_copy_ystyle": False}
    return f.add_trace(kind.Scatter(x=[1, 2], y=[1, 2], **bars))


def surface(f: Any, kind: Any) -> Any:
    f.add_traces([kind.Surface(z=np.eye(3), colorscale=[[0, "red"], [1, "blue"]]), kind.Scatter3d(x=[1], y=[2], z=[3])])
    return f.update_layout(scene_xaxis_title_text="x", scene={"camera": {"eye": {"x": 1, "y": 2, "z": 3}}})


BUILT: dict[str, Callable[[Any, Any], Any]] = {  # what is built -> a figure, and where its parts come from
    "nothing": lambda f, kind: f,
    "underscores": lambda f, kind: f.update_layout(title_font_size=9, xaxis_range=[0, 1], legend={"font_color": "red"}),
    "properties with an underscore": lambda f, kind: f.update_layout(paper_bgcolor="red", scene_bgcolor="red"),
    "dots": lambda f, kind: f.update_layout({"xaxis.title.font.size": 9}),
    "texts of titles": lambda f, kind: f.update_layout(title="a", xaxis={"title": "b"}).update_yaxes(title="c"),
    "merged": lambda f, kind: f.update_layout(margin={"t": 1}).update_layout(margin_b=2).update_layout({"margin": {"t": 3}}),
    "taken away": lambda f, kind: f.update_layout(legend={"x": 1, "y": None, "bgcolor": "red"}).update_layout(legend_x=None),
    "a list one by one": lambda f, kind: f.update_layout(annotations=[NOTE, NOTE]).update_layout(annotations=[{"x": 1}]),
    "notes": lambda f, kind: f.add_annotation(NOTE).add_annotation(x=1, y=2, **NOTE).add_annotation(NOTE, x=3),
    "shapes": lambda f, kind: f.add_shape(type="circle", x0=0, x1=1, line_width=2).add_shape({"type": "rect"}, y0=1),
    "pictures behind": lambda f, kind: f.add_layout_image(source="data:image/png;base64,AA==", x=0, sizex=1, xref="x"),
    "axes": lambda f, kind: f.update_layout(xaxis2={}).update_xaxes({"visible": False}, dtick=1).update_yaxes(dtick=2),
    "lines across": lines,
    "bands": bands,
    "a line with its note": lambda f, kind: lines(f, kind).add_vline(1, annotation_text="a"),
    "a line of another axis": lambda f, kind: lines(f, kind).update_layout(yaxis2={"anchor": "x"}).add_hline(1, yref="y2"),
    "panels": panels,
    "error bars": errors,
    "a room": surface,
    "traces": lambda f, kind: f.add_traces([kind.Heatmap(z=[[1, 2]], colorbar_title="a"), {"type": "bar", "y": [1]}]),
    "one trace": lambda f, kind: f.add_traces(kind.Contour(z=np.eye(2), contours={"start": 0, "end": 1}, line={"width": None})),
    "plotly's own trace": lambda f, kind: f.add_trace(go.Scatter(y=[1, 2], marker_line_width=1)),
    "pictures": lambda f, kind: f.add_trace(kind.Image(source="data:image/png;base64,AA==", zsmooth=False)),
    "boxes": lambda f, kind: f.add_trace(kind.Box(x=["a"], q1=[1], median=[2], q3=[3])).add_trace(kind.Scattergl(y=[1])),
    "numbers of all types": lambda f, kind: f.add_trace(
        kind.Scatter(x=np.arange(3), y=np.float32([1, np.nan, 2]), customdata=np.array([["a", 1]], object), text=np.array(["a"]))
    ),
    "all traces": lambda f, kind: lines(f, kind).update_traces(marker_size=3).update_traces({"line": {"width": 2}}, name="a"),
    "some traces": lambda f, kind: bands(f, kind).update_traces(marker_color="red", selector={"type": "bar"}),
    "a changed trace": lambda f, kind: f.add_trace(kind.Scatter(line={"width": 1}).update({"line": {"dash": "dot"}}, y=[2])),
    "buttons": lambda f, kind: f.update_layout(updatemenus=[{"buttons": [BUTTON, BUTTON], "font_size": 9}]),
}  # fmt: skip


def sent(figure: go.Figure) -> str:
    return repr(full(read(json.loads(figure.to_json()))))  # as text, where no number equals itself too


@pytest.mark.parametrize("build", BUILT.values(), ids=BUILT.keys())
def test_the_same_words_make_the_same_figure(build: Callable[[Any, Any], Any]) -> None:
    ours, plotlys = build(Figure(layout=START), parts), build(go.Figure(layout=START), go)
    expected = sent(plotlys)
    assert sent(ours) == expected
    assert ours.layout is not None  # read, and so checked
    assert sent(ours) == expected
    assert sent(build(ours, parts)) == sent(build(plotlys, go))  # whatever was read before


def test_nothing_that_was_given_is_changed_or_shared() -> None:
    given = {"font": {"size": 9}}
    first, second = Figure(layout={"legend": given}), Figure(layout={"legend": given})
    first.update_layout(legend_font_size=20).add_trace(trace := parts.Scatter(line={"width": 1}))
    second.add_trace(trace)
    first.traces[0].update(line_width=5)
    assert given == {"font": {"size": 9}}
    assert (second.asked("legend.font.size"), second.traces[0]["line"]["width"]) == (9, 1)


@pytest.mark.parametrize("is_read", [False, True])
def test_what_was_asked_for_can_be_looked_up(is_read: bool) -> None:
    figure = Figure([parts.Bar(y=[1, 2])]).update_layout(margin={"t": 3}, xaxis_range=[0, 1])
    if is_read:
        assert figure.data[0].type == "bar"
    assert (figure.asked("margin.t"), figure.asked("yaxis.range"), figure.traces[0]["type"]) == (3, None, "bar")
    assert list(figure.asked("xaxis.range")) == [0, 1]


def test_nonsense_is_found_by_who_reads() -> None:
    figure = Figure().update_layout(hovermode="nonsense")
    for _ in range(2):  # the second reader hears the same
        with pytest.raises(ValueError, match="hovermode"):
            assert figure.layout
    with pytest.raises(AttributeError):
        _ = Figure().nonsense


@pytest.mark.parametrize("again", [copy.deepcopy, lambda figure: pickle.loads(pickle.dumps(figure))], ids=["copied", "pickled"])
def test_a_copy_keeps_its_frames_and_its_buttons(again: Callable[[Any], Any]) -> None:
    figure = theme.figure(height_px=100).add_trace(parts.Scatter(y=[1, 2])).control({"sliders": [{"active": 1}]})
    figure.frames = [parts.Frame(name="a", data=[parts.Scatter(y=[3, 4])])]
    assert sent(again(figure)) == sent(figure)
    assert again(figure).frames[0].name == "a"
