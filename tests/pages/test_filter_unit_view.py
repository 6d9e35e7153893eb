"""The view Unit: a link opens exactly its unit, and the lines under its figures make these very figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, plots
from streamlit.testing.v1 import AppTest

from vizlab import library
from vizlab.filters.units import survey

Open = Callable[..., AppTest]
UNIT = {"view": "Unit", "reference": "bundled/digits-cnn", "epoch": "4", "layer": "block2.activation", "unit": "11"}
TOPICS = {
    "What excites it": ["patches", "wholes", "kernel-of-unit", "map-of-unit"],
    "Classes": ["classes", "depth", "strengths"],
    "Without it": ["without"],
    "Which pixels": ["patches", "traced", "falls"],
}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_opens_on_exactly_this_unit_and_its_lines_make_its_figures(
    topic: str, open_page: Open, tmp_path: Path
) -> None:
    at = open_page("filters", UNIT | {"topic": topic})
    assert_clean(at, "filters")
    assert list(plots(at)) == TOPICS[topic]
    best = survey.made(survey.few(library.open_model("bundled/digits-cnn@4"), "test")).best("block2.activation")[11]
    assert ("Strongest activation", f"{best:.3g}") in [(metric.label, metric.value) for metric in at.metric]
    assert_lines_make_figures(at, tmp_path)


def test_next_and_previous_go_round_and_likeness_leads_on(open_page: Open) -> None:
    at = open_page("filters", UNIT | {"unit": "63"})
    at.button(key="next").click().run()
    assert at.selectbox(key="unit").value == "0"
    at.button(key="previous").click().run()
    assert at.selectbox(key="unit").value == "63"
    like = next(button for button in at.button if str(button.key).startswith("like-"))
    like.click().run()
    assert_clean(at, "filters")
    assert at.selectbox(key="unit").value == like.key.removeprefix("like-")


def test_a_unit_that_is_not_there_falls_back_with_a_note(open_page: Open) -> None:
    at = open_page("filters", UNIT | {"unit": "64"})
    assert not at.exception
    assert any("not a possible value of unit here" in box.value for box in at.warning)
