"""The view Curvature: its numbers are the library's, and the lines under its figures make them again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reading import assert_clean, assert_lines_make_figures, plots, said
from streamlit.testing.v1 import AppTest

from vizlab.landscapes import find
from vizlab.landscapes.local_shape import local_shape

Open = Callable[..., AppTest]
CLIFF = {"view": "Curvature", "surface": "cliff", "start_x": "1.5", "start_y": "-0.2", "direction": "75", "radius": "0.1"}
PANELS = {"Taylor": ["model", "error"], "Cut": ["cut"], "Convexity": ["chords"], "Differences": ["differences"]}


def test_its_numbers_are_the_librarys_and_its_lines_of_python_make_its_figures(open_page: Open, tmp_path: Path) -> None:
    shape = local_shape(find("cliff"), (1.5, -0.2))
    for panel, keys in (PANELS | {"Iterated map": ["iterates"]}).items():
        at = open_page("landscapes", CLIFF | {"panel": panel} | ({"seed": "3"} if panel == "Convexity" else {}))
        assert_clean(at, "landscapes")
        numbers = {metric.label: metric.value for metric in at.metric}
        assert (numbers["Here"], numbers["Hessian"]) == ("slope", shape.definiteness)
        assert any(f"κ = {shape.condition:.4g}, H = [[{shape.hessian[0, 0]:.4g}" in said(box) for box in at.caption)
        assert list(plots(at)) == ["curvature", *keys]
        assert_lines_make_figures(at, tmp_path)
    assert len(list(tmp_path.glob("*.html"))) == 7
