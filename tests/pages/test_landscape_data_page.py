"""The view From data: every topic opens finished, and the lines under its figures make these very figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, plots
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
def test_every_topic_opens_finished_and_its_lines_make_its_figures(topic: str, open_page: Open, tmp_path: Path) -> None:
    address, keys, number = TOPICS[topic]
    at = open_page("landscapes", {"view": "From data", "origin": topic, **address})
    assert_clean(at, "landscapes")
    assert number is None or number in [(metric.label, metric.value) for metric in at.metric]
    assert list(plots(at)) == keys
    assert_lines_make_figures(at, tmp_path)
    assert {path.stem for path in tmp_path.glob("*.html")} == set(keys)
