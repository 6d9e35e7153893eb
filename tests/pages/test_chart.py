"""What the browser gets for a chart, and the file that it takes plotly from."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from reading import charts, open_code
from streamlit.testing.v1 import AppTest

from pages import chart

ROOT = Path(__file__).resolve().parents[2]


def _page() -> None:
    from pages import chart
    from vizlab.figures import theme

    chart.draw(theme.figure(height_px=200), key="plain", alt='A "line"', buttons=False)


def test_a_chart_is_sent_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    app = AppTest.from_function(_page).run()
    assert not app.exception
    (sent,) = app.get("bidi_component")
    told = json.loads(sent.proto.bytes)
    assert (told["alt"], told["buttons"], told["figure"]["layout"]["height"]) == ('A "line"', False, 200)
    assert told["tells"] == []  # a click on it must not run the page again
    script = Path(st.__file__).parent / "static" / "static" / "js" / told["plotly"]
    assert "Plotly" in script.read_text(encoding="utf-8")


@pytest.mark.parametrize("told", [None, {"x": 1, "y": 2, "curve": 0, "index": 3}, "a word"])
def test_only_a_point_is_picked(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Mapping[str, Any]] = []
    asked: dict[str, Any] = {}
    monkeypatch.setattr(chart, "component", lambda name, *, isolated: lambda **settings: asked.update(settings))
    monkeypatch.setattr(st, "session_state", {"map": type("State", (), {"point": told})})
    figure = type("Figure", (), {"to_json": lambda self: "{}"})()
    chart.draw(figure, key="map", alt="A map", picked=found.append)
    assert json.loads(asked["data"])["tells"] == ["point"]
    asked["on_point_change"]()
    assert found == ([told] if isinstance(told, dict) else [])


@pytest.mark.parametrize(
    ("told", "expected"),
    [(None, []), ({"x": 1, "y": 2.5}, [(1.0, 2.5)]), ({"x": 1}, []), ({"x": "1", "y": 2}, []), ({"x": math.nan, "y": 2}, [])],
)
def test_only_a_place_is_clicked(told: Any, expected: list[tuple[float, float]], monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[tuple[float, float]] = []
    asked: dict[str, Any] = {}
    monkeypatch.setattr(chart, "component", lambda name, *, isolated: lambda **settings: asked.update(settings))
    monkeypatch.setattr(st, "session_state", {"map": type("State", (), {"place": told})})
    figure = type("Figure", (), {"to_json": lambda self: "{}"})()
    chart.draw(figure, key="map", alt="A map", clicked=lambda x, y: found.append((x, y)))
    assert json.loads(asked["data"])["tells"] == ["place"]
    asked["on_place_change"]()
    assert found == expected


def test_what_can_be_taken_along_is_made_once_it_is_opened(open_page: Callable[..., AppTest]) -> None:
    at = open_page("saliency")
    assert [*at.code] == [*at.get("download_button")] == []
    before = charts(at)
    open_code(at)
    assert charts(at) == before
    labels = [button.proto.label for button in at.get("download_button")]
    assert len(at.code) == labels.count("HTML") == labels.count("NPZ") > 4
