"""The view Believe it or not: its topics open finished, and the lines under their figures make them again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, charts
from streamlit.testing.v1 import AppTest

from vizlab.embeddings import EmbeddingRecipe, embed
from vizlab.embeddings.belief import verdict

SMALL = {"n": "200", "perplexity": "10", "iterations": "250"}
TOPICS = {  # topic -> what else the address has, its charts
    "This map": (SMALL, ["lost", "shepard", "kept"]),
    "Near and far": ({"distance": "50"}, ["pair-t-sne", "pair-pca", "gaps"]),
    "Seeds": ({}, [*(f"seed-{seed}" for seed in range(6)), "numbers"]),
    "Six lessons": ({"lesson": "Topology"}, ["toy", "toy-film", *(f"toy-{value}" for value in (2, 5, 10, 30, 50, 100))]),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_opens_finished_and_its_lines_make_its_figures(
    topic: str, open_page: Callable[..., AppTest], tmp_path: Path
) -> None:
    more, wanted = TOPICS[topic]
    if topic == "This map":
        recipe = EmbeddingRecipe(n=200, perplexity=10, iterations=250)
        for one in (recipe, verdict.control(recipe)):
            list(embed(one))
    at = open_page("embeddings", {"view": "Believe it or not", "topic": topic, **more})
    assert_clean(at, "embeddings")
    assert list(charts(at)) == wanted
    assert not [button for button in at.button if str(button.key).startswith("start-")]
    assert_lines_make_figures(at, tmp_path)
