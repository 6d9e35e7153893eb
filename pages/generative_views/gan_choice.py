"""What can be chosen of a GAN in the plane: its data, drawn by hand if wished, its losses, its turns and what keeps it tame."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.draw_points import Point, draw_points
from pages.knobs import knob, presets, put
from vizlab import generative
from vizlab.generative import GAN_KNOBS, GanRecipe
from vizlab.generative.plane_gan import clouds
from vizlab.generative.plane_gan.regular import NOISE_ON

DEFAULTS = GanRecipe()
LABELS = {
    "modes": "Modes",
    "latent": "Numbers in a code",
    "hidden": "Hidden units",
    "lr_g": "Learning rate of the generator",
    "lr_d": "Learning rate of the discriminator",
    "d_steps": "Discriminator steps a round",
    "g_steps": "Generator steps a round",
    "head_start": "Head start of the discriminator",
    "beta1": "Momentum of Adam (β₁)",
    "unrolled": "Unrolled steps",
    "penalty": "Gradient penalty",
    "clip": "Clip weights at",
    "instance_noise": "Noise on what D sees",
}
FIRST = ("lr_g", "lr_d", "d_steps", "g_steps", "head_start", "steps")
TAME = ("penalty", "clip", "unrolled", "instance_noise")
SIZES = ("latent", "hidden", "beta1", "batch_size", "seed")
NAMED = ("ring", "grid")  # clouds of which the number of modes can be chosen


def pick_recipe() -> GanRecipe:
    """URL: the recipe's fields."""
    presets(generative.GAN_EXAMPLES)
    values = pick_data()
    help_text = "Where the discriminator sees through the generator, minimax has no slope left; the others keep theirs."
    values["loss"] = common.choose(
        st.segmented_control, "Loss", list(generative.GENERATOR_LOSSES), key="loss", help=help_text, wrap=True
    )
    values |= {name: pick(name) for name in FIRST}
    with st.expander("What keeps it tame"):
        values |= {name: pick(name) for name in TAME}
        if values["instance_noise"]:
            help_text = "The notes put noise on real samples; instance noise, as it was proposed, goes on both."
            values["noise_on"] = common.choose(st.segmented_control, "On", list(NOISE_ON), key="noise_on", help=help_text)
        values["cooling"] = st.toggle(
            "Cool down",
            DEFAULTS.cooling,
            key="cooling",
            bind="query-params",
            help="Both learning rates fall evenly to 0 in the second half: the game comes to rest.",
        )
        help_text = "Divides each layer's weights by their largest singular value."
        values["spectral"] = st.toggle("Spectral norm", DEFAULTS.spectral, key="spectral", bind="query-params", help=help_text)
    with st.expander("More of the networks"):
        values |= {name: pick(name) for name in SIZES}
    return GanRecipe(**values)


def pick_data() -> dict[str, Any]:
    """URL: cloud, and what that cloud reads: modes, drawn, radius, spread."""
    values = {"cloud": common.choose(st.segmented_control, "Data", list(clouds.CLOUDS), key="cloud", wrap=True)}
    if values["cloud"] == "drawn":
        values["drawn"] = pick_drawing()
    with st.expander("The data"):
        names = ("modes", "radius", "spread") if values["cloud"] in NAMED else ("radius", "spread")
        values |= {name: pick(name) for name in names}
    return values


def pick_drawing() -> str:
    """URL: drawn."""
    text = st.session_state.get("drawn") or st.query_params.get("drawn", "")
    draw_points(points=clouds.places(text), most=clouds.MOST_DRAWN, key="drawing", drawn=take_drawing)
    help_text = "The points as text, two letters each, as the address carries them."
    written: str = st.text_input("Points", key="drawn", bind="query-params", help=help_text)
    return written.strip()


def take_drawing(points: list[Point]) -> None:
    """Put what was drawn where the address carries it."""
    put({"drawn": clouds.pack(points)})


def pick(name: str) -> Any:
    """One knob of the recipe."""
    return knob(name, GAN_KNOBS[name], getattr(DEFAULTS, name), label=LABELS.get(name, ""))
