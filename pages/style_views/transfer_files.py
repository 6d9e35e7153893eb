"""A painting as files: the picture, its history as a film, and its settings, which can be loaded again."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages import common
from pages.knobs import put_recipe
from vizlab import movies, style
from vizlab.errors import VizlabError
from vizlab.recipes import canonical_json, from_json, run_id
from vizlab.style import view

MOST_BYTES = 10_000


def offer(made: view.Painting, step: int) -> None:
    """The files of a painting, each made when it is asked for."""
    name = f"vizlab-painting-{run_id(made.recipe)}"
    files: dict[str, tuple[str, str, Callable[[], bytes | str]]] = {  # label -> name, type, contents
        "Painting as PNG": (f"{name}-{step}.png", "image/png", lambda: view.png(made.at(step))),
        "History as GIF": (f"{name}.gif", "image/gif", lambda: movies.gif(made.pictures)),
        "History as MP4": (f"{name}.mp4", "video/mp4", lambda: movies.mp4(made.pictures)),
        "Settings as JSON": (f"{name}.json", "application/json", lambda: canonical_json(made.recipe)),
    }
    for label, (file, kind, make) in files.items():
        key = f"file-{file.rpartition('.')[2]}"
        st.download_button(label, make, file, kind, key=key, on_click="ignore", width="stretch")


def load() -> None:
    """Turn all knobs as a file of settings says."""
    with st.popover("Load settings"):
        st.file_uploader("Settings (JSON)", type=["json"], key="settings", on_change=_take, max_upload_size=1)
    problem = st.session_state.pop("_settings_problem", "")
    if problem:
        st.error(common.plain(problem))


def _take() -> None:
    file = st.session_state["settings"]
    if file is None:
        return
    try:
        recipe = from_json(_text(file.getvalue()), style.StyleRecipe)
    except VizlabError as error:
        st.session_state["_settings_problem"] = str(error)
    else:
        put_recipe(recipe)


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise VizlabError(f"Settings are at most {MOST_BYTES:,} bytes; got {len(data):,}.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise VizlabError("Settings must be a JSON file as it was downloaded here; this is no text.") from error
