"""Models: every network here with its card, any architecture layer by layer, two side by side, and one of your own."""

import streamlit as st

from pages import common, model_architecture, model_compare, model_import, model_library

VIEWS = {
    "Library": model_library.look,
    "Architecture": model_architecture.look,
    "Compare two": model_compare.look,
    "Bring your own": model_import.look,
}

with common.frame("models"):
    view = common.choose(st.segmented_control, "View", list(VIEWS), key="view", label_visibility="collapsed", wrap=True)
    VIEWS[view]()
