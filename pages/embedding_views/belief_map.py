"""The topic This map of the view Believe it or not: all numbers of a map beside three others, and where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.embedding_views import map_data
from pages.embedding_views.choice import pick_recipe, pick_vectors
from pages.hover_picture import hover_pictures
from vizlab import embeddings
from vizlab.embeddings import EmbeddingRecipe
from vizlab.embeddings.belief import verdict
from vizlab.figures import embedding_belief as drawings
from vizlab.figures import maps
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import embedding_belief as code

LOST = "share of ten neighbours lost"


@st.cache_data(max_entries=8, show_spinner="Asking the neighbours …")
def verdicts(recipe: EmbeddingRecipe, made: tuple[bool, ...]) -> dict[str, verdict.Verdict]:
    """made: which of the maps were finished, for then there is more to be said."""
    return verdict.verdicts(recipe)


@st.cache_data(max_entries=16, show_spinner="Comparing distances …")
def density(recipe: EmbeddingRecipe, name: str) -> Any:
    pairs = verdict.pairs_of(recipe, name)
    return *verdict.density(pairs), len(pairs.true), pairs.is_sample


@st.cache_data(max_entries=8, show_spinner=False)
def classes(recipe: EmbeddingRecipe) -> tuple[Any, tuple[str, ...]]:
    items = verdict.subject(recipe)
    return items.labels.numpy(), items.classes


def offer(recipe: EmbeddingRecipe, what: str, key: str) -> bool:
    """Whether the map of a recipe is finished; else the way to it. what: which map, in words."""
    if verdict.is_made(recipe):
        return True
    run = Frames(embeddings.KIND, recipe)
    with st.container(key=key):
        job_panel.offer(run, label=f"Compute {what}", draw=lambda snapshot: live(snapshot, run))
    return False


def live(snapshot: Snapshot, run: Frames) -> None:
    frame = job_panel.newest(run, snapshot)
    if frame is not None and frame.arrays["map"].shape[1] == 2:
        labels, names = classes(run.recipe)
        if len(labels) == len(frame.arrays["map"]):
            common.sketch(drawings.little_map(frame.arrays["map"], labels, names), key="live-belief", alt="The map so far")


def pick_map(found: Mapping[str, Any], default: str) -> str:
    """Which of the maps is looked at. URL: judged."""
    return str(common.choose(st.segmented_control, "Look at", list(found), key="judged", default=default, wrap=True))


def show_lost(recipe: EmbeddingRecipe, name: str, one: verdict.Verdict) -> None:
    labels, names = classes(recipe)
    look = maps.Look(values=maps.Values(one.lost, LOST, (0, 1)))
    figure = maps.point_map(one.positions, labels, names, look=look)
    if recipe.dims == 2:
        common.snug("lost", figure)
    common.show(
        figure,
        key="lost",
        alt=f"{name}, each point coloured by the share of its neighbours that the map lost",
        code=code.lost(recipe, name),
        columns={"x": one.positions[:, 0], "y": one.positions[:, 1], "lost": one.lost, "class": labels},
    )
    st.caption(
        f"A point loses {one.lost.mean():.0%} of its ten nearest on average; {(one.lost == 1).mean():.1%} of the points lose "
        "all of them."
    )


def show_shepard(recipe: EmbeddingRecipe, name: str, one: verdict.Verdict) -> None:
    counts, true, seen, pairs, is_sample = density(recipe, name)
    common.show(
        drawings.shepard(counts, true, seen, height_px=560),
        key="shepard",
        alt=f"True distances of pairs of points against their distances in {name}",
        code=code.shepard(recipe, name),
        arrays={"counts": counts, "true_edges": true, "map_edges": seen},
    )
    drawn = f"{pairs:,} pairs drawn at random" if is_sample else f"All {pairs:,} pairs"
    st.caption(
        f"{drawn}. A faithful map lies on the dotted line; rank correlation {one.quality['rank_correlation']:.3f}, "
        f"stress {one.quality['stress']:.3f}."
    )


def show_kept(recipe: EmbeddingRecipe, found: Mapping[str, verdict.Verdict]) -> None:
    curves = {name: one.kept for name, one in found.items()}
    common.show(
        drawings.kept_curves(curves),
        key="kept",
        alt="Share of the k nearest that each map keeps, for every k",
        code=code.kept(recipe),
        columns={"k": range(1, len(next(iter(curves.values()))) + 1), **curves},
    )
    st.caption("Left is near, right is far: a map can be the best of all at ten neighbours and beaten at a thousand.")


def show_numbers(found: Mapping[str, verdict.Verdict]) -> None:
    columns: dict[str, list[str]] = {"": [*QUALITIES.values(), "Area"]}
    for name, one in found.items():
        short = {verdict.CHANCE: "Random"}.get(name, "Shuffled" if name.endswith(verdict.SHUFFLED) else name)
        columns[short] = [*(said(one.quality[field]) for field in QUALITIES), said(one.area)]
    st.table(columns, border="horizontal", hide_index=True)
    points = next(iter(found.values())).quality["points"]
    st.caption(
        f"Ten neighbours of {points:,} points each. Best is 1, but for stress, where it is 0; chance is .5 for trustworthiness "
        "and continuity, and 0 for rank correlation of the distances, silhouette of the classes and area under the curve."
    )


def said(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".replace("-", "−")


def look() -> None:
    """URL: what `choice` reads, judged."""
    recipe = pick_recipe(pick_vectors())
    is_made = offer(recipe, "this map", "belief-this")
    noise = verdict.control(recipe)
    is_controlled = is_made and (recipe.shuffled or offer(noise, "the same map of shuffled data", "belief-control"))
    found = verdicts(recipe, (is_made, is_controlled))
    name = pick_map(found, recipe.method if is_made else "PCA")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Where it lies**")
        show_lost(recipe, name, found[name])
    with right:
        st.markdown("**All distances against all distances**")
        show_shepard(recipe, name, found[name])
    if recipe.n <= verdict.MOST:
        names = map_data.names(map_data.space(recipe))
        hover_pictures(
            charts=["figure-lost"], sheet=map_data.sheet(recipe.data, recipe.n), names=names, noun="picture", key="hover"
        )
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Neighbours kept, near and far**")
        show_kept(recipe, found)
    with right:
        st.markdown("**All maps by their numbers**")
        show_numbers(found)


QUALITIES: dict[str, str] = {  # field of a quality -> how it is called
    "trustworthiness": "Trustworthiness",
    "continuity": "Continuity",
    "neighbour_accuracy": "kNN accuracy",
    "rank_correlation": "Rank correlation",
    "stress": "Stress",
    "silhouette": "Silhouette",
}
