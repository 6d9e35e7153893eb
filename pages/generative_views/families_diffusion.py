"""The topic Diffusion of the view All families: noise taking over, the score, the way back, and how many steps it takes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.generative_views import families_choice
from vizlab.figures.export import curve_columns
from vizlab.figures.generative_families import chain, field
from vizlab.figures.progress import lines
from vizlab.frames import Frame
from vizlab.generative.diffusion.sampling import SAMPLERS
from vizlab.generative.diffusion.schedules import SCHEDULES
from vizlab.generative.families import noising, opened, shapes
from vizlab.generative.families.choices import FamiliesRecipe
from vizlab.snippets import generative_families as code

STEPS = (2, 5, 10, 20, 50, 100)
COUNTS = (2, 5, 10, 20, 50)
TIMES = tuple(round(i / 20, 2) for i in range(1, 20))


@st.cache_data(max_entries=12, show_spinner=False)
def noised(data: str, schedule: str, seed: int) -> noising.Forward:
    return noising.forward(data, schedule, seed)


@st.cache_data(max_entries=24, show_spinner=False)
def slopes(recipe: FamiliesRecipe, finished_in: float, t: float, _frames: list[Frame]) -> tuple[Any, float]:
    model = opened.model(_frames, "Diffusion")
    choice = recipe.plane_data, t, recipe.plane_seed
    return noising.score(model, *choice), noising.agreement(model, *choice)


@st.cache_data(max_entries=24, show_spinner=False)
def denoised(recipe: FamiliesRecipe, finished_in: float, steps: int, sampler: str, _frames: list[Frame]) -> Any:
    return noising.way_back(opened.model(_frames, "Diffusion"), steps, sampler, recipe.plane_seed)


@st.cache_data(max_entries=8, show_spinner="Sampling with few steps and many …")
def by_steps(recipe: FamiliesRecipe, finished_in: float, _frames: list[Frame]) -> noising.Series:
    model = opened.model(_frames, "Diffusion")
    return noising.by_steps(model, recipe.plane_data, COUNTS, tuple(SAMPLERS), recipe.plane_seed)


def look() -> None:
    """URL: the recipe's fields, chain_schedule, score_t, chain_steps, sampler."""
    families_choice.look(show)


def show(recipe: FamiliesRecipe, record: Any, frames: list[Frame]) -> None:
    show_forward(recipe)
    left, right = st.columns(2, gap="large")
    with left:
        show_back(recipe, record, frames)
    with right:
        show_score(recipe, record, frames)
    show_steps(recipe, record, frames)


def show_forward(recipe: FamiliesRecipe) -> None:
    """URL: chain_schedule."""
    st.subheader("Noise takes over")
    schedule = common.choose(st.segmented_control, "Schedule", list(SCHEDULES), key="chain_schedule")
    found = noised(recipe.plane_data, schedule, recipe.plane_seed)
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            chain(found.moments, [f"{t:.2f}" for t in found.times], shapes.EDGE, prefix="t = ", noun="data with noise"),
            key="forward",
            alt="Points of the data as noise takes over",
            code=code.forward(recipe, schedule),
            arrays={"points": found.moments},
        )
    with right:
        common.show(
            lines(found.variances, x_title="t", y_title="variance of each coordinate", levels={"N(0, I)": 1.0}),
            key="variances",
            alt="Variance of each coordinate over time, measured and by the formula",
            code=code.variances(recipe, schedule),
            columns=curve_columns(found.variances),
        )
        st.markdown(
            "x_t = a(t) x + σ(t) ε with a² + σ² = 1, so the variance is a² Var(x) + σ². Measured on 20,000 points it is off by "
            f"at most **{found.largest_gap:.1%}**, and ends at 1: nothing of the data is left."
        )


def show_back(recipe: FamiliesRecipe, record: Any, frames: list[Frame]) -> None:
    """URL: chain_steps, sampler."""
    st.subheader("The way back")
    one, two = st.columns(2)
    with one:
        help_text = "DDIM goes straight on, the same noise always ends at the same point; DDPM puts in fresh noise at each step."
        sampler = common.choose(st.segmented_control, "Sampler", list(SAMPLERS), key="sampler", help=help_text)
    with two:
        steps = common.choose(st.select_slider, "Steps", list(STEPS), key="chain_steps", default=20)
    moments = denoised(recipe, record["seconds"], steps, sampler, frames)
    kept = noising.few(len(moments))
    common.show(
        chain(moments[kept], [str(index) for index in kept], shapes.EDGE, prefix="step ", noun="points", colour=1),
        key="back",
        alt="Noise on its way to the data",
        code=code.back(recipe, steps, sampler),
        arrays={"points": moments},
    )


def show_score(recipe: FamiliesRecipe, record: Any, frames: list[Frame]) -> None:
    """URL: score_t."""
    st.subheader("Where it says the data lies")
    t = common.choose(st.select_slider, "Time t", list(TIMES), key="score_t", default=0.3)
    (places, arrows, points), explained = slopes(recipe, record["seconds"], t, frames)
    common.show(
        field(places, arrows, points, shapes.EDGE),
        key="score",
        alt=f"Arrows along the score at time {t}, over noisy data",
        code=code.score(recipe, t),
        columns={"x": places[:, 0], "y": places[:, 1], "dx": arrows[:, 0], "dy": arrows[:, 1]},
    )
    st.markdown(
        f"Arrows point to where noisy data at t = {t:g} is denser. The true score is known here; on noisy data the learned "
        f"one explains **{explained:.1%}** of it."
    )


def show_steps(recipe: FamiliesRecipe, record: Any, frames: list[Frame]) -> None:
    st.subheader("How many steps it takes")
    found = by_steps(recipe, record["seconds"], frames)
    levels = {"real points: the floor": record["truth"]["js"]}
    common.show(
        lines(found, x_title="steps", y_title="JS from the truth, nats", levels=levels),
        key="by-steps",
        alt="Distance of samples from the truth by the number of steps",
        code=code.by_steps(recipe, COUNTS, record["truth"]["js"]),
        columns=curve_columns(found),
    )
    st.caption("Each step is one pass of the network over all samples: 50 steps cost 50 times what a GAN or a flow costs.")
