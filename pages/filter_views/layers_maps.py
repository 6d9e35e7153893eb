"""The topic Maps of the view Layers: maps and kernels of every layer, and one map down to its arithmetic."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from pages import common, knobs
from pages.pickers import Picture, open_model, pick_picture
from vizlab import filters, images, library
from vizlab.figures import filtering, mosaics
from vizlab.snippets import filters as code

SCALES = {"one for all": False, "each its own": True}
FEW = 3  # input channels: with so many or fewer, kernels are shown as pictures


@st.cache_data(max_entries=16, show_spinner="Looking …")
def layers(reference: str, pixels: Any) -> list[filters.Layer]:
    model = open_model(reference)
    with model.lock:
        return filters.layers(model.network, pixels)


@st.cache_data(max_entries=64, show_spinner=False)
def arithmetic(reference: str, pixels: Any, layer: str, index: int, at: tuple[int, int]) -> filters.Sum:
    model = open_model(reference)
    with model.lock:
        return filters.arithmetic(model.network, pixels, layer, index, *at)


@st.cache_data(max_entries=64, show_spinner=False)
def change(untrained: str, reference: str) -> filters.Change:
    return filters.change(open_model(untrained).network, open_model(reference).network)


def pick_layer(found: list[filters.Layer]) -> filters.Layer:
    """The layer to look into. URL: layer."""
    titles = {layer.name: layer.title for layer in found}
    help_text = "Below: four maps of each layer, those with the highest mean; each layer has a scale of its own."
    name = common.choose(st.selectbox, "Layer", list(titles), key="layer", titles=titles, help=help_text, on_change=look_anew)
    return next(layer for layer in found if layer.name == name)


def look_anew() -> None:
    """A map's number means another map in another layer, or none."""
    knobs.put({"map": "strongest"})


def choose_layer(names: list[str], x: float, y: float) -> None:
    """The layer of the strip that was clicked."""
    index = mosaics.layer_at(x, y, len(names))
    if index is not None:
        knobs.put({"layer": names[index], "map": "strongest"})


def open_card(layer: str, order: list[int], shape: tuple[int, ...], x: float, y: float) -> None:
    """The card of the unit whose map or kernel was clicked, which is another view: see `look_into`."""
    index = mosaics.map_at(x, y, shape)
    if index is not None:
        knobs.put({"view": "Unit", "layer": layer, "unit": str(order[index])})
        st.session_state["_elsewhere"] = str(order[index])


def pick_order(layer: filters.Layer) -> list[int]:
    """The order of its maps. URL: order."""
    possible = [name for name in filters.ORDERS if name != "norm of the kernel" or layer.norms is not None]
    help_text = "The norm says how large a kernel's weights are, the mean activation how much its map answers to this picture."
    chosen = common.choose(st.segmented_control, "Maps by", possible, key="order", help=help_text, wrap=True)
    return filters.order(layer, chosen)


def pick_map(layer: filters.Layer, order: list[int]) -> int:
    """The map to look at closely. URL: map."""
    titles = {"strongest": f"Strongest: map {layer.strongest}"} | {str(index): f"Map {index}" for index in order}
    chosen = common.choose(st.selectbox, "Map to look at", list(titles), key="map", titles=titles)
    return layer.strongest if chosen == "strongest" else int(chosen)


def pick_input(kernels: Any) -> int | None:
    """The input channel whose kernels are shown; None: all three colours at once. URL: input."""
    n = kernels.shape[1]
    if n <= FEW:
        return None if n == FEW else 0
    help_text = "A deeper kernel has a slice for each map of the layer before; these are the slices for one of them."
    return int(common.choose(st.select_slider, "Kernels of input map", list(range(n)), key="input", default=0, help=help_text))


def summary(model: library.Model, layer: filters.Layer) -> None:
    """Numbers of the layer, and what training did to the first one."""
    dead = int(layer.dead.sum())
    common.metrics({"Values above zero": f"{layer.active:.0%}", "Dead maps": f"{dead} of {len(layer.maps)}"})
    if len(model.epochs) < 2:  # nothing earlier is here to compare with
        return
    start = model.epochs[0]
    found = change(f"{model.entry.reference}@{start}", model.reference)
    st.markdown(
        f"Since epoch {start}, training has turned the kernels of the first convolution by **{found.degrees:.0f}°** on average; "
        f"**{found.after:.0%}** of their energy has one direction, where it was {found.before:.0%}.",
        help="Share of the energy of a kernel's Fourier spectrum in one orientation, mean over the kernels. Random kernels "
        "have some too, which is why the number at the start is not zero.",
    )


def show_strip(model: library.Model, picture: Picture, found: list[filters.Layer], layer: filters.Layer) -> None:
    few = [(each.kind, each.maps[filters.order(each, "mean activation")[:4]]) for each in found]
    common.show(
        mosaics.strip(few, chosen=found.index(layer)),
        key="layers",
        alt=f"Four maps of each of {len(found)} layers; a frame around {layer.title}",
        code=code.strip(model.reference, picture.source, picture.crop, layer.name),
        arrays={each.name: each.maps for each in found},
        clicked=partial(choose_layer, [each.name for each in found]),
    )


def show_maps(model: library.Model, picture: Picture, layer: filters.Layer, order: list[int], each_own: bool) -> None:
    st.subheader(layer.heading)
    labels = [filters.label(layer, index) for index in order]
    common.show(
        mosaics.mosaic(layer.maps[order], labels, numbers=order, signed=layer.signed, each_own=each_own),
        key="maps",
        alt=f"{layer.title}, on {picture.name}",
        code=code.activations(model.reference, picture.source, picture.crop, layer.name, order, each_own),
        arrays={"maps": layer.maps, "picture": picture.pixels},
        clicked=partial(open_card, layer.name, order, layer.maps.shape),
    )
    if layer.dead.any():
        st.caption("A number in brackets: this map is zero everywhere on this picture.")


def show_kernels(model: library.Model, layer: filters.Layer, order: list[int], each_own: bool) -> None:
    st.subheader("Kernels")
    if layer.norms is None:
        st.markdown("This layer has none: only convolutions have kernels. Choose one to see what it looks for.")
        return
    kernels = filters.kernels(model.network, layer.name)
    channel = pick_input(kernels)
    labels = [str(index) for index in order]
    if channel is None:
        figure = mosaics.colour_kernels(kernels[order], labels)
    else:
        settings: dict[str, Any] = {"numbers": order, "signed": True, "each_own": each_own}
        figure = mosaics.mosaic(kernels[order, channel], labels, title="weight", noun="kernel", **settings)
    common.show(
        figure,
        key="kernels",
        alt=f"Kernels of {layer.title}",
        code=code.kernels(model.reference, layer.name, channel, order, each_own),
        arrays={"kernels": kernels},
        clicked=partial(open_card, layer.name, order, (len(kernels), *kernels.shape[2:])),
    )
    words = "Grey is zero; a coloured kernel answers to a colour." if channel is None else "Blue below zero, orange above."
    st.caption(f"Each map above is the picture under one of these. {words}")


def show_map(model: library.Model, picture: Picture, layer: filters.Layer, index: int, opacity: float) -> None:
    """One map over the picture, with the window behind its largest value."""
    at = layer.peak(index)
    place = filters.field(model.network, layer.name, picture.pixels.shape)
    window = place.window(*at)
    st.subheader(f"Map {index} over the picture")
    settings: dict[str, Any] = {"first": place.center(), "jump": place.jump, "window": window, "signed": layer.signed}
    figure = mosaics.placed(images.to_pixels(picture.pixels), layer.maps[index], title="activation", opacity=opacity, **settings)
    common.show(
        figure,
        key="map",
        alt=f"Map {index} of {layer.title} over {picture.name}, with a frame around what its largest value sees",
        code=code.enlarged(model.reference, picture.source, picture.crop, layer.name, index, opacity),
        arrays={"map": layer.maps[index], "picture": picture.pixels},
    )
    st.caption(
        f"Its largest value stands at row {at[0]}, column {at[1]}. It sees the picture's rows {window[0]} to {window[2] - 1} "
        f"and columns {window[1]} to {window[3] - 1}: the frame."
    )


def explain(model: library.Model, picture: Picture, layer: filters.Layer, index: int) -> None:
    """How the largest value of a map comes about."""
    at = layer.peak(index)
    found, shown = arithmetic(model.reference, picture.pixels, layer.name, index, at), float(layer.maps[index][at])
    st.subheader(f"Behind its largest value, {filters.cells(shown)}")
    if found.products is not None:
        parts = filters.strongest_inputs(found)
        common.show(
            filtering.products(*parts),
            key="sum",
            alt="Window, kernel and products behind the largest value",
            code=code.behind(model.reference, picture.source, picture.crop, layer.name, index),
            arrays={"window": found.window, "kernel": found.kernel, "products": found.products},
        )
        if len(found.products) > len(parts[0]):
            st.caption(f"The {len(parts[0])} of {len(found.products)} inputs that add or take most.")
    st.markdown(f"{found.sentence} By hand it differs from the network's value by {abs(found.value - shown):.0e}.")


def maps(model: library.Model) -> None:
    """URL: source, sample ..., layer, order, scale, map, input, opacity."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        picture = pick_picture(model)
    if picture is None:
        return
    found = layers(model.reference, picture.pixels)
    with right:
        wide, narrow = st.columns([5, 2], gap="medium")
        with wide:
            layer = pick_layer(found)
            show_strip(model, picture, found, layer)
        with narrow:
            summary(model, layer)
    with left:
        order = pick_order(layer)
        each_own = SCALES[common.choose(st.segmented_control, "Scale", list(SCALES), key="scale")]
        index = pick_map(layer, order)
        opacity = st.slider("Opacity of the map", 0.0, 1.0, 0.6, 0.05, key="opacity", bind="query-params")
    with right:
        first, second = st.columns(2, gap="large")
        with first:
            show_maps(model, picture, layer, order, each_own)
        with second:
            show_map(model, picture, layer, index, opacity)
        first, second = st.columns(2, gap="large")
        with first:
            show_kernels(model, layer, order, each_own)
        with second:
            explain(model, picture, layer, index)
