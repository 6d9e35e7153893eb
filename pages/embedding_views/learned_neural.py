"""The topic Neural models of the view Words by learning: four lessons that networks added to word vectors."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.embedding_views import learned_language, learned_pieces, learned_senses, learned_shared

LESSONS = {
    "The next word": learned_language,
    "Two tasks, one table": learned_shared,
    "Pieces of words": learned_pieces,
    "In its sentence": learned_senses,
}


def look() -> None:
    """URL: neural_lesson, and what it reads."""
    lesson = common.choose(
        st.segmented_control, "Lesson", list(LESSONS), key="neural_lesson", label_visibility="collapsed", wrap=True
    )
    LESSONS[lesson].look()
