"""The topic Prior and posterior: where codes are drawn, where those of real pictures lie, and what falls between."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.generative_views.latent_choice import Opened, pick_model
from vizlab.figures import generative_latent_measures as figures
from vizlab.figures.generative_latent import samples
from vizlab.generative.codes import directions, posterior
from vizlab.snippets import generative_latent as code

DRAWS, SAMPLES, SHOWN = 2000, 300, 32
CACHED: dict[str, Any] = {"max_entries": 16, "show_spinner": False}


@st.cache_data(**CACHED)
def drawn(reference: str, epoch: int, took: float, origin: str, seed: int, _model: Opened) -> Any:
    return posterior.looks(_model, origin, SAMPLES, seed)


@st.cache_data(**CACHED)
def ground(reference: str, epoch: int, took: float, seed: int, _model: Opened) -> tuple[float, float, float]:
    return *posterior.empty_share(_model, DRAWS, seed), posterior.outside_share(_model, DRAWS, seed)


@st.cache_data(**CACHED)
def counted(reference: str, epoch: int, took: float, number: int, seed: int, _model: Opened) -> Any:
    return posterior.histogram(_model, number, DRAWS, seed)


def look() -> None:
    """URL: decoder, at_epoch, number, posterior_seed."""
    look_at(pick_model(codes=True))


@st.fragment
def look_at(model: Opened) -> None:
    with common.friendly():
        left, right = st.columns([5, 4], gap="large")
        with right:
            seed = common.choose(st.select_slider, "Seed of all draws", list(range(10)), key="posterior_seed")
            the_number(model, seed)
            the_widths(model)
        with left:
            the_cloud(model, seed)
        the_looks(model, seed)


def the_cloud(model: Opened, seed: int) -> None:
    """Codes of held-out pictures over the prior."""
    order = directions.offered(model)[0]
    found = directions.find(model, order)
    up = min(1, len(found.axes) - 1)
    flat = model.mu @ found.axes[[0, up]].T
    names = tuple(f"{order}, {number + 1}: {found.shares[number]:.0%} of the {found.measure}" for number in (0, up))
    reach = max(3.5, 1.05 * float(np.abs(flat).max()))
    common.show(
        figures.over_prior(flat, model.labels, model.classes, names=names, reach=reach),
        key="code-cloud",
        alt="Codes of held-out pictures by class, over the density of the prior",
        code=code.cloud(model.reference, model.epoch, order, names),
        columns={"x": flat[:, 0], "y": flat[:, 1], "class": [model.classes[label] for label in model.labels]},
    )
    empty, floor, outside = ground(model.reference, model.epoch, model.took_s, seed, model)
    st.markdown(
        f"**{empty:.0%}** of what the prior draws falls on empty ground (of draws around the codes themselves {floor:.0%}), and "
        f"**{outside:.0%}** of the codes lie where the prior hardly ever draws (1 % if the two agreed)."
    )
    st.caption(
        f"{len(model.mu)} held-out pictures, each at the mean of its q(z|x). Shaded: the prior N(0, I); circles at 1, 2 and 3 "
        "standard deviations. Empty: the nearest code is farther than for 95 % of draws of the aggregate posterior (not counting "
        "the picture they were drawn for). Where the prior hardly draws: farther from 0 than 99 % of it."
    )


def the_number(model: Opened, seed: int) -> None:
    """One number of the code against N(0, 1). URL: number."""
    titles = {index: f"z{index + 1}" for index in range(model.latent)}
    number = common.choose(st.select_slider, "Number of the code", list(titles), key="number", titles=titles)
    edges, density, apart = counted(model.reference, model.epoch, model.took_s, number, seed, model)
    common.show(
        figures.against_normal(edges, density, posterior.standard(edges), name=titles[number]),
        key="number-density",
        alt=f"Density of {titles[number]} over all pictures, and of the standard normal",
        code=code.number(model.reference, model.epoch, number, DRAWS, seed),
        columns={"left edge": edges[:-1], "density": density, "N(0, 1)": posterior.standard(edges)},
    )
    st.caption(f"The two overlap in {1 - apart:.0%} of their area (1 less the total variation distance; {DRAWS:,} draws).")


def the_widths(model: Opened) -> None:
    """How exact each number is (METHODS G18)."""
    sigma = posterior.sigmas(model)
    common.show(
        figures.widths(sigma, height_px=240),
        key="widths",
        alt="Mean width of the code's numbers",
        code=code.widths(model.reference, model.epoch),
        columns={"sigma": sigma},
    )
    st.caption(
        "σ near 0: the encoder is all but deterministic, as without the KL term. σ near 1: the number is the prior's and "
        f"says nothing of the picture ({int((sigma > 0.95).sum())} of {len(sigma)})."
    )


def the_looks(model: Opened, seed: int) -> None:
    """Samples from three origins, and how sure our classifier is of them."""
    st.subheader("Samples, by where their codes are drawn")
    columns = st.columns(3, gap="medium")
    for index, (column, origin) in enumerate(zip(columns, posterior.ORIGINS, strict=True)):
        found = drawn(model.reference, model.epoch, model.took_s, origin, seed, model)
        with column:
            st.markdown(f"**From {origin}**")
            common.show(
                samples(found.pictures[:SHOWN], columns=8),
                key=f"looks-{index}",
                alt=f"Pictures decoded from codes drawn from {origin}",
                code=code.looks(model.reference, model.epoch, origin, SAMPLES, SHOWN, seed),
                arrays={"pictures": found.pictures, "codes": found.codes},
            )
            common.snug_at(f"looks-{index}", 0.5, 10)
            if found.sure is not None:
                st.markdown(f"Recognised surely: **{found.sure:.0%}**")
    st.caption(
        f"Of {SAMPLES} pictures from each: the share of which our own classifier is as sure as of nine in ten real pictures (so "
        "real pictures reach 90 %)."
    )
