"""A page of several views: the switch on top, and the script of the view that is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import streamlit as st

from pages import common


def show(page: str, folder: str, views: Mapping[str, str]) -> None:
    """Show one view of a page. views: label -> script in `folder`, imported when it is looked at. URL: view."""
    with common.frame(page):
        view = common.choose(
            st.segmented_control, "View", list(views), key="view", on_change=_start, label_visibility="collapsed", wrap=True
        )
        import_module(f"{folder}.{views[view]}").look()


def _start() -> None:
    """Each view has topics of its own, and begins with its first."""
    st.session_state.pop("topic", None)
    st.session_state["_put"] = {*st.session_state.get("_put", ()), "topic"}  # see common.note_fallbacks
