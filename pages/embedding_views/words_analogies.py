"""The topic Analogies of the view Words by counting: directions that mean something, drawn and counted."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.embedding_views import words_choice, words_reading


def look() -> None:
    """URL: corpus, seed, window, vocabulary, corpus_words, word_vectors, vector_dims, word_a, word_b, word_c, word."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        source = words_choice.pick_vectors()
    words, vectors = words_choice.vectors(*source)
    with right, common.friendly():
        words_reading.show_analogy(source, words, vectors)
    words_reading.show_neighbours(source, words, vectors)
