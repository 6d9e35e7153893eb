"""The topic Perplexity of the view Believe it or not: the same vectors, more and more neighbours listened to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.embedding_views import belief_study as study

NAMES = ("trustworthiness", "neighbour_accuracy", "rank_correlation")


def say(notes: Mapping[str, Any]) -> str:
    return (
        f"KL {notes['loss']:.2f} · trustworthiness {notes['trustworthiness']:.3f} · kNN {notes['neighbour_accuracy']:.1%} · "
        f"{notes['clumps']} clumps"
    )


def look() -> None:
    """URL: what `choice` reads of the vectors, n."""
    recipe = study.pick("perplexity")
    frames = study.finished(recipe, "Compute the maps")
    if not frames:
        return
    study.show_maps(recipe, frames, say)
    study.hover(recipe, [study.key_of(frame.notes["name"]) for frame in frames])
    losses = [frame.notes["loss"] for frame in frames]
    left, right = st.columns([5, 3], gap="large")
    with left:
        study.show_numbers(recipe, frames, NAMES, "Quality of the maps over the perplexity")
    with right:
        st.markdown("**KL cannot choose the perplexity**")
        st.markdown(
            f"KL falls from {losses[0]:.2f} to {losses[-1]:.2f} nats, but each perplexity is judged against its own "
            "neighbourhoods: the wider they are, the easier they are to please. Compare KL at one perplexity only."
        )
        st.caption("All maps are turned, mirrored and scaled to lie on the first; clumps are counted without the classes.")
