"""The view Race of the page Landscapes: optimizers over one surface, each by its exact rule, and a table of how each ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from pages import common
from pages.landscape_views.ground import pick_ground, pick_start, start_at
from pages.landscape_views.race_knobs import (
    pick_experiments,
    pick_interference,
    pick_racers,
    pick_rates,
    pick_settings,
)
from vizlab import landscapes, optimizers
from vizlab.figures.export import curve_columns
from vizlab.figures.landscape_curves import change_strip, distance_curves, loss_curves, rate_curves
from vizlab.figures.landscape_relief import race_relief
from vizlab.figures.landscapes import height_scale, levels_a_decade, race_map
from vizlab.snippets import landscapes as code

GRID = 81  # points of the map along a side
ORDER = list(optimizers.OPTIMIZERS)


@dataclass(frozen=True)
class Shown:
    """A race as it is shown: the ground with its heights, the paths, and what the lines of Python need."""

    name: str
    surface: landscapes.Surface
    ground: Any
    paths: Mapping[str, optimizers.Path]
    recipe: code.Recipe


@st.cache_data(max_entries=256, show_spinner=False)
def race(name: str, shape: dict[str, Any], rates: dict[str, float], start: tuple[float, float], settings: dict[str, Any]) -> Any:
    return optimizers.race(landscapes.find(name, **shape), rates, start, **settings)


@st.cache_data(max_entries=32, show_spinner=False)
def sampled(name: str, shape: dict[str, Any]) -> Any:
    surface = landscapes.find(name, **shape)
    ground = landscapes.sample_grid(surface, GRID)
    return *ground, landscapes.slope_error(surface), levels_a_decade(height_scale(ground[2], surface.floor))


def show_ground(shown: Shown) -> None:
    """URL: drawn."""
    drawn = common.choose(st.segmented_control, "Drawn", list(DRAWN), key="drawn", label_visibility="collapsed")
    if changed := _interference(shown.recipe.settings):
        st.info(changed)
    grid_x, grid_y, heights, error, n_lines = shown.ground
    DRAWN[drawn](shown, (grid_x, grid_y, heights))
    surface = shown.surface
    lines = "above the minimum" if surface.floor is not None else "on either side of zero"
    marks = "".join(f"; {symbol}: a {kind}" for kind, symbol in MARKS[drawn].items() if surface.places(kind))
    st.caption(
        f"The greyer, the higher: {n_lines} lines for each power of ten of the loss {lines}. Ring: the start{marks}. "
        f"Slopes are exact: they differ from finite differences by at most {error:.0e} of the steepest."
        + ("" if changed else " No path is clipped.")
    )


def _map(shown: Shown, ground: Any) -> None:
    common.show(
        race_map(*ground, _points(shown), **_settings(shown)),
        key="race",
        alt=f"Paths of {', '.join(shown.paths)} on the surface {shown.name}",
        code=code.paths(shown.recipe),
        columns=optimizers.path_columns(shown.paths),
        clicked=partial(start_at, shown.surface.notch),
    )


def _relief(shown: Shown, ground: Any) -> None:
    common.show(
        race_relief(*ground, _points(shown), **_settings(shown)),
        key="relief",
        alt=f"Paths of {', '.join(shown.paths)} on the surface {shown.name}, in three dimensions",
        code=code.relief(shown.recipe),
        columns=optimizers.path_columns(shown.paths),
    )


def _points(shown: Shown) -> dict[str, Any]:
    return {label: path.points for label, path in shown.paths.items()}


def _settings(shown: Shown) -> dict[str, Any]:
    marks = [(point.kind, point.x, point.y) for point in shown.surface.critical]
    return {"floor": shown.surface.floor, "marks": marks, "order": ORDER}


def _interference(settings: Mapping[str, Any]) -> str:
    """What is done to rates and slopes in this race, in words; nothing by default."""
    words = {
        "schedule": lambda value: f"the learning rate follows the schedule **{value}**",
        "clip": lambda value: f"gradients longer than **{value:g}** are clipped to that length",
        "noise": lambda value: f"noise of standard deviation **{value:g}** is added to each slope (seed {settings['seed']})",
    }
    found = [say(settings[key]) for key, say in words.items() if key in settings]
    return f"On in this race: {'; '.join(found)}." if found else ""


def show_curves(shown: Shown) -> None:
    """URL: curve."""
    curve = common.choose(st.segmented_control, "Curve", list(CURVES), key="curve", label_visibility="collapsed")
    CURVES[curve](shown)
    if "schedule" in shown.recipe.settings:
        factors = {label: path.factors for label, path in shown.paths.items()}
        _show_curve(shown, rate_curves(factors, order=ORDER), "rates", factors, first=1)


def _losses(shown: Shown) -> None:
    losses = {label: path.losses for label, path in shown.paths.items()}
    _show_curve(shown, loss_curves(losses, floor=shown.surface.floor, order=ORDER), "losses", losses)


def _distances(shown: Shown) -> None:
    distances = {label: path.distances for label, path in shown.paths.items() if path.distances is not None}
    if distances:
        _show_curve(shown, distance_curves(distances, order=ORDER), "distances", distances)
    else:
        st.info("This surface has no minimum to be near to.")


def _changes(shown: Shown) -> None:
    losses = {label: path.losses for label, path in shown.paths.items()}
    _show_curve(shown, change_strip(losses), "changes", losses)


def _show_curve(shown: Shown, figure: Any, key: str, values: Mapping[str, Any], *, first: int = 0) -> None:
    common.show(
        figure,
        key=key,
        alt=f"{ALT[key]} against step of {', '.join(shown.paths)}",
        code=code.CURVES[key](shown.recipe),
        columns=curve_columns({label: list(enumerate(curve, start=first)) for label, curve in values.items()}),
    )


def show_outcomes(paths: Mapping[str, optimizers.Path], plain: Mapping[str, optimizers.Path] | None) -> None:
    """plain: the same race without the schedule, if there is one."""
    st.subheader("How it ended")
    unscheduled = {"Loss without schedule": optimizers.outcome_rows(plain)["Loss"]} if plain else {}
    st.table(optimizers.outcome_rows(paths) | unscheduled, border="horizontal")
    st.caption("Distance: from where it ended to the nearest minimum. Computed: what it took on the way.")
    if (bugs := optimizers.bug_rows(paths))[""]:
        with st.expander("Spot the bug: what is wrong with the misprinted rules"):
            st.table(bugs, border="horizontal")
    with st.expander("What these words mean, and the rules"):
        st.markdown("\n".join(f"- **{verdict}**: {meaning}." for verdict, meaning in optimizers.VERDICTS.items()))
        st.table(optimizers.rule_rows(paths), border="horizontal")


def look() -> None:
    first, second = st.columns([2, 3], gap="large")
    with first:
        name, shape = pick_ground()
    with second:
        chosen = pick_racers()
    surface = landscapes.find(name, **shape)
    left, right = st.columns([5, 6], gap="large")
    with right:
        above = st.container()
        start = pick_start(surface)
        settings = pick_settings() | pick_interference()
        rates = pick_rates(name, shape, chosen)
        settings["angle"], nudge = pick_experiments()
    start = start[0], start[1] + nudge
    paths = race(name, shape, rates, start, settings)
    shown = Shown(name, surface, sampled(name, shape), paths, code.Recipe(name, shape, rates, start, settings))
    with left:
        show_ground(shown)
    with above:
        show_curves(shown)
    constant = {key: value for key, value in settings.items() if key != "schedule"}
    show_outcomes(paths, race(name, shape, rates, start, constant) if constant != settings else None)


MARKS = {
    "map": {"minimum": "upright cross", "saddle": "slanted cross", "maximum": "star"},
    "3-D": {"minimum": "cross"},
}
DRAWN = {"map": _map, "3-D": _relief}
CURVES = {"loss": _losses, "distance": _distances, "fell or rose": _changes}
ALT = {
    "losses": "Loss",
    "distances": "Distance to the nearest minimum",
    "changes": "Fall or rise of the loss",
    "rates": "Learning rate",
}
