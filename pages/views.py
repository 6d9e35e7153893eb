"""A page of several views: the switch on top, and the script of the view that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, TypeVar

import streamlit as st

from pages import common
from pages.knobs import put

Shown = TypeVar("Shown")


def show(page: str, folder: str, views: Mapping[str, str], *, turned: Callable[[], None] | None = None) -> None:
    """Show one view of a page. views: label -> script in `folder`, imported when it is looked at. URL: view.

    turned: called when another view was chosen, before it is shown.
    """
    with common.frame(page):
        view = common.choose(
            st.segmented_control,
            "View",
            list(views),
            key="view",
            on_change=_start,
            args=(turned,),
            label_visibility="collapsed",
            wrap=True,
        )
        import_module(f"{folder}.{views[view]}").look()


def turn_to(view: str, **values: Any) -> None:
    """Turn to another view of the page and put these settings there (in a callback)."""
    put({"view": view, **values})
    _start()


def _start(turned: Callable[[], None] | None = None) -> None:
    """Each view has topics of its own, and begins with its first."""
    if turned is not None:
        turned()
    st.session_state.pop("topic", None)
    st.session_state["_put"] = {*st.session_state.get("_put", ()), "topic"}  # see common.note_fallbacks


def show_topic(prefix: str, topics: Mapping[str, tuple[str, str]]) -> None:
    """Show one topic of a view, whose script is imported when it is looked at.

    topics: as of `pick_topic`, with the end of the script's name. prefix: how these names begin, with their folder.
    """
    import_module(f"{prefix}_{pick_topic(topics)}").look()


def pick_topic(topics: Mapping[str, tuple[Shown, str]]) -> Shown:
    """What shows the topic that is looked at. topics: label -> what shows it, what is to be seen, which is said. URL: topic."""
    topic = common.choose(st.segmented_control, "Topic", list(topics), key="topic", label_visibility="collapsed", wrap=True)
    shown, sentence = topics[topic]
    if sentence:
        st.markdown(sentence)
    return shown
