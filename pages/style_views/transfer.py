"""The view Transfer of the page Style: a picture painted in the manner of another while you watch, with all its losses."""

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.public_weights import fetched
from pages.style_views import transfer_knobs, transfer_results
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


def way(recipe: style.StyleRecipe, run: Frames) -> None:
    """A painting that is not finished: what it will take, the button, the live job, and what there is of it."""
    if not fetched(recipe.network):
        sources(recipe)
        return
    place = st.container()
    if not job_panel.offer(run, label="Paint", draw=draw(recipe)):
        return
    with place:
        expected = {
            "Iterations": f"{recipe.steps:,}",
            "Time, about": job_panel.duration(estimate(canonical_json(recipe), recipe)),
        }
        common.metrics(expected)
    made = view.read(recipe)
    if made.frames:
        transfer_results.results(made)
    else:
        sources(recipe)


def sources(recipe: style.StyleRecipe) -> None:
    """Content and style, before anything is painted."""
    content, manner = transfer_results.originals(recipe.content, recipe.style, recipe.size_px)
    titles = ["Not painted yet", *view.titles(recipe, 0)[1:]]
    figure = painting(content, content, manner, titles=titles)
    common.sketch(figure, key="sources", alt=f"{titles[1]} and {titles[2]}")


def look() -> None:
    """URL: the fields of the recipe, and what the results read."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = transfer_knobs.pick_recipe()
    with right, common.friendly():
        run = Frames(style.KIND, recipe)
        if run.record() is None:
            way(recipe, run)
        else:
            transfer_results.results(finished(canonical_json(recipe), recipe))
