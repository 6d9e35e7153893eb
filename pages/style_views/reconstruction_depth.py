"""The topic "From each layer": from noise to a picture that one layer takes for the photograph."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.style_views import studies
from pages.style_views.choice import pick_content, pick_network
from vizlab.figures.style_reconstruction import errors
from vizlab.figures.style_statistics import curves, wall
from vizlab.snippets import style_reconstruction as code
from vizlab.style.studies.recipe import StudyRecipe
from vizlab.style.studies.result import Studied

AXES = ("iteration", "content loss")


def look() -> None:
    """URL: content, network, rounds, side_px, seed, after."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = studies.pick_recipe("reconstruction", pick_content(), pick_network())
    with right, common.friendly():
        studies.show(recipe, show)


def show(recipe: StudyRecipe, found: list[Studied]) -> None:
    """URL: after."""
    place, steps = st.container(), found[0].steps
    after = int(common.choose(st.select_slider, "After iterations", steps, key="after", default=steps[-1]))
    snippets = code.depth(recipe, after)
    shown = {"the photograph": studies.source(recipe.picture, recipe.side_px)}
    shown |= {f"{each.label}, {each.layer}": each.at(after) for each in found}
    figure = wall(shown, columns=3)
    common.snug("depth", figure)
    with place:
        common.show(
            figure,
            key="depth",
            alt=f"The photograph, and what each layer alone brings back from noise in {after} iterations",
            code=snippets[0],
            arrays=shown,
        )
    show_errors(found, snippets[1])
    lines = {each.label: ([float(at) for at, _ in each.losses], [loss for _, loss in each.losses]) for each in found}
    common.show(
        curves(lines, titles=AXES, at=after, logs="y"),
        key="falling",
        alt="The content loss of each layer over the iterations",
        code=snippets[2],
        columns={"iteration": lines[found[0].label][0]} | {name: line[1] for name, line in lines.items()},
    )
    st.caption("Content losses are shares of the photograph's own features: 1 is as far off as a picture that excites none.")


def show_errors(found: list[Studied], snippet: str) -> None:
    layers = [each.layer for each in found]
    pixels, features = [each.numbers["rms"] for each in found], [each.fell_to for each in found]
    common.show(
        errors(layers, pixels, features),
        key="errors",
        alt="For each layer the error of the pixels and what is left of the feature loss",
        code=snippet,
        columns={"layer": layers, "pixels": pixels, "features": features},
    )
    st.markdown(
        f"At most **{max(features):.2%}** of any layer's loss is left, so each is content with its picture. Yet the pixels are "
        f"off by **{pixels[0]:.0%}** for {common.plain(layers[0])} and **{max(pixels):.0%}** for "
        f"{common.plain(layers[pixels.index(max(pixels))])}: that much it does not hold on to."
    )
