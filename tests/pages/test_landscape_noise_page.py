"""The view Noise: the lines of Python under every figure make it again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import assert_clean, open_code, plots
from streamlit.testing.v1 import AppTest

from vizlab.optimizers.stochastic import throughput

Open = Callable[..., AppTest]
TOPICS: dict[str, dict[str, str]] = {
    "Gradient cloud": {"problem": "sine wave", "examples": "64", "at_a": "1.0"},
    "Batch landscapes": {"problem": "two classes", "examples": "64", "batch": "4"},
    "Paths": {"stepper": "momentum", "examples": "64", "alpha": "0.02", "reduction": "sum", "sampling": "with replacement"},
    "Hovering": {"source": "mini-batches", "problem": "straight line", "examples": "64"},
    "Cooling": {"problem": "straight line", "examples": "64", "cool_rate": "0.2"},
    "Restarts": {"escape_from": "two basins", "cycles": "2", "seed": "1"},
    "Cost": {"cost_rate": "0.5", "seed": "1"},
}


@pytest.mark.parametrize("topic", TOPICS)
def test_the_lines_under_each_figure_make_it_again(
    topic: str, open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throughput, "EPOCHS", {1: 1, 64: 4, 256: 4})  # so that four measurements are short
    at = open_page("landscapes", {"view": "Noise", "topic": topic, **TOPICS[topic]})
    assert_clean(at, "landscapes")
    monkeypatch.chdir(tmp_path)
    shown = plots(at)
    open_code(at)
    assert len(at.code) == len(shown) == {"Gradient cloud": 4, "Batch landscapes": 1, "Restarts": 3, "Cost": 4}.get(topic, 2)
    for key, block in zip(shown, at.code, strict=True):
        names: dict[str, Any] = {}
        exec(compile(re.sub(r"figure\.write_html\(.*\)", "", block.value), key, "exec"), names)
        made = json.loads(names["figure"].to_json())
        if key in ("cost-seconds", "throughput"):  # measured anew
            assert [trace["name"] for trace in made["data"]] == [trace["name"] for trace in shown[key]["data"]]
        else:
            assert made["data"] == [trace for trace in shown[key]["data"] if trace.get("name") != "move here"], key
        assert made.get("frames") == shown[key].get("frames")
