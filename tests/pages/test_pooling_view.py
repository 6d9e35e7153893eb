"""The view Pooling and back: every topic opens finished, and the lines under its figures make these very figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, charts, plots, said
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
OVERLAPPING = {"numbers": "overlapping windows", "pool_stride": "1"}
TOPICS = {  # topic -> its address, figures, a number of it
    "Pooling": ({"ground": "a first-layer map of it"}, ["walk", "compared", "fractional"], ("All three are", "14 × 14")),
    "Unpooling": (OVERLAPPING, ["remembered", "returned", "picture-back"], ("Lost by overwriting", "300")),
    "Backward": ({"backward_of": "one input pixel", "operation": "convolution"}, ["pixel"], None),
    "Transposed": ({"up_stride": "2", "output_padding": "1"}, ["stamping", "matrices"], None),
    "Checkerboard": ({"tap_weights": "random", "seed": "2"}, ["counts", "variances", "constant", "photograph"], None),
    "Dilated and causal": (
        {"layers": "10"},
        ["tree", "influence"],
        ("Samples with a gradient, measured", "1,024"),
    ),
    "Masked": ({}, ["masks", "regions", "jacobian"], ("Largest derivative on and above the diagonal", "exactly 0")),
    "There and back": ({"train_steps": "75", "first_kernels": "2"}, ["hourglass", "reconstructions", "learning"], None),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_opens_finished_and_its_lines_make_its_figures(topic: str, open_page: Open, tmp_path: Path) -> None:
    address, keys, number = TOPICS[topic]
    at = open_page("filters", {"view": "Pooling and back", "topic": topic, **address})
    assert_clean(at, "filters")
    assert list(plots(at)) == keys
    assert number is None or number in [(metric.label, metric.value) for metric in at.metric]
    assert all(len(chart) < 500_000 for chart in charts(at).values())
    assert_lines_make_figures(at, tmp_path)
    assert {path.stem for path in tmp_path.glob("*.html")} == set(keys)


def test_numbers_that_are_no_grid_leave_those_of_before(open_page: Open) -> None:
    address = {"view": "Pooling and back", "topic": "Transposed"}
    plain = plots(open_page("filters", address))
    for bad in ("1 2; 3", "1e308", ";".join(["1 " * 9] * 9)):
        at = open_page("filters", address | {"up_grid": bad})
        assert not at.exception
        assert "Those of before are used." in said(at.warning[0])
        assert plots(at) == plain
