"""The topic Easier than weights of the view Adversarial: the same goals by changing pictures, and by changing weights."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.pickers import open_model
from pages.saliency_views.adversarial_knobs import pick_seed
from vizlab.figures import filter_why
from vizlab.robustness import easier
from vizlab.snippets import robustness_around as code

REFERENCE = "bundled/digits-cnn"
COUNTS = (1, 2, 4, 8, 16, 32, 64)
MEASURES = {
    "loss": {"x_title": "step", "y_title": "loss", "log": "y"},
    "said": {"x_title": "step", "y_title": "pictures called what they shall be", "percent": True},
}


@st.cache_data(max_entries=16, show_spinner="Moving pictures and weights …")
def compare(n: int, steps: int, seed: int) -> dict[str, easier.Way]:
    model = open_model(REFERENCE)
    with model.lock:
        return easier.compare(model.network, n, steps, seed)


def pick() -> tuple[int, int, int]:
    """URL: n_digits, descents, seed."""
    help_text = "More pictures with goals of their own: more to learn for the weights, no harder for each picture."
    n = common.choose(st.select_slider, "Test digits", list(COUNTS), key="n_digits", default=16, help=help_text)
    steps = st.slider("At most so many steps", 5, easier.MOST_STEPS, 30, 5, key="descents", bind="query-params")
    return n, steps, pick_seed()


def numbers(ways: dict[str, easier.Way], steps: int) -> None:
    common.metrics({f"Steps: {name}": str(way.steps) if way.steps is not None else f"over {steps}" for name, way in ways.items()})
    moved = "; ".join(f"{name}: {way.values:,} numbers, moved by {way.moved:.0%} of their length" for name, way in ways.items())
    st.caption(f"Steps until all are called what they shall be. {moved[0].upper()}{moved[1:]}.")


@st.fragment
def look() -> None:
    with common.friendly():
        left, right = st.columns([2, 5], gap="large")
        with left:
            n, steps, seed = pick()
            st.caption(
                "Each digit gets another class at random as its goal. Every step is the best of ten lengths along the gradient, "
                "so no learning rate favours one side."
            )
        ways = compare(n, steps, seed)
        with right:
            numbers(ways, steps)
            for measure, options in MEASURES.items():
                show_curves(ways, (n, steps, seed), measure, options)


def show_curves(ways: dict[str, easier.Way], asked: tuple[int, int, int], measure: str, options: dict[str, Any]) -> None:
    curves = easier.curves(ways, measure)
    common.show(
        filter_why.lines(curves, **options),
        key=f"easier-{measure}",
        alt=f"{options['y_title']} against steps, moving pictures, trained weights, and weights from scratch",
        code=code.easier(REFERENCE, *asked, measure, options),
        columns={"name": [name for name, curve in curves.items() for _ in curve]}
        | {axis: [point[at] for curve in curves.values() for point in curve] for at, axis in enumerate(("step", measure))},
    )
