"""The topic Painting: all knobs of a painting beside the picture, which is painted while you watch."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.public_weights import fetched
from pages.style_views import transfer_files, transfer_knobs, transfer_results
from vizlab import style
from vizlab.figures.paintings import live_painting, painting, style_losses
from vizlab.frames import Frames
from vizlab.recipes import canonical_json
from vizlab.style import view


@st.cache_data(max_entries=64, show_spinner=False)
def estimate(recipe_json: str, _recipe: style.StyleRecipe) -> float:
    return view.estimate_s(_recipe)


@st.cache_data(max_entries=8, show_spinner=False)
def finished(recipe_json: str, _recipe: style.StyleRecipe) -> view.Painting:
    return view.read(_recipe)


def draw(recipe: style.StyleRecipe) -> Any:
    """What the panel of a live job shows: the newest picture and the losses so far."""
    run = Frames(style.KIND, recipe)

    def draw_live(snapshot: Any) -> None:
        newest = job_panel.newest(run, snapshot)
        left, right = st.columns(2)
        if newest is not None:
            figure = live_painting(view.decode(newest.arrays["picture"]))
            alt = f"The painting after {newest.index} iterations"
            common.sketch(figure, key="live-painting", alt=alt, place=left)
        if snapshot.series:
            figure = style_losses(snapshot.series, height_px=360)
            common.sketch(figure, key="live", alt="The losses so far", place=right)

    return draw_live


def way(recipe: style.StyleRecipe, run: Frames) -> view.Painting | None:
    """A painting that is not finished: what it will take, the button, the live job; what there is of it, if it is at rest."""
    if not fetched(recipe.network):
        sources(recipe)
        return None
    place = st.container()
    if not job_panel.offer(run, label="Paint", draw=draw(recipe), stop="Pause"):
        return None
    with place:
        seconds = estimate(canonical_json(recipe), recipe)
        common.metrics({"Iterations": f"{recipe.steps:,}", "Time, about": job_panel.duration(seconds)})
    made = view.read(recipe)
    if made.frames:
        st.button("Discard what is painted", key="discard", type="tertiary", on_click=run.delete)
        return made
    sources(recipe)
    return None


def sources(recipe: style.StyleRecipe) -> None:
    """Content and style, before anything is painted."""
    content, manner = transfer_results.originals(canonical_json(recipe), recipe)
    titles = ["Not painted yet", *view.titles(recipe, 0)[1:]]
    figure = painting(content, content, manner, titles=titles)
    common.snug("sources", figure)
    with st.container(key="figure-sources"):
        common.sketch(figure, key="sources", alt=f"{titles[1]} and {titles[2]}")


def look() -> None:
    """URL: the fields of the recipe, and what the results read."""
    with st.container(key="easel"):
        left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = transfer_knobs.pick_recipe()
        transfer_files.load()
    made, step = None, 0
    with right, common.friendly():
        run = Frames(style.KIND, recipe)
        made = finished(canonical_json(recipe), recipe) if run.record() is not None else way(recipe, run)
        if made is not None:
            step = transfer_results.easel(made)
    if made is not None:
        with common.friendly():
            transfer_results.explained(made, step)
