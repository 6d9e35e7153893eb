"""The topic Estimators of the view VAE: why the noise is an input of the network (METHODS G16)."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.generative_views.vae_opened import SEEDS, opened, pick_held_out, pick_vae
from vizlab.figures.progress import histograms
from vizlab.generative.vae import elbo, gradients
from vizlab.snippets import generative_vae_topics as code

MUS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
SIGMAS = (0.1, 0.3, 0.5, 1.0, 2.0)
COUNTS = (1000, 10_000, 100_000)
DRAWN = (500, 2000, 8000)


@st.cache_data(max_entries=32, show_spinner=False)
def toy(mu: float, sigma: float, n: int, seed: int) -> Any:
    """Mean and spread of both estimators, and their histograms."""
    found = elbo.gradient_estimates(mu, sigma, n, seed)
    spread = {name: (float(values.mean()), float(values.std())) for name, values in found.items()}
    return spread, elbo.shares(found, span=elbo.span(2 * mu, spread["score function"][1]))


@st.cache_data(max_entries=32, show_spinner="Drawing gradients …")
def real(name: str, index: int, n: int, seed: int) -> Any:
    """Spreads of three estimators on a trained network, the number of the code that is shown, its truth, its histograms."""
    model = opened(name)
    found = gradients.bound_gradients(model.vae, model.x[[index]], model.y[[index]], n, seed)
    number = int(found[gradients.NAMES[0]].var(0).argmax())
    one = {title: values[:, number] for title, values in found.items()}
    truth = float(one[gradients.NAMES[0]].mean())
    drawn = elbo.shares(one, span=elbo.span(truth, float(one[gradients.NAMES[2]].std())))
    return gradients.spreads(found), number, truth, drawn


def look() -> None:
    """URL: toy_mu, toy_sigma, toy_n, est_seed, vae_model, est_picture, est_n."""
    seed = common.choose(st.select_slider, "Seed", list(SEEDS), key="est_seed", width=240)
    left, right = st.columns(2, gap="large")
    with left:
        the_toy(seed)
    with right:
        the_real(seed)


def the_toy(seed: int) -> None:
    """URL: toy_mu, toy_sigma, toy_n."""
    st.subheader("Where the truth is known")
    columns = st.columns(3)
    with columns[0]:
        mu = common.choose(st.select_slider, "μ", list(MUS), key="toy_mu", default=1.5)
    with columns[1]:
        sigma = common.choose(st.select_slider, "σ", list(SIGMAS), key="toy_sigma", default=1.0)
    with columns[2]:
        n = common.choose(st.select_slider, "Draws", list(COUNTS), key="toy_n", default=100_000)
    spread, (edges, counts) = toy(mu, sigma, n, seed)
    common.metrics({name.capitalize(): f"{mean:.2f} ± {std:.2f}" for name, (mean, std) in spread.items()})
    common.show(
        histograms(edges, counts, truth=2 * mu, x_title="one draw of the gradient", height_px=320),
        key="estimators",
        alt="Histograms of two estimators of the same gradient",
        code=code.estimators(mu, sigma, n, seed),
        columns={"left edge": edges[:-1]} | counts,
    )
    times = (spread["score function"][1] / spread["reparameterised"][1]) ** 2
    st.caption(
        f"The gradient of E[z²] in μ, z ~ N(μ, σ²), from one draw each; the truth is 2μ = {2 * mu:g}. Writing z = μ + σε lets "
        "the gradient pass through z: 2z. The score function weighs z² with (z − μ)/σ². Mean ± standard deviation of a draw: "
        f"{times:,.1f} draws of the second are worth one of the first."
    )


def the_real(seed: int) -> None:
    """URL: vae_model, est_picture, est_n."""
    st.subheader("On a trained VAE")
    columns = st.columns(3)
    with columns[0]:
        name, model = pick_vae()
    with columns[1]:
        index = pick_held_out(model, key="est_picture")
    with columns[2]:
        n = common.choose(st.select_slider, "Draws", list(DRAWN), key="est_n", default=2000)
    spread, number, truth, (edges, counts) = real(name, index, n, seed)
    common.metrics({title.capitalize(): f"± {std:,.1f}" for title, (std, _) in spread.items()})
    common.show(
        histograms(edges, counts, truth=truth, x_title="one draw of the gradient", height_px=320),
        key="gradients",
        alt="Histograms of three estimators of the gradient of the bound",
        code=code.bound_gradients(name, index, n, seed),
        columns={"left edge": edges[:-1]} | counts,
    )
    plain, helped = (f"{spread[title][1]:,.0f}" for title in gradients.NAMES[1:])
    st.caption(
        f"The gradient of this picture's ELBO in μ, from one draw each. Drawn: number {number + 1} of the code; the score "
        f"function alone mostly lies beyond the axis. In variance over all numbers, one reparameterised draw is worth {plain} of "
        f"the score function, and {helped} when the mean log p(x|z) of the other draws is taken off first (a baseline)."
    )
