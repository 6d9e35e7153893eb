"""The view Curvature: its numbers are the library's, and the lines under its figures make them again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import assert_clean, plots, said
from streamlit.testing.v1 import AppTest

from vizlab.landscapes import find
from vizlab.landscapes.local_shape import local_shape

Open = Callable[..., AppTest]
CLIFF = {"view": "Curvature", "surface": "cliff", "start_x": "1.5", "start_y": "-0.2", "direction": "75", "radius": "0.1"}
PANELS = {"Taylor": ["model", "error"], "Cut": ["cut"], "Convexity": ["chords"], "Differences": ["differences"]}


def test_its_numbers_are_the_librarys_and_its_lines_of_python_make_its_figures(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape = local_shape(find("cliff"), (1.5, -0.2))
    for panel, keys in (PANELS | {"Iterated map": ["iterates"]}).items():
        at = open_page("landscapes", CLIFF | {"panel": panel} | ({"seed": "3"} if panel == "Convexity" else {}))
        assert_clean(at, "landscapes")
        numbers = {metric.label: metric.value for metric in at.metric}
        assert (numbers["Here"], numbers["Hessian"]) == ("slope", shape.definiteness)
        assert any(f"κ = {shape.condition:.4g}, H = [[{shape.hessian[0, 0]:.4g}" in said(box) for box in at.caption)
        shown, blocks = plots(at), [block.value for block in at.code]
        assert list(shown) == ["curvature", *keys]
        for code, key in zip(blocks, shown, strict=True):
            names: dict[str, Any] = {}
            with monkeypatch.context() as elsewhere:
                elsewhere.chdir(tmp_path)
                exec(compile(code, "snippet", "exec"), names)
            assert json.loads(names["figure"].to_json())["data"] == shown[key]["data"], key
            assert len(json.dumps(shown[key])) < 500_000
    assert len(list(tmp_path.glob("*.html"))) == 7
