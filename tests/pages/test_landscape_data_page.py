"""The view From data: every topic opens finished, and the lines under its figures make these very figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import assert_clean, leaves
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
TOPICS = {  # topic -> its address, figures, a number of it
    "Inputs": (
        {"unit": "10.0", "treatment": "whitened", "seed": "3"},
        ["before", "after", "signs", "staircase", "fan-in"],
        ("Steps, counted", "over 400 → 1"),
    ),
    "Losses": ({"weight": "-3.0", "learner": "softmax", "unit_inputs": "three"}, ["one-weight", "bends", "dead"], None),
    "Penalties": (
        {"penalty": "elastic net", "strength": "0.3"},
        ["penalty", "coefficients"],
        ("Exactly zero, plain steps", "0 of 8"),
    ),
    "Many dimensions": ({"draws": "2000", "seed": "1"}, ["minima", "kappas"], None),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_opens_finished_and_its_lines_make_its_figures(
    topic: str, open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, keys, number = TOPICS[topic]
    at = open_page("landscapes", {"view": "From data", "origin": topic, **address})
    assert_clean(at, "landscapes")
    assert number is None or number in [(metric.label, metric.value) for metric in at.metric]
    monkeypatch.chdir(tmp_path)
    shown = list(leaves(at.main))
    assert [leaf.key.removeprefix("chart-") for leaf in shown if leaf.type == "plotly_chart"] == keys
    for key in keys:
        place = next(index for index, leaf in enumerate(shown) if leaf.key == f"chart-{key}")
        code = next(leaf.value for leaf in shown[place:] if leaf.type == "code")
        names: dict[str, Any] = {}
        exec(compile(code, "snippet", "exec"), names)
        assert len(shown[place].proto.spec) < 500_000
        assert json.loads(names["figure"].to_json())["data"] == json.loads(shown[place].proto.spec)["data"], key
        assert (tmp_path / f"{key}.html").exists()
