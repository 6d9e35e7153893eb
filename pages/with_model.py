"""A view of a model of pictures: the picker above, and all else in a fragment of its own."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages import common
from pages.pickers import pick_model
from vizlab import library

Look = Callable[[library.Model], None]


def look_into(look_at: Look, *, default: str = "", needs_convolutions: bool = True) -> None:
    """Pick a network of pictures and show what `look_at` shows of it. URL: reference, epoch."""
    _alone(look_at, pick_model(needs_images=True, needs_convolutions=needs_convolutions, default=default))


@st.fragment  # a slider below the model then need not look through the library again
def _alone(look_at: Look, model: library.Model) -> None:
    with common.friendly():
        look_at(model)
