"""The last part of the view Network: what the size of a batch does to the minimum that training ends in."""

from __future__ import annotations

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from vizlab.figures.landscape_network import sharpness as spread
from vizlab.frames import Frame, Frames
from vizlab.landscapes.network import sharpness
from vizlab.landscapes.network.sharpness import BATCH_KNOBS, BatchesRecipe
from vizlab.snippets import landscape_network as code

CURVES = {"trace": "trace of the Hessian", "rise": "rise under noise", "test": "test loss"}


def show_batch_sizes(seed: int) -> None:
    """URL: rate."""
    st.subheader("Do small batches end in flatter minima?")
    left, right = st.columns([2, 3], gap="large")
    with left:
        rate = knob("rate", BATCH_KNOBS["rate"], BatchesRecipe().rate, label="Learning rate")
        st.caption(
            f"A network of one hidden layer on all digits, {BatchesRecipe().updates:,} steps of plain SGD from "
            f"{sharpness.SEEDS} starts: only the batch differs."
        )
    recipe = BatchesRecipe(rate=rate, seed=seed)
    run = Frames(sharpness.KIND, recipe)
    record = run.record()
    if record is None:
        with right:
            job_panel.offer(run, label="Train them all", draw=lambda snapshot: None)
        return
    frames = job_panel.finished(run, record)
    with right:
        show_spread(recipe, frames)
    with left:
        show_medians(frames)


def show_spread(recipe: BatchesRecipe, frames: list[Frame]) -> None:
    common.show(
        spread([frame.index for frame in frames], sharpness.rows(frames, CURVES), y_title="at the end of training"),
        key="sharpness",
        alt="Trace of the Hessian, rise under weight noise and test loss at the end, against batch size",
        code=code.sharpness(recipe, CURVES),
        columns=sharpness.columns(frames),
    )


def show_medians(frames: list[Frame]) -> None:
    columns = {"Batch": [str(frame.index) for frame in frames]}
    names = {"loss": "Training loss", "test": "Test loss", "trace": "Trace", "rise": "Rise under noise"}
    for name, title in names.items():
        columns[title] = [f"{value:.3g}" for value in sharpness.medians(frames, name)]
    st.table(columns, border="horizontal", hide_index=True)
    st.caption("Medians of the starts. A minimum that was not reached is flat as well: compare where training losses agree.")
