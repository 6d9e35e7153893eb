"""The topic Noise of the view Believe it or not: the same settings on vectors without any structure, beside the real ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.embedding_views import belief_study as study
from vizlab.embeddings.belief.study import StudyRecipe


def say(notes: Mapping[str, Any]) -> str:
    true = f"{notes['silhouette_true']:z.2f}".replace("-", "−")
    return (
        f"{notes['clumps']} clumps · clusters of the map: silhouette {notes['silhouette_seen']:.2f} on it, {true} in truth · "
        f"trustworthiness {notes['trustworthiness']:.3f}"
    )


def look() -> None:
    """URL: what `choice` reads of the vectors, n, seed."""
    recipe = study.pick("noise", "seed")
    noise = study.finished(recipe, "Compute the maps of shuffled vectors")
    if not noise:
        return
    st.subheader("Shuffled: every column dealt out anew, nothing left to find")
    study.show_maps(recipe, noise, say, prefix="noise-")
    st.caption(
        "Clusters are found on the map by k-means, as many as there are classes; their silhouette says how well they stand "
        "apart: 1 is complete, 0 not at all. What stands apart on the map only is made by the map."
    )
    st.subheader("The vectors as they are")
    real = StudyRecipe(vary="perplexity", data=recipe.data, reference=recipe.reference, layer=recipe.layer, n=recipe.n).settled
    frames = study.finished(real, "Compute the maps of the vectors as they are")
    names = [frame.notes["name"] for frame in noise]
    if frames:
        study.show_maps(real, frames, say, only=names)
        study.hover(real, [study.key_of(name) for name in names])
