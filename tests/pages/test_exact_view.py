"""The topics of exact models and of plain auto-encoders: the lines under their figures make these very figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, drawn, plots, said
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
TOPICS: list[dict[str, str]] = [
    {"topic": "Exact"},
    {"topic": "Exact", "exact_decoder": "parabola", "exact_eta": "0.1", "exact_q": "the best", "plane_decoder": "product"},
    {"topic": "A thin tube", "tube_curve": "wave", "tube_eta": "0.03"},
    {"topic": "What KL costs", "kl_mu": "-0.5", "humps_apart": "3.0"},
    {"topic": "Bottleneck", "ae_way": "straight"},
    {"topic": "AE is not generative", "code_length": "2", "ae_code_seed": "1"},
    {"topic": "Few labels"},
]


@pytest.mark.parametrize("address", TOPICS, ids=lambda address: " ".join(address.values()))
def test_the_lines_make_these_very_figures(address: dict[str, str], open_page: Open, tmp_path: Path) -> None:
    at = open_page("generative", {"view": "VAE", **address})
    assert_clean(at, "generative")
    assert_lines_make_figures(at, tmp_path)
    assert len(plots(at)) >= 2


def test_the_three_gaps_of_the_check_are_a_press_away(open_page: Open) -> None:
    at = open_page("generative", {"view": "VAE", "topic": "Exact"})
    for name, gap in (("q at the prior: gap 2.104", "2.104493"), ("q too narrow: gap 0.640", "0.639984")):
        at.button(key=f"preset-{name}").click().run()
        shown = {metric.label: metric.value for metric in at.metric}
        assert shown["Gap"] == shown["KL(q‖p(z|x))"] == gap
    at.button(key="preset-two humps").click().run()
    assert_clean(at, "generative")
    assert any("0.69 nats too low" in text for text in drawn(at))


def test_what_nobody_has_trained_is_offered(open_page: Open) -> None:
    for topic in ("Bottleneck", "AE is not generative", "Few labels"):
        at = open_page("generative", {"view": "VAE", "topic": topic, "ae_seed": "4", "ae_hidden": "32"})
        assert_clean(at, "generative")
        assert not plots(at)
        assert [button.label for button in at.button if button.key == "start-autoencoders"] == ["Train these networks"]


def test_a_bad_value_of_the_address_falls_back_with_a_word(open_page: Open) -> None:
    at = open_page("generative", {"view": "VAE", "topic": "Exact", "exact_decoder": "circle", "q_var": "-3"})
    assert not at.exception
    assert any("circle" in said(warning) for warning in at.warning)
    assert at.session_state["exact_decoder"] == "straight line"
