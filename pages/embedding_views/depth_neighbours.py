"""The topic Neighbours: what lies nearest to one picture, from its pixels to the scores."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views import depth_choice as choice
from vizlab import embeddings, images
from vizlab.embeddings.depth import nearest
from vizlab.embeddings.depth.recipe import DepthRecipe
from vizlab.embeddings.features import unit
from vizlab.figures.embedding_depth import way
from vizlab.figures.sheets import contact_sheet, share_of_width
from vizlab.snippets import embedding_depth as code

K = 10
SIDE_PX = 220
LABELS = 0.85  # of the width of a sheet is left beside the names of its rows


@st.cache_data(max_entries=32, show_spinner="Asking the neighbours …")
def near(recipe: DepthRecipe, index: int) -> Any:
    return nearest.nearest(recipe, index, K)


@st.cache_data(max_entries=16, show_spinner=False)
def striking(recipe: DepthRecipe, layer: str) -> int:
    return nearest.striking(recipe, layer, K)


def look() -> None:
    """URL: reference, epoch, points, picture."""
    recipe = choice.pick(seeded=False)
    if recipe is None:
        return
    rows = choice.rows(recipe.data, recipe.points)
    if rows.inputs.ndim != 4:
        st.info("This network takes points, which have no picture: choose one of pictures.")
        return
    layer = embeddings.last_hidden(choice.stops(recipe.reference))
    left, right = st.columns([2, 5], gap="large")
    with left:
        usual = striking(recipe, layer)
        help_text = "At first the one whose neighbours change their class the most on the way."
        index = common.choose(
            st.select_slider, "Picture", list(range(recipe.points)), key="picture", default=usual, help=help_text
        )
        truth = rows.classes[rows.labels[index]]
        pixels = images.to_pixels(unit(rows.inputs[index : index + 1])[0])
        st.image(images.enlarge(pixels, SIDE_PX), caption=f"Picture {index}: {truth}", alt=f"Picture {index}: {truth}")
        found = near(recipe, index)
        show_shares(recipe, found, rows.labels, index)
        name, epoch = recipe.reference.split("@")
        query = {"view": "Neighbours", "reference": name, "epoch": epoch}
        st.page_link("pages/filters.py", label="The same for a photograph", query_params=query)
    with right:
        figure = contact_sheet(
            [rows.inputs[one.indices] for one in found],
            [one.name for one in found],
            notes=[[rows.classes[label] for label in rows.labels[one.indices]] for one in found],
            framed=[rows.labels[one.indices] != rows.labels[index] for one in found],
        )
        common.show(
            figure,
            key="neighbours",
            alt=f"The {K} pictures nearest to picture {index} at every stop",
            code=code.neighbours(recipe, index, K),
            arrays={one.name: one.indices for one in found},
        )
        common.snug_at("neighbours", LABELS * share_of_width(figure), 8)
        st.caption(f"A row is a stop, its {K} nearest from left to right. Framed: of another class than the picture.")


def show_shares(recipe: DepthRecipe, found: Any, labels: Any, index: int) -> None:
    series = {
        "of the same class": [float((labels[one.indices] == labels[index]).mean()) for one in found],
        "also near in the input": [one.kept for one in found],
    }
    names = [one.name for one in found]
    common.show(
        way(names, series, {}, title="share of the nearest", height_px=320),
        key="alike",
        alt="Share of the nearest that are of the same class, at every stop",
        code=code.alike(recipe, index, K),
        columns={"stop": names, **series},
    )
