"""The topic Linearised of the view Adversarial: FGSM is the best a linear network could suffer; how nearly is this one linear?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.pickers import Picture, open_model
from pages.saliency_views.adversarial_knobs import look_at_picture, pick_levels, pick_seed
from vizlab import library
from vizlab.figures import filter_why, robustness_linear
from vizlab.robustness import linearised
from vizlab.snippets import robustness_around as code

LOOK = {"x_title": "size, in 255ths", "y_title": "gain of the margin"}
N_DIGITS = 360


@st.cache_resource(max_entries=1, show_spinner="Training a linear network …")
def linear_network() -> Any:
    return linearised.linear_network()


@st.cache_data(max_entries=32, show_spinner=False)
def of_digit(digit: int, most: float, seed: int) -> Any:
    network, image = linear_network(), linearised.test_digit(digit)
    return linearised.gain(network, image, linearised.sizes(most), seed), linearised.box(network, image, most)


@st.cache_data(max_entries=32, show_spinner="Looking around …")
def of_picture(reference: str, pixels: Any, most: float, seed: int) -> Any:
    model = open_model(reference)
    with model.lock:
        found = linearised.gain(model.network, pixels, linearised.sizes(most), seed)
        return found, linearised.box(model.network, pixels, most)


def show_box(base: Any, digit: int, box: Any, key: str) -> None:
    titles = tuple(
        f"row {place[1]}, column {place[2]}" + (f", {COLOURS[place[0]]}" if key == "network" else "") for place in box.places
    )
    common.show(
        robustness_linear.box(box.steps, box.margin, box.slope, eps=box.eps, best=box.best(), titles=titles),
        key=f"box-{key}",
        alt="The margin as two pixels change, the box that an attack may use, the gradient and the corner that it points to",
        code=code.box(base, digit, box.eps, titles),
        arrays={"margin": box.margin, "steps": box.steps},
    )


def show_gain(base: Any, digit: int, gain: Any, most: float, seed: int, key: str) -> None:
    curves = gain.curves()
    common.show(
        filter_why.lines(curves, **LOOK),
        key=f"gain-{key}",
        alt="What the margin gains against the size of the change: forecast, measured, and along random signs",
        code=code.gain(base, digit, most, seed, LOOK),
        columns={"size": (255 * gain.sizes).tolist()} | {name: [y for _, y in curve] for name, curve in curves.items()},
    )


def show_numbers(gain: Any, classes: Any) -> None:
    error = "less than 1e-12" if gain.error < 1e-12 else f"{gain.error:.1%}"
    st.markdown(
        f"**{classes[gain.answer]}** against **{classes[gain.rival]}**: the margin is −{-gain.margin:.2f}, and all slopes sum to "
        f"{gain.slope_sum:.0f}. So it should flip at **{levels(gain.flips_at)}**. At the right end that is off by **{error}**."
    )


def levels(eps: float) -> str:
    return f"{255 * eps:.1f}/255" if eps < 1 else "more than 1"


def show(model: library.Model, picture: Picture, left: Any) -> None:
    """URL: eps, test_digit, seed."""
    with left:
        size = max(pick_levels(), 1) / 255
        digit = st.slider("Test digit of the linear network", 0, N_DIGITS - 1, 5, key="test_digit", bind="query-params")
        seed = pick_seed()
        st.caption("Here values may leave black to white, as in the formula.")
    base = (model.reference, picture.source, picture.crop)
    found = {
        "linear": (None, of_digit(digit, size, seed), "A linear network", tuple("0123456789")),
        "network": (base, of_picture(model.reference, picture.pixels, size, seed), "This network", model.classes),
    }
    for column, (key, (lines, (gain, box), title, classes)) in zip(st.columns(2, gap="large"), found.items(), strict=True):
        with column:
            st.subheader(title)
            show_numbers(gain, classes)
            show_gain(lines, digit, gain, size, seed, key)
            show_box(lines, digit, box, key)
    st.caption(
        "The box is what the attack may do to two pixels; orange is where the margin gains. Of a linear function, the corner "
        "that the gradient's signs point to (dot) is the best place (ring). The linear network was trained here on digits."
    )


def look() -> None:
    """URL: reference, epoch, what `pick_picture` reads, and what `show` reads."""
    look_at_picture(show)


COLOURS = ("red", "green", "blue")
