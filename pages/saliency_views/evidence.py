"""The view Evidence of the page Saliency: whether maps deserve belief, on one picture, on a random network, on many pictures."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages import views
from pages.pickers import pick_picture
from pages.saliency_views import evidence_forgetting, evidence_many, evidence_one
from pages.saliency_views.compare_choice import further, pick_class, pick_options
from pages.saliency_views.compare_subject import Subject, probabilities
from pages.with_model import look_into
from vizlab import library

FIRST = "bundled/shapes-honest"  # its pictures come with masks
ALWAYS = ("random map",)  # whose options are offered whatever is chosen: chance needs a seed


def of_one(model: library.Model, pick: Callable[[], list[str]], show: Callable[[Subject, list[str]], None]) -> None:
    """A topic about one picture: what is chosen on the left, what comes of it on the right."""
    left, right = st.columns([1, 3], gap="large")
    with left:
        picture = pick_picture(model, further(model))
    if picture is None:
        return
    shares = probabilities(model.reference, picture.pixels)
    with left:
        target = pick_class(model, shares)
        below = st.container()
    with right:
        methods = pick()
    with below:
        options = pick_options(model, (*methods, *ALWAYS))
    with right:
        if methods:
            show(Subject(model, picture, shares, target, options, {}), methods)
        else:
            st.info("Choose a method.")


def look_at(model: library.Model) -> None:
    views.pick_topic(TOPICS)(model)


def look() -> None:
    """URL: reference, epoch, topic, and what the topics read."""
    look_into(look_at, default=FIRST, needs_convolutions=False)


TOPICS: dict[str, tuple[Callable[[library.Model], None], str]] = {  # label -> what shows it, what is to be seen
    "This picture": (
        lambda model: of_one(model, evidence_one.pick, evidence_one.show),
        "If a map marks what the network needs, its class goes when those pixels go, and is back as soon as they come.",
    ),
    "Random network": (
        lambda model: of_one(model, evidence_forgetting.pick, evidence_forgetting.show),
        "A map that explains what was learned must change when layers are made random. Some hardly do: they show the picture.",
    ),
    "Many pictures": (
        evidence_many.show,
        "One picture proves little: the same evidence over many, each method with its interval, and dice beside it.",
    ),
}
