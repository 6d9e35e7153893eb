"""Of the topic Neural models: a word of two meanings has a vector of its own in every sentence."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views.learned_choice import lead, pick_text
from vizlab.embeddings.learned import senses
from vizlab.figures import embedding_learned as drawings
from vizlab.snippets import embedding_learned as code

LOOK = {"x_title": "", "y_title": "", "percent": False}


@st.cache_resource(max_entries=6, show_spinner="Training …")
def reader(corpus: str, seed: int) -> senses.Reader:
    return senses.train(corpus, seed)


@st.cache_data(max_entries=32, show_spinner=False)
def laid_out(corpus: str, seed: int, word: str) -> Any:
    return senses.lay_out(reader(corpus, seed), word)


@st.fragment
def look() -> None:
    """URL: corpus, seed, ambiguous, occurrence."""
    with common.friendly():
        show()


def show() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        corpus, seed = pick_text()
    known = reader(corpus, seed)
    with left:
        word = str(common.choose(st.selectbox, "Word", senses.readable(known.text), key="ambiguous"))
        found = laid_out(corpus, seed, word)
        place = int(common.choose(st.select_slider, "Sentence with it", list(range(len(found.texts))), key="occurrence"))
        st.caption(
            "A network foretells every word from the others of its sentence, and learns how much to listen to each (attention). "
            "What it hears at a place is the vector of the word there."
        )
    with right:
        common.metrics(
            {"Meaning told apart, in context": f"{found.right:.0%}", "By a table, at best": f"{found.majority:.0%}"}
            | {"Places": f"{len(found.texts)}"}
        )
        first, second = st.columns(2, gap="large")
        with first:
            lead(f"“{word}” at all its places")
            common.show(
                drawings.against(found.groups, **LOOK),
                key="senses",
                alt=f"The vectors in context of {word}, coloured by the meaning that its company tells",
                code=code.senses(corpus, seed, word),
                columns={"meaning": [name for name, points in found.groups.items() for _ in points]}
                | {axis: [p[at] for points in found.groups.values() for p in points] for at, axis in enumerate("xy")},
            )
            st.caption("PCA. Colour: the company that was planted with either meaning. In a table all are one point.")
        with second:
            lead("Whom it listens to")
            names, values, marked = senses.listening(known, word, place)
            common.show(
                drawings.bars(names, values, marked, title="share of what is heard", percent=True),
                key="listening",
                alt="The words of one sentence, and how much each counts for the vector",
                code=code.listening(corpus, seed, word, place),
                columns={"word": names, "share": values},
            )
            st.caption("Orange: words that tell the meaning. Nobody marked them in training.")
