"""Of the topic Neural models: a word is the sum of its pieces, so any word has a vector."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.embedding_views.learned_choice import lead, pick_text
from vizlab.embeddings.learned import subwords
from vizlab.figures.embedding_words import likeness
from vizlab.snippets import embedding_learned as code

FEW, LONGEST, FIRST = 8, 24, "colder"


@st.cache_resource(max_entries=6, show_spinner="Training …")
def trained(corpus: str, seed: int) -> subwords.Pieces:
    return subwords.train(corpus, seed)


@st.fragment
def look() -> None:
    """URL: corpus, seed, unheard."""
    with common.friendly():
        show()


def show() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        corpus, seed = pick_text()
    found = trained(corpus, seed)
    with left:
        help_text = "Any letters. A table of words has no vector for a word that it has not seen; pieces of it have."
        typed = st.text_input("A word", FIRST, max_chars=LONGEST, key="unheard", bind="query-params", help=help_text)
        if found.unseen:
            st.caption(f"Struck from the text before training: {', '.join(found.unseen)}.")
    word = typed.strip().casefold() or FIRST
    right_share, known = found.right(), found.known(word)
    with right:
        numbers = {
            "In the text": "yes" if word in found.text.vocabulary else "no",
            "Pieces known": f"{len(known)} of {len(subwords.pieces(word))}",
        }
        if found.unseen:
            numbers["Qualities near struck words"] = f"{right_share['struck words']:.0%}"
            numbers["Among all words"] = f"{right_share['any words']:.0%}"
        common.metrics(numbers)
        st.markdown(" ".join(f"`{piece.replace('`', '')}`" for piece in known or ["none"]))
        if not known:
            st.info("None of its pieces stands in the text, so it has no vector; try letters of its words.")
            return
        near = found.neighbours(word, FEW)
        lead(f"Nearest to “{common.plain(word)}”")
        common.show(
            likeness([name for name, _ in near], [cosine for _, cosine in near]),
            key="pieces",
            alt=f"The words nearest to {word} by the vectors of its pieces",
            code=code.pieces(corpus, seed, word, FEW),
            columns={"word": [name for name, _ in near], "cosine": [cosine for _, cosine in near]},
        )
        st.caption("Its vector is the mean of those of its pieces, which it shares with words that are spelled alike.")
