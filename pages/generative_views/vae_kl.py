"""The topic What KL costs of the view VAE: its surface, the price of a point, and its two directions."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from vizlab.figures import generative_exact as figures
from vizlab.figures.export import curve_columns
from vizlab.generative.exact import divergence
from vizlab.generative.exact.line import Gaussian, Model, gaussian_posterior, kl_to_prior
from vizlab.snippets import generative_exact as code

MODEL, X = Model(), 0.9
MU = round(gaussian_posterior(MODEL, X).mu, 3)
SEEDS = list(range(10))


@st.cache_data(max_entries=64, show_spinner=False)
def drawn(mu: float, sigma: float, seed: int) -> Any:
    return divergence.monte_carlo(Gaussian(mu, sigma**2), seed)


@st.cache_data(max_entries=64, show_spinner=False)
def fitted(apart: float, weight: float) -> Any:
    target = divergence.Target(apart, weight)
    return target, divergence.fits(target), divergence.curves(target)


@st.cache_data(max_entries=2, show_spinner=False)
def shrunk() -> Any:
    return divergence.to_a_point(MODEL, X, MU)


def look() -> None:
    """URL: kl_mu, kl_sigma, kl_seed, humps_apart, hump_weight."""
    left, right = st.columns(2, gap="large")
    with left:
        mu, sigma = show_surface()
    with right:
        show_draws(mu, sigma)
    show_point()
    show_directions()


def show_surface() -> tuple[float, float]:
    """URL: kl_mu, kl_sigma."""
    st.subheader("The price of a Gaussian")
    one, two = st.columns(2)
    with one:
        mu = st.slider("Mean μ", -3.0, 3.0, 1.0, 0.1, key="kl_mu", bind="query-params")
    with two:
        sigma = st.slider("Standard deviation σ", 0.05, 3.0, 0.5, 0.05, key="kl_sigma", bind="query-params")
    x, y, values = divergence.surface()
    common.show(
        figures.ground(
            x, y, values, titles=("μ", "σ"), name="KL(q‖p), nats", low=0.0,
            marks=[("q", mu, sigma), ("the prior: 0 nats", 0.0, 1.0)],
        ),
        key="surface",
        alt="KL to N(0, 1) against mean and standard deviation",
        code=code.surface(mu, sigma),
        arrays={"mu": x, "sigma": y, "kl": values},
        clicked=put_q,
    )  # fmt: skip
    st.caption(
        f"KL(N(μ, σ²)‖N(0, 1)) = (μ² + σ² − 1 − log σ²) / 2 = **{kl_to_prior(Gaussian(mu, sigma**2)):.4f}** nats at the cross. "
        "It is zero at the diamond alone. Click to move the cross."
    )
    return mu, sigma


def put_q(mu: float, sigma: float) -> None:
    """A click into the surface."""
    put({"kl_mu": round(mu, 1), "kl_sigma": max(round(sigma * 20) / 20, 0.05)})


def show_draws(mu: float, sigma: float) -> None:
    """URL: kl_seed."""
    st.subheader("The same from draws")
    seed = common.choose(st.select_slider, "Seed of the draws", SEEDS, key="kl_seed", default=0)
    exact, points = kl_to_prior(Gaussian(mu, sigma**2)), drawn(mu, sigma, seed)
    common.show(
        figures.banded(
            {"mean of draws, ± its error": points},
            x_title="draws",
            y_title="KL(q‖p), nats",
            level=(f"closed form: {exact:.3f}", exact),
        ),
        key="estimates",
        alt="Monte Carlo estimates of the KL against the number of draws, with their standard errors",
        code=code.estimates(mu, sigma, seed),
        columns={"draws": [n for n, _, _ in points], "estimate": [m for _, m, _ in points], "error": [e for _, _, e in points]},
    )
    _, mean, error = points[-1]
    off = f", {abs(mean - exact) / error:.1f} standard errors from the closed form" if error > 0 else ", exactly the closed form"
    st.caption(f"The mean of log q(z) − log p(z) over draws of q. With 100,000 draws it is {mean:.4f} ± {error:.4f}{off}.")


def show_point() -> None:
    st.subheader("Why q is not a point")
    series = shrunk()
    left, right = st.columns([3, 2], gap="large")
    with left:
        common.show(
            figures.falling(series, x_title="σ", y_title="nats"),
            key="to-a-point",
            alt="KL, reconstruction cost and minus the ELBO as the standard deviation of q goes to 0",
            code=code.to_a_point(MODEL, X, MU),
            columns=curve_columns(series),
        )
    with right:
        at_zero = {sigma: kl_to_prior(Gaussian(0.0, sigma**2)) for sigma in divergence.PRINTED}
        st.table(
            {
                "σ, with μ = 0": [f"{sigma:.6f}".rstrip("0") for sigma in at_zero],
                "KL, nats": [f"{kl:.4f}" for kl in at_zero.values()],
                "on paper": [f"{kl:.2f}" for kl in divergence.PRINTED.values()],
            },
            border="horizontal",
            hide_index=True,
        )
        best = min(series["−ELBO"], key=lambda point: point[1])
        st.markdown(
            f"q stands on the posterior's mean, z = {MU:.2f}, of x = {X:g} seen through 1.3 z. Narrowing it helps the "
            "reconstruction term by less and less, while KL grows by 2.3 nats with every tenth of σ, to infinity at a point. "
            f"Their sum is least near σ = {best[0]:.2g}; the posterior's own is {gaussian_posterior(MODEL, X).var ** 0.5:.2g}."
        )
    st.caption(
        "The reconstruction term is minus the expected squared error over 2η, plus a constant. The point mass *maximises* it; "
        "notes that say it is the squared error, and minimised by the point, have lost a sign."
    )


def show_directions() -> None:
    """URL: humps_apart, hump_weight."""
    st.subheader("Two directions, two answers")
    left, right = st.columns([2, 5], gap="large")
    with left:
        apart = st.slider("Distance of the humps", 0.0, 8.0, 4.0, 0.25, key="humps_apart", bind="query-params")
        weight = st.slider("Weight of the left hump", 0.0, 1.0, 0.4, 0.05, key="hump_weight", bind="query-params")
        target, found, (z, curves) = fitted(apart, weight)
        rows = {name: (f"{fit.forward:.3f}", f"{fit.reverse:.3f}") for name, fit in found.items()}
        st.table(
            {"Fit": list(rows), "KL(p‖q)": [row[0] for row in rows.values()], "KL(q‖p)": [row[1] for row in rows.values()]},
            border="horizontal",
            hide_index=True,
        )
    with right:
        common.show(
            figures.beliefs(z, curves),
            key="fits",
            alt="A density of two humps and the Gaussians of least KL in either direction",
            code=code.fits(target),
            columns={"z": z} | curves,
        )
    st.caption(
        "KL(p‖q) punishes q for leaving out what p has: the fit covers both humps and the empty middle (it has p's mean and "
        "variance). KL(q‖p) punishes q for being where p is not: the fit sits on one hump. A VAE makes the second kind small. "
        "The two columns differ for the same pair of densities, so KL is no distance."
    )
