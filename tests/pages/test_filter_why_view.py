"""The view Why convolution: every topic opens finished, and the lines under its figures make these very figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from reading import assert_clean, assert_lines_make_figures, plots
from streamlit.testing.v1 import AppTest

from vizlab.filters.why import sliding

Open = Callable[..., AppTest]
TOPICS = {  # topic -> its figures, a number of it
    "From dense to convolution": (["answers", "matrix", "learning"], ("Free numbers", "4,160")),
    "Sliding": (["canvas"], ("Written", "31415")),
    "What it costs": (["ladder", "built"], ("Weights in convolutions", "10.6%")),
    "Shuffled pixels": (["shuffled", "starts", "neighbours"], ("Shuffling costs the CNN", "20.6 ± 1.4 points")),
    "Equal start": (["cosines", "alike-0", "alike-1", "alike-2"], None),
    "Moved and turned": (["moved-maps", "equivariance", "moved", "turned", "dot"], ("turned by 15 degrees", "25%")),
    "Receptive field": (["units", "seen", "profile", "growth"], ("By gradient", "8 × 8 px")),
    "Nuisances": (["disturbed", "nuisance"], None),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_opens_finished_and_its_lines_make_its_figures(
    topic: str, open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sliding, "STEPS", 20)  # how well it reads is no matter here
    st.cache_resource.clear()
    keys, number = TOPICS[topic]
    at = open_page("filters", {"view": "Why convolution", "topic": topic})
    assert_clean(at, "filters")
    assert number is None or number in [(metric.label, metric.value) for metric in at.metric]
    assert sorted(plots(at)) == sorted(keys)
    assert_lines_make_figures(at, tmp_path)
