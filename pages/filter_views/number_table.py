"""A table of numbers to type into; the URL carries them as text."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import knobs
from vizlab.filters import format_weights


def take_edit(key: str, table: str, values: Any) -> None:
    """Put what was edited in the table into the text that the URL carries."""
    edited = np.array(values, np.float64)
    for row, cells in st.session_state[table]["edited_rows"].items():
        for column, value in cells.items():
            edited[int(row), int(column) - 1] = 0 if value is None else value
    knobs.put({key: format_weights(edited)})


def edit(key: str, values: Any) -> None:
    """The numbers (h, w) as a table to type into, for the text field of this key. Other numbers make a new table."""
    table = f"{key}-{format_weights(values)}"
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
