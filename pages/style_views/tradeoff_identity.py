"""The topic Its own style of the view Trade-off: style = content must cost nothing."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from pages.style_views.choice import beside_knobs, pick_content, pick_network, pick_style
from vizlab.figures.filter_dream import row
from vizlab.frames import Frames
from vizlab.recipes import canonical_json
from vizlab.snippets import style_tradeoff as code
from vizlab.style import series
from vizlab.style.tradeoff.identity import KIND, KNOBS, OTHER, OWN, IdentityRecipe

PHOTOGRAPH = "The photograph"


@st.cache_data(max_entries=16, show_spinner=False)
def checked(recipe_json: str, finished_in: float, _recipe: IdentityRecipe) -> tuple[list[series.Painted], Any]:
    return series.read(KIND, _recipe), original(_recipe)


def original(recipe: IdentityRecipe) -> Any:
    return series.original(next(iter(recipe.paintings().values())))


def look() -> None:
    """URL: content, style, network, pull, point_px, point_steps, seed."""
    beside_knobs(KIND, pick, show, way)


def pick() -> IdentityRecipe:
    content, manner, network = pick_content(), pick_style(), pick_network()
    pull = knob("pull", KNOBS["pull"], IdentityRecipe.pull, label="Strength of the style")
    with st.expander("More"):
        point_px = knob("point_px", KNOBS["point_px"], IdentityRecipe.point_px, label="Size in pixels")
        point_steps = knob("point_steps", KNOBS["point_steps"], IdentityRecipe.point_steps, label="Iterations of each")
        seed = knob("seed", KNOBS["seed"], IdentityRecipe.seed)
    return IdentityRecipe(
        content=content, style=manner, network=network, pull=pull, point_px=point_px, point_steps=point_steps, seed=seed
    )


def way(recipe: IdentityRecipe, run: Frames) -> None:
    def so_far(key: str) -> None:
        common.sketch(drawn(original(recipe), series.read(KIND, recipe)), key=key, alt="The paintings so far")

    if job_panel.offer(run, label="Paint all three", draw=lambda _: so_far("live-identity")):
        so_far("identity-so-far")


def drawn(photograph: Any, found: list[series.Painted]) -> Any:
    titles = [PHOTOGRAPH, *(each.name.capitalize() for each in found)]
    return row([photograph, *(each.pixels for each in found)], titles, columns=2)


def show(recipe: IdentityRecipe, finished_in: float) -> None:
    found, photograph = checked(canonical_json(recipe), finished_in, recipe)
    figure = drawn(photograph, found)
    common.snug("identity", figure)
    common.show(
        figure,
        key="identity",
        alt="The photograph, the same in its own style from itself and from noise, and in another style",
        code=code.identity(recipe),
        arrays={PHOTOGRAPH: photograph} | {each.name: each.pixels for each in found},
    )
    by_name = {each.name: each for each in found}
    own, other = by_name[OWN], by_name[OTHER]
    common.metrics(
        {
            "Style loss, its own style": f"{own.last['style']:.1e}",
            "another style": f"{other.last['style']:.1e}",
            "Pixels moved, its own style": f"{own.change:.1f} of 255",
            "by another style": f"{other.change:.1f} of 255",
        }
    )
    st.dataframe(
        {
            "Painting": [each.name for each in found],
            "Content loss": [each.last["content"] for each in found],
            "Style loss at the start": [each.first["style"] for each in found],
            "Style loss": [each.last["style"] for each in found],
            "Pixels moved": [each.change for each in found],
        },
        hide_index=True,
        width="stretch",
        column_config={"Pixels moved": st.column_config.NumberColumn(format="%.1f", help="Mean, in levels of 255.")},
    )
    st.caption(
        "In its own style both losses may be 0 at once, so from noise both fall together, and what differs is what neither sees. "
        "In another style, one is paid with the other."
    )
