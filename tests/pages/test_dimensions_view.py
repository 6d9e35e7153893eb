"""The view High dimension, Two maps and New points: first sight is finished, and the lines make the figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, charts
from streamlit.testing.v1 import AppTest

HIGH = {"view": "High dimension"}
SIGHTS = {
    "Nearly orthogonal": ["cosines", "distances", "dimensions"],
    "Random projection": ["ratios", "spreads"],
    "PCA": ["kept", "read-back", "errors", "components"],
    "Whitening": ["before", "after", "whitened", "variances"],
    "Intrinsic dimension": ["scales", "of-pictures", "ratio-line", "of-layers"],
    "Three ways down": ["way-0", "way-1", "way-2", "way-3", "back", "square-errors", "angles"],
    "Two maps": ["first", "second"],
    "New points": ["new"],
}


@pytest.mark.parametrize("topic", SIGHTS)
def test_first_sight_is_finished_and_its_lines_make_it(topic: str, open_page: Callable[..., AppTest], tmp_path: Path) -> None:
    at = open_page("embeddings", {"topic": topic} | ({} if topic in ("Two maps", "New points") else HIGH))
    assert_clean(at, "embeddings")
    assert list(charts(at)) == SIGHTS[topic]
    assert len(at.metric) >= 3
    assert_lines_make_figures(at, tmp_path)
