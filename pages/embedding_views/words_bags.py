"""The topic Bags of the view Words by counting: the same documents on three maps."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views import words_choice
from vizlab.embeddings.words import bags, places
from vizlab.embeddings.words.counting import Counting
from vizlab.figures.embedding_words import word_map
from vizlab.snippets import embedding_words as code


@st.cache_data(max_entries=16, show_spinner="Reading the documents …")
def mapped(
    source: tuple[Counting, str, int], sentences: int, strange: float, per_subject: int, name: str
) -> tuple[Any, float, Any]:
    """The documents, how many neighbours know the subject, and a map (n, 2)."""
    known = bags.documents(sentences, strange, source[0].seed, per_subject)
    features = bags.bag(name, known, *words_choice.vectors(*source))
    return known, bags.neighbour_accuracy(features, known.labels), places.lay_out(features)


def look() -> None:
    """URL: sentences, strange, per_subject; corpus, seed, window, vocabulary, corpus_words, word_vectors, vector_dims."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        help_text = "Short documents share few words, long ones many."
        sentences = st.slider("Sentences in a document", 1, 4, 1, key="sentences", bind="query-params", help=help_text)
        help_text = "How many of their sentences are about anything."
        strange = st.slider("Beside the subject", 0.0, 0.6, 0.0, 0.1, key="strange", bind="query-params", help=help_text)
        per_subject = int(common.choose(st.select_slider, "Documents a subject", [10, 20, 30, 40], key="per_subject", default=20))
        with st.expander("Where the vectors come from"):
            source = words_choice.pick_vectors()
    chosen = (sentences, strange, per_subject)
    found = {name: mapped(source, *chosen, name) for name in bags.BAGS}
    known = next(iter(found.values()))[0]
    with right:
        common.metrics(
            {f"kNN, {name}": f"{accuracy:.1%}" for name, (_, accuracy, _) in found.items()}
            | {"Chance": f"{1 / len(bags.SUBJECTS):.1%}", "Words that two of a subject share": f"{bags.shared(known):.1f}"}
        )
        columns = st.columns(3)
    for column, (name, (_, _, positions)) in zip(columns, found.items(), strict=True):
        with column:
            st.markdown(f"**{name[0].upper()}{name[1:]}**")
            common.show(
                word_map(positions, bags.titles(known), known.labels, list(bags.SUBJECTS), height_px=380),
                key=name.split(" ", maxsplit=1)[0].lower(),
                alt=f"t-SNE map of {len(known.labels)} documents by {name}",
                code=code.bag(source, *chosen, name),
                columns={"document": bags.titles(known), "subject": known.labels, "x": positions[:, 0], "y": positions[:, 1]},
            )
    st.caption(
        f"kNN: the subject that most of a document's {bags.K} nearest others have, before any map. Averaged vectors know that "
        "words are alike which the documents never share."
    )
