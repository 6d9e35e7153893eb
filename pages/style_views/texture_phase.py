"""The topic Without a network of the view Texture: what a power spectrum alone can make of a texture."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.style_views.texture_grown import Grown, pick_recipe, random_phase, result, show_table
from pages.style_views.texture_synthesis import show_spectra
from vizlab import style
from vizlab.figures.filter_dream import row
from vizlab.recipes import canonical_json
from vizlab.snippets import style_texture as code
from vizlab.style.texture import synthesis

PHASE = "random phase"


@st.cache_data(max_entries=16, show_spinner=False)
def fell_to(recipe_json: str, _recipe: style.StyleRecipe, pixels: Any) -> float:
    return synthesis.fell_to(_recipe, pixels)


def look() -> None:
    """URL: as of `pick_recipe`."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = pick_recipe()
    with right, common.friendly():
        found = result(recipe)
        if found is not None:
            show(found)


def show(found: Grown) -> None:
    recipe = found.made.recipe
    control = random_phase(found.source, recipe.seed)
    figure = row([found.source, control, found.texture], ["Source", "Same spectrum", "Same Grams"], columns=3)
    common.snug("phase", figure)
    common.show(
        figure,
        key="phase",
        alt="The source, a texture with the same power spectrum and random phases, and one with the same Gram matrices",
        code=code.phase(recipe),
        arrays={"source": found.source, "phase": control, "texture": found.texture},
    )
    heard = fell_to(canonical_json(recipe), recipe, control)
    common.metrics({"Gram distance of random phases": f"{heard:.1e}", "of the texture": f"{found.fell_to:.1e}"})
    st.markdown(
        f"The spectrum is the source's, yet to the network it is {heard / max(found.fell_to, 1e-12):,.0f} times as far off: "
        "lines and edges are waves that meet in one place, and dice do not let them."
    )
    st.caption("Gram distances as a share of that of noise.")
    show_spectra(recipe, {"source": found.source, "texture": found.texture, PHASE: control}, with_phase=True)
    show_table(found, {"texture": found.texture, PHASE: control})
