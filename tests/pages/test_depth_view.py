"""The view Through the network: the lines of Python under each figure make this very figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.reading import assert_lines_make_figures, charts

Open = Callable[..., AppTest]
DIGITS = {"view": "Through the network", "reference": "bundled/digits-cnn"}
TOPICS: dict[str, tuple[dict[str, str], list[str]]] = {  # topic -> where, and the charts there
    "Layer by layer": (DIGITS | {"measure": "neighbours"}, ["way", "early", "late"]),
    "Over the epochs": (DIGITS | {"epoch": "4"}, ["epochs", "learning"]),
    "Clusters": (DIGITS | {"clusters": "4", "points": "200"}, ["by-pixels", "by-layer"]),
    "Neighbours": (DIGITS | {"picture": "7", "points": "200"}, ["alike", "neighbours"]),
    "Codes": ({"view": "Through the network", "codes_epoch": "3"}, ["first", "second", "cost", "density"]),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_the_lines_under_a_figure_make_this_very_figure(topic: str, open_page: Open, tmp_path: Path) -> None:
    address, expected = TOPICS[topic]
    at = open_page("embeddings", address | {"topic": topic})
    assert not at.exception
    assert not at.warning
    assert list(charts(at)) == expected
    assert_lines_make_figures(at, tmp_path, parts=("data", "frames"))
