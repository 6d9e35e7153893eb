"""The view Operation of the page Filters: a kernel to edit, laid on the picture, and the products behind every pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.pickers import Picture, pick_model, pick_picture
from vizlab import filters, images, library
from vizlab.errors import VizlabError
from vizlab.figures import filtering
from vizlab.snippets import filters as code

COLOURS = ["red", "green", "blue"]


def forget_weights() -> None:
    st.session_state["weights"] = ""


def take_edit(grid: str, weights: Any) -> None:
    """Put what was edited in the grid into the text that the URL carries."""
    edited = np.array(weights, np.float64)
    for row, cells in st.session_state[grid]["edited_rows"].items():
        for column, value in cells.items():
            edited[int(row), int(column) - 1] = 0 if value is None else value
    st.session_state["weights"] = filters.format_weights(edited)


def pick_kernel() -> Any:
    """The kernel, (k, k). URL: kernel, weights (empty: those of the kernel's name)."""
    name = common.choose(st.selectbox, "Kernel", list(filters.KERNELS), key="kernel", on_change=forget_weights)
    preset = filters.KERNELS[name]
    place = st.container()
    text = st.text_input(
        "Weights, row by row",
        key="weights",
        bind="query-params",
        max_chars=400,
        placeholder=filters.format_weights(preset.weights),
        help="3 × 3 or 5 × 5 numbers; a semicolon ends a row. Empty: those of the kernel above.",
    )
    weights = preset.weights
    if text.strip():
        try:
            weights = filters.parse_weights(text)
        except VizlabError as error:
            st.warning(common.plain(f"{error} Those of {name} are used."))
    with place:
        edit(weights)
        st.caption(preset.about if weights is preset.weights else "A kernel of your own.")
    return weights


def edit(weights: Any) -> None:
    """The numbers as a grid to type into. A new kernel makes a new grid."""
    grid = f"grid-{filters.format_weights(weights)}"
    columns = {str(column + 1): [round(float(value), 4) for value in weights[:, column]] for column in range(len(weights))}
    st.data_editor(
        columns,
        key=grid,
        hide_index=True,
        width="stretch",
        num_rows="fixed",
        on_change=take_edit,
        args=(grid, weights),
        column_config={name: st.column_config.NumberColumn(format="%.4g", required=True) for name in columns},
    )


def pick_operation() -> dict[str, Any]:
    """How the kernel is laid on the picture. URL: operation, stride, padding."""
    help_text = "Convolution turns the kernel by 180° first. Networks cross-correlate: a learned kernel just comes out turned."
    left, middle, right = st.columns([3, 2, 2], gap="medium")
    with left:
        operation = common.choose(st.segmented_control, "Operation", list(filters.OPERATIONS), key="operation", help=help_text)
    stride_help = "How far the window moves from one pixel of the output to the next."
    padding_help = "Rows and columns of zeros on each side of the picture."
    stride = middle.slider("Stride", 1, 4, 1, key="stride", bind="query-params", help=stride_help)
    padding = right.slider("Padding", 0, 4, 1, key="padding", bind="query-params", help=padding_help)
    return {"operation": operation, "stride": stride, "padding": padding}


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


def size_words(shape: tuple[int, ...], k: int, stride: int, padding: int) -> str:
    """The sizes of the output with the numbers filled in."""
    sizes = [f"⌊({n} + 2 · {padding} − {k}) / {stride}⌋ + 1 = **{filters.output_size(n, k, stride, padding)}**" for n in shape]
    return f"Output, ⌊(n + 2P − K) / S⌋ + 1 along each side: {sizes[0]} rows, {sizes[1]} columns."


def show_pictures(base: tuple[Any, ...], picture: Picture, response: Any, found: filters.Response, at: Any, rest: Any) -> None:
    channel, options = rest
    k = len(found.kernel)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Picture")
        common.show(
            filtering.filter_input(images.to_pixels(picture.pixels), (found.top, found.left, found.top + k, found.left + k)),
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
        kernel = pick_kernel()
        picture = pick_picture(model)
    if picture is None:
        return
    image = picture.pixels
    with right:
        options = pick_operation()
        channel = 0
        if len(image) == len(COLOURS):
            channel = COLOURS.index(common.choose(st.segmented_control, "Channel", COLOURS, key="channel"))
        response = filters.filtered(image, kernel, **options)[channel]
        st.markdown(size_words(image.shape[1:], len(kernel), options["stride"], options["padding"]))
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


@st.fragment  # a slider below the model then need not look through the library again
def look_into(model: library.Model) -> None:
    with common.friendly():
        look_at(model)


def look() -> None:
    look_into(pick_model(needs_images=True, needs_convolutions=True))
