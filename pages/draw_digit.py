"""A black field and a white brush, for a digit or whatever a visitor draws: told as the bytes of a PNG."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.components import component

HEAD = "data:image/png;base64,"
MOST_CHARS = 400_000


def draw_digit(*, key: str, drawn: Callable[[bytes], None]) -> None:
    """Call `drawn(png)` when the visitor takes what was drawn, be it nothing."""

    def take() -> None:
        told: Any = st.session_state[key].picture
        if not isinstance(told, str) or not told.startswith(HEAD) or len(told) > MOST_CHARS:
            return
        try:
            data = base64.b64decode(told.removeprefix(HEAD), validate=True)
        except binascii.Error:
            return
        drawn(data)

    component("draw_digit")(key=key, data={}, on_picture_change=take)
