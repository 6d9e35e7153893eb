"""Feature inversion: pictures that look the same to a layer, and what it has forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from pages.pickers import Picture, open_model, pick_picture
from vizlab import images, library, uploads
from vizlab.figures import filter_dream as drawings
from vizlab.filters.ascent import cost, inversion
from vizlab.filters.ascent.inversion import KNOBS, InversionRecipe
from vizlab.frames import Frame, Frames
from vizlab.snippets import filter_dream as code

START = InversionRecipe()
LABELS = {"iterations": "Iterations a layer", "smooth": "Smoothness (TV)", "start": "Noise to start from"}


@st.cache_data(max_entries=16, show_spinner="Remembering …")
def remembered(recipe: InversionRecipe) -> tuple[list[Frame], Mapping[str, Any]]:
    return inversion.in_one_go(recipe, open_model(recipe.reference))


def show(model: library.Model) -> None:
    """What each layer remembers of a picture. URL: the knobs of `InversionRecipe`, and those of the picture."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        chosen = {name: knob(name, KNOBS[name], getattr(START, name), label=label) for name, label in LABELS.items()}
        picture = pick_picture(model)
    if picture is None:
        return
    whole = images.to_picture(picture.pixels)
    recipe = InversionRecipe(reference=model.reference, picture=f"upload/{uploads.name_of(whole)}", **chosen)
    run = Frames(inversion.KIND, recipe)
    with right:
        if (record := run.record()) is not None:
            results(recipe, picture, job_panel.finished(run, record))
            return
        if not uploads.is_here(uploads.name_of(whole)):  # so that the worker finds it
            uploads.keep(whole)
        if inversion.estimate_s(recipe, model) < cost.QUICK_S:
            results(recipe, picture, remembered(recipe)[0])
        elif job_panel.offer(run, label="Invert every layer", draw=lambda snapshot: draw_live(run)):
            seconds = job_panel.duration(inversion.estimate_s(recipe, model))
            st.caption(f"Each layer in turn, from noise: about {seconds}; you can watch.")
            draw_live(run)


def results(recipe: InversionRecipe, picture: Picture, frames: Sequence[Frame]) -> None:
    st.subheader("What each layer remembers")
    common.show(
        drawings.row(*inversion.wall(frames, images.to_pixels(picture.pixels)), columns=4),
        key="memories",
        alt=f"{picture.name}, and pictures that look the same to {len(frames)} layers",
        code=code.memories(recipe, picture.source, picture.crop),
        arrays={frame.notes["layer"]: images.decode(frame.arrays["picture"]) for frame in frames},
    )
    st.caption(
        "Each began as noise and was changed until the layer's features agreed; the number is what is left of their difference."
    )
    st.subheader("Same features, other pixels")
    found = inversion.columns(frames)
    common.show(
        drawings.errors(**found),
        key="errors",
        alt="Error of the features and of the pixels, layer by layer",
        code=code.errors(recipe, picture.source, picture.crop),
        columns=found,
    )
    st.caption(inversion.words(frames))


def draw_live(run: Frames) -> None:
    """The layers that are done."""
    frames = [frame for index in run.indices() if (frame := run.frame(index)) is not None]
    if frames:
        pictures, titles = inversion.wall(frames, images.decode(frames[0].arrays["picture"]))
        common.sketch(drawings.row(pictures[1:], titles[1:], columns=4), key="memories-so-far", alt="The layers that are done")
