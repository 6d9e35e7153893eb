"""The topic Moved and turned of the view Why convolution: do maps move along, and what stays the same?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.filter_views.why_layer import layers, pick_layer
from pages.pickers import Picture, open_model, pick_picture
from pages.with_model import look_into
from vizlab import library
from vizlab.figures import filter_why as drawings
from vizlab.figures import mosaics
from vizlab.filters.why import moved
from vizlab.snippets import filter_why as code

POOLS, TALL_PX = (1, 2, 4, 8), 250
BORDERS = {"zeros": "zeros", "circular": "in a circle"}
WAYS = {"moved": "px to the right", "turned": "degrees to the left"}


@st.cache_data(max_entries=64, show_spinner=False)
def move(reference: str, pixels: Any, layer: str, index: int, right_px: int, border: str) -> moved.Move:
    model = open_model(reference)
    with model.lock:
        return moved.move(model.network, pixels, layer, index, right_px, border=border)


@st.cache_data(max_entries=32, show_spinner="Moving the picture …")
def equivariance(reference: str, pixels: Any, layer: str) -> dict[str, moved.Curve]:
    model = open_model(reference)
    with model.lock:
        return moved.equivariance(model.network, pixels, layer)


@st.cache_data(max_entries=32, show_spinner="Moving and turning the picture …")
def invariance(reference: str, pixels: Any, layer: str, way: str) -> dict[str, moved.Curve]:
    model = open_model(reference)
    with model.lock:
        return moved.invariance(model.network, pixels, layer, way)


def show_maps(base: Any, picture: Picture, layer: Any, right_px: int, border: str) -> None:
    index = layer.strongest
    found = move(base[0], picture.pixels, layer.name, index, right_px, border)
    common.show(
        mosaics.mosaic(list(found.maps.values()), list(found.maps), signed=True).update_layout(height=TALL_PX),
        key="moved-maps",
        alt=f"Map {index} of {layer.title} before, moved along, of the moved picture, and the difference",
        code=code.moved_maps(base, layer.name, index, right_px, border, TALL_PX),
        arrays=found.maps,
    )
    st.caption(
        f"Map {index}, the strongest. Over all maps of the layer the difference is **{found.error:.2%}** as long as the maps "
        "themselves; 0 is equivariant."
    )


def show_equivariance(base: Any, picture: Picture, layer: Any, right_px: int) -> None:
    curves = equivariance(base[0], picture.pixels, layer.name)
    look = {"x_title": "px to the right", "y_title": "error of the layer", "percent": True}
    common.show(
        drawings.lines(curves, at=right_px, **look),
        key="equivariance",
        alt=f"How far the maps of {layer.title} are from moving along, for each move",
        code=code.equivariance(base, layer.name, right_px, look),
        columns={"px": [x for x, _ in curves["zeros"]]} | {border: [y for _, y in curves[border]] for border in BORDERS},
    )
    st.caption(
        "In a circle, the error is exactly zero for whole strides and only for them; zeros around the picture add an error at "
        "the border. Inside counts only values that see no border."
    )


def show_invariance(base: Any, picture: Picture, layer: Any, way: str) -> dict[str, moved.Curve]:
    curves = invariance(base[0], picture.pixels, layer.name, way)
    look = {"x_title": WAYS[way], "y_title": "relative change, and probability", "percent": True}
    common.show(
        drawings.lines(curves, **look),
        key=way,
        alt=f"What changes when the picture is {way}: pixels, maps, scores, and the probability of its class",
        code=code.invariance(base, layer.name, way, look),
        columns={WAYS[way]: [x for x, _ in curves["scores"]]} | {name: [y for _, y in curve] for name, curve in curves.items()},
    )
    return curves


def numbers(shifted: dict[str, moved.Curve], turned: dict[str, moved.Curve]) -> None:
    small, fifteen = dict(shifted["scores"]), dict(turned["scores"])
    common.metrics(
        {
            "Scores change, moved by 1 px": f"{small.get(1.0, 0.0):.0%}",
            "turned by 15 degrees": f"{fifteen[15.0]:.0%}",
            "turned by 90 degrees": f"{fifteen[90.0]:.0%}",
            "Still over 50 % sure": f"{sum(share > 0.5 for _, share in turned['probability'])} of {len(moved.ANGLES)} angles",
        }
    )
    st.caption("Invariant would be 0 %. What there is of it was learned; nothing in a convolution knows of turning.")


def show_dot() -> None:
    st.subheader("What pooling forgets")
    look = {"x_title": "px moved", "y_title": "share of the output that changes", "percent": True}
    common.show(
        drawings.lines(moved.lone_dot(POOLS), **look),
        key="dot",
        alt="A bright pixel under max pooling: nothing changes until it leaves its window",
        code=code.lone_dot(POOLS, look),
    )
    st.caption("One bright pixel, at the start of a window: nothing changes until it leaves the window, then everything.")


def look_at(model: library.Model) -> None:
    """URL: right_px, borders."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        picture = pick_picture(model)
    if picture is None:
        return
    base = (model.reference, picture.source, picture.crop)
    with left:
        layer = pick_layer(layers(model.reference, picture.pixels))
        possible = moved.shifts(picture.pixels.shape)
        right_px = common.choose(st.select_slider, "Moved to the right by, px", possible, key="right_px", default=1)
        border = common.choose(st.segmented_control, "Beyond the border", list(BORDERS), key="borders", titles=BORDERS)
    with right:
        show_maps(base, picture, layer, right_px, border)
        show_equivariance(base, picture, layer, right_px)
    st.subheader("What stays the same")
    columns = st.columns(2, gap="large")
    curves = []
    for way, place in zip(WAYS, columns, strict=True):
        with place:
            curves.append(show_invariance(base, picture, layer, way))
    numbers(*curves)
    show_dot()


def look() -> None:
    look_into(look_at)
