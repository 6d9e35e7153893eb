"""Layers and pictures as the topics of several views choose them."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.pickers import open_model
from vizlab import filters, library
from vizlab.filters.layers import convolution_of
from vizlab.filters.reading import material


@st.cache_data(max_entries=16, show_spinner=False)
def titles_of(reference: str) -> dict[str, str]:
    """Layer -> what it is called."""
    model = open_model(reference)
    with model.lock:
        found = filters.layers(model.network, np.zeros(model.shape, np.float32))
    return {layer.name: layer.title for layer in found}


@st.cache_data(max_entries=8, show_spinner="Gathering pictures …")
def gather(name: str, shape: tuple[int, ...], n: int) -> Any:
    return material.gather(name, shape, n)


def pick_any_layer(model: library.Model, *, default: str = "", label: str = "Layer") -> str:
    """URL: layer."""
    titles = titles_of(model.reference)
    return str(common.choose(st.selectbox, label, list(titles), key="layer", default=default, titles=titles))


def second_convolution(model: library.Model) -> str:
    """The second convolution, which has more to show than the first; the first where there is but one."""
    names = titles_of(model.reference)
    found = list(dict.fromkeys(convolution_of(model.network, name) for name in names))
    return found[min(1, len(found) - 1)]


def pick_convolution(model: library.Model, *, default: str = "") -> str:
    """A layer; the convolution that its maps come from, for only those have kernels. URL: layer."""
    layer = pick_any_layer(model, default=default)
    found = convolution_of(model.network, layer)
    if found != layer:
        st.caption(f"It has no kernels of its own; these are those of {found}.")
    return found


def pick_corpus(model: library.Model, *, labelled: bool = True) -> str:
    """The pictures to measure with, the network's own first. URL: corpus."""
    known = material.at_hand(model.data, labelled=labelled)
    first = model.data if model.data in known else material.PHOTOGRAPHS if not labelled else known[0]
    help_text = "The digits are always here; other sets once they have been downloaded on the page Train."
    return str(common.choose(st.selectbox, "Pictures to measure with", known, key="corpus", default=first, help=help_text))


def note_corpus(model: library.Model, corpus: str, source: str) -> None:
    """What was measured with, and what would come with a download."""
    strange = corpus != model.data
    own = f" {model.title} was trained on other pictures." if strange and model.data else ""
    more = f" Download {model.data} on the page Train to measure with its test set." if more_to_come(model) else ""
    st.caption(f"Measured on {source}.{own}{more}")


def more_to_come(model: library.Model) -> bool:
    return bool(model.data) and not material.complete(model.data)
