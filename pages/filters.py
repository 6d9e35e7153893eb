"""Filters: what the layers of a network make of a picture, and the one operation behind it with a kernel of one's own."""

import streamlit as st

from pages import common, filter_kernel, filter_layers
from pages.pickers import pick_model
from vizlab import library


@st.fragment  # a slider below the model then need not look through the library again
def look(model: library.Model) -> None:
    with common.friendly():
        view = common.choose(st.segmented_control, "View", list(VIEWS), key="view", label_visibility="collapsed")
        VIEWS[view](model)


VIEWS = {"Layers": filter_layers.look, "Kernel": filter_kernel.look}

with common.frame("filters"):
    look(pick_model(needs_images=True, needs_convolutions=True))
