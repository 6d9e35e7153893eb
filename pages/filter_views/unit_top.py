"""The topic "What excites it" of the view Unit: its strongest real pictures, its kernel, and its map of one's own picture."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.filter_views.unit_card import Card, kernel, nine
from pages.pickers import Picture, open_model, pick_picture
from vizlab import filters, images
from vizlab.figures import filter_unit, mosaics
from vizlab.snippets import filter_unit as code


@st.cache_data(max_entries=16, show_spinner=False)
def maps(reference: str, pixels: Any, layer: str) -> filters.Layer:
    model = open_model(reference)
    with model.lock:
        return next(each for each in filters.layers(model.network, pixels) if each.name == layer)


@st.cache_data(max_entries=64, show_spinner=False)
def field(reference: str, layer: str) -> filters.Field:
    model = open_model(reference)
    with model.lock:
        return filters.field(model.network, layer, model.shape)


def look(card: Card) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        show_patches(card)
    with right:
        show_wholes(card)
    left, middle, right = st.columns([2, 2, 2], gap="large")
    with left:
        show_kernel(card)
    with right:
        picture = pick_picture(card.model)
    if picture is not None:
        with middle:
            show_map(card, picture)


def show_patches(card: Card) -> None:
    found = nine(*card.key)
    st.subheader("What it saw")
    common.show(
        filter_unit.wall(found.patches(), found.activations, hover=found.hover),
        key="patches",
        alt=f"The {len(found.names)} patches that excite unit {card.unit} of {card.layer} most, with its activation above each",
        code=code.patches(card.key, filter_unit.WIDE_PX),
        arrays={"pictures": found.pictures, "windows": found.windows},
    )
    sides, values = found.field.side, card.found.top(card.layer, card.unit).values
    if len(values) > 1 and values[0] == values[-1]:
        st.caption("These are equally strong, and others may be, too: the unit answers to what they have in common, or never.")
    st.caption(f"Above each: the activation. It sees {sides[0]} × {sides[1]} px; the strongest of {card.found.words}.")


def show_wholes(card: Card) -> None:
    found = nine(*card.key)
    st.subheader("Where it looked")
    common.show(
        filter_unit.wall(found.wholes(), found.names, hover=found.hover, frames=found.windows),
        key="wholes",
        alt="The whole pictures of these patches, with a frame around each",
        code=code.wholes(card.key),
        arrays={"pictures": found.pictures, "windows": found.windows},
    )
    st.caption("Each picture counts once, at the place that excites the unit most.")


def show_kernel(card: Card) -> None:
    found = kernel(card.model.reference, card.layer, card.unit)
    st.subheader("Its kernel")
    if found is None:
        st.markdown("It has none of its own: its values do not come from one map of a convolution.")
        return
    if len(found.weights) == 3:
        figure = mosaics.colour_kernels(found.weights[None], [""])
    else:
        labels = [str(number) for number in found.inputs] if len(found.weights) > 1 else [""]
        shown = found.weights[found.inputs]
        figure = mosaics.mosaic(shown, labels, numbers=found.inputs, signed=True, title="weight", noun="input")
    common.show(
        figure,
        key="kernel-of-unit",
        alt=f"The kernel of unit {card.unit} in {found.layer}",
        code=code.kernel(card.key),
        arrays={"kernel": found.weights},
    )
    inputs = len(found.weights)
    if inputs > len(found.inputs):
        st.caption(f"In {found.layer}: its largest slices, {len(found.inputs)} of {inputs}. Above each: the map that it reads.")
    else:
        st.caption(f"In {found.layer}.")


def show_map(card: Card, picture: Picture) -> None:
    layer, place = maps(card.model.reference, picture.pixels, card.layer), field(card.model.reference, card.layer)
    at = layer.peak(card.unit)
    st.subheader("On your picture")
    settings: dict[str, Any] = {"first": place.center(), "jump": place.jump, "window": place.window(*at), "signed": layer.signed}
    common.show(
        mosaics.placed(images.to_pixels(picture.pixels), layer.maps[card.unit], title="activation", **settings),
        key="map-of-unit",
        alt=f"Unit {card.unit} of {card.layer} over {picture.name}",
        code=code.on_picture(card.key, picture.source, picture.crop),
        arrays={"map": layer.maps[card.unit]},
    )
    peak, best = float(layer.maps[card.unit][at]), float(card.found.best(card.layer)[card.unit])
    share = f", {peak / best:.0%} of the strongest" if best > 0 else ""
    st.caption(f"Here it reaches {peak:.3g}{share}. The frame: what the largest value sees.")
