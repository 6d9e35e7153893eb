"""The topic Telling textures apart: patches, their nearest ones by Gram matrix, and how often these are of the same texture."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob, put
from pages.public_weights import fetched
from vizlab import library
from vizlab.figures import style_network as figures
from vizlab.figures.filter_unit import wall
from vizlab.figures.matrices import confusion
from vizlab.frames import Frames
from vizlab.models import pretrained
from vizlab.snippets import style_network as code
from vizlab.style import RANDOM
from vizlab.style.features import offered
from vizlab.style.judging import shown, swatches, telling

WIDE_PX, FIRST, FIRST_PATCH = 460, "bundled/tiny-vgg", 76  # a piece of a night sky, some of which are mistaken


@st.cache_data(max_entries=64, show_spinner="Looking at patches …")
def told(recipe: telling.TellingRecipe) -> telling.Told:
    return telling.made(recipe)


@st.cache_data(max_entries=64, show_spinner=False)
def is_quick(recipe: telling.TellingRecipe) -> bool:
    return telling.is_quick(recipe)


@st.cache_data(max_entries=4, show_spinner="Cutting patches …")
def tiles(grey: bool, seed: int) -> Any:
    return shown.tiles(grey=grey, seed=seed)


def pick() -> telling.TellingRecipe:
    """URL: judged, at_epoch, grey_patches, seed."""
    titles = offered()
    reference = common.choose(st.selectbox, "Network that looks", list(titles), key="judged", default=FIRST, titles=titles)
    epochs = [] if reference in pretrained.PRETRAINED or reference == RANDOM else list(library.entry(reference).epochs)
    epoch = epochs[-1] if epochs else None
    if len(epochs) > 1:
        about = "The same network earlier in its training; 0 is before the first step."
        epoch = common.choose(st.select_slider, "Epoch", epochs, key="at_epoch", default=epochs[-1], help=about)
    about = "Brightness only, of one mean and one contrast: otherwise colour alone decides."
    grey = st.toggle("Grey, of equal contrast", True, key="grey_patches", bind="query-params", help=about)
    seed = knob("seed", telling.KNOBS["seed"], 0)
    return telling.TellingRecipe(network=reference if epoch is None else f"{reference}@{epoch}", grey=grey, seed=seed)


def pick_way(found: telling.Told) -> str:
    """URL: told_by."""
    titles = {name: f"layer {at}: {name}" if at else "the pixels" for at, name in enumerate(found.layers)}
    names = [telling.ALL, *found.layers, *telling.CONTROLS]
    return str(common.choose(st.selectbox, "Told by", names, key="told_by", titles={n: titles.get(n, n) for n in names}))


def offer(recipe: telling.TellingRecipe) -> None:
    st.markdown("This network is slow: looking at all patches takes a while.")
    job_panel.offer(Frames(telling.KIND, recipe), label="Measure it", draw=lambda snapshot: None)


def show_networks(recipe: telling.TellingRecipe) -> None:
    """All that has been measured on the same patches."""
    known = shown.known(recipe)
    rows, kinds = shown.compared(known)
    chosen = shown.short(recipe.network)
    st.subheader("Who tells them apart")
    common.show(
        figures.rates(rows, kinds=kinds, chance=telling.chance(), chosen=chosen),
        key="rates",
        alt="The share of patches given to their own texture, for each network and for the controls",
        code=code.rates(recipe),
        columns={"who": list(rows), "share": [row[1] for row in rows.values()]},
    )
    best = max(
        (name for name, kind in zip(rows, kinds, strict=True) if kind == "trained"), key=lambda name: rows[name][1], default=""
    )
    colour = "" if recipe.grey else " In colour a histogram is hard to beat: make them grey to see who knows texture."
    st.caption(
        f"{len(known[recipe.network].labels)} unknown patches of {len(swatches.SOURCES)} textures; bars are 95 % intervals over "
        f"patches, dotted is chance. Best here: {best}.{colour}"
    )


def show_layers(recipe: telling.TellingRecipe, found: telling.Told) -> None:
    curves = shown.layered(shown.known(recipe), recipe.network)
    levels = {"histogram": found.accuracy("histogram"), "chance": telling.chance()}
    st.subheader("Layer by layer")
    common.show(
        figures.by_layer(curves, levels=levels),
        key="by-layer",
        alt="The share of patches given to their own texture by each layer alone",
        code=code.by_layer(recipe),
        columns={"layer": list(range(len(found.layers))), "share": [found.accuracy(name) for name in found.layers]},
    )


def show_confusion(recipe: telling.TellingRecipe, found: telling.Told, way: str) -> None:
    st.subheader("What is taken for what")
    common.show(
        confusion(found.confusion(way), swatches.titles(), noun="patches"),
        key="taken-for",
        alt=f"Confusion matrix of {len(swatches.SOURCES)} textures, told by {way}",
        code=code.confusion(recipe, way),
        arrays={"counts": found.confusion(way)},
    )


def take(first: int, point: Mapping[str, Any]) -> None:
    """A patch of the wall was clicked."""
    put({"patch": first + int(point["index"])})


def show_patches(recipe: telling.TellingRecipe, found: telling.Told, way: str) -> None:
    """URL: patch."""
    known, unknown = tiles(recipe.grey, recipe.seed)
    last = len(found.labels) - 1
    st.subheader("A patch and its nearest")
    left, right = st.columns([3, 2], gap="large")
    with right:
        patch = st.slider("Patch", 0, last, FIRST_PATCH, key="patch", bind="query-params", help="Or click one of the wall.")
    picture, labels, hover = shown.neighbours(found, way, patch, known, unknown)
    with right:
        common.show(
            wall(picture, labels, hover=hover, columns=2, wide_px=300),
            key="nearest",
            alt=f"{hover[0]}, and the known patches that are nearest to it",
            code=code.nearest(recipe, way, patch),
            arrays={"patches": picture},
        )
    first = patch // swatches.EACH * swatches.EACH
    rows = range(first, first + swatches.EACH)
    names, said = shown.answers(found, way, list(rows))
    with left:
        common.show(
            wall([unknown[at] for at in rows], names, hover=said, columns=4, wide_px=WIDE_PX),
            key="patches",
            alt=f"{swatches.EACH} unknown patches of {swatches.titles()[found.labels[patch]]} and what each was taken for",
            code=code.patches(recipe, way, first),
            arrays={"patches": unknown[first : first + swatches.EACH]},
            picked=partial(take, first),
        )
    st.caption("Known patches come from the left half of each picture, unknown ones from the right half.")


def show_training(recipe: telling.TellingRecipe) -> None:
    """All epochs of this network that have been measured on these patches."""
    curve = shown.along(recipe)
    if len(curve) < 2:
        return
    st.subheader("Along its training")
    common.show(
        figures.along(curve, chosen=int(recipe.network.partition("@")[2])),
        key="along",
        alt="The share of patches given to their own texture by epoch",
        code=code.along(recipe),
        columns={"epoch": list(curve), "share": list(curve.values())},
    )


@st.fragment
def look() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = pick()
    with right, common.friendly():
        if not fetched(recipe.network):
            return
        if Frames(telling.KIND, recipe).record() is None and not is_quick(recipe):
            offer(recipe)
            return
        found = told(recipe)
        with left:
            way = pick_way(found)
            low, high = found.interval(way)
            common.metrics({"Right": f"{found.accuracy(way):.0%}", "95 % interval": f"{low:.0%} to {high:.0%}"})
        first, second = st.columns(2, gap="large")
        with first:
            show_networks(recipe)
        with second:
            show_layers(recipe, found)
            show_training(recipe)
        show_patches(recipe, found, way)
        show_confusion(recipe, found, way)
