"""The view Theory: every topic opens finished, and the lines under its figures make these very figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import assert_clean, leaves
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
TOPICS = {  # topic -> figures, a number of it
    "Regimes": (["bowl", "directions", "changes", "three-rates"], ("Divergence begins, measured", "0.1")),
    "Rates": (["factors", "steps-needed"], ("Best rate of GD, found by trying", "0.0198")),
    "Rate × momentum": (["contraction", "your-setting"], ("Same side of the line", "100.0%")),
    "Rotation": (["turned", "bowl"], None),
    "Momentum": (["bowl", "energy", "escapes"], ("One that flips counts, 1/(1 + β) = 0.5025", "0.5025 ×")),
    "Decay": (["shrinkage", "kept"], ("Stopping is like λ = 1/(αt)", "0.8")),
}

TURNED = ("Regimes", "Rotation", "Momentum", "Decay")


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_opens_finished_and_its_lines_make_its_figures(
    topic: str, open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, number = TOPICS[topic]
    at = open_page("landscapes", {"view": "Theory", "subject": topic, **({"turned": "30"} if topic in TURNED else {})})
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
