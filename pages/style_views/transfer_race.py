"""The topic Optimizers: Adam, L-BFGS and gradient descent on the same painting, for as many passes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from pages.public_weights import fetched
from pages.style_views import choice
from vizlab.figures.pictures import image_grid
from vizlab.figures.style_race import AXES, race_curves
from vizlab.frames import Frames
from vizlab.recipes import canonical_json
from vizlab.snippets import style as code
from vizlab.style import race

DEFAULTS = race.RaceRecipe()


@st.cache_data(max_entries=8, show_spinner=False)
def finished_race(recipe_json: str, finished_in: float, _recipe: race.RaceRecipe) -> race.Race:
    return race.read_race(_recipe)


def look() -> None:
    """URL: the fields of the recipe."""
    job_panel.side_by_side(race.KIND, pick_recipe, way, results)


def pick_recipe() -> race.RaceRecipe:
    chosen: dict[str, Any] = {"content": choice.pick_content(), "style": choice.pick_style()}
    labels = {
        "race_px": "Size in pixels", "passes": "Passes each", "strength": "Strength of the style", "lr": "Learning rate of Adam",
        "rate": "Rate of gradient descent",
    }  # fmt: skip
    for name, label in labels.items():
        chosen[name] = knob(name, race.RACE_KNOBS[name], getattr(DEFAULTS, name), label=label)
    with st.expander("Network"):
        chosen["network"] = choice.pick_network()
        chosen["seed"] = knob("seed", race.RACE_KNOBS["seed"], DEFAULTS.seed)
    return race.RaceRecipe(**chosen)


def way(run: Frames) -> None:
    if fetched(run.recipe.network) and job_panel.offer(run, label="Race", draw=live):
        st.caption("All three paint the same picture from the same start; the one place that is changed is how they step.")


def live(snapshot: Any) -> None:
    tracks = {name: [(x, 0.0, y) for x, y in points] for name, points in snapshot.series.items()}
    if tracks:
        common.sketch(race_curves(tracks, "passes"), key="live-race", alt="The losses so far")


def results(recipe: race.RaceRecipe, record: Mapping[str, Any]) -> None:
    found = finished_race(canonical_json(recipe), float(record["seconds"]), recipe)
    st.markdown(said(found))
    for place, spent in zip(st.columns(2), AXES, strict=True):
        with place:
            common.show(
                race_curves(found.tracks, spent),
                key=f"race-{spent}",
                alt=f"Total loss of {', '.join(found.tracks)} against {spent}",
                code=code.race_curves(recipe, spent),
                columns=table(found),
            )
    titles = [f"{name}: {found.tracks[name][-1][2]:.3g}" for name in found.pictures]
    common.show(
        image_grid(list(found.pictures.values()), titles, columns=3),
        key="race-pictures",
        alt=f"What they painted, with the loss that is left: {', '.join(titles)}",
        code=code.race_pictures(recipe),
        arrays=dict(found.pictures),
    )
    st.caption(
        f"A pass is once forward and back through the network; a line search of L-BFGS takes several. The first step of gradient "
        f"descent moves a value by {recipe.rate:g} on average, and its rate is halved where the loss rose. On {found.device}."
    )


def said(found: race.Race) -> str:
    """Who is ahead, by passes and by seconds."""
    last = {name: track[-1] for name, track in found.tracks.items()}
    by_passes, by_seconds = found.best_at(0), found.best_at(1)
    worst = max(last, key=lambda name: last[name][2])
    both = f"**{by_passes}** is ahead by passes and by seconds" if by_passes == by_seconds else (
        f"**{by_passes}** is ahead by passes, **{by_seconds}** by seconds"
    )  # fmt: skip
    factor = last[worst][2] / last[by_passes][2]
    return f"{both}; {worst} is left with {factor:.1f} times the loss."


def table(found: race.Race) -> dict[str, list[Any]]:
    rows = [(name, *point) for name, track in found.tracks.items() for point in track]
    return {name: [row[i] for row in rows] for i, name in enumerate(("optimizer", "passes", "seconds", "loss"))}
