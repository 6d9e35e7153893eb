"""The views Any neuron and Corruptions: every topic opens finished, and the lines under its figures make these very figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, plots
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
TOPICS = {
    ("Any neuron", "A neuron"): ["unit-map", "neuron", "growth"],
    ("Any neuron", "Gates"): ["gates"],
    ("Any neuron", "Attention"): ["attention", "effect", "learning"],
    ("Corruptions", "Corruption by severity"): ["severities", "errors", "ratios", "epochs"],
    ("Corruptions", "Shape or texture"): ["conflict", "by-class", "by-share"],
    ("Corruptions", "Only edges, only pieces"): ["stimuli", "outlived"],
}


@pytest.mark.parametrize(("view", "topic"), TOPICS)
def test_every_topic_opens_finished_and_its_lines_make_its_figures(
    view: str, topic: str, open_page: Open, tmp_path: Path
) -> None:
    at = open_page("saliency", {"view": view, "topic": topic})
    assert_clean(at, "saliency")
    assert list(plots(at)) == TOPICS[view, topic]
    assert_lines_make_figures(at, tmp_path)


def test_buttons_move_the_gates_and_a_wrong_string_is_answered_in_a_sentence(open_page: Open) -> None:
    at = open_page("saliency", {"view": "Any neuron", "topic": "Gates"})
    at.button(key="swap").click().run()
    assert (at.slider(key="gate_x").value, at.slider(key="gate_w").value) == (4.0, 0.5)
    at.button(key="try-2").click().run()
    assert at.slider(key="gate_b").value == -3.0
    assert_clean(at, "saliency")
    at = open_page("saliency", {"view": "Any neuron", "topic": "Attention", "digits": "seven"})
    assert not at.exception
    assert "Type 2 to 10 digits" in at.error[0].value
