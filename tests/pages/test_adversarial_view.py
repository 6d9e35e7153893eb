"""The view Adversarial around one picture: each topic opens, and the lines under its figures make these very figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, plots
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
DIGIT = {"reference": "bundled/digits-cnn", "sample": "1"}
PGD = {"attack": "PGD", "steps": "5", "norm": "L2", "aim": "8", "eps": "24"}
PAIRS, RAYS = ["attacked", "change", "answers", "walk", "steps"], ["by-size-fgsm", "by-size-random-sign"]
WINDOWS, LINES = ["window-adversarial", "window-random", "place"], ["line-against-the-answer", "line-random"]
TOPICS: dict[str, tuple[dict[str, str], list[str]]] = {  # topic -> what the address says besides, the figures
    "One picture": (DIGIT | PGD, PAIRS + RAYS),
    "Linearised": (DIGIT | {"test_digit": "9", "eps": "24"}, ["gain-linear", "box-linear", "gain-network", "box-network"]),
    "Around the picture": (DIGIT | {"plane": "random", "along": "20", "span": "32"}, WINDOWS + LINES),
    "One pixel": (DIGIT | {"population": "32", "generations": "5"}, ["pixel", "everywhere", "search", "fooled"]),
    "Easier than weights": ({"n_digits": "2", "descents": "5"}, ["easier-loss", "easier-said"]),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_opens_clean_and_its_lines_make_its_figures(topic: str, open_page: Open, tmp_path: Path) -> None:
    asked, expected = TOPICS[topic]
    at = open_page("saliency", {"view": "Adversarial", "topic": topic} | asked)
    assert_clean(at, "saliency")
    assert sorted(plots(at)) == sorted(expected)
    assert_lines_make_figures(at, tmp_path)
