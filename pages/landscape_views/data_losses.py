"""The topic Losses of the view From data: one weight, three losses; which models are convex; a unit that is dead."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from vizlab import landscapes
from vizlab.figures import landscape_data as figures
from vizlab.landscapes import one_weight, two_weights
from vizlab.snippets import landscape_data as code

N, GRID, WRONG = 641, 49, -15.0
INPUTS = {"one": (1.0,), "two alike": (0.5, 1.0), "three": (-0.5, 0.5, 2.0), "both signs, far": (-4.0, 4.0)}


@st.cache_data(max_entries=32, show_spinner=False)
def curves(seed: int) -> Any:
    weights, others = np.linspace(*one_weight.WEIGHTS, N), one_weight.make_contributions(seed)
    found = one_weight.LOSSES.items()
    heights = {name: one_weight.mean_over(loss.height, weights, others) for name, loss in found}
    return weights, heights, {name: one_weight.mean_over(loss.slope, weights, others) for name, loss in found}


@st.cache_data(max_entries=32, show_spinner=False)
def bends(name: str, seed: int) -> Any:
    surface = two_weights.find_model(name, seed)
    return landscapes.sample_grid(surface, GRID), two_weights.least_curvatures(surface, GRID)


@st.cache_data(max_entries=8, show_spinner=False)
def unit(inputs: tuple[float, ...]) -> Any:
    return landscapes.sample_grid(two_weights.find_unit(np.array(inputs)), GRID)


def losses() -> None:
    """URL: weight, spread, seed, learner, unit_inputs."""
    first, second, third = st.columns(3, gap="medium")
    weight = first.slider("Weight", -15.0, 15.0, -1.0, 0.5, key="weight", bind="query-params")
    help_text = "The dotted chord joins the loss so much below and above the weight."
    with second:
        spread = common.choose(
            st.select_slider, "Reach of the chord", (0.1, 0.5, 1.0, 3.0, 5.0), key="spread", default=3.0, help=help_text
        )
    seed = third.slider("Seed", 0, 99, 0, key="seed", bind="query-params")
    one(weight, spread, seed)
    left, right = st.columns(2, gap="large")
    with left:
        convex(seed)
    with right:
        dead(seed)


def one(weight: float, spread: float, seed: int) -> None:
    weights, heights, slopes = curves(seed)
    others, ends = one_weight.make_contributions(seed), weight + spread * np.array([-1.0, 1.0])
    known = one_weight.LOSSES
    chords = {name: np.column_stack([ends, one_weight.mean_over(loss.height, ends, others)]) for name, loss in known.items()}
    common.show(
        figures.loss_panels(weights, heights, slopes, chords),
        key="one-weight",
        alt="Three losses against one weight, and how steep they are",
        code=code.losses(weight, spread, seed, N, "one-weight"),
        columns={"weight": weights.tolist()} | {name: values.tolist() for name, values in heights.items()},
    )
    gaps = {name: one_weight.jensen(loss, weight, spread, others) for name, loss in known.items()}
    at = {name: one_weight.mean_over(loss.slope, np.array([weight, WRONG]), others) for name, loss in known.items()}
    st.table(
        {
            "": list(known),
            f"Slope at {weight:g}": [f"{here:.3g}" for here, _ in at.values()],
            f"Slope at {WRONG:g}, surely wrong": [f"{far:.3g}" for _, far in at.values()],
            "Chord above curve": [f"{gap:.3g}" for gap, _ in gaps.values()],
            "½ f″ Var": [f"{paper:.3g}" for _, paper in gaps.values()],
        },
        border="horizontal",
    )
    largest = one_weight.factor(weights)
    st.caption(
        f"Jensen: a convex loss never lies above its chord, and a short chord is ½ f″ Var above it. The factor σ(1 − σ) "
        f"is at most {largest.max():.4g}, where the margin is {weights[largest.argmax()]:g}."
    )


def convex(seed: int) -> None:
    name = common.choose(st.selectbox, "Model", list(two_weights.MODELS), key="learner", default="logistic, least squares")
    (x, y, _), least = bends(name, seed)
    common.show(
        figures.bend_map(x, y, least),
        key="bends",
        alt=f"The smaller curvature of the loss of the model {name}",
        code=code.bends(name, seed, GRID, "bends"),
        arrays={"least": least},
    )
    verdict = "convex here" if least.min() >= -1e-8 else "not convex"
    st.caption(f"{two_weights.MODELS[name][0]} Smallest eigenvalue of {least.size:,}: {least.min():.2g}; {verdict}.")


def dead(seed: int) -> None:
    inputs = INPUTS[common.choose(st.selectbox, "Inputs of a ReLU unit", list(INPUTS), key="unit_inputs")]
    x, y, ground = unit(inputs)
    cut_off = two_weights.is_dead(np.array(inputs), np.stack(np.meshgrid(x, y), axis=-1))
    common.show(
        figures.unit_map(x, y, ground, cut_off),
        key="dead",
        alt="The loss of a ReLU unit over its weight and bias; shaded where it is exactly flat",
        code=code.unit(inputs, GRID, "dead"),
        arrays={"loss": ground, "dead": cut_off},
    )
    paper, counted = two_weights.dead_share(np.array(inputs)), two_weights.count_dead(np.array(inputs), seed)
    named = ", ".join(f"{value:g}" for value in inputs)
    st.caption(f"Inputs {named}. Shaded, exactly flat: {paper:.1%} of all directions on paper, {counted:.1%} counted.")
