"""The view GAN: its topics open clean, the lines under their figures make these very figures, and moves are made by buttons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, charts, made, plots, said
from streamlit.testing.v1 import AppTest

from vizlab.generative.plane_gan.seeds import CURES

Open = Callable[..., AppTest]
TOPICS: dict[str, dict[str, str]] = {
    "Step by step": {"moves": "D6GDG", "turn_loss": "Wasserstein", "turn_cloud": "grid"},
    "Collapse and repair": {"cure": "Wasserstein critic"},
    "Losses": {"said": "0.05", "ahead": "50"},
    "Best discriminator": {"apart": "3.0", "fake_spread": "0.5"},
    "1-D generator": {"line": "folded", "line_samples": "1000"},
    "Bilinear game": {"bilinear_a": "0.1", "bilinear_angle": "30"},
}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_opens_clean_and_its_lines_make_its_figures(topic: str, open_page: Open, tmp_path: Path) -> None:
    at = open_page("generative", {"view": "GAN", "topic": topic, **TOPICS[topic]})
    assert_clean(at, "generative")
    assert len(charts(at)) >= 2
    assert_lines_make_figures(at, tmp_path)
    for key, figure in plots(at).items():
        if "frames" in figure:
            assert made(at, key, tmp_path)["frames"] == figure["frames"], key


def test_buttons_make_moves_and_the_address_carries_them(open_page: Open) -> None:
    at = open_page("generative", {"view": "GAN", "topic": "Step by step", "moves": ""})
    assert_clean(at, "generative")
    assert "Nobody has moved yet" in " ".join(caption.value for caption in at.caption)
    for label, text in (("Step D", "D"), ("Step G", "DG"), ("Both", "DGDG"), ("D × 10", "DGDGD10")):
        at.button(key=f"turn-{label}").click().run()
        assert_clean(at, "generative")
        assert at.text_input(key="moves").value == text
    shown = {metric.label: metric.value for metric in at.metric}
    assert shown["Moves"] == "14"
    assert shown["G's weights moved"] == "0"
    assert shown["D's weights moved"] != "0"
    again = open_page("generative", {"view": "GAN", "topic": "Step by step", "moves": "DGDGD10"})
    assert plots(again)["turns"]["data"] == plots(at)["turns"]["data"]
    at.button(key="turn-again").click().run()
    assert at.text_input(key="moves").value == ""


@pytest.mark.parametrize(("moves", "words"), [("left", "must be D and G"), ("D399G9", "At most 400 moves")])
def test_moves_that_are_none_are_told(moves: str, words: str, open_page: Open) -> None:
    at = open_page("generative", {"view": "GAN", "topic": "Step by step", "moves": moves})
    assert not at.exception
    assert [words in said(error) for error in at.error] == [True]


@pytest.mark.parametrize("cure", [cure for cure in CURES if cure != "none: it collapses"])
def test_every_cure_is_shown_before_and_after_and_over_ten_seeds(cure: str, open_page: Open) -> None:
    at = open_page("generative", {"view": "GAN", "topic": "Collapse and repair", "cure": cure})
    assert_clean(at, "generative")
    assert list(charts(at)) == ["collapsing", "repaired", "seeds", "many"]
    assert len(plots(at)["seeds"]["data"]) == len(CURES)
    assert not [button for button in at.button if str(button.key).startswith("start-")]


def test_other_seeds_are_offered(open_page: Open) -> None:
    at = open_page("generative", {"view": "GAN", "topic": "Collapse and repair", "first": "10"})
    assert_clean(at, "generative")
    assert at.button(key="start-gan-seeds").label == "Train ten seeds"


def test_data_drawn_by_hand(open_page: Open) -> None:
    """0 points are told, 1 and 3 are data, letters that are no points are told."""
    address = {"view": "GAN", "cloud": "drawn", "steps": "100", "hidden": "16"}
    at = open_page("generative", address)
    assert [said(error) for error in at.error] == [
        "At least one point must be drawn; the square is empty. Draw on it, or take another cloud."
    ]
    for drawn, n in (("ff", 1), ("AAff9a", 3)):
        at = open_page("generative", address | {"drawn": drawn})
        assert_clean(at, "generative")
        assert at.button(key="start-gan").label == "Train"
        data = plots(at)["before"]["data"][1]
        assert data["name"] == "data"
        assert n == len(drawn) // 2
    at = open_page("generative", address | {"drawn": "no points!"})
    assert not at.exception
    assert "two letters" in said(at.error[0])
