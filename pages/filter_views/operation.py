"""The view Operation of the page Filters: one multiplication after the other. Each topic is a script of its own."""

from importlib import import_module

import streamlit as st

from pages import common

TOPICS = {  # label -> script beside this one, imported when it is looked at
    "On a picture": "operation_picture",
    "Window by window": "operation_windows",
    "In 1-D": "operation_line",
    "Linearity": "operation_linearity",
    "Channels": "operation_channels",
    "Matrix product": "operation_matrix",
    "Learn a kernel": "operation_learning",
    "Sizes": "operation_sizes",
    "Whole layer": "operation_layer",
}


def look() -> None:
    """URL: topic."""
    options = list(TOPICS)
    topic = common.choose(st.segmented_control, "Topic", options, key="topic", label_visibility="collapsed", wrap=True)
    import_module(f"pages.filter_views.{TOPICS[topic]}").look()
