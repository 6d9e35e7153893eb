"""What the topics of the view share: a style picture and a network, and the layers that it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages import common
from pages.public_weights import fetched
from pages.style_views.choice import pick_content, pick_network, pick_style
from vizlab.style.statistics import looking

LAYER = 2  # the default: a layer between grain and form


@st.cache_data(max_entries=32, show_spinner=False)
def pixels(reference: str) -> Any:
    return looking.shown(reference)


@st.cache_data(max_entries=32, show_spinner=False)
def layers(network: str) -> list[str]:
    return list(looking.open_eyes(network).layers)


def with_both(show: Callable[[str, str, str], None]) -> None:
    """A photograph besides. URL: content, style, network."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        content, manner, network = pick_content(), pick_style(), pick_network()
    with right, common.friendly():
        if fetched(network):
            show(content, manner, network)


def pick_layer(network: str) -> str:
    """URL: layer."""
    names = ["pixels", *layers(network)]
    help_text = "Shallow to deep; the pixels themselves are the first."
    return str(
        common.choose(st.selectbox, "Layer", names, key="layer", default=names[min(LAYER, len(names) - 1)], help=help_text)
    )
