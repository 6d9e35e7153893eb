"""The topic Flow of the view All families: a grid bent layer by layer, and the promises of a flow, checked."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.generative_views import families_choice
from pages.generative_views.families_side import signed
from vizlab.figures.generative_families import warped
from vizlab.frames import Frame
from vizlab.generative.families import bending, opened, shapes
from vizlab.generative.families.choices import FamiliesRecipe
from vizlab.snippets import generative_families as code


@st.cache_data(max_entries=12, show_spinner=False)
def seen(recipe: FamiliesRecipe, finished_in: float, _frames: list[Frame]) -> tuple[Any, Any, bending.Promises]:
    flow = opened.model(_frames, "Flow")
    return *bending.layers(flow, recipe.plane_seed), bending.promises(flow, recipe.plane_seed)


def look() -> None:
    """URL: the recipe's fields."""
    families_choice.look(show)


def show(recipe: FamiliesRecipe, record: Any, frames: list[Frame]) -> None:
    grids, points, promises = seen(recipe, record["seconds"], frames)
    left, right = st.columns([3, 2], gap="large")
    with left:
        common.show(
            warped(grids, points, shapes.EDGE),
            key="flow-layers",
            alt="A grid of codes and samples, layer by layer on their way to the data",
            code=code.flow_layers(recipe),
            arrays={"grids": grids, "points": points},
        )
        st.caption(
            "At 0 layers the grid is square and the points are N(0, I). Each layer bends one coordinate by the other, then turns."
        )
    with right:
        numbers = record["families"]["Flow"]
        common.metrics(
            {
                "Density sums to": f"{promises.integral:.4f}",
                "Error there and back": f"{promises.there_and_back:.0e}",
                "Log-determinant off by": f"{promises.log_det:.0e}",
            }
        )
        truth = record["truth"]["log-likelihood"]
        st.markdown(
            f"""
- **A density**: summed over {bending.FINE} × {bending.FINE} cells of a wide square it is {promises.integral:.4f}; must be 1.
- **No way lost**: codes carried to points and back differ by at most {promises.there_and_back:.0e}.
- **Stretching known**: the log-determinant differs from that of autograd's Jacobian by at most {promises.log_det:.0e} nats.
- **Likelihood, exact**: {signed(numbers["log-likelihood"])} nats a held-out point; the truth has {signed(truth)}.
"""
        )
        st.caption(
            "The plane is bent, never torn: between arms or modes a thin veil of points stays: a continuous map leaves no gap."
        )
