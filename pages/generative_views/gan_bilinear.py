"""The topic Bilinear game of the view GAN: two players on x · y, and the three ways to play that end differently."""

from __future__ import annotations

import streamlit as st

from pages import common, knobs
from vizlab.figures import generative_gan as figures
from vizlab.figures.export import curve_columns
from vizlab.figures.progress import lines
from vizlab.generative.plane_gan import bilinear
from vizlab.snippets import generative_gan_topics as code


def look() -> None:
    """URL: bilinear_a, bilinear_angle, bilinear_steps."""
    columns = st.columns(3)
    with columns[0]:
        a = knobs.knob("bilinear_a", bilinear.KNOBS["bilinear_a"], 0.2, label="Step size a")
    with columns[1]:
        angle = knobs.knob("bilinear_angle", bilinear.KNOBS["bilinear_angle"], 0, label="Start angle, degrees")
    with columns[2]:
        steps = knobs.knob("bilinear_steps", bilinear.KNOBS["bilinear_steps"], 60, label="Steps")
    choice = (a, angle, steps)
    paths, radii = bilinear.paths(*choice), bilinear.radii(*choice)
    common.metrics(
        {
            "Radius a step, simultaneous": f"× {bilinear.measured(paths['simultaneous']):.6f}",
            "√(1 + a²)": f"× {bilinear.growth('simultaneous', a):.6f}",
            "Extragradient": f"× {bilinear.measured(paths['extragradient']):.6f}",
            "√(1 − a² + a⁴)": f"× {bilinear.growth('extragradient', a):.6f}",
        }
    )
    left, right = st.columns(2, gap="large")
    with left:
        common.snug_at("play", 1.0, 170)
        common.show(
            figures.play(paths),
            key="play",
            alt="The ways of four kinds of play around the equilibrium of x times y",
            code=code.play(*choice),
            arrays=paths,
        )
    with right:
        looks = {"x_title": "step", "y_title": "distance from the equilibrium", "log": True, "height_px": 380}
        common.show(
            lines(radii, **looks), key="radius", alt="Distance from the equilibrium over the steps of each kind of play",
            code=code.radius(*choice), columns=curve_columns(radii),
        )  # fmt: skip
        st.markdown(
            "A GAN in its smallest form: x goes down x · y, y goes up, and the only equilibrium is (0, 0). At once, both "
            "spiral out, by exactly √(1 + a²) each step, however small the steps. In turn, y answers the x that has moved: "
            "they circle for ever, and the mean of their places comes to rest. Extragradient takes the slope one step ahead, and "
            "spirals in."
        )
