"""The topic "As one matrix product" of Operation: patches become columns, and the convolution one product."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.filter_views.operation_inputs import edit, pick_name, pick_padding, pick_photo, pick_stride, tiny, type_numbers
from vizlab import filters, images
from vizlab.figures import filter_operation
from vizlab.filters.by_hand import patches, windows
from vizlab.snippets import filter_operation as code

GRID = "1 2 3 0 1; 0 1 2 3 0; 3 0 1 2 1; 2 3 0 1 0; 1 0 2 1 3"
SIZE_PX = 6
KINDS = ["numbers", "colour photograph"]


def pick_input() -> tuple[Any, str]:
    """The input (c, h, w) and the Python for it. URL: filled, grid, photo."""
    kind = common.choose(st.segmented_control, "Input", KINDS, key="filled")
    if kind == "numbers":
        place = st.container()
        grid = type_numbers("grid", "Grid, row by row", GRID, windows.parse_grid, kept="The first grid is")
        with place:
            edit("grid", grid)
        return grid[None], f"windows.parse_grid({filters.format_weights(grid)!r})[None]"
    photo = pick_photo()
    image = images.fit(images.photograph(photo), (3, SIZE_PX, SIZE_PX)).numpy()
    st.image(
        images.enlarge(images.to_pixels(image), 220), width="stretch", caption=f"{photo}, {SIZE_PX} × {SIZE_PX} px", alt=photo
    )
    return image, f"images.fit(images.photograph({photo!r}), (3, {SIZE_PX}, {SIZE_PX})).numpy()"


def pick_kernel(depth: int) -> tuple[Any, str]:
    """A kernel as deep as the input, all slabs alike, and the Python for it. URL: kernel, weights."""
    name = pick_name(with_knobs=False)
    preset = filters.format_weights(filters.KERNELS[name].weights)
    weights = type_numbers("weights", "Weights, row by row", preset, windows.parse_kernel, kept=f"Those of {name} are")
    text = filters.format_weights(weights)
    return np.stack([weights] * depth), f"np.stack([parse_weights({text!r})] * {depth})"


def pick_patch(n: int) -> int:
    """URL: patch."""
    if n == 1:
        return 0
    titles = {index: str(index) for index in range(n)}
    return int(common.choose(st.select_slider, "Patch", list(titles), key="patch", titles=titles))


def show(image: tuple[Any, str], kernel: tuple[Any, str], options: dict[str, Any]) -> None:
    found = patches.product(image[0], kernel[0], **options)
    chosen = pick_patch(found.result.size)
    common.show(
        filter_operation.patch_matrix(found.matrix, found.kernel, found.result, chosen),
        key="matrix",
        alt=f"The kernel as a column beside the matrix of patches, {found.matrix.shape[0]} × {found.matrix.shape[1]}",
        code=code.matrix(image[1], kernel[1], options, chosen),
        arrays={"matrix": found.matrix, "kernel": found.kernel, "result": found.result},
    )
    (d, n), (depth, kh, kw) = found.matrix.shape, kernel[0].shape
    st.markdown(
        f"k²C = {kh} · {kw} · {depth} = **{d}** rows and **{n}** columns, one for each pixel of the output: {d * n:,} numbers "
        f"where the input has {image[0].size:,}. The product differs from `F.conv2d` by at most **{tiny(found.gap)}**."
    )
    common.show(
        filter_operation.places(*patches.place(image[0], kernel[0], found, chosen, **options)),
        key="places",
        alt="The input with the patch, and the output with its sum",
        code=code.places(image[1], kernel[1], options, chosen),
        arrays={"input": image[0], "output": found.result},
    )
    st.caption("The framed column is the framed patch, row by row." + (" Here: the red channel." if depth > 1 else ""))


def look() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        image = pick_input()
        kernel = pick_kernel(len(image[0]))
    with right:
        first, second = st.columns(2, gap="medium")
        options = {"stride": pick_stride(first), "padding": pick_padding(second, 0)}
        show(image, kernel, options)
