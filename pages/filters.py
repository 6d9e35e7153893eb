"""Filters: from one multiplication to what a unit dreams of. Each view is a script of its own."""

from importlib import import_module

import streamlit as st

from pages import common

VIEWS = {  # label -> script in pages/filter_views, imported when it is looked at: none waits for what another needs
    "Layers": "layers",
    "Unit": "unit",
    "Dream": "dream",
    "Operation": "operation",
    "Pooling and back": "pooling",
    "Why convolution": "why",
    "Neighbours": "neighbours",
    "Structure": "structure",
}


def start_view() -> None:
    """Each view has topics of its own, and begins with its first."""
    st.session_state.pop("topic", None)
    st.session_state["_put"] = {*st.session_state.get("_put", ()), "topic"}  # see common.note_fallbacks


with common.frame("filters"):
    view = common.choose(
        st.segmented_control, "View", list(VIEWS), key="view", on_change=start_view, label_visibility="collapsed"
    )
    import_module(f"pages.filter_views.{VIEWS[view]}").look()
