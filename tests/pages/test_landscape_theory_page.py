"""The view Theory: every topic opens finished, and the lines under its figures make these very figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, plots
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
def test_every_topic_opens_finished_and_its_lines_make_its_figures(topic: str, open_page: Open, tmp_path: Path) -> None:
    keys, number = TOPICS[topic]
    at = open_page("landscapes", {"view": "Theory", "subject": topic, **({"turned": "30"} if topic in TURNED else {})})
    assert_clean(at, "landscapes")
    assert number is None or number in [(metric.label, metric.value) for metric in at.metric]
    assert list(plots(at)) == keys
    assert_lines_make_figures(at, tmp_path)
    assert {path.stem for path in tmp_path.glob("*.html")} == set(keys)
