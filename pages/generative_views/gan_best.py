"""The topic Best discriminator of the view GAN: p / (p + q), the JS divergence in its loss, and where that goes blind."""

from __future__ import annotations

import math

import streamlit as st

from pages import common, knobs
from vizlab.figures import generative_gan as figures
from vizlab.generative.plane_gan import best
from vizlab.snippets import generative_gan_topics as code


@st.cache_data(max_entries=32, show_spinner="Training the discriminator …")
def learned(distance: float, spread: float, seed: int) -> best.Best:
    return best.learn(distance, spread, seed)


@st.cache_data(max_entries=8, show_spinner=False)
def over_distance(spread: float) -> tuple[best.Array, best.Array, best.Array]:
    return best.over_distance(spread)


def look() -> None:
    """URL: apart, fake_spread, best_seed."""
    columns = st.columns(3)
    with columns[0]:
        distance = knobs.knob("apart", best.KNOBS["apart"], 2.0, label="Distance of the means")
    with columns[1]:
        spread = knobs.knob("fake_spread", best.KNOBS["fake_spread"], 1.0, label="Standard deviation of q")
    with columns[2]:
        seed = knobs.knob("best_seed", best.KNOBS["best_seed"], 0, label="Seed")
    choice = (distance, spread, seed)
    found = learned(*choice)
    common.metrics(
        {
            "Largest gap from p / (p + q)": f"{found.worst:.3f}",
            "JS by D's loss": f"{found.js_by_loss:.4f} nats",
            "JS by quadrature": f"{found.js:.4f} nats",
            "of at most log 2": f"{math.log(2):.4f}",
        }
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("The trained D against the formula")
        common.show(
            figures.verdicts(found.x, found.p, found.q, found.formula, found.trained),
            key="best",
            alt="Densities of data and generated points, the best discriminator and the trained one",
            code=code.best(*choice),
            columns={"x": found.x, "p": found.p, "q": found.q, "formula": found.formula, "trained": found.trained},
        )
        st.markdown(
            f"D has seen samples only: {best.STEPS} steps of {best.BATCH} of each kind. Where both densities are tiny it saw "
            "nothing, and may say anything; the gap counts places with more than 2 % of the peak of p + q."
        )
    with right:
        distances(spread, distance, found.js, seed)
    st.markdown(
        "With the best D, its loss is J_D = 2 log 2 − 2 JS(p, q): so a generator against it goes down the Jensen-Shannon "
        "divergence. Once p and q hardly overlap, JS stands at log 2 whatever the distance, and has no slope to follow. The "
        "Wasserstein distance W₁ = ∫ |P − Q| dx goes on growing with it: that is why critics of WGAN estimate W₁ instead."
    )


def distances(spread: float, distance: float, js: float, seed: int) -> None:
    places, all_js, all_w = over_distance(spread)
    st.subheader("What each distance still sees")
    common.show(
        figures.against_distance(places, all_js, (distance, js), y_title="Jensen-Shannon divergence, nats", level="log 2"),
        key="js-distance",
        alt="Jensen-Shannon divergence over the distance of two Gaussians",
        code=code.against_distance("js", distance, spread),
        columns={"distance": places, "js": all_js},
    )
    here = best.wasserstein(distance, spread)
    common.show(
        figures.against_distance(places, all_w, (distance, here), y_title="Wasserstein-1 distance"),
        key="w-distance",
        alt="Wasserstein-1 distance over the distance of two Gaussians",
        code=code.against_distance("wasserstein", distance, spread),
        columns={"distance": places, "w1": all_w},
    )
