"""The topic Only edges, only pieces of the view Corruptions: answers without the texture, or without the shape."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import knob
from pages.pickers import Picture, open_model, pick_picture
from pages.with_model import look_into
from vizlab import library
from vizlab.figures import robustness_texture as figures
from vizlab.figures.filter_unit import wall
from vizlab.robustness.corruptions import one_picture
from vizlab.robustness.corruptions.measured import KNOBS
from vizlab.robustness.texture import stimuli
from vizlab.snippets import robustness_texture as code

WIDE_PX = 460


@st.cache_data(max_entries=32, show_spinner=False)
def changed(reference: str, pixels: Any, seed: int) -> tuple[Any, Any]:
    """The picture under every stimulus, and the probabilities."""
    model, found = open_model(reference), stimuli.every(pixels, seed)
    with model.lock:
        return found, one_picture.shares(model.network, found)


@st.cache_data(max_entries=32, show_spinner="Asking of many pictures …")
def kept(reference: str, seed: int) -> stimuli.Kept | None:
    return stimuli.kept(open_model(reference), seed)


def show_picture(model: library.Model, picture: Picture, seed: int) -> None:
    pictures, shares = changed(model.reference, picture.pixels, seed)
    names = stimuli.of(model.shape[0])
    tiles, _, hover = one_picture.tiles(pictures, shares, model.classes, names=names)
    st.subheader("One picture")
    common.show(
        wall(tiles, names, hover=hover, columns=4, wide_px=WIDE_PX),
        key="stimuli",
        alt=f"{picture.name} with texture or shape taken away in several ways",
        code=code.stimuli(model.reference, picture.source, picture.crop, seed),
        arrays={"pictures": pictures, "probabilities": shares},
    )
    told = one_picture.told(shares, model.classes)
    left = [stimuli.STIMULI[name].about for name in names]
    st.table({"Stimulus": names, "What is left": left, "Answer": told}, border="horizontal", hide_index=True)


def show_kept(model: library.Model, seed: int) -> None:
    found = kept(model.reference, seed)
    if found is None:
        st.info("This network is too slow to ask of many pictures at once; what it says of this one is above.")
        return
    words, chance = "right" if found.is_labelled else "that stay", 1 / len(model.classes)
    st.subheader("Many pictures")
    common.show(
        figures.outlived(found.names, found.shares, found.leaves, chance=chance, words=words),
        key="outlived",
        alt=f"The share of answers {words} under each stimulus",
        code=code.outlived(model.reference, seed),
        columns={"stimulus": found.names, "share": found.shares.tolist()},
    )
    honest = "" if found.is_labelled else " Nobody has said what is on them, so this tells what stays, not what is right."
    st.caption(f"{found.words}; dotted: chance, {chance:.1%}.{honest}")


def look_at(model: library.Model) -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        picture = pick_picture(model)
        seed = knob("seed", KNOBS["seed"], 0)
    with right:
        if picture is not None:
            show_picture(model, picture, seed)
        show_kept(model, seed)


def look() -> None:
    """URL: reference, epoch, seed, and what `pick_picture` reads."""
    look_into(look_at, needs_convolutions=False)
