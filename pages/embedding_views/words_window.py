"""The topic Window of the view Words by counting: pairs accumulate while a window slides, step by step."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.embedding_views import words_choice
from vizlab.embeddings.words import analogies, cooccurrence, windows
from vizlab.figures import embedding_counts as figures
from vizlab.figures.embedding_words import likeness
from vizlab.snippets import embedding_words as code

PASSAGE = "the cat sat on the mat. the dog sat on the rug."
COMPANY, SHARED = 8, 20  # companions shown; compared


@st.cache_data(max_entries=16, show_spinner=False)
def slid(passage: str, reach: int) -> tuple[list[str], list[str], list[Any]]:
    text = windows.in_order(windows.short(passage))
    moments = [(moment.at, moment.inside, moment.counts) for moment in windows.slide(text, reach)]
    return [text.vocabulary[word] for word in text.ids], text.vocabulary, moments


def look() -> None:
    """URL: passage, reach; corpus, seed, window, vocabulary, corpus_words, word."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        passage = st.text_area("Sentences", PASSAGE, key="passage", bind="query-params", height=120, max_chars=300)
        help_text = "How many words to either side the window sees; it never looks over the end of a sentence."
        reach = st.slider("Reach of the window", 1, 5, 2, key="reach", bind="query-params", help=help_text)
        st.caption(f"At most {windows.MOST_SHOWN} words, so that every step can be followed.")
    with right, common.friendly():
        show_window(passage, reach)
    show_company()


def show_window(passage: str, reach: int) -> None:
    text, vocabulary, moments = slid(passage, reach)
    last = moments[-1][2]
    again = cooccurrence.counts(windows.in_order(windows.short(passage)), reach)
    common.metrics(
        {
            "Pairs counted": f"{int(last.sum())}",
            "Counted again, all at once": f"{int(again.sum())}",
            "Largest difference": f"{np.abs(last - again).max():.0f}",
            "Table less its mirror image": f"{np.abs(last - last.T).max():.0f}",
        }
    )
    common.show(
        figures.window_film(text, vocabulary, moments),
        key="window",
        alt="The window on its way over the sentences, and the table of pairs counted so far",
        code=code.window(passage, reach),
        arrays={"counts": last},
    )
    st.caption("Orange is the word in the middle, blue what the window sees. Rows: the middle; columns: its neighbour.")


def show_company() -> None:
    """The company of a word in a whole text, and that of the word most like it. URL: word."""
    st.subheader("Words of like company are alike")
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = words_choice.pick_counting()
        words, counts = words_choice.counted(recipe)
        word = words_choice.pick_word("Word", words, "word", "king")
        place = words.index(word)
        _, vectors = words_choice.vectors(recipe, "PPMI, SVD", words_choice.DIMS)
        other, cosine = analogies.stranger(vectors, counts, place)
    with right:
        for column, own in zip(st.columns(2, gap="large"), (place, other), strict=True):
            with column:
                found = windows.company(counts, own, COMPANY)
                names = [words[place] for place, _ in found]
                st.markdown(f"**{common.plain(words[own])}** keeps company with")
                common.show(
                    likeness(names, [value for _, value in found], unit="PPMI in nats"),
                    key="company" if own == place else "like-company",
                    alt=f"The words that {words[own]} meets more often than by chance",
                    code=code.company(recipe, words[own], COMPANY),
                    columns={"word": names, "PPMI": [value for _, value in found]},
                )
        mine, theirs = ({near for near, _ in windows.company(counts, own, SHARED)} for own in (place, other))
        st.caption(
            f"Of the words that {common.plain(word)} never stands near, {common.plain(words[other])} is most like it (cosine "
            f"{cosine:.2f}): of the {SHARED} strongest companions of either they share {len(mine & theirs)}. PPMI: how much "
            "likelier than by chance, in nats."
        )
