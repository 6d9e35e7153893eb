"""Knobs and pieces that several topics of the view Adversarial share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages import common
from pages.pickers import Picture, open_model, pick_picture
from pages.with_model import look_into
from vizlab import library
from vizlab.robustness import one_picture

FIRST = "bundled/shapes-honest"
Show = Callable[[library.Model, Picture, Any], None]


@st.cache_data(max_entries=64, show_spinner=False)
def said(reference: str, pixels: Any) -> Any:
    """Class probabilities of the untouched picture."""
    model = open_model(reference)
    with model.lock:
        return one_picture.probabilities(model.network, pixels)


def look_at_picture(show: Show) -> None:
    """Pick a network and a picture, and show what `show(model, picture, column on the left)` shows of them."""

    def look_at(model: library.Model) -> None:
        left, right = st.columns([2, 5], gap="large")
        with left:
            picture = pick_picture(model)
        if picture is not None:
            with right:
                show(model, picture, left)

    look_into(look_at, needs_convolutions=False, default=FIRST)


def pick_levels(label: str = "Size of the change, in 255ths") -> int:
    """URL: eps."""
    help_text = "The most that any value may change, in levels of an 8-bit picture: 255 is from black to white."
    return st.slider(label, 0, one_picture.MOST_LEVELS, 8, key="eps", bind="query-params", help=help_text)


def pick_aim(model: library.Model, shares: Any) -> int | None:
    """The class that the network shall say; None for any other than now. URL: aim."""
    ranked = [int(index) for index in shares.argsort()[::-1][1:]]
    titles = {"any other": "Any other class"} | {str(index): model.classes[index] for index in ranked}
    chosen = common.choose(st.selectbox, "Make it say", list(titles), key="aim", titles=titles)
    return None if chosen == "any other" else int(chosen)


def pick_seed() -> int:
    """URL: seed."""
    return st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Of everything that is drawn at random.")
