"""The topic Look-up of the view Words by learning: a one-hot column times a matrix, step by step, and its cost."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views.learned_choice import knob, lead
from vizlab.embeddings.learned import lookup
from vizlab.figures import embedding_learned as drawings
from vizlab.figures.filter_why import lines
from vizlab.snippets import embedding_learned as code

TEXT, LONGEST, DIMS = "the king and the queen saw the sea", 60, 5
LOOK = {"x_title": "words", "y_title": "µs a word", "log": "xy"}


@st.cache_data(max_entries=1, show_spinner="Measuring …")
def times() -> Any:
    return lookup.timed()


def pick() -> tuple[str, str, int, int]:
    """URL: typed, unit, token, seed."""
    typed = st.text_input("Text", TEXT, max_chars=LONGEST, key="typed", bind="query-params")
    unit = str(common.choose(st.segmented_control, "Step through its", [lookup.WORDS, lookup.LETTERS], key="unit"))
    text = typed if typed.strip() else TEXT
    places = list(range(len(lookup.tokens(text, unit))))
    token = int(common.choose(st.select_slider, "At", places, key="token", default=places[-1] if unit == lookup.WORDS else 0))
    return text, unit, token, int(knob("seed"))


@st.fragment
def look() -> None:
    """URL: typed, unit, token, seed."""
    with common.friendly():
        left, right = st.columns([2, 5], gap="large")
        with left:
            text, unit, token, seed = pick()
        with right:
            product(text, unit, token, seed)
            clock()


def product(text: str, unit: str, token: int, seed: int) -> None:
    tokens = lookup.tokens(text, unit)
    words = lookup.vocabulary(tokens)
    index = words.index(tokens[token])
    matrix = lookup.table(len(words), DIMS, seed)
    gap = " " if unit == lookup.WORDS else ""
    shown = [f":orange-background[{common.plain(each)}]" if at == token else common.plain(each) for at, each in enumerate(tokens)]
    st.markdown(gap.join(shown))
    common.show(
        drawings.looked_up(matrix.numpy(), words, index),
        key="lookup",
        alt=f"The one-hot column of {tokens[token]} over a matrix, whose column is framed",
        code=code.looked_up(text, unit, token, DIMS, seed),
        arrays={"matrix": matrix.numpy()},
    )
    rows = lookup.arithmetic(matrix, index)
    st.code("\n".join(rows), language=None)
    gap_ = float((lookup.product(matrix, index) - matrix[:, index]).abs().max())
    st.caption(
        f"Multiplied out, all {matrix.numel()} products, the result differs from column {index + 1} by {gap_:g}. "
        "The matrix is random here; training changes its columns, which are the word vectors."
    )


def clock() -> None:
    found = times()
    lead("Multiply, or look up: one word, by the clock of this machine")
    common.show(
        lines(found, **LOOK),
        key="times",
        alt="Microseconds for a word by multiplying and by looking up, against the number of words",
        code=code.looking_times(LOOK),
        columns={"words": list(lookup.SIZES)} | {name: [value for _, value in curve] for name, curve in found.items()},
    )
    slow, quick = (curve[-1][1] for curve in found.values())
    st.caption(
        f"Multiplying takes {lookup.DIMS} multiply-adds for every word there is, looking up none: with {lookup.SIZES[-1]:,} "
        f"words it is {slow / quick:,.0f} times quicker here."
    )
