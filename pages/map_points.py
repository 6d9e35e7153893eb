"""Marks on maps of points, drawn in the browser: a click, a lasso, rings and what is greyed, the same in all linked charts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import streamlit as st

from pages.components import component


def map_points(
    *,
    charts: Sequence[str],
    key: str,
    n: int,
    point: int | None = None,
    near: Sequence[int] = (),
    far: Sequence[int] = (),
    chosen: Collection[int] | None = None,
    clicked: Callable[[int | None], None] | None = None,
    lassoed: Callable[[list[int]], None] | None = None,
) -> None:
    """Mark points in the charts inside the elements with these keys; a point's `customdata` is its id, below n.

    point: ringed, with lines to `far`, its neighbours in the vectors; of `near`, those on the map, the others are dashed.
    chosen: the rest greys. clicked(id) is called when a point is clicked, with None when it is the ringed one; lassoed(ids) when
    points are selected, with none when they are let go. What is pointed at in one chart is lit in the others at once.
    """

    def take_point() -> None:
        found: Any = st.session_state[key].point
        if clicked is not None and isinstance(found, int):
            clicked(found if 0 <= found < n else None)

    def take_chosen() -> None:
        found: Any = st.session_state[key].chosen
        if lassoed is not None and isinstance(found, list):
            lassoed(sorted({at for at in found[:n] if isinstance(at, int) and 0 <= at < n}))

    data = {"charts": list(charts), "point": -1 if point is None else point, "near": list(near), "far": list(far)}
    data["chosen"] = None if chosen is None else [int(at) for at in chosen]
    component("map_points")(key=key, data=data, on_point_change=take_point, on_chosen_change=take_chosen)
