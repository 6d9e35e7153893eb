"""The view Architecture of the page Models: a network drawn, its layers in a table, and where its numbers are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from vizlab import catalogue, model_cards, models
from vizlab.figures import architecture
from vizlab.models.anatomy import Anatomy
from vizlab.recipes import Recipe
from vizlab.snippets import models as code

SIZES_PX = (8, 16, 24, 28, 32, 48, 64, 96, 128, 160, 192, 224, 256, 299, 320, 384)
FIRST = "VGG-16"
Shape = tuple[int, ...]


def look() -> None:
    """URL: network, size_px, layer."""
    cards = {card.reference: card for card in model_cards.cards()}
    titles = {name: name for name in models.ARCHITECTURES} | {key: card.entry.title for key, card in cards.items()}
    left, right = st.columns([3, 2])
    with left:
        chosen = common.choose(st.selectbox, "Network", list(titles), key="network", default=FIRST, titles=titles)
    card = cards.get(chosen)
    if card:
        recipe, shape, n_classes, reference = card.recipe, card.entry.shape, len(card.entry.classes), card.reference
    else:
        with right:
            shape = pick_shape(chosen)
        recipe, n_classes, reference = Recipe(model=chosen), 1000 if models.find(chosen).made_for_px else 10, ""
    st.markdown(models.find(recipe.model).about)
    found = model_cards.describe(recipe, shape, n_classes)
    common.metrics(numbers(found))
    layer = pick_layer(found)
    draw(recipe, shape, n_classes, found, layer)
    behind(found, layer, reference if card and card.is_here and card.entry.has_convolutions else "")
    table(found, layer)
    left, right = st.columns(2, gap="large")
    with left:
        draw_sizes(recipe, shape, n_classes, found, layer)
    with right:
        draw_fields(recipe, shape, n_classes, found)


def pick_shape(name: str) -> Shape:
    """The size of the pictures it gets. URL: size_px."""
    known = models.find(name)
    possible = [size for size in SIZES_PX if size >= known.min_px]
    usual = known.made_for_px or max(known.min_px, 32)
    help_text = "Larger pictures, more units and more work; the weights of convolutions stay the same."
    size = common.choose(st.select_slider, "Pictures of (px)", possible, key="size_px", default=usual, help=help_text)
    return (1 if name == "LeNet-5" else 3, size, size)


def pick_layer(found: Anatomy) -> str:
    """The layer to look at. URL: layer."""
    names = list(dict.fromkeys(layer.name for layer in found.layers))
    blocks = found.blocks()
    first = max(found.layers, key=lambda layer: layer.weights).name
    help_text = f"Or click on one of the {len(blocks)} blocks, or on a row of the table."
    return str(common.choose(st.selectbox, "Layer", names, key="layer", default=first, help=help_text))


def numbers(found: Anatomy) -> dict[str, str]:
    """The totals of a network."""
    sides = [max(layer.field) for layer in found.layers if layer.field and layer.jump]
    seen = {"Sees at most": f"{max(sides):,} px"} if sides else {}
    return {
        "Weight layers": f"{found.depth}",
        "Parameters": short(found.parameters),
        "Multiply-adds": short(found.multiply_adds),
        "Connections": short(found.connections),
        "Units": short(found.units),
        "Memory of outputs": f"{found.memory_bytes / 1e6:,.1f} MB",
    } | seen


def short(value: int) -> str:
    """Counts up to a million as they are, larger ones in millions or thousands of millions."""
    if value < 1_000_000:
        return f"{value:,}"
    return f"{value / 1e6:,.1f} M" if value < 1_000_000_000 else f"{value / 1e9:,.2f} G"


def draw(recipe: Recipe, shape: Shape, n_classes: int, found: Anatomy, layer: str) -> None:
    """The network as blocks; a click chooses the layer."""

    def picked(point: Mapping[str, Any]) -> None:
        put({"layer": point["customdata"][0]})

    common.show(
        architecture.network(found.blocks(), chosen=layer),
        key="network",
        alt=f"{recipe.model}: {len(found.blocks())} blocks from the input to the output",
        code=code.network(recipe, shape, n_classes, layer),
        columns=columns(found),
        picked=picked if layer else None,
    )
    st.caption("As tall as the square root of the maps' rows, as wide as the logarithm of their number.")


def draw_sizes(recipe: Recipe, shape: Shape, n_classes: int, found: Anatomy, layer: str) -> None:
    """Weights, work and memory by layer."""
    common.show(
        architecture.sizes(*found.series(), chosen=layer),
        key="sizes",
        alt="Weights, multiply-adds and bytes of output of each layer",
        code=code.sizes(recipe, shape, n_classes, layer),
        columns=columns(found),
    )


def draw_fields(recipe: Recipe, shape: Shape, n_classes: int, found: Anatomy) -> None:
    """How far each layer sees."""
    names, sides = found.sides()
    if not names:
        st.caption("Points have no neighbours, so there is no receptive field.")
        return
    common.show(
        architecture.fields(names, sides, picture_px=max(shape[1:])),
        key="fields",
        alt="Receptive field of each layer against the picture",
        code=code.fields(recipe, shape, n_classes),
        columns=columns(found),
    )
    st.caption("A unit sees at most this much of the picture; where that is more than the picture, it sees all, and its border.")


def behind(found: Anatomy, name: str, reference: str) -> None:
    """One layer's numbers in words, and the way to its filters."""
    layer = found.find(name)
    if layer is None:
        return
    shape = f"{layer.size} = " if len(layer.shape) > 1 else ""
    what = f"{layer.kind} {layer.detail}".strip()
    sees = f" One unit sees {layer.field[0]:,} × {layer.field[1]:,} px." if layer.field else ""
    st.markdown(
        f"**{layer.name}** is {what} with {shape}{layer.units:,} units, {layer.weights:,} weights, "
        f"{layer.connections:,} connections, {layer.multiply_adds:,} multiply-adds forward, "
        f"{layer.memory_bytes / 1e3:,.1f} kB of output.{sees}"
    )
    if reference and layer.kind not in ("flatten", "dropout"):
        page = catalogue.find_page("filters")
        st.page_link(page.script, label="See its filters", query_params={"reference": reference, "layer": name})


def table(found: Anatomy, chosen: str) -> None:
    """Every layer; a click on a row chooses it."""
    names = [layer.name for layer in found.layers]
    key = f"layers-{chosen}-{len(names)}"

    def picked() -> None:
        rows = st.session_state[key].selection.rows
        if rows and rows[0] < len(names):
            put({"layer": names[rows[0]]})

    at = [names.index(chosen)] if chosen in names else []
    st.dataframe(
        columns(found),
        hide_index=True,
        height=282,
        column_config=COLUMNS,
        key=key,
        on_select=picked,
        selection_mode="single-row",
        selection_default={"selection": {"rows": at, "columns": [], "cells": []}},
    )


def columns(found: Anatomy) -> dict[str, list[Any]]:
    """The table, column by column."""
    layers = found.layers
    return {
        "layer": [layer.name for layer in layers],
        "kind": [f"{layer.kind} {layer.detail}".strip() for layer in layers],
        "output": [layer.size for layer in layers],
        "units": [layer.units for layer in layers],
        "weights": [layer.weights for layer in layers],
        "connections": [layer.connections for layer in layers],
        "multiply-adds": [layer.multiply_adds for layer in layers],
        "sees (px)": [max(layer.field) if layer.field else None for layer in layers],
        "jump (px)": [layer.jump for layer in layers],
        "memory (kB)": [layer.memory_bytes / 1e3 for layer in layers],
    }


COLUMNS: dict[str, Any] = {
    name: st.column_config.NumberColumn(name, format="localized") for name in ("units", "weights", "connections", "multiply-adds")
} | {"memory (kB)": st.column_config.NumberColumn("memory (kB)", format="%.1f")}
