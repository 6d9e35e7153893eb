"""The topic Winograd of the view Structure: one tile step by step, and the whole picture tile by tile."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.pickers import pick_picture
from vizlab import filters, images, library
from vizlab.figures import filter_structure as figures
from vizlab.figures import filtering, pictures
from vizlab.filters.structure import winograd as structure
from vizlab.snippets import filter_structure as code

KERNELS = {name: kernel for name, kernel in filters.KERNELS.items() if np.shape(kernel.weights) == (3, 3)}


def winograd(model: library.Model) -> None:
    """URL: small_kernel, tile_row, tile_column, source, sample ..."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        name = common.choose(st.selectbox, "Kernel, 3 × 3", list(KERNELS), key="small_kernel")
        picture = pick_picture(model)
    if picture is None:
        return
    image, kernel = picture.pixels.mean(axis=0), np.asarray(KERNELS[name].weights, np.float64)
    rows, columns = ((side - 2) // 2 for side in image.shape)
    with left:
        row = common.choose(st.select_slider, "Tile, from the top", range(rows), key="tile_row", default=rows // 2)
        column = common.choose(st.select_slider, "Tile, from the left", range(columns), key="tile_column", default=columns // 2)
    place = slice(2 * row, 2 * row + 4), slice(2 * column, 2 * column + 4)
    base = (picture.source, picture.crop, model.reference, name, (row, column))
    with right:
        numbers(image, kernel)
        first, second = st.columns(2, gap="large")
        with first:
            show_place(base, image, (row, column))
        with second:
            show_output(base, image, kernel)
        show_tile(base, structure.tile(image[place], kernel))
        show_line(image[place][0], kernel[0])


def numbers(image: Any, kernel: Any) -> None:
    tiled, direct = structure.correlate(image, kernel), filters.filtered(image[None], kernel, padding=0)[0]
    plainly, by_tiles = structure.multiplications(*tiled.shape)
    common.metrics(
        {
            "Multiplications, directly": f"{plainly:,}",
            "By tiles": f"{by_tiles:,}",
            "Fewer by": f"{plainly / by_tiles:.2f} ×",
            "Largest difference of the maps": f"{np.abs(tiled - direct).max():.0e}",
        }
    )


def show_place(base: Any, image: Any, at: tuple[int, int]) -> None:
    common.show(
        filtering.filter_input(images.to_pixels(image), (2 * at[0], 2 * at[1], 2 * at[0] + 4, 2 * at[1] + 4)),
        key="tile-place",
        alt="The picture with a frame around the tile",
        code=code.tile_place(*base),
        arrays={"picture": image},
    )


def show_output(base: Any, image: Any, kernel: Any) -> None:
    tiled = structure.correlate(image, kernel)
    common.show(
        pictures.heat(tiled, title="response, tile by tile", signed=True, height_px=filtering.HEIGHT_PX),
        key="tiled",
        alt="The picture under the kernel, computed tile by tile",
        code=code.tiled(*base),
        arrays={"response": tiled},
    )


def show_tile(base: Any, tile: structure.Tile) -> None:
    st.subheader("One tile, step by step")
    common.show(
        figures.tables(structure.steps(tile)),
        key="tile",
        alt="The tile, the kernel, both turned, their products, and the four outputs",
        code=code.tile(*base),
        arrays=dict(structure.steps(tile)),
    )
    st.caption(
        "Only the last table multiplies two unknown numbers, 16 times. "
        f"The upper left output is {filters.cells(tile.result[0, 0])}; nine products by hand give {filters.cells(tile.by_hand)}."
    )


def show_line(data: Any, taps: Any) -> None:
    st.subheader("The first row alone: two outputs from four products")
    products = structure.line(data, taps)
    m = [value for _, value in products]
    st.table(
        {"": ["m₁", "m₂", "m₃", "m₄"], "product": [text for text, _ in products], "value": [filters.cells(value) for value in m]},
        border="horizontal",
    )
    plain = [float(data[at : at + 3] @ taps) for at in (0, 1)]
    st.markdown(
        f"y₀ = m₁ + m₂ + m₃ = **{filters.cells(m[0] + m[1] + m[2])}**, y₁ = m₂ − m₃ − m₄ = "
        f"**{filters.cells(m[1] - m[2] - m[3])}**; with six products {filters.cells(plain[0])} and {filters.cells(plain[1])}."
    )
