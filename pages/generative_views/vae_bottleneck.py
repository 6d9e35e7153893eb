"""The topic Bottleneck of the view VAE: digits through codes of 1 to 32 numbers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.generative_views import ae_study
from vizlab.figures import generative_exact as figures
from vizlab.figures.filter_hourglass import reconstructions
from vizlab.frames import Frame
from vizlab.generative.autoencoders import widths
from vizlab.generative.autoencoders.recipe import WIDTHS, StudyRecipe
from vizlab.generative.autoencoders.study import numbers
from vizlab.snippets import generative_autoencoders as code

AHEAD = "The auto-encoder with bends loses least **at every width**."
PARTLY = "The auto-encoder with bends loses least **up to {best} numbers**; beyond, training is the limit."
BEHIND = "The auto-encoder with bends loses more than the straight one at every width: train it for longer."
PARTS = {"test digits": "test", "training digits": "training"}
TITLES = {"x_title": "numbers in a code", "y_title": "mean squared error of a pixel"}


def look() -> None:
    """URL: ae_hidden, ae_epochs, ae_seed, ae_part, ae_way."""
    ae_study.show(ae_study.pick_recipe(WIDTHS), show)


def show(recipe: StudyRecipe, frames: list[Frame]) -> None:
    found = numbers(frames)
    left, right = st.columns(2, gap="large")
    with left:
        show_errors(recipe, found)
    with right:
        show_pictures(recipe, frames)


def show_errors(recipe: StudyRecipe, found: dict[str, Any]) -> None:
    """URL: ae_part."""
    st.subheader("What is lost")
    part = PARTS[common.choose(st.segmented_control, "Measured on", list(PARTS), key="ae_part")]
    series = widths.curves(found, part)
    common.show(
        figures.by_width(series, **TITLES),
        key="errors",
        alt="Mean squared error against the numbers in a code, with bends, straight, and by principal components",
        code=code.errors(recipe, part),
        columns={"numbers in a code": [int(cell) for cell in found]}
        | {name: [y for _, y in curve] for name, curve in series.items()},
    )
    best = widths.last_ahead(found)
    apart, angle = widths.agreement(found)
    st.markdown(AHEAD if best == max(widths.SIZES) else PARTLY.format(best=best) if best else BEHIND)
    st.markdown(
        "The straight one begins at random weights and is trained on nothing but its error, and ends at **principal "
        f"components**: both errors agree to {apart:.0e} of themselves, both subspaces to {angle:.2f}° at worst (random ones "
        "are nearly 90° apart)."
    )


def show_pictures(recipe: StudyRecipe, frames: list[Frame]) -> None:
    """URL: ae_way."""
    st.subheader("What comes back")
    way = common.choose(st.segmented_control, "Through an auto-encoder", [widths.DEEP, widths.STRAIGHT], key="ae_way")
    originals, rows = widths.rows(frames, way)
    common.show(
        reconstructions(originals, rows),
        key="reconstructions",
        alt=f"Test digits and what comes back of them through each width, {way}",
        code=code.reconstructions(recipe, way),
        arrays={"digits": originals} | {name: pictures for name, pictures in rows},
    )
    st.caption("Digits that were not trained on, 64 pixels each. The name of a row is the number of numbers in a code.")
