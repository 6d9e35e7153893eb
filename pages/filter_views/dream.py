"""The view Dream of the page Filters: the input is optimised instead of the weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from pages import common
from pages.filter_views import dream_deep, dream_memory, dream_unit
from pages.pickers import open_model, pick_model
from vizlab import filters, library

FIRST = "bundled/tiny-vgg-robust"
FIRST_CLASS = "king penguin"


@st.cache_data(max_entries=32, show_spinner=False)
def layers(reference: str) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Name of each layer -> its title, the shape of its maps (n, h, w)."""
    model = open_model(reference)
    with model.lock:
        found = filters.layers(model.network, np.zeros(model.shape, np.float32))
    return {layer.name: (layer.title, layer.maps.shape) for layer in found}


def pick_unit(model: library.Model) -> tuple[str, int]:
    """A layer and one of its units. URL: layer, unit."""
    known = layers(model.reference)
    last = list(known)[-1]
    titles = {name: title for name, (title, _) in known.items()}
    left, right = st.columns([3, 2])
    with left:
        layer = common.choose(st.selectbox, "Layer", list(titles), key="layer", default=last, titles=titles)
    is_class = layer == last and known[last][1][0] == len(model.classes)
    units = [str(index) for index in range(known[layer][1][0])]
    names = {unit: f"{unit}: {model.classes[int(unit)]}" if is_class else unit for unit in units}
    first = next((unit for unit, name in names.items() if name.endswith(FIRST_CLASS)), "0")
    with right:
        unit = common.choose(st.selectbox, "Class" if is_class else "Unit", units, key="unit", default=first, titles=names)
    return layer, int(unit)


def one_unit(model: library.Model) -> None:
    dream_unit.show(model, *pick_unit(model))


def deep(model: library.Model) -> None:
    known = layers(model.reference)
    wide = {name: title for name, (title, shape) in known.items() if shape[1] > 1}
    dream_deep.show(model, wide)


TOPICS: dict[str, Callable[[library.Model], None]] = {
    "A unit": one_unit,
    "DeepDream": deep,
    "Feature inversion": dream_memory.show,
}


def look() -> None:
    topic = common.choose(st.segmented_control, "Topic", list(TOPICS), key="topic", label_visibility="collapsed")
    TOPICS[topic](pick_model(needs_images=True, needs_convolutions=True, default=FIRST))
