"""The topic "Shuffle": tiles of the picture, or positions of the layer, in another order, and what the Gram matrix notices."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import knob
from pages.public_weights import fetched
from pages.style_views.choice import pick_network, pick_style
from pages.style_views.statistics_seen import pick_layer, pixels
from vizlab import style
from vizlab.figures.style_statistics import curves, wall
from vizlab.snippets import style_statistics as code
from vizlab.style.statistics import looking, shuffling

OWN_LAYER = "The pixels are a layer of their own, so it holds for them as well."
AXES = ("side of the tiles, pixels", "distance of the Gram matrices")


@st.cache_data(max_entries=32, show_spinner=False)
def shuffled(manner: str, network: str, seed: int) -> shuffling.Shuffled:
    return shuffling.shuffle(looking.open_eyes(network), pixels(manner), seed)


@st.cache_data(max_entries=64, show_spinner=False)
def picture(manner: str, tile: int, seed: int) -> Any:
    return shuffling.shuffled_picture(pixels(manner), tile, seed)


def look() -> None:
    """URL: style, network, seed, layer, tile_px."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        manner, network = pick_style(), pick_network()
        seed = int(knob("seed", style.KNOBS["seed"], 0))
    with right, common.friendly():
        if fetched(network):
            show(manner, network, seed)


def show(manner: str, network: str, seed: int) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        layer = pick_layer(network)
    with right:
        help_text = "The picture is cut into squares of this side, which change places; 1 is pixel by pixel."
        tile = int(common.choose(st.select_slider, "Side of a tile", shuffling.SIDES, key="tile_px", default=8, help=help_text))
    found = shuffled(manner, network, seed)
    source = pixels(manner)
    snippets = code.shuffled(manner, network, layer, tile, seed)
    mixed = picture(manner, tile, seed)
    figure = wall({"the picture": source, f"tiles of {tile} px shuffled": mixed}, columns=2)
    common.snug("shuffled", figure)
    common.show(
        figure,
        key="shuffled",
        alt=f"The picture, and the same with its tiles of {tile} pixels in another order",
        code=snippets[0],
        arrays={"picture": source, "shuffled": mixed},
    )
    numbers(found, layer, tile)
    common.show(
        curves(
            {name: (found.sides, values) for name, values in found.pictures.items()}, titles=AXES, chosen=layer, at=tile, logs="x"
        ),
        key="tiles",
        alt="Distance of the Gram matrices of the shuffled picture to the picture's own, over the side of the tiles, by layer",
        code=snippets[1],
        columns={"side": found.sides} | found.pictures,
    )
    st.caption(
        "Distances are shares of the matrix's own length. Tiles cut strokes apart: the smaller they are, the more edges appear "
        "that the picture never had, and a layer that sees further than a tile notices more of them."
    )


def numbers(found: shuffling.Shuffled, layer: str, tile: int) -> None:
    shown = {f"Positions of {layer} shuffled": f"{found.positions[layer]:.0e}"}
    if tile in found.sides:
        shown[f"Tiles of {tile} px shuffled"] = f"{found.pictures[layer][found.sides.index(tile)]:.2g}"
    common.metrics(shown)
    moved = found.positions[layer]
    st.markdown(
        f"Positions of the layer itself may go anywhere: its Gram matrix moves by **{moved:.0e}**, which is rounding. "
        + (OWN_LAYER if layer == looking.PIXELS else "Pixels may not: the layer looks at neighbourhoods.")
    )
