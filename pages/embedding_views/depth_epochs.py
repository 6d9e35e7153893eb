"""The topic Over the epochs: one layer while the network learns, its numbers as curves and its maps as a film."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.embedding_views import depth_choice as choice
from vizlab.embeddings.depth import view
from vizlab.embeddings.depth.separability import THIS
from vizlab.figures.embedding_depth import way
from vizlab.figures.maps import film
from vizlab.snippets import embedding_depth as code


def look() -> None:
    """URL: reference, epoch, points, seed, layer, plan."""
    picked = choice.pick()
    if picked is None:
        return
    left, right = st.columns(2, gap="large")
    with left:
        recipe = choice.along_epochs(picked, choice.pick_layer(picked.reference))
        known = choice.ways(recipe)[THIS]
        names, series, levels = view.together(known)
        epoch = picked.reference.split("@")[1]
        common.show(
            way(names, series, levels, title="", x_title="epoch", chosen=epoch, height_px=520),
            key="epochs",
            alt=f"How far apart the classes are in {recipe.layer}, epoch by epoch",
            code=code.epochs(recipe, epoch),
            columns={"epoch": names, **series},
        )
        first, last = known[0], known[-1]
        st.caption(
            f"From epoch {first.name} to {last.name} the silhouette of the classes goes from {first.silhouette:.2f} to "
            f"{last.silhouette:.2f}, and clusters found without labels agree with them to {first.rand:.2f}, then {last.rand:.2f}."
        )
    with right:
        plan = choice.pick_plan(recipe)
        maps = choice.laid_out(recipe, plan)
        if maps is None:
            return
        rows = choice.rows(recipe.data, recipe.points)
        common.show(
            film(view.moments(maps, known), rows.labels, rows.classes, prefix="Epoch ", height_px=520),
            key="learning",
            alt=f"The points in {recipe.layer} at each epoch, as a film",
            code=code.film(recipe, plan),
            arrays={f"epoch {name}": positions for name, positions in maps.items()},
        )
        st.caption("Each map is turned to lie on the one before it, so that a point can be followed.")
    choice.hovering(recipe, ["learning"])
