"""The topic Memorised?: each sample beside the training picture nearest to it, and how near new pictures come anyway."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.generative_views.latent_choice import Opened, pick_model
from vizlab.figures import generative_latent_measures as figures
from vizlab.figures.generative_latent import pairs
from vizlab.generative.codes import drawing, memory
from vizlab.snippets import generative_latent as code

SAMPLES, SHOWN = 200, 12
BY = {"pixels": False, "codes": True}


@st.cache_data(max_entries=16, show_spinner="Looking through the training pictures …")
def compared(reference: str, epoch: int, took: float, seed: int, by_code: bool, ready: bool, _model: Opened) -> Any:
    drawn = drawing.draw(_model, SAMPLES, seed)
    found = memory.compare(_model, drawn.pictures, by_code=by_code, seed=seed)
    train, about = memory.training_pictures(_model.data)
    return drawn.pictures[:SHOWN], train[found.which[:SHOWN]], found, about


def look() -> None:
    """URL: decoder, at_epoch, memory_seed, by."""
    look_at(pick_model())


@st.fragment
def look_at(model: Opened) -> None:
    with common.friendly():
        left, right = st.columns(2, gap="large")
        with left:
            seed = common.choose(st.select_slider, "Seed of the 200 samples", list(range(10)), key="memory_seed")
        with right:
            offered = list(BY) if model.encoder is not None and not model.conditional else ["pixels"]
            by = common.choose(st.segmented_control, "Distance between", offered, key="by")
        ready = memory.is_whole(model.data)
        made, near, found, about = compared(model.reference, model.epoch, model.took_s, seed, BY[by], ready, model)
        the_pairs(model, made, near, found, about, (seed, by))
        the_distances(model, found, about, (seed, by))


def the_pairs(model: Opened, made: Any, near: Any, found: Any, about: str, place: tuple[int, str]) -> None:
    gaps = found.gaps["samples"][: len(made)]
    common.show(
        pairs(made, near, [f"{gap:.2f}" for gap in gaps]),
        key="memory-pairs",
        alt="Samples above, below each the training picture nearest to it",
        code=code.pairs(model.reference, model.epoch, SAMPLES, SHOWN, place[0], BY[place[1]]),
        arrays={"samples": made, "nearest": near, "distances": gaps},
    )
    common.snug_at("memory-pairs", 0.22, 40)
    st.caption(f"Below each sample the nearest of {about}, with the distance between their {place[1]}.")


def the_distances(model: Opened, found: Any, about: str, place: tuple[int, str]) -> None:
    common.show(
        figures.distances(found.gaps, threshold=found.threshold, what=f"distance of {place[1]}"),
        key="distances",
        alt="Histograms of the distance to the nearest training picture, of samples, held-out pictures and copies",
        code=code.distances(model.reference, model.epoch, SAMPLES, place[0], BY[place[1]], f"distance of {place[1]}"),
        arrays=found.gaps,
    )
    blur = "Blur alone brings pixels nearer, so compare samples with reconstructions of held-out pictures, which are as blurred. "
    rest = f" and {found.share[BLURRED]:.0%} of their reconstructions" if BLURRED in found.share else ""
    st.markdown(
        f"**{found.share['samples']:.0%}** of the samples lie nearer to a training picture than all but 5 % of the held-out "
        f"pictures do (dotted line); so do {found.share['copies with noise']:.0%} of copies with a little noise{rest}."
    )
    st.caption(
        f"A model that had stored its training pictures would look like the copies. {blur if rest else ''}"
        f"Searched are {about}: a copy of another one would go unnoticed, yet all kinds are compared with the same ones."
    )


BLURRED = "held-out, reconstructed"
