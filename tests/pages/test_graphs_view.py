"""The view Graphs: the lines under its figures make these very figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, made, plots
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
OWN = {"text": "a text of yours", "story": "it's a cat. the cat sees the dog and the dog sees a bird"}
TOPICS: list[dict[str, str]] = [
    {"nodes": "40", "inside": "0.6", "closeness": "cosine"},
    {"topic": "Questions", "question": 'Whose "home" is it, where does Ada live?'},
    {"topic": "Holes", "cell_noise": "0.0", "way": "stochastic descent"},
    {"topic": "A text as a graph", **OWN},
    {"topic": "A tree needs room", "tree": "balanced", "tree_depth": "2", "goal": "neighbours"},
    {"topic": "Buckets", "shards": "3"},
]


@pytest.mark.parametrize("address", TOPICS, ids=lambda address: address.get("topic", "Communities"))
def test_the_lines_under_graphs_make_these_very_figures(address: dict[str, str], open_page: Open, tmp_path: Path) -> None:
    at = open_page("embeddings", {"view": "Graphs", **address})
    assert_clean(at, "embeddings")
    for key, figure in plots(at).items():
        again = made(at, key, tmp_path)
        assert (again["data"], again.get("frames")) == (figure["data"], figure.get("frames")), key


def test_lines_of_the_margin_but_for_what_is_timed(open_page: Open, tmp_path: Path) -> None:
    at = open_page("embeddings", {"view": "Graphs", "topic": "Margin", "nodes": "40", "inside": "0.6", "edge": "3"})
    assert_clean(at, "embeddings")
    shown = plots(at)
    for key in ("margin-film", "pulls-misprinted", "margin-auc"):
        assert made(at, key, tmp_path)["data"] == shown[key]["data"]
    assert made(at, "batch-speed", tmp_path)["data"][0]["customdata"] == shown["batch-speed"]["data"][0]["customdata"]
