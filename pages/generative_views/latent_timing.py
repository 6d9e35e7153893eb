"""The topic One pass: how long each model takes for a picture, and for 64."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.generative_views.latent_choice import open_at
from vizlab.figures.generative_latent_measures import milliseconds
from vizlab.generative.codes import opened, timing
from vizlab.snippets import generative_latent as code

LIMIT_MS = 60


@st.cache_data(max_entries=4, show_spinner="Decoding with each model …")
def timed(references: tuple[str, ...], took: tuple[float, ...], again: int) -> Any:
    return [timing.measure(open_at(name, None, seconds)) for name, seconds in zip(references, took, strict=True)]


def look() -> None:
    """URL: again."""
    references = tuple(name for name in opened.titles() if name in opened.named())
    again = common.choose(st.select_slider, "Measurement", list(range(1, 6)), key="again", help="Each is measured anew, once.")
    rows = timed(references, tuple(opened.finished_in(name) for name in references), again)
    shown = {row.title: row.ms for row in rows}
    common.show(
        milliseconds(shown, limit=LIMIT_MS),
        key="milliseconds",
        alt="Milliseconds for one picture and for 64, by model",
        code=code.milliseconds(references, LIMIT_MS),
        columns={"model": list(shown)} | {f"{n} pictures, ms": [ms[n] for ms in shown.values()] for n in timing.COUNTS},
    )
    slowest = max(rows, key=lambda row: row.ms[64])
    st.markdown(
        f"64 pictures take at most **{slowest.ms[64]:.1f} ms** ({slowest.title}), here and now; the dotted line is at "
        f"{LIMIT_MS} ms. A VAE and a GAN make a picture in **one pass**, whatever the number of its pixels."
    )
    st.caption(
        f"The fastest of {timing.ROUNDS} rounds each, on this server's processor. A model that draws pixel by pixel needs a "
        "pass for each of the 784 pixels: see the view “One pixel at a time”. 64 at once cost less than 64 times one: the "
        "work is done in one product of matrices."
    )
