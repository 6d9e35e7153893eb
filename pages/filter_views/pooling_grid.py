"""A small grid of numbers that a visitor edits, cell by cell or as text; the URL carries the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common, knobs
from pages.filter_views.number_table import edit
from vizlab.errors import VizlabError
from vizlab.filters.pooling.numbers import parse_grid


def pick_numbers(label: str, key: str, default: str, *, most: int = 8) -> Any:
    """The grid (h, w), float64. URL: `key`, empty for the default."""
    place = st.container()
    text = st.text_input(
        f"{label}, row by row",
        key=key,
        bind="query-params",
        max_chars=400,
        placeholder=default,
        help=f"Up to {most} × {most} numbers; a semicolon ends a row. Empty: {default}.",
    )
    values = parse_grid(default, most=most)
    if text.strip():
        try:
            values = parse_grid(text, most=most)
        except VizlabError as error:
            st.warning(common.plain(f"{error} Those of before are used."))
    with place:
        st.markdown(label)
        edit(key, values)
    return values


def pick_cell(key: str, label: str, n: int, default: int = 0) -> int:
    """One of n rows or columns. URL: `key`."""
    if n < 2:
        return 0
    return int(common.choose(st.select_slider, label, list(range(n)), key=key, default=min(default, n - 1)))


def take_cell(title: str, keys: tuple[str, str], point: Mapping[str, Any]) -> None:
    """Put the cell that was clicked in the grid of this title into two knobs, its row and its column."""
    name, row, column = point["customdata"]
    if name == title:
        knobs.put({keys[0]: row, keys[1]: column})
