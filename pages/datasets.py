"""Data: what networks learn from, drawn data with planted cues, and data sets of one's own."""

import streamlit as st

from pages import common, datasets_cards, datasets_own, datasets_shapes

VIEWS = {"Data sets": datasets_cards.look, "Shapes": datasets_shapes.look, "Your own": datasets_own.look}

with common.frame("datasets"):
    settings = {"label_visibility": "collapsed", "on_change": datasets_own.forget_choices}
    view = common.choose(st.segmented_control, "View", list(VIEWS), key="view", **settings)
    VIEWS[view]()
