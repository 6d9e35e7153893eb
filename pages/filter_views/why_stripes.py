"""The topic From dense to convolution of the view Why convolution: one operation, learned by four layers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from vizlab.figures import filter_why as drawings
from vizlab.figures import mosaics
from vizlab.filters import KERNELS
from vizlab.filters.why import stripes
from vizlab.snippets import filter_why as code

GOALS = [name for name, kernel in KERNELS.items() if len(kernel.weights) == 3]
LOOK = {"x_title": "examples", "y_title": "error on test digits", "log": "xy", "percent": True}


@st.cache_data(max_entries=64, show_spinner=False)
def fit(kind: str, goal: str, taught: int, delta: int, seed: int) -> Any:
    fitted = stripes.fit(kind, goal, taught=taught, delta=delta, seed=seed)
    return fitted, stripes.error(fitted, goal), stripes.gap(kind, fitted)


@st.cache_data(max_entries=128, show_spinner=False)
def learning_curve(kind: str, goal: str, delta: int, seed: int) -> Any:
    return stripes.learning_curve(kind, goal, delta=delta, seed=seed)


def pick() -> tuple[str, str, dict[str, int]]:
    """URL: restriction, delta, goal, taught, seed."""
    kind = common.choose(st.segmented_control, "Layer", list(stripes.RESTRICTIONS), key="restriction", wrap=True)
    help_text = "A window of (2 delta + 1) × (2 delta + 1) pixels around each place; only for layers that see near only."
    delta = st.slider("Near: delta, px", 0, 3, 1, key="delta", bind="query-params", help=help_text)
    goal = common.choose(st.selectbox, "Operation to learn", GOALS, key="goal")
    help_text = "Training digits with what the operation makes of them, plus noise."
    taught = common.choose(st.select_slider, "Examples", list(stripes.SIZES), key="taught", default=100, help=help_text)
    seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params")
    return kind, goal, {"taught": taught, "delta": delta, "seed": seed}


def show_matrix(kind: str, goal: str, options: dict[str, int], fitted: stripes.Fit) -> None:
    common.show(
        drawings.stripes(fitted.matrix, stripes.SIDE),
        key="matrix",
        alt=f"The matrix of a {kind} layer that learned {goal}",
        code=code.stripes(kind, goal, options),
        arrays={"matrix": fitted.matrix, "bias": fitted.bias},
    )
    st.caption(
        "A row for each of the 64 outputs, a column for each of the 64 inputs. The last number above is how far the matrix is "
        "at most from the same layer, computed the other way."
    )


def show_curves(kind: str, goal: str, delta: int, seed: int) -> None:
    curves = {name: learning_curve(name, goal, delta if near else 0, seed) for name, (_, near) in stripes.RESTRICTIONS.items()}
    common.show(
        drawings.lines(curves, chosen=kind, height_px=400, **LOOK),
        key="learning",
        alt="Error on test digits against examples, for four kinds of layer",
        code=code.learning(goal, delta, seed, kind, LOOK | {"height_px": 400}),
        columns={"examples": list(stripes.SIZES)} | {name: [y for _, y in curve] for name, curve in curves.items()},
    )


def show_answers(kind: str, goal: str, options: dict[str, int], fitted: stripes.Fit) -> None:
    """URL: shown."""
    last = len(stripes.tests()) - 1
    shown = st.slider("Test digit", 0, last, 7, key="shown", bind="query-params")
    parts = stripes.answers(fitted, goal, shown)
    common.show(
        mosaics.mosaic(list(parts.values()), list(parts), signed=True, title="value", noun="picture"),
        key="answers",
        alt=f"A digit, what {goal} makes of it, what the layer makes of it, and the difference",
        code=code.answers(kind, goal, options, shown),
        arrays=parts,
    )


def numbers(kind: str, fitted: stripes.Fit, error: float, gap: float) -> None:
    other = "From convolution" if stripes.RESTRICTIONS[kind][0] else "From V by place"
    common.metrics(
        {
            "Free numbers": f"{fitted.free:,}",
            "Weights not zero": f"{fitted.nonzero:,} of {fitted.matrix.size:,}",
            "Different": f"{fitted.distinct:,}",
            "Test error": f"{error:.1%}",
            other: f"{gap:.0e}",
        }
    )
    words = {
        "dense": "Every place learns its own filter for the whole picture: W for pairs of places, or V counted from each place.",
        "translation invariant": "V is the same at every place: stripes, up to 15 × 15 different weights and one bias.",
        "convolution": "Of the stripes only those near the diagonal are left: (2 delta + 1)² weights and one bias.",
        "locally connected": "Near only, but a filter for each of the 64 places: 64 times a convolution's weights, less what "
        "falls off the edge.",
    }
    st.caption(words[kind])


def dense_to_convolution() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        kind, goal, options = pick()
    fitted, error, gap = fit(kind, goal, **options)
    with right:
        numbers(kind, fitted, error, gap)
        first, second = st.columns(2, gap="large")
        with first:
            show_matrix(kind, goal, options, fitted)
        with second:
            show_curves(kind, goal, options["delta"], options["seed"])
    with left:
        show_answers(kind, goal, options, fitted)


@st.fragment
def look() -> None:
    with common.friendly():
        dense_to_convolution()
