"""A figure of plotly on the page, drawn by a piece of browser code of our own.

Streamlit's own chart is torn down and built anew whenever its figure changes, which takes longer and loses zoom and camera.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from pages.components import component

Picked = Callable[[Mapping[str, Any]], None]
Clicked = Callable[[float, float], None]


def draw(
    figure: Any, *, key: str, alt: str, buttons: bool = True, picked: Picked | None = None, clicked: Clicked | None = None
) -> None:
    """A figure, plotly's buttons over it or not.

    picked: called with a point that is clicked: its x, y and customdata, the number of its trace (`curve`) and its own (`index`).
    clicked: called with the place, in the map's own coordinates, when a map (a contour, say) is clicked anywhere.
    """

    def take_point() -> None:
        point: Any = st.session_state[key].point
        if picked is not None and isinstance(point, dict):
            picked(point)

    def take_place() -> None:
        place: Any = st.session_state[key].place or {}
        x, y = (place.get(axis) for axis in ("x", "y"))
        if clicked is not None and all(isinstance(at, int | float) and math.isfinite(at) for at in (x, y)):
            clicked(float(x), float(y))

    heard = {"point": (picked, take_point), "place": (clicked, take_place)}
    told = {f"on_{name}_change": take for name, (asked, take) in heard.items() if asked is not None}
    tells = [name for name, (asked, _) in heard.items() if asked is not None]
    about = json.dumps({"alt": alt, "buttons": buttons, "tells": tells, "plotly": _script()})
    data = f'{{"figure":{figure.to_json()},{about[1:]}'.encode()  # bytes: Streamlit would write any other data twice
    component("chart", isolated=False)(key=key, data=data, **told)


@cache
def _script() -> str:
    """The file beside Streamlit's other scripts that holds plotly; it is loaded for its `window.Plotly`."""
    scripts = Path(st.__file__).parent / "static" / "static" / "js"
    return next(scripts.glob("PlotlyChart.*.js")).name
