"""The view Words by learning: topics open finished, and the lines under their figures make these very figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, charts
from streamlit.testing.v1 import AppTest

TOPICS = [
    ({"update": "100", "word": "paris"}, ["expected", "pull", "words", "near", "loss", "signs"]),
    ({"topic": "True or corrupted", "judged_after": "150"}, ["scores", "margin"]),
    ({"topic": "Neural models"}, ["neural"]),
    ({"topic": "Counts or features"}, ["perplexity-all", "perplexity-unseen"]),
    ({"topic": "What for"}, ["worth-intrinsic", "worth-purity"]),
]


@pytest.mark.parametrize(("address", "expected"), TOPICS, ids=str)
def test_topics_open_finished_and_their_lines_hold(
    address: dict[str, str], expected: list[str], open_page: Callable[..., AppTest], tmp_path: Path
) -> None:
    at = open_page("embeddings", {"view": "Words by learning"} | address)
    assert_clean(at, "embeddings")
    assert list(charts(at)) == expected
    assert_lines_make_figures(at, tmp_path)
