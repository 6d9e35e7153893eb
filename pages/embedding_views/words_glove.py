"""The topic GloVe of the view Words by counting: words find their places, and what the empty cells would have said."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.embedding_views import words_choice
from vizlab.embeddings.words import corpora, learning, places, reading, ways
from vizlab.embeddings.words.counting import Counting
from vizlab.figures import embedding_counts as figures
from vizlab.figures import embedding_words
from vizlab.figures.export import curve_columns
from vizlab.figures.progress import lines
from vizlab.snippets import embedding_words as code

EMPTY = {"say nothing": 0.0, "count as one": 1.0}


@st.cache_data(max_entries=6, show_spinner="GloVe learns …")
def trained(recipe: Counting, dims: int, steps: int, most: float, more: float) -> dict[str, Any]:
    words, counts = words_choice.counted(recipe)
    return learning.learn(words, counts, dims, steps, recipe.seed, most=most, more=more)


@st.cache_data(max_entries=4, show_spinner="Asking the analogies …")
def compared(recipe: Counting, dims: int) -> list[float]:
    return [reading.right(*words_choice.vectors(recipe, way, dims))["all"][0] for way in ways.WAYS]


def look() -> None:
    """URL: corpus, seed, window, vocabulary, corpus_words, empty, glove_steps, glove_most, vector_dims."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = words_choice.pick_counting()
        help_text = "As published they say nothing. With one more in every cell a pair that never met has the weight f(1)."
        empty = common.choose(st.segmented_control, "Empty cells", list(EMPTY), key="empty", help=help_text, wrap=True)
        help_text = "Steps over all pairs at once; the rate falls to zero by the last."
        steps = int(common.choose(st.select_slider, "Steps", [50, 100, 200, 300], key="glove_steps", default=300, help=help_text))
        help_text = "From so many meetings on, a pair has the full weight of 1."
        most = float(
            common.choose(st.select_slider, "Full weight from", [10, 30, 100], key="glove_most", default=100, help=help_text)
        )
        dims = int(words_choice.knob("vector_dims", words_choice.DIMS))
    given = (recipe, dims, steps, most, EMPTY[empty])
    found = trained(*given)
    words, counts = words_choice.counted(recipe)
    with right:
        right_ones, questions = found["right"]
        numbers = {"Loss J": f"{found['curve'][-1][1]:,.0f}", f"f(0), f({most:g})": "{:g}, {:g}".format(*found["f"])}
        numbers["Cells that are empty"] = f"{(counts == 0).mean():.0%}"
        numbers["Their part of J"] = f"{found['silent']:,.4g}"
        common.metrics(numbers | ({"Planted analogies right": f"{right_ones:.1%}"} if questions else {}))
        shown = [words[place] for place in places.shown(words)]
        common.show(
            embedding_words.word_film(
                found["moments"], shown, places.kind_numbers(shown), list(corpora.KINDS), written=learning.marked(shown)
            ),
            key="glove",
            alt="t-SNE map of the words while GloVe trains",
            code=code.glove_film(*given),
            columns={"word": shown, "x": found["moments"][-1][1][:, 0], "y": found["moments"][-1][1][:, 1]},
        )
    first, second, third = st.columns(3, gap="large")
    with first:
        show_loss(given, found["curve"])
    with second:
        show_weights(recipe, words, counts, most)
    with third:
        show_ways(recipe, dims)


def show_loss(given: Any, curve: list[Any]) -> None:
    st.markdown("**How it learns**")
    common.show(
        lines({"J": curve}, x_title="step", y_title="loss J", log=True, height_px=320),
        key="loss",
        alt="GloVe's loss against the step",
        code=code.glove_loss(*given),
        columns=curve_columns({"J": curve}),
    )
    st.caption("Squared errors of the logarithms, weighted by f, of all pairs.")


def show_weights(recipe: Counting, words: list[str], counts: Any, most: float) -> None:
    st.markdown("**How much a pair counts**")
    common.show(
        figures.weights(learning.levels(words, counts), most=most, height_px=320),
        key="weights",
        alt="The weight f of a pair against how often it was seen",
        code=code.weights(recipe, most),
        columns={"times": np.arange(0, int(1.6 * most))},
    )
    st.caption("Frequent pairs cannot drown the others, and f(0) = 0 spares the logarithm of 0.")


def show_ways(recipe: Counting, dims: int) -> None:
    st.markdown("**Planted analogies, by every way**")
    shares = compared(recipe, dims)
    if np.isnan(shares).any():
        st.caption("This text has no planted relations.")
        return
    common.show(
        embedding_words.likeness(list(ways.WAYS), shares, unit="right", percent=True, height_px=320),
        key="ways",
        alt="Share of planted analogies right, by every way from counts to vectors",
        code=code.ways_compared(recipe, dims),
        columns={"way": list(ways.WAYS), "right": shares},
    )
    st.caption("In a text this short an empty cell is evidence, too: GloVe as published never looks at it.")
