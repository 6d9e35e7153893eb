"""The topic A neuron of the view Any neuron: back from one neuron of any layer to the pixels."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from pages.pickers import Picture, open_model, pick_picture
from pages.with_model import look_into
from vizlab import images, library
from vizlab.backward_rules import RULES
from vizlab.figures import filter_why, saliency_neuron
from vizlab.saliency.neurons import spots, tracing
from vizlab.snippets import saliency_neuron as code


@st.cache_data(max_entries=32, show_spinner=False)
def known_spots(reference: str) -> list[spots.Spot]:
    model = open_model(reference)
    with model.lock:
        return spots.spots(model.network, model.shape)


@st.cache_data(max_entries=32, show_spinner=False)
def said(reference: str, pixels: Any, layer: str) -> Any:
    model = open_model(reference)
    with model.lock:
        return tracing.said(model.network, pixels, layer)


@st.cache_data(max_entries=64, show_spinner=False)
def traced(reference: str, pixels: Any, neuron: tracing.Neuron, rule: str) -> tracing.Traced:
    model = open_model(reference)
    with model.lock:
        return tracing.traced(model.network, pixels, neuron, rule)


@st.cache_data(max_entries=16, show_spinner="Going back from layer after layer …")
def growth(reference: str, pixels: Any, rule: str) -> Any:
    model = open_model(reference)
    with model.lock:
        return tracing.growth(model.network, pixels, rule)


def pick_spot(known: list[spots.Spot]) -> spots.Spot:
    """URL: neuron_layer."""
    titles = {spot.name: spot.title for spot in known}
    first = spots.first_to_see(known)
    return spots.find(known, common.choose(st.selectbox, "Layer", list(titles), key="neuron_layer", default=first, titles=titles))


def pick_neuron(spot: spots.Spot, maps: Any) -> tracing.Neuron:
    """By default the one that says most of this picture. URL: unit, place_row, place_column, whole."""
    strongest = tracing.peak(maps)[0]
    titles = {str(unit): str(unit) for unit in range(len(maps))}
    unit = int(common.choose(st.selectbox, "Unit", list(titles), key="unit", default=str(strongest), titles=titles))
    peak = tracing.peak(maps, unit)[1:]
    whole = maps[0].size > 1 and st.toggle(
        "Sum over its whole map", key="whole", bind="query-params", help="All places of the unit at once instead of one."
    )
    row, column = (0, 0) if whole else pick_place(spot, peak)
    return tracing.Neuron(spot.name, unit, row, column, whole)


def pick_place(spot: spots.Spot, default: tuple[int, int]) -> tuple[int, int]:
    """URL: place_row, place_column."""
    found = []
    for name, n, start in zip(("row", "column"), spot.shape[1:], default, strict=True):
        titles = {place: str(place) for place in range(n)}
        label, key = f"{name.capitalize()} of its map", f"place_{name}"
        found.append(
            int(common.choose(st.select_slider, label, list(titles), key=key, default=start, titles=titles)) if n > 1 else 0
        )
    return found[0], found[1]


def take_place(spot: spots.Spot, x: float, y: float) -> None:
    """A place of the map was clicked."""
    put({"place_row": min(max(round(y), 0), spot.shape[1] - 1), "place_column": min(max(round(x), 0), spot.shape[2] - 1)})


def take_pixel(spot: spots.Spot, x: float, y: float) -> None:
    """A pixel was clicked: go to the neuron that has it in its middle."""
    row, column = spot.nearest(y, x)
    put({key: at for key, at, n in zip(("place_row", "place_column"), (row, column), spot.shape[1:], strict=True) if n > 1})


def show_map(base: Any, spot: spots.Spot, maps: Any, neuron: tracing.Neuron) -> None:
    at = None if neuron.whole else (neuron.row, neuron.column)
    st.subheader("Its map")
    common.show(
        saliency_neuron.unit_map(maps[neuron.unit], at),
        key="unit-map",
        alt=f"What unit {neuron.unit} of {spot.name} says at each place, a frame around the neuron",
        code=code.unit_map(base, spot.name, neuron.unit, at),
        arrays={"map": maps[neuron.unit]},
        clicked=None if neuron.whole else partial(take_place, spot),
    )
    st.caption("Click a place to go to the neuron there." if at else "All places of the map count.")


def show_seen(base: Any, picture: Picture, spot: spots.Spot, neuron: tracing.Neuron, found: tracing.Traced, rule: str) -> None:
    can_click = not neuron.whole and spot.shape[1] * spot.shape[2] > 1
    st.subheader("What counts for it")
    common.show(
        filter_why.seen(images.to_pixels(picture.pixels), found.strength, found.box),
        key="neuron",
        alt=f"{picture.name}: how much each pixel counts for unit {neuron.unit} of {spot.name}, with the frame of its window",
        code=code.seen(base, neuron, rule),
        arrays={"values": found.values, "picture": picture.pixels},
        clicked=partial(take_pixel, spot) if can_click else None,
    )
    words = "Frame: what it can see on paper. "
    if can_click:
        top, left, bottom, right = found.box
        seers = spot.seeing((top + bottom - 1) // 2, (left + right - 1) // 2)
        words += f"Click a pixel to go to the neuron that has it in its middle; {seers} places of the map see this one's."
    st.caption(words)


def numbers(spot: spots.Spot, found: tracing.Traced) -> None:
    low, first, high, last = found.support
    common.metrics(
        {
            "Activation": f"{found.said:.3g}",
            "Window on paper": f"{spot.side[0]} × {spot.side[1]} px",
            "Pixels that count lie in": f"{high - low} × {last - first} px",
            "Largest outside": "exactly 0" if found.outside == 0 else f"{found.outside:.1e}",
        }
    )
    if not found.strength.any():
        st.info("No pixel counts: the neuron is switched off here. Choose another place, or go back by deconvolution.")


def show_growth(base: Any, picture: Picture, rule: str) -> None:
    found = growth(base[0], picture.pixels, rule)
    strengths, boxes, labels, hover = tracing.told(found)
    st.subheader("Deeper neurons see more")
    common.show(
        saliency_neuron.growth(images.to_pixels(picture.pixels), strengths, boxes, labels, hover),
        key="growth",
        alt=f"{picture.name}: what counts for the neuron in the middle, layer by layer, each with its window",
        code=code.growth(base, rule),
        columns={"layer": [neuron.layer for neuron, _ in found], "unit": [neuron.unit for neuron, _ in found]},
    )
    most = max(each.outside for _, each in found)
    sides = " → ".join(str(max(bottom - top, right - left)) for top, left, bottom, right in boxes)
    st.caption(
        "In each layer the middle neuron of the unit that says most there. "
        f"Windows: {sides} px; largest value outside of any of them: {most:g}."
    )


def look_at(model: library.Model) -> None:
    known = known_spots(model.reference)
    left, right = st.columns([2, 5], gap="large")
    with left:
        picture = pick_picture(model)
    if picture is None:
        return
    with left:
        spot = pick_spot(known)
        maps = said(model.reference, picture.pixels, spot.name)
        neuron = pick_neuron(spot, maps)
        about = "Guided: only what speaks for it, through units that are on. Deconvolution: what speaks for it, through all."
        ways = ["gradient", *(name for name in RULES if name != "gradient")]
        rule = common.choose(st.segmented_control, "Way back", ways, key="way_back", help=about, wrap=True)
        card = {"view": "Unit", "reference": model.entry.reference, "layer": spot.name, "unit": str(neuron.unit)}
        if model.epoch is not None:
            card["epoch"] = str(model.epoch)
        st.page_link("pages/filters.py", label="What excites this unit", query_params=card)
    found = traced(model.reference, picture.pixels, neuron, rule)
    base = (model.reference, picture.source, picture.crop)
    with right:
        numbers(spot, found)
        first, second = st.columns(2, gap="large")
        with first:
            show_map(base, spot, maps, neuron)
        with second:
            show_seen(base, picture, spot, neuron, found, rule)
        show_growth(base, picture, rule)


def look() -> None:
    """URL: reference, epoch, what `pick_picture` reads, neuron_layer, unit, place_row, place_column, whole, way_back."""
    look_into(look_at, needs_convolutions=False)
