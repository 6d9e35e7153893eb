"""The view Step by step of the page Landscapes: one optimizer, one step at a time, and experiments on the rules."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from pages import common
from pages.knobs import knob, put
from pages.landscape_views.ground import is_new, pick_ground, pick_start, start_at
from vizlab import landscapes, optimizers
from vizlab.figures.landscape_experiments import experiment_curves
from vizlab.figures.landscape_step import close_up, path_map, step_curves
from vizlab.recipes import KNOBS
from vizlab.snippets import landscape_step as code

GRID = 81  # points of the map along a side
STEPS, FIRST = 200, 8


@st.cache_data(max_entries=64, show_spinner=False)
def walk_along(route: code.Route) -> Any:
    surface = landscapes.find(route.surface, **route.shape)
    return optimizers.follow(surface, route.optimizer, route.lr, route.start, **route.settings)


@st.cache_data(max_entries=16, show_spinner=False)
def sampled(name: str, shape: dict[str, Any]) -> Any:
    return landscapes.sample_grid(landscapes.find(name, **shape), GRID)


@st.cache_data(max_entries=64, show_spinner=False)
def rate_of(name: str, shape: dict[str, Any], optimizer: str) -> float:
    return optimizers.good_rates(landscapes.find(name, **shape), [optimizer])[optimizer]


@st.cache_data(max_entries=64, show_spinner=False)
def conduct(name: str, settings: dict[str, float]) -> Any:
    return optimizers.conduct(name, **settings)


def pick_momentum() -> float:
    """URL: momentum."""
    return float(knob("momentum", KNOBS["momentum"], 0.9, label="Momentum β"))


def pick_rule(name: str, shape: dict[str, Any]) -> tuple[str, float, dict[str, Any]]:
    """The optimizer, its rate, and its momentum if it has one. URL: optimizer, lr_adam and so on, momentum."""
    names = list(optimizers.WRITTEN)
    chosen = common.choose(st.selectbox, "Optimizer", names, key="optimizer", default="Adam")
    known = optimizers.WRITTEN[chosen]
    st.caption(f"{known.about} Rule: {common.plain(known.formula)}.")
    if known.bug:
        with st.expander("What is wrong with it"):
            st.markdown(common.plain(f"{known.bug.wrong} Right: {known.bug.right}."))
    good = rate_of(name, shape, chosen)
    if is_new():
        put({known.parameter: good})
    left, right = st.columns(2)
    with left:
        rates = list(optimizers.LRS)
        lr = common.choose(st.select_slider, "Learning rate α", rates, key=known.parameter, default=good)
    with right:
        return chosen, lr, {"momentum": pick_momentum()} if "momentum" in known.settings else {}


def pick_step(last: int) -> int:
    """URL: step."""
    st.session_state["_last"] = last
    with st.container(horizontal=True, vertical_alignment="bottom"):
        step = st.slider("Step", 1, STEPS, FIRST, key="step", bind="query-params", width="stretch")
        st.button("Back", key="back", on_click=turn, args=(-1,), help="One step back", disabled=step <= 1)
        st.button("Next", key="forth", on_click=turn, args=(1,), help="One step on", disabled=step >= last)
    if step > last:
        st.caption(f"The path ends with step {last}: the next leads out of the numbers.")
    return min(step, last)


def turn(steps: int) -> None:
    last = st.session_state["_last"]
    put({"step": min(max(min(st.session_state["step"], last) + steps, 1), last)})


def show_maps(route: code.Route, walk: optimizers.Walk, step: int) -> None:
    surface, ground = landscapes.find(route.surface, **route.shape), sampled(route.surface, route.shape)
    near = optimizers.look_closely(surface, walk, step)
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            path_map(
                *ground,
                walk.points[: step + 1],
                floor=surface.floor,
                name=walk.optimizer,
                frame=(near.x[0], near.x[-1], near.y[0], near.y[-1]),
                marks=[(point.kind, point.x, point.y) for point in surface.critical],
            ),
            key="path",
            alt=f"Path of {walk.optimizer} on the surface {route.surface} up to step {step}",
            code=code.path(route, step),
            columns={"x": walk.points[:, 0], "y": walk.points[:, 1], "loss": walk.losses},
            clicked=partial(start_at, surface.notch),
        )
        st.caption("The square is what the other picture shows close up. A click starts the path elsewhere.")
    with right:
        common.show(
            close_up(near.x, near.y, near.ground, near.arrows, near.marks),
            key="arrows",
            alt=f"Step {step} of {walk.optimizer} close up, as arrows",
            code=code.arrows(route, step),
            arrays=near.arrows,
        )
        st.caption(f"All lengths are true but that of downhill. The square is {near.side:.2g} wide.")


def show_board(walk: optimizers.Walk, step: int) -> None:
    board = walk.board(step)
    st.subheader("On the board")
    with st.container(key="board"):
        for line in board.lines:
            st.markdown(f"$\\displaystyle {line.written}$")
    gap = float(abs(board.step - walk.moves[step - 1]).max())
    st.caption(
        f"The lines are the rule itself at work; its step and that of the path differ by {gap:g}. "
        f"Loss: {walk.losses[step - 1]:.6g} before the step, {walk.losses[step]:.6g} after."
    )


def show_curves(route: code.Route, walk: optimizers.Walk, step: int) -> None:
    st.subheader("Up to now")
    curves = optimizers.walk_curves(walk)
    common.show(
        step_curves(curves, step),
        key="curves",
        alt=f"{', '.join(curves)} of {walk.optimizer} up to step {step}",
        code=code.curves(route, step),
        arrays={name: values for lines in curves.values() for name, values in lines.items()},
    )
    st.caption("The effective rate is what multiplies the direction of the step, for each coordinate.")


def watch_path() -> None:
    first, second = st.columns(2, gap="large")
    with first:
        name, shape = pick_ground()
        start = pick_start(landscapes.find(name, **shape))
    with second:
        chosen, lr, settings = pick_rule(name, shape)
    route = code.Route(name, shape, chosen, lr, start, {"steps": STEPS, **settings})
    walk = walk_along(route)
    step = pick_step(walk.steps)
    show_maps(route, walk, step)
    left, right = st.columns(2, gap="large")
    with left:
        show_board(walk, step)
    with right:
        show_curves(route, walk, step)


def pick_settings(reads: tuple[str, ...]) -> dict[str, float]:
    """What an experiment reads. URL: momentum, slope, seed."""
    return {name: SETTINGS[name]() for name in reads}


def pick_slope() -> float:
    effect = "The gradient, the same at every step."
    return float(common.choose(st.select_slider, "Slope g", list(optimizers.SLOPES), key="slope", default=1.0, help=effect))


def pick_seed() -> float:
    return st.slider("Seed", 0, 99, 0, key="seed", bind="query-params")


def watch_experiment() -> None:
    names = list(optimizers.EXPERIMENTS)
    name = common.choose(st.pills, "Experiment", names, key="experiment", label_visibility="collapsed")
    known = optimizers.EXPERIMENTS[name]
    st.subheader(known.about)
    left, right = st.columns([2, 3], gap="large")
    with left:
        settings = pick_settings(known.reads)
        found = conduct(name, settings)
        st.table(optimizers.fact_rows(found), border="horizontal")
    with right:
        common.show(
            experiment_curves(found.lines, found.theory, x_title=found.x_title, y_title=found.y_title, **found.scales),
            key="experiment",
            alt=f"{found.y_title} against {found.x_title}: {', '.join(found.lines)}",
            code=code.experiment(name, settings),
            columns=optimizers.finding_columns(found),
        )


def look() -> None:
    watch = common.choose(st.segmented_control, "Watch", list(WATCH), key="watch", label_visibility="collapsed")
    WATCH[watch]()


SETTINGS = {"momentum": pick_momentum, "slope": pick_slope, "seed": pick_seed}
WATCH = {"a path": watch_path, "an experiment": watch_experiment}
