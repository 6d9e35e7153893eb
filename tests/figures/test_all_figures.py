"""What holds for every figure: the template, no foreign imports, sizes for the phone, valid JSON."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from figure_samples import FIGURES

from vizlab.figures import theme
from vizlab.figures.progress import lines

READ = ("sizes of layers", "receptive fields")  # while they are made: plotly knows best how panels are laid out


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure(name: str) -> None:
    figure = FIGURES[name]()
    assert (figure._plain is None) == (name in READ), "plotly's checks take ten times as long as all else"
    is_strict_json(figure)
    is_sent_as_it_stands(figure)
    uses_the_template(figure.layout)
    fits_a_phone(figure.layout)


def is_sent_as_it_stands(figure: go.Figure) -> None:
    """As plotly itself would send it. But for frames and controls, of which it does not know: see `vizlab.figures.unchecked`."""
    sent, own = figure.to_json(), figure._controls.keys()
    assert figure.layout is not None  # now read, and so checked
    ours, theirs = (full(read(json.loads(text))) for text in (sent, pio.to_json(go.Figure.to_dict(figure), validate=False)))
    for part in theirs["layout"].keys() - own:
        assert repr(ours["layout"][part]) == repr(theirs["layout"][part])
    assert ours["layout"].keys() == theirs["layout"].keys() | own
    assert repr(ours["data"]) == repr(theirs["data"])  # as text, where no number equals itself too


def full(value: Any) -> Any:
    """In one order, and without what is empty, which plotly.js takes for nothing."""
    if isinstance(value, dict):
        kept = {key: full(inner) for key, inner in sorted(value.items())}
        return {key: inner for key, inner in kept.items() if inner is not None and inner not in ({}, [])}
    return [full(inner) for inner in value] if isinstance(value, list) else value


def read(value: Any) -> Any:
    """The numbers, however they are packed."""
    if isinstance(value, dict):
        if "bdata" in value:
            numbers = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
            return read(numbers.reshape([int(side) for side in str(value.get("shape", -1)).split(",")]))
        return {key: read(inner) for key, inner in value.items()}
    if isinstance(value, np.ndarray):
        value = value.tolist()
    return [read(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def uses_the_template(layout: go.Layout) -> None:
    assert layout.template == pio.templates["vizlab"]
    # Explicit colours of the page would survive Streamlit's theme and break one of light and dark.
    for part in ("paper_bgcolor", "plot_bgcolor", "font.color", "xaxis.color", "yaxis.color"):
        assert layout[part] is None


def fits_a_phone(layout: go.Layout) -> None:
    assert layout.width is None
    assert 40 <= layout.height <= 900
    assert layout.margin.l + layout.margin.r <= 54  # the numbers of an axis included


def is_strict_json(figure: go.Figure) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    json.loads(figure.to_json(), parse_constant=refuse)


@pytest.mark.parametrize(
    ("names", "rows"),
    [(["one"], 1), (["points learned from", "held-out", "BIC"], 3), (["non-saturating", "minimax", "hinge", "W", "least"], 3)],
)
def test_there_is_room_above_for_a_legend_in_as_many_rows_as_a_phone_shows(names: list[str], rows: int) -> None:
    """Rows as they were counted on a screen 390 pixels wide."""
    assert theme.room_above(names) == max(64, 26 + 19 * rows)
    figure = lines({name: [(0, 0), (1, 1)] for name in names}, x_title="x", y_title="y")
    assert figure.layout.margin.t == theme.room_above(names)


def test_the_axes_of_a_figure_are_its_own() -> None:
    """Built unchecked, so that nothing may be shared: between x and y, or with the next figure."""
    figure = theme.figure(height_px=200)
    figure.update_xaxes(range=[0, 1], title_text="x").update_layout(margin={"t": 77})
    assert figure.layout.yaxis.range is None
    assert figure.layout.yaxis.title.text is None
    assert theme.figure(height_px=200).layout.xaxis.range is None
    assert theme.figure(height_px=200).layout.margin.t == 12
    with pytest.raises(ValueError, match="hovermode"):
        figure.update_layout(hovermode="nonsense")  # what comes later is checked


def test_the_default_template_is_left_alone() -> None:
    code = (
        "import plotly.io as pio; before = pio.templates.default; from vizlab.figures import theme; theme.template();"
        "assert pio.templates.default == before and 'vizlab' in pio.templates"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_figures_import_neither_torch_nor_streamlit() -> None:
    code = (
        "import sys; from vizlab.figures import bars, curves, export, matrices, pictures, points, theme;"
        "assert not {'torch', 'streamlit', 'pandas', 'PIL.Image'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_tints_and_scales() -> None:
    assert theme.tint("#ff8000", 0.5) == "rgba(255,128,0,0.5)"
    assert theme.scale(("#000000", "#ffffff")) == [[0.0, "#000000"], [1.0, "#ffffff"]]
    assert theme.color(10) == theme.color(0)


def test_frames_reach_the_browser_as_plotly_itself_would_send_them() -> None:
    x = np.linspace(0, 1, 5)
    moments = [
        {
            "name": "0",
            "traces": [0],
            "data": [{"type": "scatter", "x": x, "y": x.astype(np.float32)}],
            "layout": {"title": {"text": "a"}},
        },
        {"name": "1", "data": [go.Heatmap(z=np.arange(6).reshape(2, 3), text=[["a"] * 3] * 2)]},
        {"name": "2", "data": [{"type": "scatter", "x": np.array(["a", "b"]), "y": [1, 2], "customdata": np.uint8([1, 2])}]},
    ]
    ours, plotlys = theme.figure(height_px=100), go.Figure(theme.figure(height_px=100))
    ours.frames = plotlys.frames = moments
    sent, expected = (json.loads(figure.to_json())["frames"] for figure in (ours, plotlys))
    assert values_of(sent) == values_of(expected)
    assert [frame.name for frame in ours.frames] == ["0", "1", "2"]


def values_of(sent: Any) -> Any:
    """What was sent, its typed arrays as lists, in whatever type of whole numbers."""
    if isinstance(sent, dict) and "bdata" in sent:
        values = np.frombuffer(base64.b64decode(sent["bdata"]), sent["dtype"])
        return values.reshape([int(n) for n in sent["shape"].split(",")] if "shape" in sent else -1).tolist()
    if isinstance(sent, dict):
        return {key: values_of(inner) for key, inner in sent.items()}
    return [values_of(inner) for inner in sent] if isinstance(sent, list) else sent
