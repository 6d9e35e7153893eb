"""The topic Side by side of the view All families: samples and densities of all, and the table of what was measured."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.generative_views import families_choice
from vizlab.figures.generative_families import Panel, panels
from vizlab.frames import Frame
from vizlab.generative.families import looking, shapes
from vizlab.generative.families.choices import FamiliesRecipe
from vizlab.snippets import generative_families as code


def look() -> None:
    """URL: the recipe's fields, panel_shows."""
    families_choice.look(show)


@st.cache_data(max_entries=12, show_spinner=False)
def drawn(recipe: FamiliesRecipe, finished_in: float, shows: str, _frames: list[Frame]) -> Any:
    return looking.rows(recipe, _frames, shows)


def signed(value: float) -> str:
    """A number with a minus as long as a plus."""
    return f"{value:.3f}".replace("-", "−")


def show(recipe: FamiliesRecipe, record: Any, frames: list[Frame]) -> None:
    shows = common.choose(st.segmented_control, "Shown", list(looking.SHOWS), key="panel_shows", label_visibility="collapsed")
    rows, most = drawn(recipe, record["seconds"], shows, frames)
    families_choice.snug("families", len(rows))
    common.show(
        panels([Panel(*row) for row in rows], shapes.EDGE, most=most),
        key="families",
        alt=f"The {shows} of six families beside the truth",
        code=code.side_by_side(recipe, shows),
        arrays={title: points if points is not None else density for title, points, density, text in rows if not text},
    )
    if shows == "density":
        told = ", ".join(f"{name} {total:.3f}" for name, total in looking.sums(frames).items())
        st.caption(f"One scale for all. Summed over this square, which should give 1: {told}.")
    else:
        st.caption(
            "JS: distance of 4,000 samples from the truth over 576 cells, in nats; 0 is the truth, log 2 = 0.69 the worst."
        )
    st.table(looking.table(record), border="horizontal", hide_index=True)
    truth = record["truth"]
    st.markdown(
        f"Held-out points have the log-density **{signed(truth['log-likelihood'])}** nats: no model does better on average. "
        f"As many real points are **{truth['js']:.4f}** nats (JS) and **{truth['kl']:.3f}** nats (KL) from the truth, for 4,000 "
        "points never fill all cells evenly: the floor."
    )
    st.caption(f"All were taught in {record['seconds']:.0f} s of processor time on {record['device']}.")
