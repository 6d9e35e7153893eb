"""The view Through the network: the lines of Python under each figure make this very figure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.reading import charts, leaves

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
def test_the_lines_under_a_figure_make_this_very_figure(
    topic: str, open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, expected = TOPICS[topic]
    at = open_page("embeddings", address | {"topic": topic})
    assert not at.exception
    assert not at.warning
    assert list(charts(at)) == expected
    monkeypatch.chdir(tmp_path)
    shown = list(leaves(at.main))
    for key, spec in charts(at).items():
        place = next(index for index, leaf in enumerate(shown) if leaf.key == f"chart-{key}")
        code = next(leaf.value for leaf in shown[place:] if leaf.type == "code")
        names: dict[str, Any] = {}
        exec(compile(code, "snippet", "exec"), names)
        made, sent = json.loads(names["figure"].to_json()), json.loads(spec)
        assert made["data"] == sent["data"], key
        assert made.get("frames") == sent.get("frames"), key
        assert len(spec) < 500_000
