"""The view Basins of the page Landscapes: where every start ends, and what that means for rates, restarts and searches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common
from pages.knobs import knob, put
from pages.landscape_views import restarts as restart_view
from pages.landscape_views import sweeps as sweep_view
from pages.landscape_views.ground import is_new, pick_ground, pick_start
from pages.landscape_views.race_knobs import good_rates
from vizlab import landscapes, optimizers
from vizlab.figures import landscape_basins as figures
from vizlab.optimizers.starts import basins, restarts
from vizlab.recipes import KNOBS
from vizlab.snippets import landscape_basins as code

COARSE, GRID = 64, 81  # starts and heights along a side
SIDES = {64: "64 × 64", 128: "128 × 128", 256: "256 × 256"}
STEPS = (10, 20, 50, 100, 200, 300, 500)
NOTHING = "nothing"
Ground = tuple[str, dict[str, Any]]


@st.cache_data(max_entries=64, show_spinner=False)
def walked(ground: Ground, optimizer: str, lr: float, n: int, settings: dict[str, Any]) -> Any:
    return basins.basin_map(landscapes.find(ground[0], **ground[1]), optimizer, lr, n, **settings)


@st.cache_data(max_entries=64, show_spinner=False)
def heights(ground: Ground) -> Any:
    return landscapes.sample_grid(landscapes.find(ground[0], **ground[1]), GRID)


def start_here(point: Mapping[str, Any]) -> None:
    """The point that was clicked becomes the start."""
    put({"start_x": round(point["x"], 6), "start_y": round(point["y"], 6)})


def pick_rule(label: str, ground: Ground, names: list[str], new: bool, *, key: str, lr: str, default: str) -> tuple[str, float]:
    """A rule and its rate, by default what is good for it on this surface. URL: the two keys. new: the ground has changed."""
    left, right = st.columns(2)
    with left:
        changed = {"on_change": st.session_state.update, "args": ({f"_new-{key}": True},)}
        rule = common.choose(st.selectbox, label, names, key=key, default=default, **changed)
    if rule == NOTHING:
        return rule, 0.0
    best = good_rates(ground[0], ground[1], (rule,))[rule]
    if st.session_state.pop(f"_new-{key}", False) or new:
        put({lr: best})
    with right:
        known, rates = optimizers.OPTIMIZERS[rule].about, list(optimizers.LRS)
        return rule, common.choose(st.select_slider, "Learning rate α", rates, key=lr, default=best, help=known)


def pick_settings() -> dict[str, Any]:
    """URL: walk, momentum."""
    left, right = st.columns(2)
    with left:
        steps = common.choose(st.select_slider, "Steps of each", list(STEPS), key="walk", default=500)
    with right:
        return {"steps": steps, "momentum": knob("momentum", KNOBS["momentum"], 0.9, label="Momentum β")}


def pick_side() -> int:
    """URL: side."""
    return common.choose(st.segmented_control, "Starts", list(SIDES), key="side", default=256, titles=SIDES)


def pick_walk(surface: str) -> tuple[Ground, bool, str, float]:
    """What both studies of starts ask for: the surface (by default this one), whether it is new, one rule and its rate."""
    ground, new = pick_ground(surface), is_new()
    return ground, new, *pick_rule("Optimizer", ground, RULES, new, key="optimizer", lr="lr", default="momentum")


def draw(place: Any, key: str, ground: Ground, rule: str, lr: float, n: int, settings: dict[str, Any], start: Any) -> Any:
    """One map, from coarse to fine, with the path from the start."""
    surface = landscapes.find(ground[0], **ground[1])
    path = optimizers.race(surface, {rule: lr}, start, **settings)[rule]
    asked = (ground, rule, lr, n, settings)

    def figure(found: Any, side: int) -> Any:
        return figures.basin_map(
            (*surface.x, *surface.y),
            found.fate.reshape(side, side),
            found.step.reshape(side, side),
            found.names,
            restarts.depths(surface),
            ground=heights(ground),
            floor=surface.floor,
            marks=[(point.kind, point.x, point.y) for point in surface.critical],
            path=path.points,
        )

    alt = f"Where each start on {ground[0]} ends under {rule} at a rate of {lr:g}"
    if st.session_state.get(f"_seen-{key}") != asked and n > COARSE:  # a picture at once, while the fine one is computed
        with place.container():
            common.sketch(figure(walked(ground, rule, lr, COARSE, settings), COARSE), key=f"coarse-{key}", alt=alt)
    found = walked(*asked)
    st.session_state[f"_seen-{key}"] = asked
    with place.container():
        common.show(
            figure(found, n),
            key=key,
            alt=alt,
            code=code.basin_map(ground, rule, lr, n, settings, start),
            arrays={"fate": found.fate.reshape(n, n), "step": found.step.reshape(n, n), "loss": found.loss.reshape(n, n)},
            picked=start_here,
        )
        st.caption(f"{rule} from ({start[0]:.2f}, {start[1]:.2f}): {path.outcome.sentence}.")
    return found


def show_shares(ground: Ground, maps: list[tuple[str, float]], found: list[Any], n: int, settings: dict[str, Any]) -> None:
    surface = landscapes.find(ground[0], **ground[1])
    parts = {f"{rule}, α = {lr:g}": each.shares() for (rule, lr), each in zip(maps, found, strict=True)}
    common.show(
        figures.shares(found[0].names, parts, restarts.depths(surface)),
        key="shares",
        alt="Share of the starts with each end",
        code=code.shares(ground, maps, n, settings),
        columns={"end": list(found[0].names), **{name: part.tolist() for name, part in parts.items()}},
    )


def say_truth(ground: Ground, maps: list[tuple[str, float]], found: list[Any], settings: dict[str, Any]) -> None:
    """The numbers that say how fine the picture is, and how far two maps differ."""
    rough = walked(ground, *maps[0], COARSE, settings)
    gap = float(abs(found[0].shares() - rough.shares()).max())
    arrive = float(found[0].shares()[: found[0].minima].sum())
    numbers = {"arrive at a minimum": f"{arrive:.1%}", "64 × 64 starts agree to": f"{100 * gap:.1f} points"}
    if len(found) > 1:
        numbers["end elsewhere"] = f"{(found[0].fate != found[1].fate).mean():.1%}"
    common.metrics(numbers)
    st.caption(
        "Full colour: it arrives at once; faint: late. Stripes: it flew off; empty: it has not arrived. "
        "A start that stays a hundred steps within a hundredth of the map of a minimum counts as arrived."
    )


def look_map() -> None:
    """Two maps side by side, or one with its numbers beside it."""
    left, right = st.columns([1, 1], gap="large")
    with left:
        ground, new, rule, lr = pick_walk("Himmelblau")
        surface = landscapes.find(ground[0], **ground[1])
    with right:
        wanted = {"key": "against", "lr": "lr_against", "default": NOTHING}
        other, lr_other = pick_rule("Against", ground, [NOTHING, *RULES], new, **wanted)
        settings = pick_settings()
    maps = [(rule, lr)] + ([(other, lr_other)] if other != NOTHING else [])
    one, two = st.columns([1, 1], gap="large")
    with one:
        st.markdown(f"**{rule}**, α = {lr:g}")
        first = st.empty()
    with two:
        if len(maps) > 1:
            st.markdown(f"**{other}**, α = {lr_other:g}")
        second, below = st.empty(), st.container()
    start, n = None, 256
    with below if len(maps) == 1 else st.container():
        rows, knobs = st.container(), st.container()
        with knobs:
            start, n = pick_start(surface), pick_side()
            st.caption("Click on the map, and the path begins there.")
    places = zip((first, second), ("basins", "basins-against"), maps, strict=False)
    found = [draw(place, key, ground, *each, n, settings, start) for place, key, each in places]
    with rows:
        show_shares(ground, maps, found, n, settings)
        say_truth(ground, maps, found, settings)


def look_again() -> None:
    left, right = st.columns([1, 1], gap="large")
    with left:
        ground, _, rule, lr = pick_walk("Styblinski-Tang")
    with right:
        settings = pick_settings()
        seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Of the random starts.")
    restart_view.look(ground, rule, lr, settings, seed, walked(ground, rule, lr, COARSE, settings))


def look() -> None:
    STUDIES[common.choose(st.segmented_control, "Study", list(STUDIES), key="study", label_visibility="collapsed")]()


RULES = list(optimizers.GRADIENT_RULES)
STUDIES = {
    "Map": look_map,
    "Start again": look_again,
    "Learning rate": sweep_view.look_rates,
    "Search": sweep_view.look_search,
    "Who wins where": sweep_view.look_standings,
    "A small network": sweep_view.look_network,
}
