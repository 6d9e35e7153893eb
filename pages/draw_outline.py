"""A shape drawn on a picture, freehand or as a box: its points, in the picture's own coordinates."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.components import component

MOST = 5000  # points


def draw_outline(*, chart: str, key: str, drawn: Callable[[list[tuple[float, float]]], None]) -> None:
    """Call `drawn(points)` when a closed path or a box is drawn, moved or bent in the chart of the key `chart`."""

    def take() -> None:
        points: Any = st.session_state[key].outline or []
        pairs = [(point.get("x"), point.get("y")) for point in points[:MOST] if isinstance(point, dict)]
        known = [
            (float(x), float(y)) for x, y in pairs if all(isinstance(at, int | float) and math.isfinite(at) for at in (x, y))
        ]
        if len(known) >= 3:
            drawn(known)

    component("draw_outline")(key=key, data={"chart": chart}, on_outline_change=take)
