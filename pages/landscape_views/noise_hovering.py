"""The topics Hovering and Cooling of the view Noise: a constant rate never settles; what lower rates and averages make of it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.landscape_views.noise_problem import draw, ground, number, pick_batch, pick_problem, titles
from vizlab.figures.landscape_noise import hover_map, measurements, path_map
from vizlab.optimizers.stochastic import batches, cooling, hovering
from vizlab.snippets import landscape_noise as code

SOURCES, RUNS = ("added noise", "mini-batches"), {"added noise": 400, "mini-batches": 128}
START, STEPS, CUTS = (-2.0, 2.0), 600, (0.05, 0.1, 0.2, 0.5)


@st.cache_data(max_entries=32, show_spinner=False)
def hover(made: Any, size: int | None) -> Any:
    if size is None:
        return hovering.hover_in_bowl(1.0, runs=RUNS["added noise"], seed=made[2])
    return hovering.hover_by_batches(draw(made), size, runs=RUNS["mini-batches"], seed=made[2])


@st.cache_data(max_entries=32, show_spinner=False)
def cool(made: Any, size: int, settings: dict[str, Any]) -> Any:
    return cooling.cool(draw(made), START, size, **settings)


def look_at_hovering() -> None:
    """URL: source, hover_rate, and those of the problem."""
    help_text = "A bowl with noise of variance 1 on each coordinate, or batches of a real problem, drawn with replacement."
    left, place, right = st.columns(3, gap="medium")
    with left:
        source = common.choose(st.segmented_control, "Noise", SOURCES, key="source", help=help_text)
    if source == "added noise":
        made, size, names = ("", 0, right.slider("Seed", 0, 99, 0, key="seed", bind="query-params")), None, ("x", "y")
        call = f"hovering.hover_in_bowl(1.0, runs={RUNS[source]}, seed={made[2]})"
    else:
        made = pick_problem()
        with right:
            size, names = pick_batch(made, full=False), titles(made)
        call = f"hovering.hover_by_batches(batches.make{made!r}, {size}, runs={RUNS[source]}, seed={made[2]})"
    found = hover(made, size)
    with place:
        rate = common.choose(st.select_slider, "Learning rate α", list(found.rates)[::-1], key="hover_rate", default=0.1)
    show_hovering(found, found.rates.index(rate), names, call)


def show_hovering(found: Any, index: int, names: tuple[str, str], call: str) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            hover_map(found.last[index], found.centre, found.covariance(index), titles=names),
            key="hovering",
            alt="Where many runs are in the end, around the minimum",
            code=code.hovering(call, None, index, names),
            arrays={"last": found.last[index]},
        )
        st.caption("Every run began exactly at the minimum. The noise drives it out, the slope pulls it back.")
    with right:
        chart: dict[str, Any] = {"titles": ("learning rate α", "variance in the long run (dashed: theory)"), "log": "xy"}
        common.show(
            measurements(*found.curves, **chart),
            key="stationary",
            alt="Variance in the long run against the learning rate, measured and by the formula",
            code=code.hovering(call, chart, index, names),
            columns={"rate": list(found.rates), **{f"variance {i + 1}": found.measured[:, i].tolist() for i in range(2)}},
        )
        exact = {} if found.exact is found.formula else {"With each batch's curvature": list(map(number, found.exact[index]))}
        st.table(
            {
                "Curvature λ": [number(value) for value in found.curvatures],
                "Noise s²": [number(value) for value in found.noise],
                "α s² / (λ (2 − α λ))": [number(value) for value in found.formula[index]],
                "Measured": [
                    f"{number(value)} ± {error:.1g}"
                    for value, error in zip(found.measured[index], found.errors[index], strict=True)
                ],
            }
            | exact,
            border="horizontal",
        )
        more = " Batches differ in curvature too, which adds a little." if exact else ""
        st.caption(f"Half the rate, about half the variance, never none.{more} Bars: two standard errors.")


def look_at_cooling() -> None:
    """URL: cool_rate, and those of the problem."""
    made = pick_problem()
    left, right = st.columns(2, gap="medium")
    with left:
        size = pick_batch(made, full=False)
    with right:
        rate = common.choose(st.select_slider, "Learning rate α at first", CUTS, key="cool_rate", default=0.5)
    settings = {"rate": rate, "steps": STEPS, "seed": made[2]}
    found, names = cool(made, size, settings), titles(made)
    constant, average = (found.distances[label] for label in ("constant", cooling.AVERAGE))
    common.metrics(
        {
            "Constant rate, distance² in the end": f"{number(constant[0])} ± {constant[1]:.1g}",
            "Average of its second half": f"{number(average[0])} ± {average[1]:.1g}",
            "That is less by": f"{constant[0] / average[0]:.1f} ×",
        }
    )
    show_cooling(made, size, settings, found, names)


def show_cooling(made: Any, size: int, settings: dict[str, Any], found: Any, names: tuple[str, str]) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        axis, heights = ground(made)
        common.show(
            path_map(axis, heights, found.paths, titles=names, marks=[batches.minimum(draw(made))]),
            key="cooling-paths",
            alt="One run with each way to lower the rate",
            code=code.cooling(made, START, size, settings, None, names),
            arrays=found.paths,
        )
        st.caption("One of 64 runs each; all see the same batches.")
    with right:
        chart: dict[str, Any] = {"titles": ("step", "mean loss above the minimum"), "log": "xy", "height_px": 380}
        common.show(
            measurements(found.curves, {}, **chart),
            key="cooling",
            alt="Mean loss against steps for each way to lower the rate",
            code=code.cooling(made, START, size, settings, chart, names),
            columns={"step": found.steps.tolist(), **{name: values.tolist() for name, values in found.losses.items()}},
        )
        early, late = (round(share * STEPS) for share in (cooling.EARLY, cooling.LATE))
        soon, end = found.early_to_late
        st.caption(
            f"Cut to a twentieth at step {early}, the loss is soon {number(soon)} × that of the rate not yet cut, and in the end "
            f"{number(end)} × that of the rate cut at step {late}."
        )
