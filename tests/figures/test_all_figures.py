"""What holds for every figure: the template, no foreign imports, sizes for the phone, valid JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import plotly.graph_objects as go
import plotly.io as pio
import pytest
from figure_samples import FIGURES

from vizlab.figures import theme

every_figure = pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES.keys())


@every_figure
def test_uses_the_template(draw: Callable[[], go.Figure]) -> None:
    layout = draw().layout
    assert layout.template == pio.templates["vizlab"]
    # Explicit colours of the page would survive Streamlit's theme and break one of light and dark.
    for part in ("paper_bgcolor", "plot_bgcolor", "font.color", "xaxis.color", "yaxis.color"):
        assert layout[part] is None


@every_figure
def test_fits_a_phone(draw: Callable[[], go.Figure]) -> None:
    layout = draw().layout
    assert layout.width is None
    assert 40 <= layout.height <= 900
    assert layout.margin.l + layout.margin.r <= 54  # the numbers of an axis included


@every_figure
def test_is_strict_json(draw: Callable[[], go.Figure]) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    json.loads(draw().to_json(), parse_constant=refuse)


def test_the_default_template_is_left_alone() -> None:
    code = (
        "import plotly.io as pio; before = pio.templates.default; from vizlab.figures import theme; theme.template();"
        "assert pio.templates.default == before and 'vizlab' in pio.templates"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_figures_import_neither_torch_nor_streamlit() -> None:
    code = (
        "import sys; from vizlab.figures import bars, curves, export, matrices, pictures, points, theme;"
        "assert not {'torch', 'streamlit', 'pandas', 'PIL'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_tints_and_scales() -> None:
    assert theme.tint("#ff8000", 0.5) == "rgba(255,128,0,0.5)"
    assert theme.scale(("#000000", "#ffffff")) == [[0.0, "#000000"], [1.0, "#ffffff"]]
    assert theme.color(10) == theme.color(0)
