"""What all topics of words ask for: a text, generated or the visitor's own, and how it is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages import common, knobs
from vizlab.embeddings.words import corpora, ways
from vizlab.embeddings.words.counting import KNOBS, Counting, usual
from vizlab.errors import VizlabError

DEFAULTS = Counting()
DIMS = 64
LABELS = {
    "corpus_words": "Words in the text",
    "vocabulary": "Different words counted",
    "vector_dims": "Numbers in a vector",
    "bias": "Bias in the text",
}


@st.cache_data(max_entries=8, show_spinner="Counting …")
def counted(recipe: Counting) -> tuple[list[str], Any]:
    return recipe.counted()


@st.cache_data(max_entries=12, show_spinner="Making vectors …")
def vectors(recipe: Counting, way: str, dims: int) -> tuple[list[str], Any]:
    return recipe.vectors(way, dims)


def pick_corpus() -> str:
    """A text. URL: corpus."""
    own = [name for name in dict.fromkeys((st.session_state.get("corpus", ""), st.query_params.get("corpus", "")))]
    kept = [name for name in own if name.startswith(corpora.OWN) and corpora.is_here(name)]
    titles = {name: name[0].upper() + name[1:] for name in corpora.CORPORA} | {name: f"Yours, {name}" for name in kept}
    name = str(common.choose(st.selectbox, "Text", list(titles), key="corpus", titles=titles))
    if name in corpora.CORPORA:
        st.caption(corpora.CORPORA[name].about)
    with st.expander("A text of your own"):
        bring()
    return name


def bring() -> None:
    """Paste or upload a text; it is kept under its checksum, which the link carries."""
    pasted = st.text_area("Paste it", key="own_text", height=110, max_chars=400_000, placeholder="Some pages, any language")
    limit = corpora.MOST_BYTES // 2**20
    file = st.file_uploader("Or a text file", type=["txt"], key="own_file", max_upload_size=limit)
    st.button("Use this text", key="use_text", on_click=use, disabled=not pasted.strip() and file is None)
    if problem := st.session_state.pop("_text_problem", ""):
        st.error(common.plain(problem))
    st.caption(
        f"Kept here for whoever has the link. Lower case, letters only; the {corpora.MOST_WORDS:,} most frequent words of the "
        f"first {corpora.MOST_TOKENS:,}."
    )


def use() -> None:
    """Keep what was brought and turn to it (in a callback)."""
    file = st.session_state.get("own_file")
    try:
        text = corpora.decoded(file.getvalue()) if file is not None else st.session_state["own_text"]
        knobs.put({"corpus": corpora.keep(text)})
    except VizlabError as error:
        st.session_state["_text_problem"] = str(error)


def knob(name: str, default: Any = None) -> Any:
    """One knob by its name. URL: its name."""
    default = getattr(DEFAULTS, name) if default is None else default
    return knobs.knob(name, KNOBS[name], default, label=LABELS.get(name, ""))


def pick_counting(*, more: bool = True, bias: bool = False) -> Counting:
    """A text and how it is counted. URL: corpus, seed, window, vocabulary, corpus_words, bias.

    more: with the window and the size of the vocabulary. bias: with that in the text.
    """
    chosen: dict[str, Any] = {"corpus": pick_corpus()}
    is_generated = chosen["corpus"] in corpora.CORPORA
    if bias and is_generated:
        chosen["bias"] = st.slider(
            LABELS["bias"], 0.0, 1.0, DEFAULTS.bias, 0.1, key="bias", bind="query-params", help=KNOBS["bias"].effect
        )
    if is_generated:
        chosen["seed"] = knob("seed")
    with st.expander("How it is counted"):
        if is_generated:
            chosen["corpus_words"] = knob("corpus_words")
        if more:
            chosen |= {name: knob(name) for name in ("window", "vocabulary")}
    return Counting(**chosen)


def pick_way() -> str:
    """A way from counts to vectors. URL: word_vectors."""
    about = "\n".join(f"- **{name}**: {way.about}" for name, way in ways.WAYS.items())
    return str(common.choose(st.selectbox, "Vectors", list(ways.WAYS), key="word_vectors", help=about))


def pick_vectors(*, bias: bool = False) -> tuple[Counting, str, int]:
    """A text, a way and the size of the vectors. URL: as of `pick_counting`; word_vectors, vector_dims."""
    recipe = pick_counting(bias=bias)
    way = pick_way()
    return recipe, way, int(knob("vector_dims", DIMS))


def pick_word(label: str, words: Sequence[str], key: str, default: str) -> str:
    """One of the words; typing searches. URL: the key."""
    return str(common.choose(st.selectbox, label, list(words), key=key, default=usual(words, [default])[0]))
