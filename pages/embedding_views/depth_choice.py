"""What the topics of the view Through the network share: the choice of a network, its rows, and what is computed of them."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from pages import common, job_panel, knobs, views
from pages.hover_picture import hover_pictures
from pages.pickers import open_model, pick_model
from vizlab import embeddings
from vizlab.embeddings import sources
from vizlab.embeddings.depth import plans, separability, stations
from vizlab.embeddings.depth.recipe import EPOCHS, KNOBS, LAYERS, DepthRecipe
from vizlab.frames import Frames
from vizlab.recipes import run_id

FIRST = "bundled/fashion-cnn"
PLANS = {"PCA": "the plane of greatest variance of each stop", "t-SNE": "neighbours of each stop, computed as a job"}


@st.cache_data(max_entries=24, show_spinner="Going through the network …")
def ways(recipe: DepthRecipe) -> Any:
    """The numbers of every stop; of a finished run they are in its record."""
    record = Frames(plans.KIND, recipe).record()
    return separability.compared(recipe) if record is None else separability.kept(record)


@st.cache_data(max_entries=12, show_spinner="Drawing every stop …")
def flat(recipe: DepthRecipe) -> Any:
    return plans.flat(recipe)


@st.cache_data(max_entries=12, show_spinner=False)
def walked(recipe: DepthRecipe, finished_in: float) -> Any:
    return plans.walked(recipe)[0]


@st.cache_data(max_entries=12, show_spinner=False)
def rows(data: str, n: int) -> Any:
    return sources.rows(data, n)


@st.cache_data(max_entries=6, show_spinner=False)
def sheet(data: str, n: int) -> Any:
    return embeddings.sheet(rows(data, n).inputs)


@st.cache_data(max_entries=24, show_spinner=False)
def stops(reference: str) -> list[str]:
    """The layers of a model that are looked at."""
    return stations.layers(open_model(reference))


def pick(*, seeded: bool = True) -> DepthRecipe | None:
    """A network, how many rows, and a seed; None where nothing of its data is here. URL: reference, epoch, points, seed."""
    model = pick_model(needs_run=True, default=FIRST)
    data = sources.few(model.data)
    if not data:
        st.info(f"{common.plain(model.data)} must be downloaded first, on the page Train; the digits are always here.")
        return None
    most = sources.find(data).n
    left, right = st.columns([3, 2])
    with left:
        sizes = [int(n) for n in KNOBS["points"].choices if n < most] + [most] * (most <= max(KNOBS["points"].choices))
        points = sizes[0]
        if len(sizes) > 1:
            points = common.choose(st.select_slider, "Points", sizes, key="points", default=500, help=KNOBS["points"].effect)
    with right:
        seed = knobs.knob("seed", KNOBS["seed"], 0) if seeded else 0
    return DepthRecipe(data=data, reference=model.reference, points=points, seed=seed)


def pick_layer(reference: str) -> str:
    """URL: layer."""
    names = stops(reference)
    return str(common.choose(st.selectbox, "Layer", names, key="layer", default=embeddings.last_hidden(names)))


def along_epochs(recipe: DepthRecipe, layer: str) -> DepthRecipe:
    """The same network over its epochs: the epoch that is picked decides nothing but what is marked."""
    last = stations.epochs(recipe.reference)[-1]
    reference = f"{recipe.reference.split('@')[0]}@{last}"
    return dataclasses.replace(recipe, reference=reference, along=EPOCHS, layer=layer)


def pick_plan(recipe: DepthRecipe) -> str:
    """At first t-SNE where its maps come along. URL: plan."""
    help_text = "; ".join(f"{name}: {text}" for name, text in PLANS.items())
    usual = "t-SNE" if run_id(recipe) in plans.bundled() else "PCA"
    return str(common.choose(st.segmented_control, "Maps by", list(PLANS), key="plan", default=usual, help=help_text))


def laid_out(recipe: DepthRecipe, plan: str) -> Any:
    """The maps of every stop by this plan; None while the job that makes them is not done."""
    if plan == "PCA":
        return flat(recipe)
    run = Frames(plans.KIND, recipe)
    record = run.record()
    if record is not None:
        return walked(recipe, float(record["seconds"]))
    what = "layer" if recipe.along == LAYERS else "epoch"
    at_rest = job_panel.offer(run, label=f"Compute a t-SNE map of every {what}", draw=lambda snapshot: None)
    if at_rest:
        st.caption(f"{recipe.iterations:,} iterations each, of {recipe.points:,} points; it goes on after the last one finished.")
    return None


def hovering(recipe: DepthRecipe, charts: list[str]) -> None:
    """Whoever hovers over a point of these charts sees its picture."""
    known = rows(recipe.data, recipe.points)
    if known.inputs.ndim == 4:
        shown = [f"figure-{chart}" for chart in charts]
        hover_pictures(charts=shown, sheet=sheet(recipe.data, recipe.points), names=known.names, noun="picture", key="hover")


def open_map(recipe: DepthRecipe, stop: str) -> None:
    """Turn to the view Map with what stands at a stop (in a callback)."""
    if stop == stations.PIXELS:
        views.turn_to("Map", data=recipe.data, vectors="pixels")
        return
    name, epoch = recipe.reference.split("@")
    views.turn_to("Map", data=recipe.data, vectors="layer", reference=name, epoch=int(epoch), layer=stop)
