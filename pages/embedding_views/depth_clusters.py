"""The topic Clusters: k-means among the pixels and in a layer, beside the classes that nobody told it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views import depth_choice as choice
from vizlab.embeddings.depth import groups, stations
from vizlab.embeddings.depth.recipe import DepthRecipe
from vizlab.figures.sheets import contact_sheet, share_of_width
from vizlab.snippets import embedding_depth as code

MOST = 20
LABELS = 0.85  # of the width of a sheet is left beside the names of its rows


@st.cache_data(max_entries=24, show_spinner="Looking for clusters …")
def grouped(recipe: DepthRecipe, stop: str, clusters: int) -> Any:
    return groups.grouped(recipe, stop, clusters)


def show_sheet(recipe: DepthRecipe, stop: str, clusters: int, key: str) -> None:
    found, rows = grouped(recipe, stop, clusters), choice.rows(recipe.data, recipe.points)
    figure = contact_sheet(
        [rows.inputs[own] for own in found.members],
        [rows.classes[label] for label in found.majority],
        notes=[[rows.classes[label] for label in rows.labels[own]] for own in found.members],
        framed=[rows.labels[own] != label for own, label in zip(found.members, found.majority, strict=True)],
    )
    common.show(
        figure,
        key=key,
        alt=f"Some members of each of {len(found.members)} clusters in {stop}",
        code=code.sheet(recipe, stop, clusters),
        arrays={"table": found.table},
    )
    common.snug_at(key, LABELS * share_of_width(figure), 8)


def look() -> None:
    """URL: reference, epoch, points, seed, layer, clusters."""
    recipe = choice.pick()
    if recipe is None:
        return
    rows = choice.rows(recipe.data, recipe.points)
    first, second = st.columns([3, 2])
    with first:
        layer = choice.pick_layer(recipe.reference)
    with second:
        help_text = "k-means gathers the points round so many centres; the number of classes is only where it starts."
        usual = min(len(rows.classes), MOST)
        clusters = common.choose(
            st.select_slider, "Clusters", list(range(2, MOST + 1)), key="clusters", default=usual, help=help_text
        )
    spaces = {stations.PIXELS: "by-pixels", layer: "by-layer"}
    if rows.inputs.ndim == 4:
        for column, (stop, key) in zip(st.columns(2, gap="large"), spaces.items(), strict=True):
            with column:
                st.subheader("Clusters of pixels" if stop == stations.PIXELS else f"Clusters of {stop}")
                show_sheet(recipe, stop, clusters, key)
        st.caption(
            "A row is a cluster, under the name of its most common class, from its centre to its rim. Framed: of another class."
        )
    known = {stop: grouped(recipe, stop, clusters) for stop in spaces}
    st.table(
        {
            "Clusters of": list(known),
            "Purity": [f"{found.purity:.1%}" for found in known.values()],
            "Adjusted Rand index": [f"{found.rand:.2f}" for found in known.values()],
            "Silhouette of the clusters": [f"{found.silhouette:.2f}" for found in known.values()],
        },
        border="horizontal",
        hide_index=True,
    )
    st.caption(
        "Purity counts the most common class of each cluster, and grows with their number; the index corrects for that: 0 is "
        "chance. The silhouette knows no classes: clusters may stand apart and still not be the classes."
    )
