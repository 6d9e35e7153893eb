"""Points drawn by hand on a square, with mouse or finger, in the browser."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from pages.components import component

Point = tuple[float, float]


def draw_points(*, points: Sequence[Point], most: int, key: str, drawn: Callable[[list[Point]], None]) -> None:
    """Show points in [-1, 1]²; `drawn(points)` is called with all of them, at most `most`, when some came or all went."""

    def take() -> None:
        found: Any = st.session_state[key].points
        if isinstance(found, list):
            pairs = [pair for pair in found[:most] if isinstance(pair, list) and len(pair) == 2]
            drawn([(float(x), float(y)) for x, y in pairs if _is_number(x) and _is_number(y)])

    data = {"points": [list(point) for point in points], "most": most}
    component("draw_points")(key=key, data=data, on_points_change=take)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)
