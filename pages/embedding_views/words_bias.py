"""The topic Bias of the view Words by counting: an axis from he to she, taken out, and found again."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.embedding_views import words_choice
from vizlab.embeddings.words import leaning
from vizlab.embeddings.words.bias import CONTROLS
from vizlab.embeddings.words.counting import Counting
from vizlab.figures import embedding_bias as figures
from vizlab.snippets import embedding_words as code


@st.cache_data(max_entries=16, show_spinner="Leaving each occupation out once …")
def measured(recipe: Counting, way: str, dims: int) -> Any:
    return leaning.measure(*words_choice.vectors(recipe, way, dims), recipe.seed)


def look() -> None:
    """URL: corpus, bias, seed, window, vocabulary, corpus_words, word_vectors, vector_dims."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        source = words_choice.pick_vectors(bias=True)
    with right, common.friendly():
        show(source)


def show(source: tuple[Counting, str, int]) -> None:
    found = measured(*source)
    after = found.found_after
    common.metrics(
        {
            "Largest projection": f"{np.abs(found.before).max():.4f} → {np.abs(found.after).max():.4f}",
            "A classifier is right": f"{found.found_before.accuracy:.0%} → {after.accuracy:.0%}",
            "With shuffled labels": f"{after.shuffled.mean():.0%}, at most {after.chance:.0%}",
        }
    )
    first, second = st.columns(2, gap="large")
    with first:
        st.markdown("**Between he and she**")
        common.show(
            figures.leanings(found.words, {"before": found.before, "after": found.after}, ("he", "she")),
            key="leanings",
            alt="Projection of each occupation on the axis from he to she, before and after its removal",
            code=code.leanings(source),
            columns={"word": found.words, "planted": found.planted, "before": found.before, "after": found.after},
        )
        st.caption(f"Before the removal the projection follows what was planted, at a correlation of {found.correlation:.2f}.")
    with second:
        st.markdown("**Can the side still be told?**")
        common.show(
            figures.recovery(
                after.shuffled, {"before": found.found_before.accuracy, "after": after.accuracy}, n=len(found.words)
            ),
            key="recovery",
            alt="How often a linear classifier tells the side of an occupation, against runs with shuffled labels",
            code=code.recovery(source),
            arrays={"shuffled": after.shuffled},
        )
        st.caption(
            f"Each of {len(found.words)} occupations is judged by a classifier that learned from the others; grey: {CONTROLS} "
            f"runs with shuffled labels. {verdict(after)}"
        )


def verdict(after: Any) -> str:
    if after.accuracy > after.chance:
        return "The direction is gone, but words of one side still keep company with each other."
    return "No more than chance: there is nothing left, or there was nothing."
