"""The knobs of a style transfer: two pictures, the network that looks at them, and what is traded for what."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import knob
from pages.style_views.choice import DEFAULTS, pick_content, pick_network, pick_style
from vizlab import style


def pick_recipe() -> style.StyleRecipe:
    """All knobs. URL: the fields of the recipe."""
    content = pick_content()
    manner = pick_style()
    network = pick_network()
    strength = knob("strength", style.KNOBS["strength"], DEFAULTS.strength, label="Strength of the style")
    steps = knob("steps", style.KNOBS["steps"], DEFAULTS.steps, label="Iterations")
    size_px = knob("size_px", style.KNOBS["size_px"], DEFAULTS.size_px, label="Size in pixels")
    init = common.choose(
        st.segmented_control, "Start from", list(style.STARTS), key="init", help=listed(style.STARTS), default=DEFAULTS.init
    )
    with st.expander("More"):
        more = pick_more()
    return style.StyleRecipe(
        content=content, style=manner, network=network, strength=strength, steps=steps, size_px=size_px, init=init, **more
    )


def pick_more() -> dict[str, Any]:
    """The knobs that few turn. URL: grain, colors, optimizer, lr, tv, seed."""
    grain = common.choose(
        st.segmented_control,
        "Layers of style",
        list(style.GRAINS),
        key="grain",
        help="Shallow layers know fine grain, deep ones larger forms; “all” takes both.",
    )
    colors = common.choose(st.segmented_control, "Colours of the", list(style.COLORS), key="colors", help=listed(style.COLORS))
    optimizer = common.choose(
        st.segmented_control,
        "Optimizer",
        list(style.OPTIMIZERS),
        key="optimizer",
        default=DEFAULTS.optimizer,
        help="L-BFGS learns the curvature and gets further; Adam takes about half the time for each iteration.",
    )
    lr = DEFAULTS.lr
    if optimizer == "Adam":
        lr = knob("lr", style.KNOBS["lr"], DEFAULTS.lr, label="Learning rate")
    tv = knob("tv", style.KNOBS["tv"], DEFAULTS.tv, label="Weight of smoothness")
    seed = knob("seed", style.KNOBS["seed"], DEFAULTS.seed)
    return {"grain": grain, "colors": colors, "optimizer": optimizer, "lr": lr, "tv": tv, "seed": seed}


def listed(table: dict[str, str]) -> str:
    """What each choice means, as the help of its widget."""
    return "\n".join(f"- **{name}**: {about}" for name, about in table.items())
