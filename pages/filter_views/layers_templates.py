"""The topic Templates of the view Layers: the weights of a linear classifier as pictures."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from vizlab import data, library
from vizlab.figures import filter_layers as figures
from vizlab.figures import mosaics, pictures
from vizlab.filters.reading import material
from vizlab.filters.reading import templates as reading
from vizlab.snippets import filter_layers as code

STRENGTHS = (1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0)
SCALINGS = {"zero in the middle": False, "0 to 255": True}


@st.cache_data(max_entries=32, show_spinner="Learning the templates …")
def learn(name: str, strength: float) -> Any:
    return reading.learn_templates(name, strength)


def templates(model: library.Model) -> None:
    """URL: templates_of, penalty, scaling."""
    known = [name for name in material.at_hand(model.data) if material.complete(name) and len(data.find(name).classes) <= 20]
    left, middle, right = st.columns(3, gap="medium")
    with left:
        name = common.choose(st.selectbox, "Classifier of", known, key="templates_of")
    with middle:
        help_text = (
            "Of the squares of the weights. Little: accurate weights full of noise; much: smooth ones, close to the means."
        )
        strength = common.choose(st.select_slider, "Penalty", STRENGTHS, key="penalty", default=1.0, help=help_text)
    with right:
        grey = SCALINGS[common.choose(st.segmented_control, "Colours", list(SCALINGS), key="scaling")]
    found, classes = learn(name, strength), list(data.find(name).classes)
    left, right = st.columns(2, gap="large")
    with left:
        show_templates(name, strength, found, classes, grey)
    with right:
        show_scores(name, strength, found, classes)
    common.metrics(
        {"Accuracy, test set": f"{found.accuracy:.1%}", "Largest on the own class": f"{found.fitting} of {len(classes)}"}
    )
    st.caption(f"Learned from {found.n:,} pictures in one step, least squares: no network, so the model above plays no part.")


def show_templates(name: str, strength: float, found: Any, classes: list[str], grey: bool) -> None:
    st.subheader("Templates")
    weights = found.weights.mean(axis=1)
    if grey:
        figure = pictures.image_grid(list(reading.to_grey(weights)), classes, columns=5)
    else:
        figure = mosaics.mosaic(weights, classes, signed=True, each_own=True, title="weight", noun="template", columns=5)
    common.show(
        figure,
        key="templates",
        alt=f"One template for each class of {name}",
        code=code.templates(name, strength, grey),
        arrays={"weights": found.weights, "means": found.means},
    )
    if grey:
        st.caption("Each stretched over all greys, as such pictures usually are: no grey means zero any more.")


def show_scores(name: str, strength: float, found: Any, classes: list[str]) -> None:
    st.subheader("Each template on the mean of each class")
    common.show(
        figures.scores(found.scores, classes),
        key="template-scores",
        alt="The score of each template, rows, on the mean picture of each class, columns",
        code=code.template_scores(name, strength),
        arrays={"scores": found.scores},
    )
    st.caption("A row is a template. It should be largest on the diagonal: on the class it stands for.")
