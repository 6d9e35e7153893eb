"""The topic AE is not generative of the view VAE: random codes decoded, by an auto-encoder and by a VAE."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.generative_views import ae_study
from vizlab.figures import generative_exact as figures
from vizlab.figures.embedding_codes import density
from vizlab.frames import Frame
from vizlab.generative.autoencoders import samples
from vizlab.generative.autoencoders.recipe import SAMPLES, StudyRecipe
from vizlab.snippets import generative_autoencoders as code

SEEDS = list(range(10))


@st.cache_data(max_entries=32, show_spinner=False)
def judged(recipe: StudyRecipe, finished_in: float, latent: int, seed: int, _frames: list[Frame]) -> Any:
    return samples.verdicts(_frames, latent, seed)


def look() -> None:
    """URL: ae_hidden, ae_epochs, ae_seed, code_length, code_source, ae_code_seed."""
    ae_study.show(ae_study.pick_recipe(SAMPLES), show)


def show(recipe: StudyRecipe, frames: list[Frame]) -> None:
    left, middle, right = st.columns([2, 4, 1.5], gap="medium", vertical_alignment="bottom")
    with left:
        latent = common.choose(st.segmented_control, "Numbers in a code", list(samples.LATENTS), key="code_length")
    with middle:
        source = common.choose(st.segmented_control, "Codes drawn from", list(samples.SOURCES), key="code_source", wrap=True)
    with right:
        seed = common.choose(st.selectbox, "Seed", SEEDS, key="ae_code_seed", default=0)
    for place, family in zip(st.columns(2, gap="large"), (samples.AE, samples.VAE), strict=True):
        with place:
            show_wall(recipe, frames, family, latent, source, seed)
    left, right = st.columns(2, gap="large")
    with left:
        show_verdicts(recipe, frames, latent, seed)
    with right:
        show_spread(recipe, frames, latent)


def show_wall(recipe: StudyRecipe, frames: list[Frame], family: str, latent: int, source: str, seed: int) -> None:
    st.markdown(f"**{family[0].upper()}{family[1:]}**, codes from: {source}")
    pictures = samples.shown(samples.found_in(frames, family, latent), source, seed)
    common.show(
        figures.wall(pictures, columns=samples.COLUMNS),
        key=f"wall-{family}",
        alt=f"{len(pictures)} pictures decoded by the {family} from {source}",
        code=code.wall(recipe, family, latent, source, seed),
        arrays={"pictures": pictures},
    )


def show_verdicts(recipe: StudyRecipe, frames: list[Frame], latent: int, seed: int) -> None:
    st.subheader("What they are worth")
    seconds = sum(frame.notes["seconds"] for frame in frames)
    found = judged(recipe, seconds, latent, seed, frames)
    common.show(
        figures.shares(samples.shares(found)),
        key="verdicts",
        alt="Shares of decoded pictures that a classifier is sure of, that are like a real digit, and of real digits reached",
        code=code.verdicts(recipe, latent, seed),
        columns={"pictures": list(found)}
        | {name: [getattr(verdict, field) for verdict in found.values()] for field, name in samples.SHARES.items()}
        | {"classes": [verdict.classes for verdict in found.values()]},
    )
    noise = found[samples.CONTROLS[-1]]
    st.caption(
        f"*Rated > 0.9* by our own classifier of digits: it is sure of {noise.sure:.0%} of uniform noise, too (all of them one "
        "class), so this number says little alone. *Like a real one*: as near to a training digit as 95 % of held-out digits "
        "are. *Real ones reached*: held-out digits with a sample as near as that. 1,000 pictures a row."
    )


def show_spread(recipe: StudyRecipe, frames: list[Frame], latent: int) -> None:
    st.subheader("Where codes of digits lie")
    codes = samples.codes(frames, latent)
    common.show(
        density(codes, reach=samples.REACH, height_px=330),
        key="spread",
        alt="Histograms of the numbers of codes of both networks, against N(0, 1)",
        code=code.spread(recipe, latent),
        arrays=codes,
    )
    told = ", ".join(f"{family} {numbers.std():.2f}" for family, numbers in codes.items())
    used = samples.in_use(frames, samples.VAE, latent)
    st.caption(
        f"Standard deviation of all numbers, those of the VAE drawn from q(z|x): {told}; of N(0, 1) it is 1. Nothing tells an "
        "auto-encoder where to put its codes, so random ones miss them; a Gaussian fitted to them is a fairer chance, and "
        f"still falls into holes. The VAE's numbers lie where they will be drawn from: {used} of {latent} say something, and "
        "the others are noise that its decoder ignores."
    )
