"""The topic Losses of the view GAN: what the generator pays, how steep that is, and what a D that is ahead leaves of it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from vizlab.figures import generative_gan as figures
from vizlab.figures.progress import lines
from vizlab.generative.plane_gan import ahead
from vizlab.snippets import generative_gan_topics as code

SAID = (0.0003, 0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99)


@st.cache_data(max_entries=16, show_spinner="Training the discriminator alone …")
def measured(seed: int) -> Any:
    return ahead.gradients(seed)


def look() -> None:
    """URL: said, ahead, ahead_seed."""
    help_text = "What the discriminator says of a generated point: the chance that it is real. Its logit is log(D / (1 − D))."
    said = common.choose(st.select_slider, "D(G(z))", SAID, key="said", default=SAID[0], help=help_text)
    logit = ahead.logit(said)
    x, values, slopes = ahead.curves()
    st.caption(
        "Logistic losses (non-saturating, minimax) read D's output as a logit; least squares reads it as the share and aims "
        "at 1; for hinge and Wasserstein it is a score without a scale, and G simply wants it higher: the same line for both."
    )
    left, right = st.columns(2, gap="large")
    with left:
        show(x, values, logit, "loss", "What G pays", said)
    with right:
        show(x, slopes, logit, "slope", "How steep that is", said)
    slope = ahead.slopes_at(logit)
    common.metrics({f"Slope, {name}": f"{value:.5f}" for name, value in slope.items()})
    st.caption(
        f"Slopes at D(G(z)) = {said:g}, logit {logit:.2f}. Where D sees through the generator, minimax is flat: its push is gone "
        "where it is needed most. Non-saturating turns that round, and has the same fixed point."
    )
    gauge()


def show(x: Any, curves: Any, logit: float, which: str, title: str, said: float) -> None:
    st.subheader(title)
    common.show(
        figures.by_logit(x, curves, logit, y_title=ahead.TITLES[which]),
        key=f"by-{which}",
        alt=f"{title}, by the discriminator's output, for five losses",
        code=code.by_logit(which, said),
        columns={"output": x, **curves},
    )


def gauge() -> None:
    """The norm of the generator's whole gradient, after the discriminator has trained alone."""
    st.subheader("Live: a discriminator that is ahead")
    left, right = st.columns([2, 1])
    with right:
        help_text = "Start weights and data."
        seed = common.choose(st.select_slider, "Seed", list(range(10)), key="ahead_seed", help=help_text)
        steps = common.choose(st.select_slider, "Steps of D alone", ahead.STOPS, key="ahead", default=400)
        norms = measured(seed)
        place = ahead.STOPS.index(steps)
        for name, values in norms.items():
            st.metric(f"Gradient of G, {name}", f"{values[place]:.2g}", border=True)
        st.markdown(
            "G is untrained and stands still. Its whole gradient is measured after so many steps of D alone. Another run "
            "gave 7.3 · 10⁻⁴ against 1.83 after 400. The final samples hardly show the difference; the gradients do."
        )
    with left:
        shown = {name: list(zip(ahead.STOPS, values, strict=True)) for name, values in norms.items()}
        looks = {"x_title": "steps of D alone", "y_title": "norm of the generator's gradient", "log": True, "height_px": 380}
        common.show(
            lines(shown, **looks),
            key="gauge",
            alt="Norm of the generator's gradient under two losses while the discriminator trains alone",
            code=code.gauge(seed),
            columns={"steps": ahead.STOPS, **norms},
        )
