"""A click anywhere on a map: where it was, in the map's own coordinates."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.components import component


def click_point(*, chart: str, key: str, clicked: Callable[[float, float], None]) -> None:
    """Call `clicked(x, y)` when the map (a contour) in the element with the key `chart` is clicked."""

    def take() -> None:
        place: Any = st.session_state[key].point or {}
        x, y = (place.get(axis) for axis in ("x", "y"))
        if all(isinstance(at, int | float) and math.isfinite(at) for at in (x, y)):
            clicked(float(x), float(y))

    component("click_point")(key=key, data={"chart": chart}, on_point_change=take)
