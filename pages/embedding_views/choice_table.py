"""Data of the visitor's own among what can be laid out: a table is uploaded right there, one column says the class."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from vizlab.embeddings import sources
from vizlab.errors import VizlabError

LIMIT_MB = 100
TABLE = "table/"


@st.cache_data(max_entries=8, show_spinner="Reading the table …")
def overview(name: str) -> Any:
    return sources.overview(name)


def offered() -> dict[str, str]:
    """Everything that can be laid out now, and the table that the address asks for: name -> what it is called."""
    titles = sources.titles()
    asked = str(st.session_state.get("data") or st.query_params.get("data", ""))
    if asked.startswith(TABLE) and sources.is_here(asked):
        titles[asked] = f"{overview(asked).title} (own table)"
    return titles


def upload() -> None:
    """Bring a table: once it is kept, it is what is looked at."""
    with st.popover("A table of your own", width="stretch"):
        st.file_uploader(
            "A table (CSV, TSV): a row for each point",
            type=["csv", "tsv", "txt"],
            key="own_table",
            on_change=_take,
            max_upload_size=LIMIT_MB,
            help="Nothing in it is executed. Whoever has the link to the map has its rows too.",
        )
        st.caption("Up to 100 MB and 1,000,000 rows, of which 20,000 are drawn. Pictures go to the page Data, as a zip.")
        if problem := st.session_state.pop("_table_problem", ""):
            st.error(common.plain(problem))


def pick_class(name: str) -> str:
    """The name of a table with the column that says the class. URL: class_column."""
    known = overview(name)
    titles = {sources.NO_CLASS: "none"} | {str(at): title for at, title in known.labels.items()}
    usual = sources.NO_CLASS if known.label is None else str(known.label)
    help_text = "It colours the points and judges the map; it is no part of what is laid out."
    column = common.choose(
        st.selectbox, "Column that says the class", list(titles), key="class_column", default=usual, titles=titles, help=help_text
    )
    chosen = name if column == usual else f"{name}/{column}"
    for note in overview(chosen).notes:
        st.caption(common.plain(note))
    return chosen


def _take() -> None:
    file = st.session_state["own_table"]
    if file is None:
        return
    try:
        put({"data": sources.keep(file.getvalue(), file.name)})
    except VizlabError as error:
        st.session_state["_table_problem"] = str(error)
