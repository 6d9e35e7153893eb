"""The topic Restarts of the view Noise: a rate that is raised again frees runs from a worse minimum; snapshots and their mean."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.landscape_views.noise_problem import number
from vizlab.figures.landscape_noise import measurements, path_map
from vizlab.optimizers.stochastic import batches, warm_restarts
from vizlab.snippets import landscape_noise as code

PEAKS, NOISES, CYCLES = (0.1, 0.2, 0.5, 1.0, 2.0), (0.25, 0.5, 1.0, 2.0), (2, 4, 8)
STEPS, RUNS, BATCH = 400, 128, 1
TITLES = {"sine wave": batches.PROBLEMS["sine wave"].parameters, "two basins": ("x", "y")}
ABOUT = {
    "sine wave": "Regression on 256 examples, by mini-batches. All runs begin in the worse minimum, a nearly flat wave.",
    "two basins": "A surface with noise added to its slope. All runs begin in the sharp minimum; the flat one counts as better.",
}


@st.cache_data(max_entries=32, show_spinner=False)
def escape(ground: str, settings: dict[str, Any]) -> Any:
    found = warm_restarts.escape(ground, **settings)
    return found.ground.axis, found.ground.heights, found.ground.marks, found.ends, found.curves, found.errors


@st.cache_data(max_entries=32, show_spinner=False)
def snapshot(name: str, size: int, settings: dict[str, Any]) -> Any:
    return warm_restarts.snapshot(name, size, **settings)


def pick_settings() -> tuple[str, dict[str, Any]]:
    """URL: escape_from, peak, escape_batch, escape_noise, cycles, seed."""
    first, second, third, fourth = st.columns(4, gap="medium")
    with first:
        ground = common.choose(st.selectbox, "Where", list(warm_restarts.GROUNDS), key="escape_from")
    with second:
        peak = common.choose(st.select_slider, "Highest rate α", PEAKS, key="peak", default=1.0)
    with third:
        if ground == "sine wave":
            size = common.choose(st.select_slider, "Batch size S", (1, 2, 4, 8, 16), key="escape_batch", default=4)
            noise = 1 / size
        else:
            noise = common.choose(st.select_slider, "Noise of the slope", NOISES, key="escape_noise", default=0.5)
    with fourth:
        cycles = common.choose(st.select_slider, "Rises of the rate", CYCLES, key="cycles", default=4)
    left, right = st.columns([1, 3], gap="medium", vertical_alignment="center")
    seed = left.slider("Seed", 0, 99, 0, key="seed", bind="query-params")
    right.caption(ABOUT[ground])
    return ground, {"peak": peak, "noise": noise, "cycles": cycles, "steps": STEPS, "runs": RUNS, "seed": seed}


def look() -> None:
    ground, settings = pick_settings()
    axis, heights, marks, ends, lines, errors = escape(ground, settings)
    common.metrics({f"Out: {name}": f"{share[-1]:.0%} ± {errors[name]:.0%}" for name, (_, share) in lines.items()})
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            path_map(axis, heights, {}, ends=ends, titles=TITLES[ground], marks=marks),
            key="escape-map",
            alt="Where the runs end, by schedule, on the map with its minima",
            code=code.escape(ground, settings, None, TITLES[ground]),
            arrays=ends,
        )
        st.caption(f"{RUNS} runs with each schedule, the same noise for all.")
    with right:
        chart: dict[str, Any] = {"titles": ("step", "runs in the better basin"), "percent": True, "height_px": 380}
        common.show(
            measurements(lines, {}, **chart),
            key="escape",
            alt="Share of runs in the better basin against steps, by schedule",
            code=code.escape(ground, settings, chart, TITLES[ground]),
            columns={"step": [int(step) for step in lines["one cosine"][0]]}
            | {name: y.tolist() for name, (_, y) in lines.items()},
        )
        st.caption("A low rate hardly ever leaves; each rise frees some more. One long cosine is hot for as long: compare.")
    show_snapshots(settings)


def show_snapshots(settings: dict[str, Any]) -> None:
    """URL: ensemble."""
    st.subheader("Snapshots before each rise")
    left, right = st.columns([2, 3], gap="large")
    with left:
        name = common.choose(st.selectbox, "Problem", list(batches.PROBLEMS), key="ensemble", default="two classes")
        rest = {key: settings[key] for key in ("peak", "cycles", "steps", "seed")}
        found = snapshot(name, BATCH, rest)
        common.metrics(
            {
                "Mean loss of the snapshots": number(float(found.each.mean())),
                "Loss of their mean answer": number(found.ensemble),
                "Gain, mean of 32 runs": number(found.mean_gap),
                "Gain, least of 32": number(found.least_gap),
            }
        )
        st.caption("The loss is convex in the answer: the mean answer never costs more than the answers do on average.")
    with right:
        chart: dict[str, Any] = {"titles": ("step", "loss on 1,024 fresh examples"), "log": "y", "height_px": 320}
        common.show(
            measurements(*found.curves, **chart),
            key="snapshots",
            alt="Loss against steps with a snapshot before each rise of the rate, and the loss of their mean answer",
            code=code.snapshots(name, BATCH, rest, chart),
            columns={"step": found.at.tolist(), "snapshot": found.each.tolist()},
        )
