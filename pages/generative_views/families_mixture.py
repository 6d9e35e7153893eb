"""The topic Mixture by EM of the view All families: round by round, from good starts and bad, with few Gaussians and many."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, knobs
from pages.generative_views.families_side import signed
from vizlab.figures.export import curve_columns
from vizlab.figures.generative_families import rounds
from vizlab.figures.progress import lines
from vizlab.generative.families import fitting, mixture, shapes
from vizlab.snippets import generative_families as code


@st.cache_data(max_entries=16, show_spinner=False)
def climbed(data: str, k: int, start: str, seed: int) -> tuple[fitting.Climb, Any, Any]:
    found = fitting.climb(data, k, start, seed)
    curves = {"points learned from": found.likelihoods, "held-out points": found.held_out}
    return found, found.moments(), {name: list(enumerate(values.tolist())) for name, values in curves.items()}


@st.cache_data(max_entries=16, show_spinner="Trying other numbers of Gaussians …")
def counted(data: str, start: str, seed: int) -> list[fitting.Count]:
    return fitting.by_count(data, start, seed)


def look() -> None:
    """URL: em_data, em_k, em_start, em_seed."""
    columns = st.columns(4)
    with columns[0]:
        data = common.choose(st.selectbox, "Points", list(shapes.SHAPES), key="em_data", default="pinwheel")
    with columns[1]:
        k = knobs.knob("em_k", fitting.KNOBS["em_k"], 10, label="Gaussians")
    with columns[2]:
        help_text = "Where the means begin; all else begins round and equal."
        start = common.choose(st.selectbox, "Start", list(mixture.STARTS), key="em_start", help=help_text)
    with columns[3]:
        seed = knobs.knob("em_seed", fitting.KNOBS["em_seed"], 0, label="Seed")
    found, moments, curves = climbed(data, k, start, seed)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_rounds(found, moments, (data, k, start, seed))
    with right:
        show_curves(found, curves, (data, k, start, seed))
        show_counts(data, start, seed)


def show_rounds(found: fitting.Climb, moments: Any, choice: tuple[str, int, str, int]) -> None:
    common.show(
        rounds(found.points, moments, shapes.EDGE),
        key="em-rounds",
        alt="Points coloured by the Gaussians they belong to, round by round",
        code=code.em_rounds(*choice),
        arrays={"points": found.points, "shares": moments[-1]["shares"], "means": found.rounds[-1].means},
    )
    st.caption("A point has the blended colour of the Gaussians that share it. Round 0 is the start.")


def show_curves(found: fitting.Climb, curves: Any, choice: tuple[str, int, str, int]) -> None:
    truth = float(shapes.shape(choice[0]).log_density(found.held).mean())
    common.show(
        lines(curves, x_title="round", y_title="mean log p(x), nats", levels={"truth, held out": truth}),
        key="em-curves",
        alt="Log-likelihood by round",
        code=code.em_curves(*choice),
        columns=curve_columns(curves),
    )
    st.markdown(
        f"The smallest gain of a round was **{found.least_gain:.1g}** nats a point: never below 0 but for rounding. It ends at "
        f"**{signed(found.likelihoods[-1])}** nats; on held-out points at **{signed(found.held_out[-1])}**."
    )


def show_counts(data: str, start: str, seed: int) -> None:
    counts = counted(data, start, seed)
    by_bic, by_held = fitting.best(counts)
    curves = fitting.count_curves(counts)
    common.show(
        lines(curves, x_title="Gaussians", y_title="mean log p(x), nats"),
        key="em-counts",
        alt="Log-likelihood and its penalised form by the number of Gaussians",
        code=code.em_counts(data, start, seed),
        columns=curve_columns(curves),
    )
    st.markdown(
        f"More Gaussians always fit the points learned from better. BIC, which charges for each number learned, chooses "
        f"**{by_bic}**; held-out points choose **{by_held}**."
    )
