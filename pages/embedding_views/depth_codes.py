"""The topic Codes: where auto-encoders put their pictures, and whether that is the ball of N(0, I) that it should be."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common, knobs, views
from pages.embedding_views import depth_choice as choice
from pages.hover_picture import hover_pictures
from vizlab import data, embeddings, vae_codes
from vizlab.embeddings import sources
from vizlab.embeddings.depth import prior
from vizlab.embeddings.depth.recipe import KNOBS
from vizlab.figures import embedding_codes as figures
from vizlab.snippets import embedding_depth as code

LEFT, RIGHT = "digits: 2 numbers, no KL, 30 epochs", "digits: 2 numbers, β 1, 30 epochs"
SIDES = ("first", "second")
LEAST_REACH = 3.5  # so that the discs of N(0, I) are always seen


@st.cache_data(max_entries=16, show_spinner=False)
def codes(reference: str, epoch: int) -> Any:
    return vae_codes.codes(vae_codes.open_run(reference), epoch)


@st.cache_data(max_entries=16, show_spinner=False)
def epochs(reference: str) -> tuple[int, ...]:
    return vae_codes.open_run(reference).epochs


@st.cache_data(max_entries=32, show_spinner="Drawing codes …")
def overlap(reference: str, epoch: int, seed: int) -> Any:
    return prior.overlap(codes(reference, epoch), seed)


def pick(key: str, label: str, usual: str, titles: dict[str, str]) -> tuple[str, int]:
    """A run and the epoch that is looked at. URL: codes, codes_against, and each with _epoch."""
    default = next((name for name, title in titles.items() if title == usual), None)
    reference = common.choose(st.selectbox, label, list(titles), key=key, default=default, titles=titles)
    known = list(epochs(reference))
    epoch = common.choose(st.select_slider, "After epoch", known, key=f"{key}_epoch", default=known[-1])
    return reference, epoch


def show_codes(reference: str, epoch: int, key: str, reach: float) -> None:
    found, of = codes(reference, epoch), vae_codes.data_of(reference)
    points, titles = prior.widest(found)
    common.show(
        figures.codes(points, found.labels, data.find(of).classes, reach=reach, titles=titles),
        key=key,
        alt=f"The codes of held-out pictures of {of} after epoch {epoch}, beside N(0, I)",
        code=code.codes(reference, epoch, reach),
        columns={"x": points[:, 0], "y": points[:, 1], "class": found.labels},
    )


def show_verdict(reference: str, epoch: int, seed: int, key: str) -> None:
    found = overlap(reference, epoch, seed)
    common.metrics({"KL, nats": f"{found.kl.sum():.2f}", "MMD²": f"{found.mmd:.4f}", "Chance, 95 %": f"{found.usual:.4f}"})
    said = "cannot be told from draws of N(0, I)" if found.is_normal else "are no draws of N(0, I)"
    st.markdown(f"By the maximum mean discrepancy these codes **{said}**.")
    of = sources.at_hand(vae_codes.data_of(reference))
    if of:
        values = {"data": of, "vectors": "code", "encoder": reference}
        st.button("Open on the Map", key=f"map-{key}", on_click=views.turn_to, args=("Map",), kwargs=values)


def show_numbers(runs: dict[str, tuple[str, int]], seed: int, reach: float) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**What each number of a code costs**")
        values = {name: overlap(*run, seed).kl for name, run in runs.items()}
        common.show(
            figures.cost(values),
            key="cost",
            alt="KL divergence of each number of a code from N(0, 1)",
            code=code.prior(runs, "cost", seed, reach),
            arrays=values,
        )
    with right:
        st.markdown("**All numbers, drawn, against the bell curve**")
        values = {name: prior.drawn(codes(*run), seed) for name, run in runs.items()}
        common.show(
            figures.density(values, reach=reach),
            key="density",
            alt="How the drawn numbers of the codes are spread, against N(0, 1)",
            code=code.prior(runs, "density", seed, reach),
            arrays=values,
        )


def hovering(picked: list[tuple[str, int]]) -> None:
    """The pictures behind the codes, where both runs are of one data set that is here."""
    of = {vae_codes.data_of(reference) for reference, _ in picked}
    labels = codes(*picked[0]).labels
    if len(of) > 1 or not data.is_ready(name := of.pop()):
        return
    rows = choice.rows(name, len(labels))
    if np.array_equal(rows.labels, labels):
        charts = [f"figure-{side}" for side in SIDES]
        hover_pictures(charts=charts, sheet=embeddings.sheet(rows.inputs), names=rows.names, noun="picture", key="hover")


def look() -> None:
    """URL: codes, codes_epoch, codes_against, codes_against_epoch, seed."""
    titles = vae_codes.titles()
    columns = st.columns(2, gap="large")
    with columns[0]:
        first = pick("codes", "Auto-encoder", LEFT, titles)
    with columns[1]:
        second = pick("codes_against", "Against", RIGHT, titles)
    picked = [first, second]
    seed = knobs.knob("seed", KNOBS["seed"], 0, label="Seed of the draws")
    widest = max(float(np.abs(prior.widest(codes(*run))[0]).max()) for run in picked)
    reach = round(max(LEAST_REACH, 1.05 * widest), 2)
    for column, run, key in zip(columns, picked, SIDES, strict=True):
        with column:
            show_codes(*run, key, reach)
            show_verdict(*run, seed, key)
    names = [f"{titles[reference]}, epoch {epoch}" for reference, epoch in picked]
    show_numbers(dict(zip(names, picked, strict=True)), seed, reach)
    hovering(picked)
