"""The layer that some topics of the view Why convolution look at: one with maps, by its name."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.pickers import open_model
from vizlab import filters


@st.cache_data(max_entries=16, show_spinner="Looking …")
def layers(reference: str, pixels: Any) -> list[filters.Layer]:
    """The layers whose units have a place in the picture."""
    model = open_model(reference)
    with model.lock:
        return [layer for layer in filters.layers(model.network, pixels) if layer.maps[0].size > 1]


def pick_layer(found: list[filters.Layer]) -> filters.Layer:
    """The layer; the middle one to begin with. URL: layer."""
    titles = {layer.name: layer.title for layer in found}
    middle = found[len(found) // 2].name
    name = common.choose(st.selectbox, "Layer", list(titles), key="layer", default=middle, titles=titles)
    return next(layer for layer in found if layer.name == name)
