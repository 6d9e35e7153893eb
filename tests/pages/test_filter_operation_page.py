"""The view Operation: every topic opens finished, and the lines under its figures make these very figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reading import assert_clean, assert_lines_make_figures, drawn, plots, said
from streamlit.testing.v1 import AppTest

from pages.filter_views.operation import TOPICS

Open = Callable[..., AppTest]
OPENED = {  # topic -> what else the address carries, the figures, what is read there
    "On a picture": ({}, ["input", "output", "products", "border"], "= **28** rows"),
    "Window by window": (
        {"example": "flip and filter", "bias": "2.0"},
        ["walk", "indices"],
        "16 windows make an output of 4 × 4",
    ),
    "In 1-D": ({"taps": "difference"}, ["slide", "signals"], "6 samples and 2 taps make 7 values"),
    "Linearity": ({}, ["combined", "both-ways", "bar"], "A ReLU keeps one of them: **16**"),
    "Channels": ({"bank": "learned", "slab": "2"}, ["slabs", "stack"], "number 2 below"),
    "Matrix product": (
        {"filled": "colour photograph", "padding": "1", "patch": "7"},
        ["matrix", "places"],
        "**27** rows and **36** columns",
    ),
    "Learn a kernel": ({"made_by": "convolution"}, ["learned", "distances", "losses"], "turned by 180°"),
    "Sizes": ({}, ["visits", "staircase"], "16 of 25 pixels are never visited"),
    "Whole layer": ({"inputs": "4", "groups": "2"}, ["connections"], "8 × 2 × 3 × 5"),
}


def test_every_topic_opens_finished_and_its_lines_make_its_figures(open_page: Open, tmp_path: Path) -> None:
    assert list(OPENED) == list(TOPICS)
    for topic, (rest, figures, words) in OPENED.items():
        at = open_page("filters", {"view": "Operation", "topic": topic} | rest)
        assert_clean(at, "filters")
        assert list(plots(at)) == figures
        text = " ".join(said(box) for box in (*at.markdown, *at.caption))
        assert words in text, topic
        assert_lines_make_figures(at, tmp_path)


def test_what_is_no_kernel_is_answered_in_a_sentence_and_stays_in_the_box(open_page: Open) -> None:
    wrong = {
        "On a picture": ["a b; c d", "; ".join(["0 " * 99] * 99)],
        "Window by window": ["1 2; 3", " ; "],
        "In 1-D": ["1 nan", "1 1e308"],
    }
    for topic, texts in wrong.items():
        plain = plots(open_page("filters", {"view": "Operation", "topic": topic}))
        for text in texts:
            at = open_page("filters", {"view": "Operation", "topic": topic, "weights": text})
            assert not at.exception
            assert [said(box) for box in at.error] == []
            assert [said(box).count("used instead.") for box in at.warning] == [1]
            assert plots(at) == plain
            kept = at.session_state["weights"]
            assert text.startswith(kept)
            assert len(kept) >= min(len(text), 6000)


def test_settings_that_do_not_fit_are_said_beside_the_widgets(open_page: Open) -> None:
    for topic, rest, words in (
        ("Sizes", {"k": "11"}, "must fit into 5 px"),
        ("Whole layer", {"groups": "5"}, "groups must divide"),
        ("Window by window", {"dilation": "4", "weights": "1 2 3; 4 5 6; 7 8 9"}, "does not fit into 3 px"),
        ("Matrix product", {"weights": "1 1 1 1 1", "grid": "1 2; 3 4"}, "does not fit into 2 px"),
    ):
        at = open_page("filters", {"view": "Operation", "topic": topic} | rest)
        assert not at.exception
        assert [words in said(box) for box in at.error] == [True], topic
        assert drawn(at)
