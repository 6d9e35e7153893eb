"""The view Race of the page Landscapes: optimizers over one surface, each by its exact rule, and a table of how each ended."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import knob, put
from vizlab import landscapes, optimizers
from vizlab.figures.export import curve_columns
from vizlab.figures.landscapes import loss_curves, race_map
from vizlab.recipes import KNOBS
from vizlab.snippets import landscapes as code

GRID, TARGETS = 81, 41  # points along a side: of the map, and of what can be clicked
MARKS = {"minimum": "upright cross: a minimum", "saddle": "slanted cross: a saddle point", "maximum": "star: a maximum"}
NUDGES = (0.0, 1e-12, 1e-9, 1e-6, 1e-3)


@st.cache_data(max_entries=256, show_spinner=False)
def race(name: str, rates: dict[str, float], start: tuple[float, float], settings: dict[str, float]) -> Any:
    return optimizers.race(landscapes.find(name), rates, start, **settings)


@st.cache_data(max_entries=12, show_spinner=False)
def ground(name: str) -> Any:
    surface = landscapes.find(name)
    return *landscapes.sample_grid(surface, GRID), landscapes.slope_error(surface)


def start_anew() -> None:
    """Another surface has another start and other rates."""
    name = st.session_state["surface"]
    x, y = landscapes.SURFACES[name].start
    rates = {known.parameter: optimizers.default_rate(name, label) for label, known in optimizers.OPTIMIZERS.items()}
    put({"start_x": x, "start_y": y, "nudge": NUDGES[0], **rates})
    st.session_state["_new_surface"] = True


def start_here() -> None:
    """The point that was clicked becomes the start."""
    for point in st.session_state["chart-race"].selection.points[:1]:
        put({"start_x": round(point["x"], 6), "start_y": round(point["y"], 6)})


def pick_surface() -> str:
    """URL: surface."""
    name = common.choose(st.selectbox, "Surface", list(landscapes.SURFACES), key="surface", on_change=start_anew)
    st.caption(f"{landscapes.SURFACES[name].about} Loss: {landscapes.SURFACES[name].formula}.")
    return name


def pick_racers() -> list[str]:
    """URL: optimizers, once for each."""
    names = list(optimizers.OPTIMIZERS)
    chosen = st.pills("Who takes part", names, selection_mode="multi", default=names, key="optimizers", bind="query-params")
    st.caption("Click on the map, and the race begins there.")
    return [name for name in names if name in chosen]


def pick_start(surface: landscapes.Surface) -> tuple[float, float]:
    """Where all begin. URL: start_x, start_y."""
    if st.session_state.pop("_new_start", False):
        put({"start_x": surface.start[0], "start_y": surface.start[1]})
    places = []
    for axis, column, span, default in zip("xy", st.columns(2), (surface.x, surface.y), surface.start, strict=True):
        low, high = map(float, span)
        with column:
            key = f"start_{axis}"
            places.append(st.slider(f"Start {axis}", low, high, default, surface.notch, key=key, bind="query-params"))
    if st.session_state.pop("_new_surface", False):
        # Sliders of another range are new ones for Streamlit, which then prefers the address to what a callback has set.
        st.session_state["_new_start"] = True
        st.rerun()
    return places[0], places[1]


def pick_settings() -> dict[str, float]:
    """What holds for all. URL: steps, momentum."""
    left, right = st.columns(2)
    with left:
        help_text = "Each step is one gradient for each optimizer."
        steps = st.slider("Steps", 10, 1000, 500, 10, key="steps", bind="query-params", help=help_text)
    with right:
        return {"steps": steps, "momentum": knob("momentum", KNOBS["momentum"], 0.9, label="Momentum β")}


def pick_rates(name: str, chosen: list[str]) -> dict[str, float]:
    """A learning rate for each that takes part. URL: lr_gd and so on."""
    rates = {}
    with st.expander("Learning rates"):
        st.caption(
            "Each starts at what is best for it on this surface, on average over five starts; on the saddle all are equal."
        )
        columns = st.columns(2)
        for index, label in enumerate(chosen):
            known, default = optimizers.OPTIMIZERS[label], optimizers.default_rate(name, label)
            with columns[index % 2]:
                rates[label] = common.choose(
                    st.select_slider, label, list(optimizers.LRS), key=known.parameter, default=default, help=known.about
                )
    return rates


def pick_experiments() -> tuple[float, float]:
    """URL: angle, nudge."""
    with st.expander("Turn the axes, nudge the start"):
        left, right = st.columns(2)
        with left:
            angle_help = "Turns the coordinates that the optimizers see, by degrees; the surface on the map stays where it is."
            angle = st.slider("Axes turned by", 0, 45, 0, 5, key="angle", bind="query-params", help=angle_help)
        with right:
            nudge_help = "Added to y of the start: enough to leave a ridge."
            nudge = common.choose(st.select_slider, "Nudge", list(NUDGES), key="nudge", help=nudge_help)
    return float(angle), nudge


def show_map(name: str, paths: dict[str, optimizers.Path], snippet: str) -> None:
    surface, (grid_x, grid_y, heights, error) = landscapes.SURFACES[name], ground(name)
    common.show(
        race_map(
            grid_x,
            grid_y,
            heights,
            {label: path.points for label, path in paths.items()},
            floor=surface.floor,
            marks=[(point.kind, point.x, point.y) for point in surface.critical],
            order=list(optimizers.OPTIMIZERS),
            clickable=TARGETS,
        ),
        key="race",
        alt=f"Paths of {', '.join(paths)} on the surface {name}",
        code=snippet,
        columns=optimizers.path_columns(paths),
        picked=start_here,
    )
    lines = "above the minimum" if surface.floor is not None else "on either side of zero"
    marks = "; ".join(text for kind, text in MARKS.items() if surface.places(kind))
    st.caption(
        f"The greyer, the higher: two lines for each power of ten of the loss {lines}. Ring: the start; {marks}. Slopes are "
        f"exact: they differ from finite differences by at most {error:.0e} of the steepest. No path is clipped."
    )


def show_losses(name: str, paths: dict[str, optimizers.Path], snippet: str) -> None:
    losses = {label: path.losses for label, path in paths.items()}
    common.show(
        loss_curves(losses, floor=landscapes.SURFACES[name].floor, order=list(optimizers.OPTIMIZERS)),
        key="losses",
        alt=f"Loss against step of {', '.join(paths)}",
        code=snippet,
        columns=curve_columns({label: list(enumerate(values)) for label, values in losses.items()}),
    )


def show_outcomes(paths: dict[str, optimizers.Path]) -> None:
    st.subheader("How it ended")
    st.table(optimizers.outcome_rows(paths), border="horizontal")
    st.caption("Distance: from where it ended to the nearest minimum. Gradients: how many were computed on the way.")
    with st.expander("What these words mean, and the rules"):
        st.markdown("\n".join(f"- **{verdict}**: {meaning}." for verdict, meaning in optimizers.VERDICTS.items()))
        st.table(optimizers.rule_rows(), border="horizontal")


def look() -> None:
    first, second = st.columns([2, 3], gap="large")
    with first:
        name = pick_surface()
    with second:
        chosen = pick_racers()
    left, right = st.columns([5, 6], gap="large")
    with right:
        above = st.container()
        start = pick_start(landscapes.SURFACES[name])
        settings = pick_settings()
        rates = pick_rates(name, chosen)
        settings["angle"], nudge = pick_experiments()
    paths = race(name, rates, (start[0], start[1] + nudge), settings)
    with left:
        show_map(name, paths, code.paths(name, rates, (start[0], start[1] + nudge), settings))
    with above:
        show_losses(name, paths, code.losses(name, rates, (start[0], start[1] + nudge), settings))
    show_outcomes(paths)
