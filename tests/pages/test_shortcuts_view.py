"""The views Shortcuts and Quiz: the lines under their figures make these very figures, and the quiz keeps the score."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from reading import assert_clean, assert_lines_make_figures, made, plots
from streamlit.testing.v1 import AppTest

from vizlab.saliency import segments, shortcuts
from vizlab.saliency.any_output import networks

Open = Callable[..., AppTest]
TOPICS = {
    "The tag": {"cheating", "honestly", "tagged-accuracy", "tagged-mass"},
    "Segmentation for free": {"mask", "overlaps"},
    "Any output": {"number-map", "found"},
}
SKETCHES = {"tagged-picture", "cheating-probabilities", "honestly-probabilities", "scene-picture"}


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fewer pictures behind the numbers, and less training: the lines are run in this process, too. Nothing cached stays."""
    monkeypatch.setattr(shortcuts, "MOST", 8)
    monkeypatch.setattr(shortcuts, "N", 16)
    monkeypatch.setattr(segments, "MOST", 8)
    monkeypatch.setattr(networks, "PASSES", 1)
    monkeypatch.setattr(networks, "EXAMPLES", 256)
    for cache in (st.cache_data, st.cache_resource):
        cache.clear()
    yield
    for cache in (st.cache_data, st.cache_resource):
        cache.clear()


@pytest.mark.parametrize("topic", TOPICS)
def test_the_lines_under_every_figure_make_it_again(topic: str, open_page: Open, tmp_path: Path) -> None:
    at = open_page("saliency", {"view": "Shortcuts", "topic": topic})
    assert_clean(at, "saliency")
    assert set(plots(at)) - SKETCHES == TOPICS[topic]
    for key in TOPICS[topic]:
        assert made(at, key, tmp_path)["data"] == plots(at)[key]["data"], key


def test_a_tag_of_another_class_turns_the_cheat_only(open_page: Open) -> None:
    at = open_page("saliency", {"view": "Shortcuts", "cue": "heart"})
    said = [box.value for box in at.markdown if box.value.startswith("It says")]
    assert said[0].startswith("It says **heart**")
    assert said[0].endswith("The object is **cross**. It says what the tag says.")
    assert said[1].startswith("It says **cross**")


def test_the_quiz_keeps_the_score_and_begins_again(open_page: Open, tmp_path: Path) -> None:
    at = open_page("saliency", {"view": "Quiz", "rounds": "8"})
    for _ in range(8):
        at.button(key="say-right").click().run()
        assert_clean(at, "saliency")
        at.button(key="next-round").click().run()
    assert "That was the last round" in [box.value for box in at.subheader]
    (bar,) = (trace for trace in plots(at)["score"]["data"] if trace["type"] == "bar")
    assert bar["x"] == [0.5, 0.5]  # whoever always says the same has guessed
    assert len(at.dataframe[0].value) == 8
    assert_lines_make_figures(at, tmp_path)
    at.button(key="restart").click().run()
    assert "score" not in plots(at)
    assert "Round 1 of 8" in [box.value for box in at.subheader]
