"""The topic "Train your own" of the view In one pass: a network learns a style of the visitor's while he looks on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common, job_panel, views
from pages.knobs import knob, put
from pages.style_views.choice import STYLES, pick_picture
from vizlab import data
from vizlab.figures.export import curve_columns
from vizlab.figures.paintings import live_painting
from vizlab.figures.style_onepass import learning
from vizlab.frames import Frames
from vizlab.images import decode
from vizlab.recipes import run_id
from vizlab.snippets import style_onepass as code
from vizlab.style.onepass import crops, opened
from vizlab.style.onepass.recipe import KIND, KNOBS, PICTURES, SHIPPED, OnePassRecipe
from vizlab.style.onepass.training import kept_rounds

DEFAULTS = OnePassRecipe()
FIRST = SHIPPED["Starlight"]
SAMPLE_PX = 370  # the width of the column that the sample is shown in


def look() -> None:
    """URL: taught, pictures, push, lessons, crop_px, style_px, smooth, pace, start, moment."""
    job_panel.side_by_side(KIND, pick_recipe, unfinished, finished)


def pick_recipe() -> OnePassRecipe:
    """All knobs, the first network that ships where none is turned."""
    style = pick_picture("taught", "Style to learn", STYLES, FIRST.style, "All styles")
    values: dict[str, Any] = {name: knob(name, KNOBS[name], getattr(FIRST, name), label=LABELS[name]) for name in USUAL}
    with st.expander("More"):
        titles = {name: name if is_here(name) else f"{name}, not on this machine" for name in PICTURES}
        help_text = "What it learns from: pieces at random sizes, mirrored and recoloured."
        pictures = common.choose(
            st.selectbox, "Photographs", list(PICTURES), key="pictures", default=FIRST.pictures, titles=titles, help=help_text
        )
        values |= {name: knob(name, KNOBS[name], getattr(FIRST, name), label=LABELS[name]) for name in MORE}
    return OnePassRecipe(style=style, pictures=pictures, **values)


def is_here(pictures: str) -> bool:
    return pictures != crops.DATA or data.is_ready(pictures)


def unfinished(run: Frames) -> None:
    """The button and the live job, or why it cannot start."""
    if not is_here(run.recipe.pictures):
        st.info(f"{crops.DATA} is not on this machine: fetch it on the page Data, or learn from the photographs alone.")
        st.button("Learn from the photographs", on_click=put, args=({"pictures": "photographs"},), key="from-photographs")
        return
    if job_panel.offer(run, label="Train", draw=lambda snapshot: draw(run, snapshot)) and (newest := run.newest()):
        sample(newest)


def draw(run: Frames, snapshot: Any) -> None:
    """A live training: the newest sample and the losses so far."""
    left, right = st.columns(2)
    newest = job_panel.newest(run, snapshot)
    with left:
        if newest is not None:
            sample(newest)
        else:
            st.caption(f"The first painting comes after round {kept_rounds(run.recipe.lessons)[0]:,}.")
    if snapshot.series:
        figure = learning(snapshot.series)
        common.sketch(figure, key="live", alt="The losses so far", place=right)


def sample(frame: Any) -> None:
    pixels = decode(frame.arrays["sample"])
    figure = live_painting(pixels, height_px=round(SAMPLE_PX * pixels.shape[0] / pixels.shape[1]))
    common.sketch(figure, key="live-sample", alt=f"A photograph that it does not learn from, after {frame.index} rounds")
    st.caption(f"After {frame.index:,} rounds, on a photograph that it does not learn from.")


def finished(recipe: OnePassRecipe, record: Mapping[str, Any]) -> None:
    """URL: moment."""
    frames = job_panel.finished(Frames(KIND, recipe), record)
    rounds = [frame.index for frame in frames]
    left, right = st.columns(2, gap="medium")
    with left:
        moment = rounds[-1]
        if len(rounds) > 1:
            moment = common.choose(st.select_slider, "After so many rounds", rounds, key="moment", default=rounds[-1])
        sample(next(frame for frame in frames if frame.index == moment))
    with right:
        figure = learning(record["series"])
        series = record["series"]
        snippet = code.learned(recipe)
        alt = "The losses over the rounds"
        common.show(figure, key="learned", alt=alt, code=snippet, columns=curve_columns(series))
    numbers = {"Weights": f"{record['weights']:,}", "Took": job_panel.duration(record["seconds"])}
    common.metrics(numbers | {"File": f"{2 * record['weights'] / 1e6:.2f} MB"})
    with st.container(horizontal=True):
        st.button(
            "Paint with it", type="primary", on_click=views.turn_to, args=("In one pass",), kwargs={"painter": run_id(recipe)}
        )
        name = f"vizlab-{run_id(recipe)}.safetensors"
        st.download_button("Weights", lambda: opened.weights_file(recipe), name, key="weights", on_click="ignore")


USUAL, MORE = ("push", "lessons", "crop_px"), ("style_px", "smooth", "pace", "start")
LABELS = {
    "push": "Weight of the style", "lessons": "Rounds", "crop_px": "Size of the pieces in pixels", "start": "Seed",
    "style_px": "Size of the style picture", "smooth": "Weight of smoothness", "pace": "Learning rate",
}  # fmt: skip
