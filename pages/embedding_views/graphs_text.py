"""The topic "A text as a graph" of the view Graphs: words as nodes, edges that weigh how often two stand together."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from pages import common, knobs
from pages.embedding_views.graphs_knobs import pick_seed
from vizlab.embeddings.graphs import nodes, texts
from vizlab.embeddings.words import corpora
from vizlab.figures.embedding_graphs import word_map
from vizlab.figures.embedding_grids import weights
from vizlab.snippets import embedding_grids as code

OWN, SIZE, NEAREST, STRONGEST, SHOWN = "a text of yours", 20_000, 5, 150, 12
EXAMPLE = (
    "The dog chases the cat. The cat chases the mouse. The mouse eats the cheese. The dog eats the bone. The bird eats the seed. "
    "The cat sees the bird. The dog sees the cat."
)


class Choice(NamedTuple):
    """Which text, or the text itself, and how it is woven."""

    text: str
    own: str
    reach: int
    words: int
    seed: int

    def read(self) -> corpora.Text:
        """The text as numbers. Errors: `VizlabError` if it has no words."""
        return corpora.tokenised(self.own) if self.text == OWN else corpora.read(self.text, self.seed, size=SIZE)


@st.cache_data(max_entries=16, show_spinner="Weaving the graph …")
def woven(choice: Choice) -> tuple[texts.WordGraph, int, Any, Any]:
    """The graph, how many cells differ from the table, vectors by descent and by SVD."""
    text = choice.read()
    graph = texts.woven(text, choice.reach, choice.words)
    return graph, texts.disagreements(graph, text, choice.reach), texts.by_descent(graph, choice.seed), texts.by_svd(graph)


def look() -> None:
    """URL: text, story, apart, text_words, seed."""
    columns = st.columns(4)
    with columns[0]:
        text = common.choose(st.selectbox, "Text", [*corpora.CORPORA, OWN], key="text", default="countries")
    with columns[1]:
        reach = knobs.knob("apart", texts.KNOBS["apart"], 2, label="Words apart, at most")
    with columns[2]:
        words = knobs.knob("text_words", texts.KNOBS["text_words"], 60, label="Words, the most frequent", step=10)
    with columns[3]:
        seed = pick_seed()
    own = st.text_area("Your text", EXAMPLE, max_chars=2000, key="story", bind="query-params") if text == OWN else ""
    choice = Choice(text, own, reach, words, seed)
    graph, wrong, descended, singular = woven(choice)
    rivals = np.random.default_rng(seed).standard_normal(descended.shape)
    common.metrics(
        {
            "Edges": f"{len(graph.edges):,}",
            "Cells that differ from the table": f"{wrong}",
            f"Of the {NEAREST} nearest, both agree on": f"{texts.overlap(descended, singular, NEAREST):.0%}",
            "with random vectors": f"{texts.overlap(rivals, singular, NEAREST):.0%}",
        }
    )
    kinds = corpora.kinds_of(graph.names)
    named = [kinds.get(name, "") for name in graph.names]
    for place, way, vectors in zip(st.columns(2, gap="large"), ("descent", "SVD"), (descended, singular), strict=True):
        with place:
            show_map(choice, graph, named, way, vectors)
    st.caption(
        "Left as any graph is learned: edges drawn by their weight against random pairs. Right: singular vectors of the table of "
        "logarithms. Both in 8 dimensions, all at length 1, on their plane of greatest variance, with the heaviest edges."
    )
    show_table(choice, graph)


def show_map(choice: Choice, graph: texts.WordGraph, kinds: list[str], way: str, vectors: Any) -> None:
    strongest = np.argsort(-graph.weights, kind="stable")[:STRONGEST]
    st.subheader("By the graph's descent" if way == "descent" else "By the table's SVD")
    common.show(
        word_map(nodes.flat([texts.unit(vectors)])[0], graph.names, kinds, graph.edges[strongest], graph.weights[strongest]),
        key=f"words-by-{way.lower()}",
        alt=f"Words of the text on a plane, by {way}, with their heaviest edges",
        code=code.words(choice, way, SIZE, STRONGEST),
        columns={"word": list(graph.names), "x": vectors[:, 0].tolist(), "y": vectors[:, 1].tolist()},
    )


def show_table(choice: Choice, graph: texts.WordGraph) -> None:
    st.subheader("An edge's weight is a count")
    names = graph.names[:SHOWN]
    common.show(
        weights(graph.table[:SHOWN, :SHOWN], names),
        key="weights",
        alt="Weights of the edges between the most frequent words",
        code=code.weights(choice, SIZE, SHOWN),
        arrays={"weights": graph.table, "words": np.array(graph.names)},
    )
    st.caption(
        "The weights come from a walk through the sentences, the table from pairs of the whole text; all cells must agree."
    )
