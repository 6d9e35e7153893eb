"""A figure of plotly on the page, drawn by a piece of browser code of our own.

Streamlit's own chart is torn down and built anew whenever its figure changes, which takes longer and loses zoom and camera.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from pages.components import component

Picked = Callable[[Mapping[str, Any]], None]


def draw(figure: Any, *, key: str, alt: str, buttons: bool = True, picked: Picked | None = None) -> None:
    """A figure, plotly's buttons over it or not.

    picked: called with a point that is clicked: its x, y and customdata, the number of its trace (`curve`) and its own (`index`).
    """

    def take() -> None:
        point: Any = st.session_state[key].point
        if picked is not None and isinstance(point, dict):
            picked(point)

    told = {} if picked is None else {"on_point_change": take}
    about = json.dumps({"alt": alt, "buttons": buttons, "picks": picked is not None, "plotly": _script()})
    data = f'{{"figure":{figure.to_json()},{about[1:]}'.encode()  # bytes: Streamlit would write any other data twice
    component("chart", isolated=False)(key=key, data=data, **told)


@cache
def _script() -> str:
    """The file beside Streamlit's other scripts that holds plotly; it is loaded for its `window.Plotly`."""
    scripts = Path(st.__file__).parent / "static" / "static" / "js"
    return next(scripts.glob("PlotlyChart.*.js")).name
