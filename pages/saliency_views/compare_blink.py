"""The topic Blink of the view Compare: two maps in the same place, for the eye sees what changes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.pickers import Picture
from pages.saliency_views.compare_choice import coarse, pick_method
from pages.saliency_views.compare_subject import Subject, with_progress
from vizlab import library
from vizlab.figures.saliency_compare import blink
from vizlab.saliency.evidence import rank_correlation
from vizlab.snippets import saliency as code


def choose(model: library.Model, picture: Picture, shares: Any, target: int) -> tuple[list[str], dict[str, Any]]:
    """URL: method, second_method."""
    left, right = st.columns(2, gap="medium")
    with left:
        first = pick_method("method", "First map", "gradient")
    with right:
        second = pick_method("second_method", "Second map", coarse(model))
    return [first, second], {}


def show(subject: Subject, methods: list[str]) -> None:
    if methods[0] == methods[1]:
        st.info("Choose two different maps.")
        return
    found = {method: with_progress(subject, method, st).values for method in methods}
    common.show(
        blink(subject.pixels, found, **subject.drawing),
        key="blink",
        alt=f"{methods[0]} and {methods[1]} for the class {subject.name} over {subject.picture.name}, in turn",
        code=code.blink(subject.lines, subject.target, {name: subject.used(name) for name in methods}, subject.drawing),
        arrays=found,
    )
    alike = float(rank_correlation(*found.values()))
    st.caption(
        f"Each in its own scale. Rank correlation of the two: {alike:.2f}; 1 for the same order of all pixels, 0 for none."
    )
