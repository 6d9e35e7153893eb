"""The topic Training of the view VAE, the bound: what a code costs, reconstruction against KL, and which numbers are used."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from vizlab import generative
from vizlab.figures.export import curve_columns
from vizlab.figures.generative_vae import kl_bars
from vizlab.figures.latent import code_cost
from vizlab.figures.progress import elbo_bars, lines
from vizlab.generative import Space, VaeRecipe
from vizlab.generative.vae import elbo
from vizlab.snippets import generative_vae as code


def the_cost(recipe: VaeRecipe, record: Any, space: Space) -> None:
    """KL of one number of the code, over its mean and its width (METHODS G13)."""
    st.subheader("What a code costs")
    dimension = space.dimensions[0]
    points = np.stack([space.mu[:, dimension], np.exp(space.logvar[:, dimension] / 2)], axis=1)
    mu, sigma = elbo.cost_grid(points)
    common.show(
        code_cost(mu, sigma, elbo.kl_surface(mu, sigma), points),
        key="cost",
        alt="KL against the mean and the width of a code, with those of held-out pictures",
        code=code.cost(recipe, space.epoch, dimension),
        columns={"mu": points[:, 0], "sigma": points[:, 1]},
    )
    each = ", ".join(f"{value:.2f}" for value in record["kl_by_dimension"])
    st.markdown(
        f"Nothing is paid at the cross, where the code says nothing. The trained code pays, number by number: **{each}** nats."
    )


def the_bound(recipe: VaeRecipe, record: Any, frames: list[Any]) -> None:
    st.subheader("What the bound is made of")
    series = generative.vae_series(frames)
    trained = generative.trained(series)
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            elbo_bars(trained["held-out reconstruction"], trained["held-out KL"], floor=record["floor"]),
            key="bound",
            alt="Reconstruction and KL of held-out pictures, stacked, by epoch",
            code=code.bound(recipe),
            columns=curve_columns(series),
        )
    with right:
        shown = {name: trained[name] for name in ("training ELBO", "held-out ELBO")}
        common.show(
            lines(shown, x_title="epoch", y_title="ELBO, nats a picture", height_px=320),
            key="elbo",
            alt="The bound on training and held-out pictures by epoch",
            code=code.elbo_lines(recipe),
            columns=curve_columns(shown),
        )
    before = -series["held-out ELBO"][0][1]
    st.caption(
        f"Before training −ELBO was {before:,.0f} nats. No decoder can bring the reconstruction of these pictures below "
        f"{record['floor']:,.1f} nats{'' if recipe.observation == 'Bernoulli' else ', the term of a picture without error'}."
    )


def the_numbers(recipe: VaeRecipe, record: Any) -> None:
    """KL of each number of the code, and how many are in use."""
    if recipe.latent == 1:
        return
    st.subheader("Which numbers of the code are used")
    kl = record["kl_by_dimension"]
    common.show(
        kl_bars(kl),
        key="numbers",
        alt="KL of each number of the code, the dearest first",
        code=code.numbers(recipe),
        columns={"number": list(range(1, len(kl) + 1)), "KL": kl},
    )
    st.caption(
        f"**{record['active']} of {recipe.latent}** differ from picture to picture (variance of μ above 0.01); all together "
        f"carry {sum(kl):.2f} nats. A number that carries next to nothing is grey: its q is N(0, 1) whatever the picture."
    )
