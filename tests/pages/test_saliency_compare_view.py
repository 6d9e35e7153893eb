"""The view Compare: slow methods show how they get on, and the best-supported map comes first when asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reading import assert_clean, charts
from streamlit.testing.v1 import AppTest

from pages.saliency_views import compare_maps, compare_subject

Open = Callable[..., AppTest]


def test_a_slow_map_is_the_same_with_its_progress_shown(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    view = {"reference": "bundled/digits-cnn", "methods": ["RISE", "gradient"], "n_masks": "64", "seed": "41"}
    for module in (compare_subject, compare_maps):
        monkeypatch.setattr(module, "SLOW_S", 0.0)
    monkeypatch.setattr(compare_subject, "TELL_S", 0.0)
    monkeypatch.setattr(compare_subject, "left_words", lambda *numbers: told.append(f"{numbers}") or "so far")
    at = open_page("saliency", view)
    assert_clean(at, "saliency")
    assert told
    assert any(str(leaf.value).startswith("Slow with this network: ") for leaf in at.caption)
    compare_subject.explain.clear()
    monkeypatch.undo()
    assert charts(open_page("saliency", view)) == charts(at)


def test_the_best_supported_map_comes_first(open_page: Open) -> None:
    names = ["random-map", "integrated-gradients"]
    view = {"methods": ["random map", "integrated gradients"]}
    for order, expected in (("as chosen", names), ("insertion − deletion", names[::-1])):
        at = open_page("saliency", view | {"order": order})
        assert [key for key in charts(at) if key in names] == expected
