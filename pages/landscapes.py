"""Landscapes: why an optimizer wins, on surfaces of two coordinates and on real networks. Each view is a script of its own."""

from importlib import import_module

import streamlit as st

from pages import common

VIEWS = {  # label -> script with a function `look`, imported when it is looked at: none waits for what another needs
    "Race": "landscapes_race",
    "Step by step": "landscapes_step",
    "Curvature": "landscapes_curvature",
    "Theory": "landscapes_theory",
    "Basins": "landscapes_basins",
    "Network": "landscapes_network",
    "Noise": "landscapes_noise",
    "Doctor": "landscapes_doctor",
    "From data": "landscapes_data",
}

with common.frame("landscapes"):
    view = common.choose(st.segmented_control, "View", list(VIEWS), key="view", label_visibility="collapsed")
    import_module(f"pages.{VIEWS[view]}").look()
