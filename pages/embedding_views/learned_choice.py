"""Knobs that the topics of the view Words by learning share, and the panel of their studies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pages import job_panel, knobs
from pages.embedding_views.words_choice import pick_corpus
from vizlab.embeddings.learned.recipe import KNOBS, SkipgramRecipe
from vizlab.embeddings.learned.study import KIND, StudyRecipe, numbers
from vizlab.frames import Frames
from vizlab.jobs import Snapshot

LABELS = {
    "negatives": "Negatives",
    "skip_reach": "Window: words on either side",
    "skip_dims": "Numbers in a vector",
    "word_lr": "Learning rate",
    "least": "A word must occur",
}
Found = Mapping[str, Mapping[str, Any]]


def knob(name: str) -> Any:
    """One knob by its name. URL: its name."""
    return knobs.knob(name, KNOBS[name], getattr(SkipgramRecipe, name), label=LABELS.get(name, ""))


def pick_text() -> tuple[str, int]:
    """A text and a seed. URL: corpus, seed."""
    return pick_corpus(), int(knob("seed"))


def show_study(name: str, draw: Callable[[StudyRecipe, Found], None], about: str) -> None:
    """A study of the text that is chosen, carried out or not. URL: corpus, seed."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        corpus, seed = pick_text()
        st.caption(about)
    run = Frames(KIND, StudyRecipe(study=name, corpus=corpus, seed=seed))
    with right:
        record = run.record()
        if record is None:
            unfinished(run)
        else:
            draw(run.recipe, dict(record["cells"]))


def unfinished(run: Frames) -> None:
    """The way of a study that nobody has carried out yet."""

    def live(snapshot: Snapshot) -> None:
        for cell, found in numbers(run.read()).items():
            st.caption(f"{cell}: {', '.join(f'{key} {value:.2f}' for key, value in found.items() if isinstance(value, float))}")

    if job_panel.offer(run, label="Measure", draw=live):
        st.markdown("Nobody has measured this yet. It takes about ten seconds of one processor, as a job.")


def lead(title: str) -> None:
    """The name of a chart above it."""
    st.markdown(f"**{title}**")
