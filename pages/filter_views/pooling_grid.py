"""A small grid of numbers that a visitor edits, cell by cell or as text; the URL carries the text."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common, knobs
from vizlab.errors import VizlabError
from vizlab.filters import format_weights
from vizlab.filters.pooling.numbers import parse_grid


def take_edit(key: str, table: str, values: Any) -> None:
    """Put what was edited in the table into the text that the URL carries."""
    edited = np.array(values, np.float64)
    for row, cells in st.session_state[table]["edited_rows"].items():
        for column, value in cells.items():
            edited[int(row), int(column) - 1] = 0 if value is None else value
    knobs.put({key: format_weights(edited)})


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
        edit(label, key, values)
    return values


def edit(label: str, key: str, values: Any) -> None:
    """The numbers as a table to type into. New numbers make a new table."""
    table = f"{key}-{format_weights(values)}"
    st.markdown(label)
    columns = {str(column + 1): [round(float(value), 4) for value in values[:, column]] for column in range(values.shape[1])}
    st.data_editor(
        columns,
        key=table,
        hide_index=True,
        width="stretch",
        num_rows="fixed",
        on_change=take_edit,
        args=(key, table, values),
        column_config={name: st.column_config.NumberColumn(format="%.4g", required=True) for name in columns},
    )


def pick_cell(key: str, label: str, n: int, default: int = 0) -> int:
    """One of n rows or columns. URL: `key`."""
    if n < 2:
        return 0
    return int(common.choose(st.select_slider, label, list(range(n)), key=key, default=min(default, n - 1)))


def take_cell(chart: str, title: str, keys: tuple[str, str]) -> None:
    """Put the cell that was clicked in the grid of this title into two knobs, its row and its column."""
    for point in st.session_state[f"chart-{chart}"].selection.points[:1]:
        name, row, column = point["customdata"]
        if name == title:
            knobs.put({keys[0]: row, keys[1]: column})
