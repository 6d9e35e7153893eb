"""The view Evidence: its figures are made by the lines under them, and pointing and mass follow the mask that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import assert_clean, made, plots
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
VIEW = {"view": "Evidence", "reference": "bundled/digits-cnn"}
DRAWN = {"mask": "drawn by you", "outline": "1,1 6,1 6,6 1,6"}
TOPICS = {
    "This picture": ({"missing": "blur", **DRAWN}, ["deletion", "insertion", "sketchpad", "maps", "agreement"]),
    "Random network": ({"likeness": "structure (SSIM)", "stage": "2"}, ["forgetting", "strips"]),
    "Many pictures": ({"reference": "bundled/shapes-honest", "measure": "pointing"}, ["ranking"]),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_opens_and_its_lines_make_its_figures(topic: str, open_page: Open, tmp_path: Path) -> None:
    address, keys = TOPICS[topic]
    at = open_page("saliency", VIEW | address | {"topic": topic})
    assert_clean(at, "saliency")
    assert list(plots(at)) == keys
    for key in keys:
        if key != "sketchpad":  # which is drawn on
            assert made(at, key, tmp_path)["data"] == plots(at)[key]["data"], key


def numbers(at: AppTest) -> Any:
    assert_clean(at, "saliency")
    return at.dataframe[0].value.set_index("method")


def test_pointing_and_mass_follow_the_mask(open_page: Open, tmp_path: Path) -> None:
    shapes = VIEW | {"reference": "bundled/shapes-cheat", "methods": "random map"}
    at = open_page("saliency", shapes)
    assert made(at, "maps", tmp_path)["data"] == plots(at)["maps"]["data"]
    of_object = numbers(at)
    of_tag = numbers(open_page("saliency", shapes | {"mask": "the tag"}))
    of_none = numbers(open_page("saliency", shapes | {"mask": "none"}))
    of_own = numbers(open_page("saliency", shapes | DRAWN))
    assert list(of_none) == ["insertion − deletion", "deletion", "insertion", "variation", "ms"]
    assert of_own.loc["chance", "mass"] == pytest.approx(25 / 64**2)
    for found in (of_object, of_tag, of_own):
        assert found.loc["random map", "mass"] == pytest.approx(found.loc["chance", "mass"], abs=0.01)
        assert found["deletion"].equals(of_none["deletion"])
    assert len({found.loc["chance", "mass"] for found in (of_object, of_tag, of_own)}) == 3


def test_what_is_no_outline_is_said_and_the_rest_stays(open_page: Open) -> None:
    at = open_page("saliency", VIEW | {"mask": "drawn by you", "outline": "here"})
    assert ["An outline is written as points" in box.value.replace("\\", "") for box in at.error] == [True]
    assert "agreement" in plots(at)
    assert "mass" not in at.dataframe[0].value
