"""The view Structure of the page Filters: other ways to the same maps, and a layer that looks everywhere."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages import common
from pages.filter_views import structure_non_local, structure_rank, structure_winograd
from pages.pickers import pick_model
from vizlab import library


@st.fragment  # a slider below the model then need not look through the library again
def look_into(model: library.Model) -> None:
    with common.friendly():
        topic = common.choose(st.segmented_control, "Topic", list(TOPICS), key="topic", label_visibility="collapsed", wrap=True)
        show, sentence = TOPICS[topic]
        st.markdown(sentence)
        show(model)


def look() -> None:
    """URL: reference, epoch, topic."""
    look_into(pick_model(needs_images=True, needs_convolutions=True))


TOPICS: dict[str, tuple[Callable[[library.Model], None], str]] = {  # label -> what shows it, what is to be seen
    "Low rank": (
        structure_rank.low_rank,
        "The kernels of a layer are mixtures of fewer: keep only those, and pay for fewer multiplications.",
    ),
    "Winograd": (
        structure_winograd.winograd,
        "The same numbers from 16 multiplications instead of 36: additions before and after take their place.",
    ),
    "Non-local": (
        structure_non_local.non_local,
        "A layer without weights of its own: every place takes from the places that resemble it, wherever they lie.",
    ),
}
