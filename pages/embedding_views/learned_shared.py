"""Of the topic Neural models: one table of vectors for two tasks, against a table of its own."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.embedding_views.learned_choice import Found, lead, show_study
from vizlab.embeddings.learned import telling
from vizlab.embeddings.learned.shared import SEPARATE, SHARED
from vizlab.embeddings.learned.study import StudyRecipe
from vizlab.figures.filter_why import lines
from vizlab.snippets import embedding_learned as code

LOOK = {"x_title": "labelled windows", "y_title": "kind right, words never labelled", "log": "x", "percent": True}
ABOUT = (
    "A task with few labels: which kind of word stands in the middle of five? A task that needs none: the next word. Both use "
    "one table of vectors (Collobert 2008), or the first has a table of its own."
)


@st.fragment
def look() -> None:
    """URL: corpus, seed."""
    with common.friendly():
        show_study("one table for two tasks", draw, ABOUT)


def draw(recipe: StudyRecipe, found: Found) -> None:
    curves = telling.shares(found)
    label, shared, own = list(found)[-1], curves[SHARED][-1][1], curves[SEPARATE][-1][1]
    common.metrics({f"With {label} labels, {SHARED}": f"{shared:.0%}", SEPARATE.capitalize(): f"{own:.0%}"})
    lead("What a text without labels is worth")
    common.show(
        lines(curves, height_px=380, **LOOK),
        key="shared",
        alt="Accuracy against labels with a shared table and with one of its own",
        code=code.study_lines(recipe, "shares(found)", LOOK | {"height_px": 380}),
        columns={"labels": [int(cell) for cell in found]}
        | {name: [value for _, value in curve] for name, curve in curves.items()},
    )
    st.caption("Mean of two seeds. The words in the middle of the tests were in no labelled window.")
