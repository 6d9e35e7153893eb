"""Which model of the latent space, at which epoch, and its card: alike in every topic of the view."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from vizlab.generative.codes import cards, opened

Opened = opened.Opened


@st.cache_resource(max_entries=8, show_spinner="Opening the model …")
def open_at(reference: str, epoch: int | None, finished_in: float) -> Opened:
    """A model at an epoch, shared by all visitors. finished_in: seconds its training took, another when it is computed again."""
    return opened.open_model(reference, epoch)


def pick_model(*, codes: bool = False, default: str = "") -> Opened:
    """The model picker with epoch scrubber and card. URL: decoder, at_epoch.

    codes: only those with codes of real pictures. default: the model with which the topic begins, if it is here.
    """
    titles = opened.titles(with_codes=codes)
    default = default if default in titles else next(iter(titles))
    if st.session_state.get("decoder") == st.session_state.get("_first_decoder", "none"):
        st.session_state["decoder"] = default  # of the topic before: none was chosen
    st.session_state["_first_decoder"] = default
    left, middle, right = st.columns([5, 3, 2], vertical_alignment="bottom")
    with left:
        reference = common.choose(st.selectbox, "Model", list(titles), key="decoder", default=default, titles=titles)
    finished_in = opened.finished_in(reference)
    epochs = list(open_at(reference, None, finished_in).epochs)
    with middle:
        help_text = "The same network earlier in its training; 0 is before the first step."
        epoch = common.choose(st.select_slider, "Epoch", epochs, key="at_epoch", default=epochs[-1], help=help_text)
    model = open_at(reference, epoch, finished_in)
    with right:
        show_card(model)
    return model


def show_card(model: Opened) -> None:
    """What it is, what its numbers are, and what it is bad at."""
    with st.popover("About this model", width="stretch"):
        st.markdown("\n".join(f"- **{name}**: {common.plain(text)}" for name, text in cards.card(model).items()))


def pick_class(model: Opened) -> int | None:
    """The class that a conditional model is asked for; None for others. URL: asked."""
    if not model.conditional:
        return None
    titles: dict[Any, str] = dict(enumerate(model.conditional))
    return int(common.choose(st.selectbox, "Class it is asked for", list(titles), key="asked", titles=titles))
