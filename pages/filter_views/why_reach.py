"""The topic Receptive field of the view Why convolution: the window of any unit, on paper and by gradient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common
from pages.filter_views.why_layer import layers, pick_layer
from pages.knobs import put
from pages.pickers import Picture, open_model, pick_picture
from pages.with_model import look_into
from vizlab import images, library
from vizlab.figures import filter_why as drawings
from vizlab.filters.why import reach as fields
from vizlab.snippets import filter_why as code

CHANNELS = (1, 16, 64, 256)


@st.cache_data(max_entries=64, show_spinner=False)
def reach(reference: str, pixels: Any, layer: str, row: int, column: int) -> fields.Reach:
    model = open_model(reference)
    with model.lock:
        return fields.reach(model.network, pixels, layer, row, column)


@st.cache_data(max_entries=16, show_spinner="Following gradients …")
def growth(reference: str) -> Any:
    model = open_model(reference)
    with model.lock:
        return fields.growth(model.network, model.shape)


def pick_place(shape: tuple[int, int]) -> tuple[int, int]:
    """A unit of the layer, at first the middle one. URL: row, column."""
    places = []
    for key, n in zip(("row", "column"), shape, strict=True):
        titles = {place: str(place) for place in range(n)}
        settings: dict[str, Any] = {"default": n // 2, "titles": titles}
        label = f"{key.capitalize()} of the map"
        places.append(common.choose(st.select_slider, label, list(titles), key=key, **settings) if n > 1 else 0)
    return places[0], places[1]


def take_click(point: Mapping[str, Any]) -> None:
    put({"row": round(point["y"]), "column": round(point["x"])})


def show_units(base: Any, layer: Any, at: tuple[int, int]) -> None:
    index = layer.strongest
    common.show(
        drawings.clickable(layer.maps[index], at, title="activation"),
        key="units",
        alt=f"Map {index} of {layer.title}, a frame around the chosen unit",
        code=code.clickable(base, layer.name, index, at),
        arrays={"map": layer.maps[index]},
        picked=take_click,
    )
    st.caption(f"Map {index} of {layer.heading}. Click a place to see its window.")


def show_seen(base: Any, picture: Picture, layer: Any, at: tuple[int, int], found: fields.Reach) -> None:
    common.show(
        drawings.seen(images.to_pixels(picture.pixels), found.own, found.window),
        key="seen",
        alt=f"{picture.name} with the window of the unit and how much each pixel counts",
        code=code.seen(base, layer.name, at),
        arrays={"picture": picture.pixels, "this picture": found.own, "noise": found.noise},
    )
    st.caption("Frame: the window on paper. Colour: how much each pixel counts here and now, by gradient.")


def numbers(found: fields.Reach) -> None:
    top, left, bottom, right = found.window
    low, first, high, last = found.support
    common.metrics(
        {
            "Window on paper": f"{found.side[0]} × {found.side[1]} px",
            "Inside the picture": f"{bottom - top} × {right - left} px",
            "By gradient": f"{high - low} × {last - first} px",
            "90 % of it lies in": f"{found.core:.0%} of the window",
        }
    )


def show_profile(base: Any, layer: Any, at: tuple[int, int], found: fields.Reach) -> None:
    measured, bell = found.profile()
    common.show(
        drawings.profile(measured, bell, (found.window[1], found.window[3])),
        key="profile",
        alt="How much each column of pixels counts, and a bell of the same width",
        code=code.profile(base, layer.name, at),
        columns={"column": list(range(len(measured))), "measured": measured.tolist(), "bell": bell.tolist()},
    )
    st.caption(f"Mean over {fields.NOISES} pictures of noise; between the dotted lines lies the window. The middle counts most.")


def show_growth(model: library.Model, layer: Any) -> None:
    found = growth(model.reference)
    names, paper = zip(*found["on paper"], strict=True)
    columns: dict[str, list[Any]] = {"layer": list(names), "on paper": list(paper)}
    if "measured" in found:
        columns["measured"] = [side for _, side in found["measured"]]
    common.show(
        drawings.growth(found["on paper"], found.get("measured", []), layer.name),
        key="growth",
        alt="The side of the window by layer",
        code=code.growth(model.reference, layer.name),
        columns=columns,
    )
    st.caption("Up to the picture's own size. Each kernel of k adds (k − 1) times the strides before it.")


def show_stacks() -> None:
    """URL: stacked_channels, stacked_px."""
    st.subheader("Two of 3 × 3 see as much as one of 5 × 5")
    left, right = st.columns([2, 5], gap="large")
    with left:
        channels = common.choose(st.select_slider, "Channels C", list(CHANNELS), key="stacked_channels", default=64)
        side = st.slider("Kernel, px along a side", 2, 7, 3, key="stacked_px", bind="query-params")
    table = fields.stacks(side, channels)
    with right:
        names = {"layers": "Layers", "field on paper": "Field, px", "field measured": "By gradient, px", "weights": "Weights"}
        shown = {title: [f"{value:,}" for value in table[name]] for name, title in names.items()}
        pairs = list(zip(table["weights"], table["of one layer"], strict=True))
        shown["One layer that sees as far"] = [f"{whole:,}" for _, whole in pairs]
        shown["Ratio"] = [f"{stacked / whole:.2f}" for stacked, whole in pairs]
        st.table(shown, border="horizontal", hide_index=True)
        first, second = 2 * side**2, (2 * side - 1) ** 2
        st.caption(f"Two layers: {first} C² weights; one of {2 * side - 1} × {2 * side - 1}: {second} C². Biases left out.")


def look_at(model: library.Model) -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        picture = pick_picture(model)
    if picture is None:
        return
    base = (model.reference, picture.source, picture.crop)
    with left:
        layer = pick_layer(layers(model.reference, picture.pixels))
        at = pick_place(layer.maps.shape[1:])
    found = reach(model.reference, picture.pixels, layer.name, *at)
    with right:
        numbers(found)
        first, second = st.columns(2, gap="large")
        with first:
            show_units(base, layer, at)
        with second:
            show_seen(base, picture, layer, at, found)
    first, second = st.columns(2, gap="large")
    with first:
        show_profile(base, layer, at, found)
    with second:
        show_growth(model, layer)
    show_stacks()


def look() -> None:
    look_into(look_at)
