"""Landscapes: why an optimizer wins, on surfaces of two coordinates and on real networks. Each view is a script of its own."""

import streamlit as st

from pages import common, landscapes_race

VIEWS = {"Race": landscapes_race.look}

with common.frame("landscapes"):
    VIEWS[common.choose(st.segmented_control, "View", list(VIEWS), key="view", label_visibility="collapsed")]()
