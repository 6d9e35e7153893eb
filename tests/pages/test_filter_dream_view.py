"""The view Dream: every topic opens finished, its lines of Python make its figures, wrong addresses fall back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from filter_addresses import DEEP, DREAM, MEMORY
from reading import assert_clean, assert_lines_make_figures, plots
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]


@pytest.mark.parametrize(
    ("address", "figures"),
    [
        ({"view": "Dream"}, ["emerging", "climb"]),
        ({"view": "Dream", "topic": "DeepDream"}, ["dream", "wiped", "energy"]),
        ({"view": "Dream", "topic": "Feature inversion"}, ["memories", "errors"]),
        (DREAM | {"n": "2"}, ["emerging", "climb"]),
        (DEEP, ["dream", "wiped", "energy"]),
        (MEMORY, ["memories", "errors"]),
    ],
    ids=lambda part: " ".join(part.values()) if isinstance(part, dict) else "",
)
def test_it_opens_finished_and_its_lines_are_true(
    address: dict[str, str], figures: list[str], open_page: Open, tmp_path: Path
) -> None:
    """The first three come along; the others are computed while the page is drawn, and again by the lines."""
    at = open_page("filters", address)
    assert_clean(at, "filters")
    assert list(plots(at)) == figures
    assert_lines_make_figures(at, tmp_path)


def test_a_network_that_takes_longer_offers_a_job(open_page: Open) -> None:
    at = open_page("filters", {"view": "Dream", "reference": "bundled/tiny-vgg", "unit": "3"})
    assert_clean(at, "filters")
    assert [button.label for button in at.button if button.key == "start-ascent"] == ["Find its picture"]
    assert any("you can watch" in caption.value for caption in at.caption)
