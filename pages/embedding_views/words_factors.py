"""The topic Factors of the view Words by counting: a table as the product of two thin ones, and what that misses."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.embedding_views import words_choice
from vizlab.embeddings.words import factors
from vizlab.embeddings.words.counting import Counting
from vizlab.figures import embedding_counts as figures
from vizlab.snippets import embedding_words as code

WORDS = 100  # of the table that is drawn
PARTS = ("table", "product", "missed")
ABOUT = "Counts as they are; their logarithms; or PPMI, how much likelier than by chance words meet."


@st.cache_data(max_entries=16, show_spinner="Factoring …")
def factored(recipe: Counting, kind: str, rank: int) -> tuple[list[str], Any, Any, Any]:
    words, counts = words_choice.counted(recipe)
    words, table = factors.ordered(words[:WORDS], counts[:WORDS, :WORDS], kind)
    return words, table, factors.factor(table, rank), factors.centred(table, rank)


def look() -> None:
    """URL: corpus, seed, window, vocabulary, corpus_words, entries, rank."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = words_choice.pick_counting()
        help_text = "Columns of either thin table: as many numbers a word gets."
        rank = st.slider("Rank K", 1, WORDS, 12, key="rank", bind="query-params", help=help_text)
        kinds = list(factors.TABLES)
        kind = str(
            common.choose(st.segmented_control, "Entries", kinds, key="entries", default="log counts", help=ABOUT, wrap=True)
        )
    words, table, found, centred = factored(recipe, kind, min(rank, len(words_choice.counted(recipe)[0])))
    measured = factors.error(table, found)
    with right:
        common.metrics(
            {
                "Error, measured": f"{measured:.6g}",
                "Error, by Eckart and Young": f"{found.tail:.6g}",
                "Of the table": f"{measured / max(float(np.linalg.norm(table)), 1e-12):.1%}",
                "Numbers kept": f"{2 * found.left.size:,} of {table.size:,}",
            }
        )
        columns = st.columns(3)
    shown = {"table": table, "product": found.product, "missed": table - found.product}
    for column, part, title in zip(columns, PARTS, code.titles(kind), strict=True):
        with column:
            limits = factors.limits(table, found, part)
            common.show(
                figures.table(shown[part], words, title=title, limits=limits, signed=part == "missed"),
                key=part,
                alt=f"{title} of the {len(words)} most frequent words",
                code=code.table(recipe, kind, found.left.shape[1], WORDS, part),
                arrays={part: shown[part]},
            )
    st.caption(
        f"The {len(words)} most frequent words, in an order in which those that keep company stand together. Hover to read."
    )
    show_tail(recipe, kind, found, centred)


def show_tail(recipe: Counting, kind: str, found: Any, centred: Any) -> None:
    rank = found.left.shape[1]
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**What is kept and what is left out**")
        common.show(
            figures.tail(found.singular, rank),
            key="singular",
            alt="Singular values, those kept and those left out",
            code=code.tail(recipe, kind, rank, WORDS),
            columns={"singular value": found.singular},
        )
        st.caption("The error is the root of the sum of the squares of the grey ones, and no product of this rank does better.")
    with right:
        st.markdown("**The same as PCA?**")
        st.table(
            {
                "": ["Factors of the table as it is", "PCA, which takes the column means off first"],
                "error": [f"{found.tail:.6g}", f"{centred.error:.6g}"],
                "largest angle to PCA's directions": [f"{centred.angle:.1f}°", "0°"],
            },
            border="horizontal",
            hide_index=True,
        )
        st.caption(
            f"Only up to the centring: with the means taken off first, both find the same directions, to {centred.aligned:.0e}°."
        )
