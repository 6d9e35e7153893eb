"""Landscapes: why an optimizer wins, on surfaces of two coordinates and on real networks. Each view is a script of its own."""

from importlib import import_module

import streamlit as st

from pages import common

VIEWS = {  # label -> script in pages/landscape_views, imported when it is looked at: none waits for what another needs
    "Race": "race",
    "Step by step": "step",
    "Curvature": "curvature",
    "Theory": "theory",
    "Basins": "basins",
    "Network": "network",
    "Noise": "noise",
    "Doctor": "doctor",
    "From data": "data",
}

with common.frame("landscapes"):
    view = common.choose(st.segmented_control, "View", list(VIEWS), key="view", label_visibility="collapsed")
    import_module(f"pages.landscape_views.{VIEWS[view]}").look()
