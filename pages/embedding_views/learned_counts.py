"""The topic Counts or features of the view Words by learning: a table of trigrams against a neural language model."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.embedding_views.learned_choice import Found, lead, show_study
from vizlab.embeddings.learned import telling
from vizlab.embeddings.learned.study import StudyRecipe
from vizlab.figures.filter_why import lines
from vizlab.snippets import embedding_learned as code

LOOK = {"x_title": "words of text", "y_title": "perplexity", "log": "y"}
ABOUT = (
    "Three words in a row: the last from the two before it. The table has a cell for every three words there are; k and the "
    "moment to stop the network are chosen on other text, and all are tested on the same 4,000."
)


@st.fragment
def look() -> None:
    """URL: corpus, seed."""
    with common.friendly():
        show_study("counts or features", draw, ABOUT)


def draw(recipe: StudyRecipe, found: Found) -> None:
    last = found[list(found)[-1]]
    common.metrics(
        {
            "Empty cells": f"{last['zero cells']:.3%} of {last['cells']:,}",
            "Weights of the network": f"{last['weights']:,}",
            "Tests never seen": f"{last['unseen share']:.0%}",
            "By dice": f"{last['words']:,}",
        }
    )
    for place, of, title in zip(
        st.columns(2, gap="large"), ("all", "unseen"), ("All tests", "Three words never seen in a row"), strict=True
    ):
        curves = telling.perplexities(found, of)
        with place:
            lead(title)
            common.show(
                lines(curves, **LOOK),
                key=f"perplexity-{of}",
                alt=f"Perplexity on {title.lower()} against the words of text, for two tables and a network",
                code=code.study_lines(recipe, f"perplexities(found, {of!r})", LOOK),
                columns={"words of text": [int(cell) for cell in found]}
                | {name: [value for _, value in curve] for name, curve in curves.items()},
            )
    first, end = found[next(iter(found))]["all"], last["unseen"]
    ways = list(end)
    best = min(first, key=lambda way: first[way])
    st.caption(
        f"On little text the best is: {best}. On three words that the longest text does not have, perplexity is "
        + ", ".join(f"{end[way]:,.0f} by {way}" for way in ways)
        + "."
    )
