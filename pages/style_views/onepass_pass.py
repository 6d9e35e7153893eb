"""What the topics of the view In one pass share: the networks, kept open, and the size that they paint in."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from vizlab.recipes import canonical_json, from_json
from vizlab.style.onepass import opened, shown
from vizlab.style.onepass.recipe import OnePassRecipe

USUAL_PX = 256


@st.cache_resource(max_entries=12, show_spinner=False)
def network(recipe_json: str) -> Any:
    return opened.one_style(from_json(recipe_json, OnePassRecipe))


@st.cache_data(max_entries=64, show_spinner=False)
def painted(recipe_json: str, content: str, size_px: int) -> opened.Painted:
    return opened.paint(network(recipe_json), opened.tensor(content, size_px))


def paint(recipe: OnePassRecipe, content: str, size_px: int) -> opened.Painted:
    """A photograph by the finished network of a recipe."""
    return painted(canonical_json(recipe), content, size_px)


@st.cache_data(max_entries=32, show_spinner=False)
def photograph(content: str, size_px: int) -> Any:
    return shown.photograph(content, size_px)


def pick_size() -> int:
    """URL: pass_px."""
    help_text = "Longer side of what is painted: time grows with its square."
    size = common.choose(st.select_slider, "Size in pixels", list(shown.SIZES), key="pass_px", default=USUAL_PX, help=help_text)
    return int(size)


def duration(seconds: float) -> str:
    """A time as it is read beside a painting."""
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
