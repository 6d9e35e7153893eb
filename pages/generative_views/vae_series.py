"""What the topics of the view VAE share that train several networks: the job, and what there is of one that is not finished."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from pages import common, job_panel
from vizlab.figures.latent import strip
from vizlab.frames import Frame, Frames
from vizlab.jobs import Snapshot


def unfinished(run: Frames) -> None:
    """A series that is under way, broken off, or not begun."""
    if not job_panel.offer(run, label="Train them all", draw=partial(live, run)):
        return
    frames = run.read()
    if frames:
        st.info(f"{len(frames)} of them are trained; this is what the last one makes of digits that it has not seen.")
        sketch(frames[0], frames[-1])
    else:
        st.markdown("Nobody has trained this series yet: start it, and each network shows its digits when it is done.")


def live(run: Frames, snapshot: Snapshot) -> None:
    """The newest network that is done."""
    newest, first = job_panel.newest(run, snapshot), run.frame(0)
    if newest is not None and first is not None:
        sketch(first, newest)


def sketch(first: Frame, newest: Frame) -> None:
    """Held-out digits above, what this network makes of them below."""
    pictures = np.concatenate([first.arrays["pictures"], newest.arrays["reconstructions"]])
    figure = strip(pictures, [""] * len(pictures), columns=len(pictures) // 2, height_px=130)
    common.sketch(figure, key="series-live", alt="Digits, and what the newest network makes of them")
    st.caption(f"{newest.notes['name']}: held-out digits, and their reconstructions below.")
