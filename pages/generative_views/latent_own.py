"""A picture of the visitor's own for the latent space: uploaded or drawn, kept under its checksum so that links show it too."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, knobs
from pages.draw_digit import draw_digit
from vizlab import images, uploads
from vizlab.errors import VizlabError
from vizlab.generative.codes import own

KEPT = "It is shrunk and kept here under its checksum, so that your link shows it to others."
PROBE = (28, 28)
FORMATS = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"]


def pick_own(end: str, data: str, side: tuple[int, int]) -> tuple[Any, str] | None:
    """The visitor's picture as the model takes it (h, w), and what was done to it; None while there is none. URL: own_<end>."""
    key = f"own_{end}"
    is_open = st.session_state.setdefault(f"_open_{end}", not remembered(key))  # stays as it was, or drawing again were a search
    with st.expander("Upload or draw", expanded=is_open):
        st.file_uploader("A picture file", type=FORMATS, key=f"file_{end}", help=KEPT, on_change=take_file, args=(end,))
        st.caption("Or draw one:")
        draw_digit(key=f"draw_{end}", drawn=lambda png: take(end, png))
    wrong = st.session_state.get(f"_wrong_{end}", "")
    name = remembered(key)
    if wrong:
        st.error(common.plain(wrong))
    if not name:
        return None
    return own.fit(uploads.find(name), data, side)


def take_file(end: str) -> None:
    file = st.session_state[f"file_{end}"]
    if file is not None:
        take(end, file.getvalue())


def take(end: str, content: bytes) -> None:
    """Keep a picture (in a callback), or say what is wrong with it."""
    st.session_state[f"_wrong_{end}"] = ""
    try:
        picture = images.open_image(content)
        own.fit(picture, "", PROBE)  # a field with nothing on it is refused before it takes the place of another
        knobs.put({f"own_{end}": uploads.keep(picture)})
    except VizlabError as error:
        st.session_state[f"_wrong_{end}"] = str(error)


def remembered(key: str) -> str:
    """A value that no widget holds, in the session and in the address."""
    value = str(st.session_state.get(key, st.query_params.get(key, "")))
    st.session_state[key] = value
    if value:
        st.query_params[key] = value
    return value
