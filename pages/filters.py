"""Filters: from one multiplication to what a unit dreams of. Each view is a script of its own."""

from importlib import import_module

import streamlit as st

from pages import common

VIEWS = {  # label -> script in pages/filter_views, imported when it is looked at: none waits for what another needs
    "Layers": "layers",
    "Operation": "operation",
}

with common.frame("filters"):
    view = common.choose(st.segmented_control, "View", list(VIEWS), key="view", label_visibility="collapsed")
    import_module(f"pages.filter_views.{VIEWS[view]}").look()
