"""The topic Tighter of the view VAE: from the ELBO to log p(x) of single pictures, by importance weights."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.generative_views.vae_opened import SEEDS, opened, pick_held_out, pick_vae
from pages.generative_views.vae_training import signed
from vizlab.figures.generative_vae import climb, gap_bars
from vizlab.figures.pictures import image
from vizlab.generative.vae import bounds
from vizlab.snippets import generative_vae_topics as code

PIXELS = ("grey values", "black and white")
DRAWS = (1000, 5000, 20_000)
PARTS = ("−log p(x)", "gap: KL(q‖posterior)")


def picture_of(name: str, index: int, pixels: str) -> tuple[Any, Any]:
    """Pixels (1, d) and label (1,)."""
    model = opened(name)
    x, label = model.x[[index]], model.y[[index]]
    return (x if pixels == PIXELS[0] else (x > 0.5).float()), label


@st.cache_data(max_entries=64, show_spinner="Drawing …")
def weighed(name: str, index: int, pixels: str, draws: int, seed: int) -> tuple[Any, Any]:
    """What the weights of a picture say, and how the bound climbs."""
    vae, (x, label) = opened(name).vae, picture_of(name, index, pixels)
    weights = bounds.weigh(vae, x, label, vae.encode(x, label), draws, seed)
    return bounds.evidence(weights), bounds.climb(weights)


@st.cache_data(max_entries=16, show_spinner="Weighing pictures …")
def stacked(name: str, pixels: str, draws: int, seed: int) -> Any:
    return [weighed(name, index, pixels, draws, seed)[0] for index in opened(name).one_each()]


def look() -> None:
    """URL: vae_model, bound_picture, pixels, draws, bound_seed."""
    columns = st.columns([3, 2, 2, 2, 2])
    with columns[0]:
        name, model = pick_vae()
    with columns[1]:
        index = pick_held_out(model, key="bound_picture")
    with columns[2]:
        pixels = common.choose(st.selectbox, "Pixels", list(PIXELS), key="pixels")
    with columns[3]:
        draws = common.choose(st.select_slider, "Draws from q(z|x)", list(DRAWS), key="draws", default=5000)
    with columns[4]:
        seed = common.choose(st.select_slider, "Seed", list(SEEDS), key="bound_seed")
    found, _ = weighed(name, index, pixels, draws, seed)
    summary(found)
    left, right = st.columns([3, 1], gap="large")
    with left:
        the_climb(name, index, pixels, draws, seed)
    with right:
        x, _ = picture_of(name, index, pixels)
        figure = image(model.grey(x)[0], height_px=220)
        common.sketch(figure, key="weighed-picture", alt="The picture that is weighed")
        st.caption(
            "Black and white pixels have probabilities, and log p(x) is one. For grey values it is that of a drawing whose "
            "pixels are white with these probabilities, on average."
        )
    the_stack(name, pixels, draws, seed)


def summary(found: Any) -> None:
    common.metrics(
        {
            "ELBO": f"{signed(found.elbo, 2)} nats",
            "log p(x), estimated": f"{signed(found.log_p, 2)} ± {found.log_p_error:.2f}",
            "Gap = KL(q‖posterior)": f"{found.gap:.2f} nats",
            "Draws that count": f"{found.effective:.0f} of {found.draws:,}",
        }
    )


def the_climb(name: str, index: int, pixels: str, draws: int, seed: int) -> None:
    found, points = weighed(name, index, pixels, draws, seed)
    common.show(
        climb(points, level=found.log_p, error=found.log_p_error),
        key="climb",
        alt="The bound on log p(x) against the number of samples",
        code=code.tighter(name, index, pixels, draws, seed),
        columns=dict(zip(("k", "bound", "error"), map(list, zip(*points, strict=True)), strict=True)),
    )
    few = found.effective < 20
    warning = " Fewer than 20 draws carry the estimate, so it is likely to be too low still." if few else ""
    st.caption(
        "With one sample the bound is the ELBO; the mean of k weights inside the logarithm brings it closer to log p(x), not "
        "beyond it on average. Whiskers and band: two standard errors. Draws that count: how many equal weights would be worth "
        f"as much (effective sample size).{warning}"
    )


def the_stack(name: str, pixels: str, draws: int, seed: int) -> None:
    st.subheader("What −ELBO is made of, picture by picture")
    found, names = stacked(name, pixels, draws, seed), [opened(name).name(index) for index in opened(name).one_each()]
    parts = {PARTS[0]: [-one.log_p for one in found], PARTS[1]: [one.gap for one in found]}
    errors = [one.log_p_error for one in found]
    common.show(
        gap_bars(names, parts, errors=errors, title="−ELBO = −log p(x) + gap"),
        key="stack",
        alt="For several pictures, minus log p(x) and the gap of the ELBO, stacked",
        code=code.stack(name, pixels, draws, seed),
        columns={"picture": names, **parts, "error": errors},
    )
    gaps = [one.gap for one in found]
    st.caption(
        f"The gap is what the encoder's Gaussian misses of the true posterior: {min(gaps):.1f} to {max(gaps):.1f} nats here, "
        f"{sum(gaps) / -sum(one.elbo for one in found):.1%} of the whole. Hover over a bar for its nats."
    )
