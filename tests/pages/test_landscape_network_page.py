"""The view Network: every figure of it is the one that its lines of Python make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, plots
from streamlit.testing.v1 import AppTest

SHOWN = {
    "random": ["contours", "relief", "flicker", "taylor", "noise", "sharpness"],
    "path": ["contours", "relief", "flicker", "gap", "sharpness"],
    "line": ["hump", "toy"],
}


@pytest.mark.parametrize("plane", SHOWN)
def test_it_opens_finished_and_its_lines_of_python_hold(plane: str, open_page: Callable[..., AppTest], tmp_path: Path) -> None:
    at = open_page("landscapes", {"view": "Network", "plane": plane})
    assert_clean(at, "landscapes")
    assert not [button for button in at.button if str(button.key).startswith("start-")]
    assert sorted(plots(at)) == sorted(SHOWN[plane])
    assert_lines_make_figures(at, tmp_path)
