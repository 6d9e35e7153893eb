"""The topic "Which pixels" of the view Unit: what speaks for its strongest activations, and what they are without it."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.filter_views.unit_card import Card, nine
from pages.knobs import knob
from pages.pickers import open_model
from vizlab.backward_rules import RULES
from vizlab.figures import filter_unit
from vizlab.filters.units import ablation, patches
from vizlab.filters.units.recipe import SurveyRecipe
from vizlab.snippets import filter_unit as code

NARROW_PX = 350  # of a wall where three stand in a row
SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)


@st.cache_data(max_entries=32, show_spinner="Tracing back …")
def traces(recipe: SurveyRecipe, layer: str, unit: int, rule: str) -> Any:
    return patches.traces(open_model(recipe.reference), nine(recipe, layer, unit), rule)


@st.cache_data(max_entries=32, show_spinner="Wiping out …")
def wiped(recipe: SurveyRecipe, layer: str, unit: int, rule: str, share: float, seed: int) -> Any:
    found, marks = nine(recipe, layer, unit), traces(recipe, layer, unit, rule)
    return patches.wiped(open_model(recipe.reference), found, marks, share, seed)


def pick() -> tuple[str, float, int]:
    """URL: way, share, seed."""
    left, middle, right = st.columns(3, gap="large")
    with left:
        help_text = "Guided: only what speaks for it, through units that were active. Gradient: also what speaks against it."
        rule = common.choose(st.segmented_control, "Way back", list(RULES), key="way", help=help_text, wrap=True)
    with middle:
        titles = {share: f"{share:.0%}" for share in SHARES}
        share = common.choose(st.select_slider, "Wiped out of each patch", list(SHARES), key="share", default=0.1, titles=titles)
    with right:
        seed = knob("seed", ablation.KNOBS["seed"], 0)
    return rule, share, seed


def look(card: Card) -> None:
    rule, share, seed = pick()
    found, marks = nine(*card.key), traces(*card.key, rule)
    left, middle, right = st.columns(3, gap="large")
    with left:
        st.subheader("What it saw")
        common.show(
            filter_unit.wall(found.patches(), found.activations, hover=found.hover, wide_px=NARROW_PX),
            key="patches",
            alt=f"The patches that excite unit {card.unit} of {card.layer} most",
            code=code.patches(card.key, wide_px=NARROW_PX),
            arrays={"pictures": found.pictures},
        )
    with middle:
        st.subheader("What of it counted")
        common.show(
            filter_unit.wall(patches.traced_patches(found, marks), found.activations, hover=found.hover, wide_px=NARROW_PX),
            key="traced",
            alt=f"The same patches traced back by {rule}; grey is zero",
            code=code.traced(card.key, rule, wide_px=NARROW_PX),
            arrays={"maps": np.stack(marks)},
        )
        st.caption(f"Grey is zero. Outside of what the unit sees the largest value is {patches.outside(found, marks):g}.")
    with right:
        show_falls(card, rule, share, seed)


def show_falls(card: Card, rule: str, share: float, seed: int) -> None:
    each = wiped(*card.key, rule, share, seed)
    marked, random = zip(*(one.falls for one in each), strict=True)
    st.subheader("Wiped out")
    common.show(
        filter_unit.falls(marked, random),
        key="falls",
        alt="How far each activation falls without the marked pixels, and without random ones",
        code=code.falls(card.key, rule, share, seed),
        columns={"patch": list(range(1, len(each) + 1)), "marked": list(marked), "random": list(random)},
    )
    better = sum(a > b for a, b in zip(marked, random, strict=True))
    st.caption(
        f"Without the marked pixels it falls by {np.median(marked):.0%}, without random ones by {np.median(random):.0%} "
        f"(medians); further for {better} of {len(each)}."
    )
