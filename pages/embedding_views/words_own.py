"""The topic "Your vectors" of the view Words by counting: a file of word vectors, read whatever stands in it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages import common, knobs
from pages.embedding_views import words_choice, words_reading
from vizlab.embeddings.words import imported
from vizlab.embeddings.words.counting import Counting
from vizlab.errors import VizlabError
from vizlab.snippets import embedding_words as code

EXAMPLE = "example"
MB = imported.MOST_BYTES // 2**20


@st.cache_data(max_entries=1, show_spinner=False)
def example() -> bytes:
    words, vectors = Counting().vectors("PPMI, SVD", words_choice.DIMS)
    return imported.written(words, vectors)


@st.cache_data(max_entries=2, show_spinner="Reading the vectors …")
def opened(name: str) -> imported.Imported:
    return imported.parse(example()) if name == EXAMPLE else imported.find(name)


def look() -> None:
    """URL: vectors_of, word_a, word_b, word_c, word."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        name = pick()
        found = opened(name)
        words = list(found.words)
        st.caption(read_from(found))
        st.download_button("The example as a file", example(), code.OWN, key="vectors_example", on_click="ignore")
    with right, common.friendly():
        words_reading.show_analogy(name, words, found.vectors, typed)
    with common.friendly():
        words_reading.show_neighbours(name, words, found.vectors, typed)


def read_from(found: imported.Imported) -> str:
    """What was understood of the file."""
    said = f"{len(found.words):,} words of {found.vectors.shape[1]} numbers."
    if found.skipped:
        said += f" {found.skipped:,} lines could not be read."
    if found.left_out:
        said += f" Only the first {imported.MOST_WORDS:,} words are kept, {found.left_out:,} further lines left out."
    return said


def pick() -> str:
    """Vectors of the visitor's, kept under their checksum, or the example. URL: vectors_of."""
    file = st.file_uploader("Word vectors, a text file", type=["txt", "vec"], key="vectors_file", max_upload_size=MB)
    st.button("Read this file", key="use_vectors", on_click=use, disabled=file is None)
    if problem := st.session_state.pop("_vectors_problem", ""):
        st.error(common.plain(problem))
    asked = dict.fromkeys((st.session_state.get("vectors_of", ""), st.query_params.get("vectors_of", "")))
    kept = [name for name in asked if name and imported.is_here(name)]
    titles = {EXAMPLE: "The example: the small world, counted"} | {name: f"Yours, {name}" for name in kept}
    return str(common.choose(st.selectbox, "Vectors", list(titles), key="vectors_of", titles=titles))


def use() -> None:
    """Keep the vectors of the file and turn to them (in a callback)."""
    try:
        knobs.put({"vectors_of": imported.keep(imported.parse(st.session_state["vectors_file"].getvalue()))})
    except VizlabError as error:
        st.session_state["_vectors_problem"] = str(error)


def typed(label: str, words: Sequence[str], key: str, default: str) -> str:
    """A word that is typed: there may be too many to list. URL: the key."""
    word = st.text_input(label, default, key=key, bind="query-params", max_chars=80).strip()
    for known in (word, word.casefold()):
        if known in words:
            return known
    raise VizlabError(
        f"“{word}” is not among the {len(words):,} words of these vectors; {words[0]} and {words[1]} are, for example."
    )
