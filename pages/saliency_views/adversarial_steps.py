"""The way of PGD, of the topic One picture of the view Adversarial: a film, and the probabilities at every step."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.pickers import Picture, open_model
from vizlab import library
from vizlab.figures import filter_why, robustness_attack
from vizlab.robustness import one_picture, showing
from vizlab.robustness.one_picture import Attempt
from vizlab.snippets import robustness_attack as code

BY_STEP = {"x_title": "step", "y_title": "probability", "percent": True}


@st.cache_data(max_entries=16, show_spinner="Walking …")
def step_by_step(reference: str, pixels: Any, attempt: Attempt) -> Any:
    model = open_model(reference)
    with model.lock:
        return one_picture.step_by_step(model.network, pixels, attempt)


def show_steps(model: library.Model, base: Any, picture: Picture, attempt: Attempt) -> None:
    st.subheader("Step by step")
    places, shares = step_by_step(model.reference, picture.pixels, attempt)
    shown = showing.leading([shares])
    moments, names, factor = showing.moments(places, shares, picture.pixels, model.classes)
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            robustness_attack.walk(moments, names, titles=("picture", f"change × {factor}")),
            key="walk",
            alt="The picture and its change at every step of the attack",
            code=code.walk(base, attempt),
            arrays={"pictures": places},
        )
    with right:
        curves = {model.classes[index]: list(enumerate(shares[:, index].tolist())) for index in shown}
        common.show(
            filter_why.lines(curves, **BY_STEP),
            key="steps",
            alt="Class probabilities at every step of the attack",
            code=code.steps(base, attempt, shown, BY_STEP),
            columns={"step": range(len(shares))} | {model.classes[index]: shares[:, index].tolist() for index in shown},
        )
        st.caption("Step 0 is a random place within the budget; each step follows the slope where it stands.")
