"""The topic "On a picture" of Operation: a kernel to edit, laid on the picture, and the products behind every pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.filter_views.operation_evidence import show_border, show_variance
from pages.filter_views.operation_inputs import pick_kernel, pick_options
from pages.pickers import Picture, pick_picture
from pages.with_model import look_into
from vizlab import filters, images, library
from vizlab.figures import filtering
from vizlab.filters.operation import span
from vizlab.snippets import filters as code

COLOURS = ["red", "green", "blue"]


def pick_place(response: Any) -> tuple[int, int]:
    """A pixel of the output, by default where it is strongest. URL: row, column."""
    strongest = np.unravel_index(np.abs(response).argmax(), response.shape)
    places = []
    for key, n, start, column in zip(("row", "column"), response.shape, strongest, st.columns(2, gap="large"), strict=True):
        with column:
            titles = {place: str(place) for place in range(n)}
            label = f"{key.capitalize()} of the output"
            if n > 1:
                places.append(common.choose(st.select_slider, label, list(titles), key=key, default=int(start), titles=titles))
            else:
                places.append(0)
    return places[0], places[1]


def size_words(shape: tuple[int, ...], kernel: Any, options: dict[str, Any]) -> str:
    """The sizes of the output with the numbers filled in."""
    stride, padding, dilation = (options[name] for name in ("stride", "padding", "dilation"))
    sides = [(n, k, filters.output_size(n, k, stride, padding, dilation)) for n, k in zip(shape, kernel.shape, strict=True)]
    sizes = [f"⌊({n} + 2 · {padding} − {span(k, dilation)}) / {stride}⌋ + 1 = **{size}**" for n, k, size in sides]
    return f"Output, ⌊(n + 2P − K) / S⌋ + 1 along each side: {sizes[0]} rows, {sizes[1]} columns."


def show_pictures(base: tuple[Any, ...], picture: Picture, response: Any, found: filters.Response, at: Any, rest: Any) -> None:
    channel, options = rest
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Picture")
        common.show(
            filtering.filter_input(images.to_pixels(picture.pixels), found.box),
            key="input",
            alt=f"{picture.name} with the window under the kernel",
            code=code.filter_input(*base, at, options),
            arrays={"picture": picture.pixels},
        )
    with right:
        st.subheader("Output")
        common.show(
            filtering.filter_output(response, at),
            key="output",
            alt=f"{picture.name} under the kernel, a frame around row {at[0]}, column {at[1]}",
            code=code.filter_output(*base, at, channel, options),
            arrays={"response": response},
        )


def show_products(base: tuple[Any, ...], found: filters.Response, at: Any, rest: Any) -> None:
    channel, options = rest
    common.show(
        filtering.products(found.window[None], found.kernel[None], found.products[None]),
        key="products",
        alt="The window, the kernel as it lies on it, and their products",
        code=code.products(*base, at, channel, options),
        arrays={"window": found.window, "kernel": found.kernel, "products": found.products},
    )


def proof(response: Any, found: filters.Response, at: Any) -> None:
    gap = abs(found.total - float(response[at]))
    st.markdown(
        f"The {found.products.size} products sum up to **{filters.cells(found.total)}**, the output's pixel at row {at[0]}, "
        f"column {at[1]}. Added up by hand and computed by torch, the two differ by {gap:.0e}."
    )


def compare(image: Any, kernel: Any, options: dict[str, Any]) -> None:
    """How much it matters for this kernel whether it is turned."""
    rest = {name: value for name, value in options.items() if name != "operation"}
    first, second = (filters.filtered(image, kernel, operation=name, **rest) for name in filters.OPERATIONS)
    gap = float(np.abs(first - second).max())
    words = "this kernel looks the same turned by 180°" if gap < 1e-6 else "this kernel looks different turned by 180°"
    st.caption(f"Convolution and cross-correlation differ by up to {filters.cells(gap)} on this picture: {words}.")


def look_at(model: library.Model) -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        kernel = pick_kernel(with_knobs=True)
        picture = pick_picture(model)
    if picture is None:
        return
    image = picture.pixels
    with right:
        options = pick_options()
        channel = 0
        if len(image) == len(COLOURS):
            channel = COLOURS.index(common.choose(st.segmented_control, "Channel", COLOURS, key="channel"))
        response = filters.filtered(image, kernel, **options)[channel]
        st.markdown(size_words(image.shape[1:], kernel, options))
        place = st.container()
        at = pick_place(response)
        found = filters.response(image[channel], kernel, *at, **options)
        base = (model.reference, picture.source, picture.crop, filters.format_weights(kernel))
        with place:
            show_pictures(base, picture, response, found, at, (channel, options))
        st.subheader("Behind one pixel")
        first, second = st.columns(2, gap="large")
        with first:
            show_products(base, found, at, (channel, options))
        with second:
            proof(response, found, at)
            compare(image, kernel, options)
        first, second = st.columns(2, gap="large")
        with first:
            if options["padding"]:
                show_border((*base[:3], kernel), image[channel], (channel, options))
        with second:
            if st.session_state["kernel"] == "Gaussian with σ" and not st.session_state["weights"].strip():
                show_variance((*base[:3], kernel), image[channel], channel)


def look() -> None:
    look_into(look_at)
