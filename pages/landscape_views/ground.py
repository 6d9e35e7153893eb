"""The ground of a view of Landscapes: a surface by name, the bowl's shape, the formula of one's own, and where to start on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from vizlab import landscapes
from vizlab.errors import VizlabError

KAPPAS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
EXAMPLES = {  # title -> formula
    "Camel's humps": "",
    "Egg box": "sin(3*x)*sin(3*y) + 0.1*(x^2 + y^2)",
    "Spiral valley": "0.5*(1 - cos(sqrt(x^2 + y^2 + 0.1)*3 - atan(y/(x + 3.5))*2)) + 0.05*(x^2 + y^2)",
    "Ring": "(x^2 + y^2 - 2)^2 + 0.3*x",
    "Sharp and flat": "min(8*(x - 1.5)^2 + 8*y^2 + 0.2, 0.3*(x + 1)^2 + 0.3*y^2)",
    "No floor": "x^3/3 - x + y^2",
}


def new_ground() -> None:
    """Another surface has another start, which `pick_start` puts; the view asks `is_new` for whatever else it has to put."""
    x, y = landscapes.SURFACES[st.session_state["surface"]].start
    put({"start_x": x, "start_y": y})
    st.session_state["_new_surface"] = True
    new_shape()


def new_shape() -> None:
    """The same surface has another shape: other rates are good on it."""
    st.session_state["_new_shape"] = True


def is_new() -> bool:
    """Whether the ground has changed since this was asked last."""
    return bool(st.session_state.pop("_new_shape", False))


def pick_ground(default: str | None = None) -> tuple[str, dict[str, Any]]:
    """The surface's name, and what shapes it beside the name. URL: surface, kappa, turned, formula."""
    name = common.choose(st.selectbox, "Surface", list(landscapes.SURFACES), key="surface", default=default, on_change=new_ground)
    shape = SHAPES[name]() if name in SHAPES else {}
    surface = landscapes.find(name, **shape)
    st.caption(f"{surface.about} Loss: {common.plain(surface.formula)}.")
    return name, shape


def pick_start(surface: landscapes.Surface, label: str = "Start") -> tuple[float, float]:
    """Where all begin, or the point that is looked at. URL: start_x, start_y."""
    if st.session_state.pop("_new_start", False):
        put({"start_x": surface.start[0], "start_y": surface.start[1]})
    places = []
    for axis, column, span, default in zip("xy", st.columns(2), (surface.x, surface.y), surface.start, strict=True):
        low, high = map(float, span)
        with column:
            key = f"start_{axis}"
            places.append(st.slider(f"{label} {axis}", low, high, default, surface.notch, key=key, bind="query-params"))
    if st.session_state.pop("_new_surface", False):
        # Sliders of another range are new ones for Streamlit, which then prefers the address to what a callback has set.
        st.session_state["_new_start"] = True
        st.rerun()
    return places[0], places[1]


def start_at(notch: float, x: float, y: float) -> None:
    """The place that was clicked becomes the start, as near as the sliders go: in steps of `notch`."""
    put({key: round(round(at / notch) * notch, 6) for key, at in (("start_x", x), ("start_y", y))})


def pick_kappa() -> float:
    """The bowl's condition number. URL: kappa."""
    effect = "How many times steeper the steepest direction curves than the flattest."
    label = "Condition number κ"
    return common.choose(st.select_slider, label, list(KAPPAS), key="kappa", default=2.0, help=effect, on_change=new_shape)


def pick_turned() -> float:
    """By how many degrees the bowl is turned against x and y. URL: turned."""
    effect = "Turns the bowl by degrees; at 0 and at 90 its axes are x and y."
    return float(st.slider("Turned by", 0, 90, 0, 5, key="turned", bind="query-params", help=effect, on_change=new_shape))


def _bend() -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        kappa = pick_kappa()
    with right:
        return {"kappa": kappa, "turned": pick_turned()}


def _write() -> dict[str, Any]:
    """A formula of one's own, or one of `EXAMPLES`."""
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with right, st.popover("Examples", width="stretch"):
        for title, formula in EXAMPLES.items():
            st.button(title, key=f"example-{title}", on_click=_put_formula, args=(formula,), width="stretch")
    with left:
        effect = "x, y, numbers, + − * / ^, brackets, and functions such as sin, exp, sqrt, abs, min. It is read, never executed."
        text = st.text_input("Formula", key="formula", bind="query-params", help=effect, on_change=new_ground)
    try:
        landscapes.find("own formula", formula=text)
    except VizlabError as error:
        if place := re.search(r"position (\d+)", str(error)):
            st.code(f"{text}\n{'^':>{place[1]}}", language=None)
        raise
    return {"formula": text}


def _put_formula(formula: str) -> None:
    put({"formula": formula})
    new_ground()


SHAPES: dict[str, Callable[[], dict[str, Any]]] = {"bowl": _bend, "own formula": _write}
