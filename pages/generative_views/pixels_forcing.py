"""The topic Teacher forcing of the view One pixel at a time: foretold from true values, and from one's own."""

from __future__ import annotations

import streamlit as st

from pages import common, knobs
from vizlab.figures.export import curve_columns
from vizlab.figures.generative_pixels import amounts
from vizlab.figures.progress import lines
from vizlab.generative.pixelwise import forcing
from vizlab.snippets import generative_pixels as code

Choice = tuple[float, int, int, int]


@st.cache_data(max_entries=48, show_spinner="Learning waves …")
def measured(choice: Choice) -> forcing.Forced:
    return forcing.measure(*choice)


def look() -> None:
    """URL: sine_noise, unroll, sine_steps, sine_seed."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        noise = knobs.knob("sine_noise", forcing.KNOBS["sine_noise"], 0.05, label="Noise")
        unroll = knobs.knob("unroll", forcing.KNOBS["unroll"], 1, label="Own values in training")
        steps = knobs.knob("sine_steps", forcing.KNOBS["sine_steps"], 300, label="Training steps")
        seed = common.choose(st.select_slider, "Seed", list(range(10)), key="sine_seed", help="Start weights and waves.")
        st.caption(
            "Noisy sines, each of a frequency and phase of its own. A small network sees the last 16 values and foretells "
            "the next; errors are means over 300 waves that it has not learned from."
        )
    choice = (noise, unroll, steps, seed)
    found = measured(choice)
    with right:
        show_numbers(found)
        show_waves(found, choice)
    left, right = st.columns(2, gap="large")
    with left:
        show_errors(found, choice)
    with right:
        show_lengths(found, choice)


def show_numbers(found: forcing.Forced) -> None:
    (near_forced, near), (far_forced, far) = found.over(5), found.over(forcing.LENGTH)
    common.metrics(
        {
            "Squared error, forced": f"{far_forced:.4f}",
            "free, 5 values": f"{near:.4f}",
            "free, 100 values": f"{far:.4f}",
            "The gap grows from 5 to 100 values": f"{near - near_forced:.4f} → {far - far_forced:.4f}",
            "foretelling 0 always": f"{found.chance:.3f}",
            "the noise itself": f"{found.floor:.4f}",
        }
    )


def show_waves(found: forcing.Forced, choice: Choice) -> None:
    series = forcing.wave(found, 0)
    common.show(
        lines(series, x_title="value", y_title="a wave, and what the network makes of its beginning"),
        key="forcing-wave",
        alt="A true wave and the one that the network makes from its first 16 values",
        code=code.forcing(choice, "waves"),
        columns=curve_columns(series),
    )
    st.caption("Up to 0 both are the same: the 16 values that it is given. From there on it lives on its own.")


def show_errors(found: forcing.Forced, choice: Choice) -> None:
    series = forcing.curves(found)
    levels = {"foretelling 0": found.chance}
    common.show(
        lines(series, x_title="values foretold", y_title="squared error", levels=levels),
        key="forcing-errors",
        alt="Squared error by place, forced and free",
        code=code.forcing(choice, "errors"),
        columns=curve_columns(series),
    )
    st.caption("The training loss is the lower line; it does not say that the upper one rises.")


def show_lengths(found: forcing.Forced, choice: Choice) -> None:
    labels, values = forcing.bars(found)
    common.show(
        amounts(labels, values, [f"{value:.4f}" for value in values], colors=2),
        key="forcing-lengths",
        alt="Mean squared error over the first 1, 5, 20, 50 and 100 values, forced and free",
        code=code.forcing(choice, "lengths"),
        columns={"what": labels, "error": values},
    )
    st.caption(
        "Over one value both are the same thing. A network that lived on its own values in training does better for "
        "longer; turn the knob on the left."
    )
