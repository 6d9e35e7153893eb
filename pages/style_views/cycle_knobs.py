"""Knobs that all topics of the view CycleGAN have, under one name each."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import knob
from vizlab.style.cycle.clouds import PAIRS
from vizlab.style.cycle.losses import ADVERSARIAL
from vizlab.style.cycle.recipe import KNOBS, CloudsRecipe

DEFAULTS = CloudsRecipe()
LABELS = {
    "cycle_weight": "Weight of the cycle",
    "identity_weight": "Weight of the identity",
    "updates": "Steps",
    "digit_updates": "Steps",
    "gan_lr": "Learning rate",
    "units": "Hidden units",
    "channels": "Channels",
    "seeds": "Seeds",
}


def pick(name: str, default: Any = None) -> Any:
    """One knob by its name, at the default of its recipe. URL: its name."""
    default = getattr(DEFAULTS, name) if default is None else default
    return knob(name, KNOBS[name], default, label=LABELS.get(name, ""))


def pick_pair() -> str:
    """URL: clouds."""
    pair = str(common.choose(st.selectbox, "A and B", list(PAIRS), key="clouds", default=DEFAULTS.clouds))
    st.caption(PAIRS[pair].about)
    return pair


def pick_adversarial() -> str:
    """URL: adversarial."""
    help_text = "\n".join(f"- **{name}**: {loss.about}." for name, loss in ADVERSARIAL.items())
    return str(
        common.choose(st.segmented_control, "Adversarial loss", list(ADVERSARIAL), key="adversarial", help=help_text, wrap=True)
    )
