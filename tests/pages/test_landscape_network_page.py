"""The view Network: every figure of it is the one that its lines of Python make."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import assert_clean, leaves
from streamlit.testing.v1 import AppTest

SHOWN = {
    "random": ["contours", "relief", "flicker", "taylor", "noise", "sharpness"],
    "path": ["contours", "relief", "flicker", "gap", "sharpness"],
    "line": ["hump", "toy"],
}


@pytest.mark.parametrize("plane", SHOWN)
def test_it_opens_finished_and_its_lines_of_python_hold(
    plane: str, open_page: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page("landscapes", {"view": "Network", "plane": plane})
    assert_clean(at, "landscapes")
    assert not [button for button in at.button if str(button.key).startswith("start-")]
    shown = list(leaves(at.main))
    places = {str(leaf.key).removeprefix("chart-"): at_ for at_, leaf in enumerate(shown) if leaf.type == "plotly_chart"}
    assert sorted(places) == sorted(SHOWN[plane])
    monkeypatch.chdir(tmp_path)
    for key, place in places.items():
        assert len(shown[place].proto.spec) < 500_000
        code = next(leaf.value for leaf in shown[place:] if leaf.type == "code")
        names: dict[str, Any] = {}
        exec(compile(code, "snippet", "exec"), names)
        made = json.loads(names["figure"].to_json())
        assert made["data"] == json.loads(shown[place].proto.spec)["data"], key
