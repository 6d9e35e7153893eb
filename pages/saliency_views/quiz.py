"""The view Quiz of the page Saliency: predict, then reveal; the score says what a map is worth (METHODS S6)."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages import common
from pages.pickers import pick_model
from pages.saliency_views import quiz_maps, quiz_right
from pages.saliency_views.quiz_score import Game
from vizlab import saliency

LENGTHS = (8, 12, 20, 40)


def pick_game(name: str) -> Game:
    """URL: reference, epoch, method, rounds, seed."""
    model = pick_model(needs_images=True)
    known = [name for name, each in saliency.METHODS.items() if not each.is_control]
    known = [name for name in known if model.entry.has_convolutions or not saliency.METHODS[name].needs_convolutions]
    left, middle, right = st.columns(3, gap="medium")
    with left:
        method = common.choose(st.selectbox, "Map", known, key="method", default="Grad-CAM")
    with middle:
        rounds = common.choose(st.select_slider, "Rounds", list(LENGTHS), key="rounds", default=LENGTHS[1])
    with right:
        about = "The same seed gives everyone the same rounds, so that a class can play together."
        seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help=about)
    return Game(name, model, method, rounds, seed)


@st.fragment
def play(topic: str) -> None:
    """One round after another, in a fragment: an answer need not draw the page again."""
    with common.friendly():
        TOPICS[topic][0](pick_game(topic))


def look() -> None:
    """URL: topic, and what `pick_game` reads."""
    topic = common.choose(st.segmented_control, "Topic", list(TOPICS), key="topic", label_visibility="collapsed", wrap=True)
    st.markdown(TOPICS[topic][1])
    play(topic)


TOPICS: dict[str, tuple[Callable[[Game], None], str]] = {  # label -> what plays it, how it is played
    "Is it right?": (
        quiz_right.look,
        "Does the network recognise this picture? Half of the time you see its map as well: does that help you?",
    ),
    "Whose map?": (
        quiz_maps.look,
        "Three maps of one picture: one is of the trained network, one of random weights, one of an edge detector.",
    ),
}
