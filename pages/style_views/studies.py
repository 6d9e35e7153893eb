"""A study in a view: its knobs, its job, its paintings; the same for both views that have studies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from pages.public_weights import fetched
from vizlab.figures.pictures import image_grid
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.style.sight import PIXELS as PIXELS
from vizlab.style.studies.recipe import KIND, KNOBS, StudyRecipe
from vizlab.style.studies.result import Studied, opened
from vizlab.style.studies.study import original

COLUMNS = 3
Draw = Callable[[StudyRecipe, list[Studied]], None]


@st.cache_data(max_entries=16, show_spinner=False)
def source(picture: str, side_px: int) -> Any:
    return original(StudyRecipe(picture=picture, side_px=side_px))


def pick_recipe(study: str, picture: str, network: str) -> StudyRecipe:
    """URL: rounds, side_px, seed."""
    with st.expander("More"):
        rounds = knob("rounds", KNOBS["rounds"], StudyRecipe.rounds, label="Iterations of each")
        side_px = knob("side_px", KNOBS["side_px"], StudyRecipe.side_px, label="Size in pixels")
        seed = knob("seed", KNOBS["seed"], StudyRecipe.seed)
    return StudyRecipe(study=study, picture=picture, network=network, rounds=rounds, side_px=side_px, seed=seed)


def show(recipe: StudyRecipe, draw: Draw) -> None:
    """A finished study as `draw` draws it; else the way to it."""
    run = Frames(KIND, recipe)
    record = run.record()
    if record is not None:
        draw(recipe, opened(job_panel.finished(run, record)))
        st.caption(cost(record))
    elif fetched(recipe.network):
        show_way(recipe, run)


def show_way(recipe: StudyRecipe, run: Frames) -> None:
    def live(snapshot: Snapshot) -> None:
        show_so_far(recipe, opened(run.read()), key="live-study")

    if job_panel.offer(run, label="Paint these", draw=live):
        st.caption("Some seconds for each painting.")
        show_so_far(recipe, opened(run.read()), key="study-so-far")


def show_so_far(recipe: StudyRecipe, found: list[Studied], *, key: str) -> None:
    pictures, titles = [source(recipe.picture, recipe.side_px)], ["The picture"]
    pictures += [each.pictures[-1] for each in found]
    titles += [each.label for each in found]
    common.sketch(image_grid(pictures, titles, columns=COLUMNS), key=key, alt="The picture, and what is painted of it so far")


def cost(record: Mapping[str, Any]) -> str:
    return f"Seen by {common.plain(record['network'])}. All together took {record['seconds']:.0f} s on {record['device']}."
