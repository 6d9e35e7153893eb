"""The topic Seeds of the view Believe it or not: the same vectors and settings from other random starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.embedding_views import belief_study as study

NAMES = ("trustworthiness", "neighbour_accuracy", "rank_correlation")


def say(notes: Mapping[str, Any]) -> str:
    return (
        f"KL {notes['loss']:.3f} · trustworthiness {notes['trustworthiness']:.3f} · kNN {notes['neighbour_accuracy']:.1%} · "
        f"rank correlation {notes['rank_correlation']:.2f}"
    )


def look() -> None:
    """URL: what `choice` reads of the vectors, n, perplexity."""
    recipe = study.pick("seed", "perplexity")
    frames = study.finished(recipe, "Compute the maps")
    if not frames:
        return
    study.show_maps(recipe, frames, say)
    study.hover(recipe, [study.key_of(frame.notes["name"]) for frame in frames])
    left, right = st.columns([5, 3], gap="large")
    with left:
        study.show_numbers(recipe, frames, NAMES, "Quality of the maps over the seeds")
    with right:
        best = min(frames, key=lambda frame: frame.notes["loss"]).notes
        worst = max(frames, key=lambda frame: frame.notes["loss"]).notes
        st.markdown("**Near is the same in all, far is not**")
        st.markdown(
            f"KL is comparable here, for all else is equal: best is {best['name']} with {best['loss']:.3f} nats, worst "
            f"{worst['name']} with {worst['loss']:.3f}. Which cluster lies beside which is decided by the start."
        )
        st.caption("All maps are turned, mirrored and scaled to lie on the first. From the PCA start every seed gives one map.")
