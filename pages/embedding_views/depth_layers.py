"""The topic Layer by layer: how far apart the classes are at every stop, and a small map of each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views import depth_choice as choice
from vizlab.embeddings.depth import view
from vizlab.embeddings.depth.recipe import DepthRecipe
from vizlab.embeddings.depth.separability import BEFORE, MEASURES, THIS
from vizlab.figures.embedding_depth import panel_at, small_maps, way
from vizlab.snippets import embedding_depth as code


def show_way(recipe: DepthRecipe, ways: dict[str, Any], measure: str) -> None:
    title = MEASURES[measure][0]
    names, series, levels = view.compared(ways, measure)
    common.show(
        way(names, series, levels, title=title),
        key="way",
        alt=f"{title} of the classes at every layer, of this network and before training",
        code=code.way(recipe, measure),
        columns={"stop": names, **series},
        picked=partial(take_stop, recipe, names),
    )
    st.caption("A click on a stop opens it on the Map.")


def take_stop(recipe: DepthRecipe, names: list[str], point: Mapping[str, Any]) -> None:
    """A stop of the curve was clicked."""
    if point["curve"] == 0:
        choice.open_map(recipe, names[int(point["x"])])


def take_map(recipe: DepthRecipe, names: list[str], point: Mapping[str, Any]) -> None:
    """A point of a small map was clicked."""
    at = panel_at(point["x"], point["y"], len(names))
    if at is not None:
        choice.open_map(recipe, names[at])


def show_numbers(ways: dict[str, Any]) -> None:
    """Where the way begins and ends."""
    stops = {"Input": ways[THIS][0], "Output": ways[THIS][-1]}
    if BEFORE in ways:
        stops["Untrained output"] = ways[BEFORE][-1]
    columns = {"": [title for title, _ in MEASURES.values()]}
    columns |= {name: [f"{getattr(stop, measure):.2f}" for measure in MEASURES] for name, stop in stops.items()}
    st.table(columns, border="horizontal", hide_index=True)


def show_maps(recipe: DepthRecipe, ways: dict[str, Any]) -> None:
    plan = choice.pick_plan(recipe)
    maps = choice.laid_out(recipe, plan)
    if maps is None:
        return
    known, keys = choice.rows(recipe.data, recipe.points), []
    for half, (column, (shown, notes)) in enumerate(zip(st.columns(2, gap="large"), view.halves(maps, ways[THIS]), strict=False)):
        keys.append(key := ("early", "late")[half])
        with column:
            figure = small_maps(shown, known.labels, known.classes, notes)
            common.show(
                figure,
                key=key,
                alt=f"Small maps of the points at {', '.join(shown)}",
                code=code.maps(recipe, plan, half),
                arrays={name: positions for name, positions in shown.items()},
                picked=partial(take_map, recipe, list(shown)),
            )
            common.snug(key, figure)
    st.caption(
        "The share over a map is the kNN accuracy of the vectors themselves. Each map is turned to lie on the one before; a "
        "click on a point opens its layer on the Map."
    )
    choice.hovering(recipe, keys)


def look() -> None:
    """URL: reference, epoch, points, seed, measure, plan."""
    recipe = choice.pick()
    if recipe is None:
        return
    ways = choice.ways(recipe)
    titles = {name: title for name, (title, _) in MEASURES.items()}
    measure = common.choose(
        st.segmented_control, "Measure", list(titles), key="measure", default="silhouette", titles=titles, wrap=True
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_way(recipe, ways, measure)
    with right:
        show_numbers(ways)
        about = (f"**{title}**: {text}" for title, text in MEASURES.values())
        st.caption(".  \n".join(about) + ".")
    st.subheader("The same points at every stop")
    show_maps(recipe, ways)
