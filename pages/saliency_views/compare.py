"""The view Compare of the page Saliency: maps of what the answer depends on, side by side, each with its evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages import common
from pages.pickers import Picture, pick_picture
from pages.saliency_views import compare_blink, compare_classes, compare_maps
from pages.saliency_views.compare_choice import further, pick_class, pick_drawing, pick_options
from pages.saliency_views.compare_subject import Subject, probabilities
from pages.with_model import look_into
from vizlab import library, saliency
from vizlab.figures.bars import probabilities as probability_bars


def answer(model: library.Model, picture: Picture, shares: Any) -> str:
    """What the network says, and whether that is right."""
    said, classes = int(shares.argmax()), model.classes
    sentence = f"The network says **{classes[said]}**, {shares[said]:.1%} sure."
    if picture.drawn is not None and picture.drawn.second_masks.any():
        is_there = said in (int(picture.drawn.labels[0]), int(picture.drawn.second_labels[0]))
        return f"{sentence} {'That is one of the two.' if is_there else 'That is neither of the two.'}"
    if picture.truth is None:
        return sentence
    if said == picture.truth:
        return f"{sentence} That is right."
    return f"{sentence} It is wrong: this is **{classes[picture.truth]}**."


def look_at(model: library.Model) -> None:
    if st.session_state["view"] != "Compare":  # a button has chosen another view; the switch stands outside of the fragment
        st.rerun()
    topic = common.choose(st.segmented_control, "Topic", list(TOPICS), key="topic", label_visibility="collapsed", wrap=True)
    choose, show = TOPICS[topic]
    left, right = st.columns([1, 3], gap="large")
    with left:
        picture = pick_picture(model, further(model))
    if picture is None:
        return
    shares = probabilities(model.reference, picture.pixels)
    with left:
        st.markdown(answer(model, picture, shares))
        target = pick_class(model, shares)
        below = st.container()
    with right:
        methods, settings = choose(model, picture, shares, target)
    with below:
        options, drawing = pick_options(model, methods), pick_drawing()
        shown = saliency.foremost(shares, target)
        bars = probability_bars([model.classes[c] for c in shown], shares[shown], highlight=model.classes[target])
        common.sketch(bars, key="probabilities", alt="Class probabilities")
    with right:
        show(Subject(model, picture, shares, target, options, drawing), methods, **settings)


def look() -> None:
    """URL: reference, epoch, topic, what `pick_picture` reads, target, methods, and what is in `OPTIONS`."""
    look_into(look_at, needs_convolutions=False)


Choose = Callable[[library.Model, Picture, Any, int], tuple[list[str], dict[str, Any]]]
TOPICS: dict[str, tuple[Choose, Callable[..., None]]] = {  # label -> what chooses the methods, what shows their maps
    "Side by side": (compare_maps.choose, compare_maps.show),
    "Blink": (compare_blink.choose, compare_blink.show),
    "Class against class": (compare_classes.choose, compare_classes.show),
}
