"""What the topics of plain auto-encoders share: the knobs of a study, and the way to one that nobody has carried out."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages import job_panel
from pages.knobs import knob
from vizlab.frames import Frame, Frames
from vizlab.generative.autoencoders.recipe import KIND, KNOBS, StudyRecipe
from vizlab.jobs import Snapshot

LABELS = {"ae_hidden": "Hidden units", "ae_epochs": "Epochs", "ae_seed": "Seed of the training"}
Draw = Callable[[StudyRecipe, list[Frame]], None]


def pick_recipe(study: str) -> StudyRecipe:
    """URL: ae_hidden, ae_epochs, ae_seed."""
    with st.expander("The networks and their training"):
        values = {name: knob(name, KNOBS[name], getattr(StudyRecipe, name), label=label) for name, label in LABELS.items()}
    return StudyRecipe(study=study, **values)


def show(recipe: StudyRecipe, draw: Draw) -> None:
    """A finished study as `draw` draws it; else the way to it."""
    run = Frames(KIND, recipe)
    record = run.record()
    if record is not None:
        draw(recipe, job_panel.finished(run, record))
        return
    if job_panel.offer(run, label="Train these networks", draw=live):
        done = len(run.indices())
        st.markdown("Nobody has trained these yet: it takes about a minute, and can be cancelled at any time.")
        if done:
            st.caption(f"{done} of its measurements are kept; it goes on after them.")


def live(snapshot: Snapshot) -> None:
    st.caption("Each network is measured as soon as it is trained; all are shown when the last one is done.")
