"""The view From data of the page Landscapes: which inputs, losses and penalties make which surface."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.landscape_views import data_losses, data_penalties
from vizlab import landscapes, optimizers
from vizlab.figures import landscape_data as figures
from vizlab.figures.landscape_theory import against
from vizlab.landscapes import from_data
from vizlab.snippets import landscape_data as code

UNITS, OFFSETS = (1.0, 3.0, 10.0, 100.0, 1000.0, 2500.0), (0.0, 1.0, 2.0, 4.0)
WIDTHS, SCALES = (1, 2, 4, 8, 16, 32, 64, 128), (1, 10, 100, 1000)
STEPS, WALK, GRID, NEAR = 400, 120, 61, 1e-3
Made = tuple[float, float, int, str]


@st.cache_data(max_entries=64, show_spinner=False)
def descent(made: Made) -> Any:
    """The surface's map, the path on it, and after how many steps a thousandth of the distance is left."""
    problem = make(made)
    surface = from_data.find_surface(problem)
    path = optimizers.race(surface, {"GD": from_data.best_rate(problem)}, surface.start, steps=STEPS)["GD"]
    near = np.flatnonzero(path.distances <= NEAR * path.distances[0])
    return landscapes.sample_grid(surface, GRID), path.points, int(near[0]) if len(near) else None


@st.cache_data(max_entries=64, show_spinner=False)
def walk(made: Made) -> Any:
    problem = make(made)
    return from_data.walk_examples(problem, from_data.find_surface(problem).start, WALK)


@st.cache_data(max_entries=64, show_spinner=False)
def sum_against_mean(made: Made) -> float:
    """The largest distance between descent on the mean and on the sum, whose rate is 2N times as small."""
    problem = make(made)
    rate, start, n = from_data.best_rate(problem), from_data.find_surface(problem).start, len(problem.targets)
    points = [
        optimizers.race(from_data.find_surface(problem, form), {"GD": lr}, start, steps=50)["GD"].points
        for form, lr in (("mean", rate), ("sum", rate / (2 * n)))
    ]
    return float(np.abs(points[0] - points[1]).max())


@st.cache_data(max_entries=16, show_spinner=False)
def fan_in(seed: int) -> Any:
    return from_data.fan_in(WIDTHS, seed)


def make(made: Made) -> from_data.Regression:
    unit, offset, seed, treatment = made
    return from_data.make_regression(unit, offset, seed, treatment=treatment)


def written(made: Made) -> str:
    unit, offset, seed, treatment = made
    return f"{unit!r}, {offset!r}, {seed!r}, treatment={treatment!r}"


def plain(kappa: float) -> str:
    return f"{kappa:,.0f}" if kappa >= 1000 else f"{kappa:.4g}"


def inputs() -> None:
    """URL: treatment, unit, offset, seed."""
    first, second, third, last = st.columns(4, gap="medium")
    with first:
        treatment = common.choose(
            st.selectbox, "Treat the inputs", list(from_data.TREATMENTS)[1:], key="treatment", default="standardised"
        )
    with second:
        unit = common.choose(st.select_slider, "Second input is larger by", UNITS, key="unit", default=3.0)
    with third:
        help_text = "In standard deviations. From 1.8 on, all inputs are positive."
        offset = common.choose(st.select_slider, "Mean of both inputs", OFFSETS, key="offset", default=2.0, help=help_text)
    seed = last.slider("Seed", 0, 99, 0, key="seed", bind="query-params")
    pair = [(unit, offset, seed, name) for name in ("as they are", treatment)]
    for place, made, key in zip(st.columns(2, gap="large"), pair, ("before", "after"), strict=True):
        with place:
            st.markdown(f"**{made[-1].capitalize()}**: κ = {plain(make(made).kappa)}")
            show_descent(made, key)
    st.caption("Both descents use their best rate, 2/(λmin + λmax). The star is the solution of the normal equation.")
    numbers(pair)
    one_by_one(pair[0], pair[1])
    larger(pair[0], seed)


def show_descent(made: Made, key: str) -> None:
    problem, (ground, points, _) = make(made), descent(made)
    marks = {"normal equation": problem.solution, "start": points[0]}
    floor = from_data.find_surface(problem).floor
    common.show(
        figures.data_map(*ground, {"gradient descent": points}, marks, floor=floor),
        key=key,
        alt=f"Loss over both weights and the path of gradient descent, inputs {made[-1]}",
        code=code.descent(written(made), GRID, STEPS, key),
        arrays={"points": points, "loss": ground[2]},
    )


def numbers(pair: list[Made]) -> None:
    before, after = (make(made) for made in pair)
    ends = descent(pair[1])
    common.metrics(
        {
            "Condition number, before and after": f"{plain(before.kappa)} → {plain(after.kappa)}",
            "Steps to a thousandth, on paper": " → ".join(
                f"{from_data.steps_on_paper(one):,.0f}" for one in (before.kappa, after.kappa)
            ),
            "Steps, counted": " → ".join(str(descent(made)[2] or f"over {STEPS}") for made in pair),
            "Descent's end from the normal equation": f"{np.abs(ends[1][-1] - after.solution).max():.0e}",
            "Mean and sum form, rate over 2N: paths differ by": f"{sum_against_mean(pair[1]):.0e}",
        }
    )


def one_by_one(before: Made, after: Made) -> None:
    st.markdown("An example pulls by its error times its input: where all inputs are positive, both weights move the same way.")
    names = {"as they are": before, "treated": after}
    made = names[common.choose(st.segmented_control, "Look at the inputs", list(names), key="looked_at")]
    problem, left, right = make(made), *st.columns(2, gap="large")
    ground, points, _ = descent(made)
    gradients, batch = from_data.example_gradients(problem, points[0]), from_data.gradient(problem, points[0])
    with left:
        common.show(
            figures.sign_map(gradients, batch),
            key="signs",
            alt="Gradients of single examples at the start; shaded where both parts have one sign",
            code=code.signs(written(made), "signs"),
            arrays={"gradients": gradients, "batch": batch},
        )
        st.caption(
            f"One sign for both weights: {from_data.sign_agreement(gradients):.0%} of {len(gradients):,} examples. "
            f"Mean of their gradients less the batch's: {np.abs(gradients.mean(axis=0) - batch).max():.0e}."
        )
    with right:
        steps, floor = walk(made), from_data.find_surface(problem).floor
        marks = {"normal equation": problem.solution, "start": points[0]}
        common.show(
            figures.data_map(*ground, {"one example a step": steps}, marks, floor=floor),
            key="staircase",
            alt="A walk that takes one example a step",
            code=code.staircase(written(made), GRID, WALK, "staircase"),
            arrays={"points": steps},
        )
        moves = np.diff(steps, axis=0)
        st.caption(f"{from_data.sign_agreement(moves):.0%} of {WALK} steps moved both weights the same way.")


def larger(made: Made, seed: int) -> None:
    left, right = st.columns(2, gap="large")
    table = fan_in(seed)
    with left:
        common.show(
            against(table, x_title="number of inputs", y_title="λmax of the loss", log="xy"),
            key="fan-in",
            alt="The largest curvature against the number of inputs",
            code=code.fan_in(WIDTHS, seed, "fan-in"),
            columns={"inputs": list(WIDTHS)} | {f"{name}, measured": seen for name, (_, _, seen) in table.items()},
        )
        st.caption("Positive inputs add up: twice as many bend the loss twice as much. Centred ones do not.")
    with right:
        st.markdown("**All inputs multiplied, errors kept**")
        st.table(from_data.scale_rows(make(made), SCALES), border="horizontal")
        st.caption("On paper: the gradient grows as the inputs do, λmax as their square.")


def look() -> None:
    """URL: origin."""
    topic = common.choose(st.segmented_control, "Topic", list(TOPICS), key="origin", label_visibility="collapsed")
    show, sentence = TOPICS[topic]
    st.markdown(sentence)
    show()


TOPICS: dict[str, tuple[Any, str]] = {  # label -> what shows it, what is to be seen
    "Inputs": (
        inputs,
        "The inputs make the ravine: the Hessian of a linear model is XᵀX/N. Treat them, and the ellipse becomes a circle.",
    ),
    "Losses": (
        data_losses.losses,
        "One logistic unit, three losses: one has no slope, one loses it where it is most needed, one is convex.",
    ),
    "Penalties": (
        data_penalties.penalties_on_weights,
        "A circle touches the valley anywhere; a diamond mostly at its corners, where a weight is exactly zero.",
    ),
    "Many dimensions": (
        data_penalties.dimensions,
        "The more dimensions, the rarer a random Hessian that bends up in all: nearly every flat point is a saddle.",
    ),
}
