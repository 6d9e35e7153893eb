"""Predict the mistake: the visitor says what the network took a picture for, and the score says who understands it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from vizlab import data, images, training
from vizlab.data import samples
from vizlab.recipes import Recipe, run_id

CHANCE = 1 / 3


@st.fragment
def quiz(recipe: Recipe, report: Mapping[str, Any]) -> None:
    """One question after another about the run's mistakes (METHODS S6)."""
    score = st.session_state.setdefault(f"_quiz-{run_id(recipe)}", {"asked": 0, "right": 0, "last": ""})
    asked = training.question(report, score["asked"])
    if asked is None:
        return
    classes = data.find(recipe.data).classes
    with st.expander("Predict the mistake"):
        st.markdown("The network got this picture wrong. What did it take it for?")
        picture = images.to_pixels(samples.test_picture(recipe.data, asked.index))
        st.image(images.enlarge(picture, 140), width=140, alt="A test picture that was classified wrongly")
        with st.container(horizontal=True):
            for option in asked.options:
                arguments = (score, asked, option, classes)
                st.button(classes[option], key=f"quiz-{option}", on_click=answer, args=arguments)
        if score["asked"]:
            share = f"{score['right']} of {score['asked']} right, {score['right'] / score['asked']:.0%}"
            st.markdown(f"{score['last']} You have {share}; chance is {CHANCE:.0%}.")


def answer(score: dict[str, Any], asked: training.Question, option: int, classes: tuple[str, ...]) -> None:
    """Take in one answer (a callback: the next question is drawn after it)."""
    right = option == asked.said
    score["asked"] += 1
    score["right"] += right
    score["last"] = f"{'Right' if right else 'No'}: it said {classes[asked.said]}, and it is {classes[asked.truth]}."
