"""The topics Dilated and causal, and Masked: convolutions that must not look ahead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from pages import common, knobs
from pages.filter_views.pooling_grid import pick_cell
from vizlab.figures import filter_causal
from vizlab.filters.causal import dilation, masks
from vizlab.snippets import filter_pooling as code

DEEPEST = {2: 10, 3: 7}  # layers by kernel size, as deep as a field can be drawn


@st.cache_data(max_entries=32, show_spinner=False)
def influence(k: int, depth: int, growth: int, blocks: int, causal: bool, seed: int) -> Any:
    return dilation.influence(k, dilation.dilations(depth, growth, blocks), causal=causal, seed=seed)


@st.cache_data(max_entries=32, show_spinner=False)
def derivatives(stack: masks.Stack) -> Any:
    return masks.jacobian(stack), masks.reach(stack)


def dilated() -> None:
    """URL: kernel_size, layers, growth, blocks, causal, seed."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        k = common.choose(st.segmented_control, "Kernel size k", list(DEEPEST), key="kernel_size")
        depth = common.choose(st.select_slider, "Layers", list(range(1, DEEPEST[k] + 1)), key="layers", default=4)
        help_text = "2: each layer's gaps are twice those of the layer below. 1: no gaps."
        growth = common.choose(st.segmented_control, "Dilation grows by", [1, 2], key="growth", default=2, help=help_text)
        blocks = st.slider("Blocks of these layers", 1, 5, 1, key="blocks", bind="query-params", help="The tree shows one.")
        causal = st.toggle("Causal", True, key="causal", bind="query-params", help="Zeros before the first sample only.")
        seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Of weights and signal.")
    every = dilation.dilations(depth, growth, blocks)
    times, sizes = influence(k, depth, growth, blocks, causal, seed)
    with right:
        show_tree(k, depth, growth)
        common.show(
            filter_causal.influence(times, sizes, reach=dilation.field(k, every)),
            key="influence",
            alt="How much one output changes with each sample of the input",
            code=code.influence(k, depth, growth, blocks, causal, seed),
            columns={"time": times.tolist(), "gradient": sizes.tolist()},
        )
        field_numbers(k, every, times, sizes)


def show_tree(k: int, depth: int, growth: int) -> None:
    one = dilation.dilations(depth, growth)
    common.show(
        filter_causal.tree(dilation.tree(k, one), one),
        key="tree",
        alt=f"The tree under one output of {depth} layers, dilations {', '.join(map(str, one))}",
        code=code.tree(k, depth, growth),
    )


def field_numbers(k: int, every: list[int], times: Any, sizes: Any) -> None:
    reach, seen = dilation.field(k, every), int((sizes > 0).sum())
    future = float(sizes[times > 0].max())
    common.metrics(
        {
            "Field on paper, 1 + Σ (k − 1) d": f"{reach:,}",
            "Samples with a gradient, measured": f"{seen:,}",
            "At 16 kHz": f"{1000 * reach / dilation.HERTZ:.4g} ms",
            "Largest gradient of the future": "exactly 0" if future == 0 else f"{future:.1e}",
            "Layers without dilation for as much": f"{-(-(reach - 1) // (k - 1)):,}",
        }
    )


def masked() -> None:
    """URL: mask, mask_px, mask_layers, seed, mask_row, mask_column."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        help_text = "A also hides the pixel itself; it must be the first, for else each pixel would be told its own value."
        first = common.choose(st.segmented_control, "Mask of the first layer", list(masks.MASKS), key="mask", help=help_text)
        k = common.choose(st.segmented_control, "Side of the kernels", [3, 5, 7], key="mask_px")
        depth = st.slider("Layers", 1, 6, 3, key="mask_layers", bind="query-params")
        seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Of weights and picture.")
        stack = masks.Stack(k=k, depth=depth, first=first, seed=seed)
        row = pick_cell("mask_row", "Row of the pixel", stack.side, 5)
        column = pick_cell("mask_column", "Column of the pixel", stack.side, 4)
    found, paper = derivatives(stack)
    with right:
        one, other = st.columns(2, gap="large")
        with one:
            show_masks(k, first)
            show_regions(stack, found, row, column)
        with other:
            common.show(
                filter_causal.jacobian(found, row * stack.side + column),
                key="jacobian",
                alt="All derivatives of outputs with respect to inputs, both in raster order",
                code=code.jacobian(written(stack), row, column),
                arrays={"jacobian": found},
            )
            st.caption("Measured by autograd. Dotted: the diagonal; framed: the row of the chosen pixel.")
        mask_numbers(stack, found, paper)


def written(stack: masks.Stack) -> str:
    return f"Stack(k={stack.k}, depth={stack.depth}, first={stack.first!r}, seed={stack.seed})"


def show_masks(k: int, first: str) -> None:
    common.show(
        filter_causal.masks([masks.mask(k, first), masks.mask(k, "B")], [f"first layer, {first}", "further layers, B"]),
        key="masks",
        alt=f"Masks {first} and B of {k} × {k}: 1 where a weight stays",
        code=code.masks(k, first),
        arrays={"first": masks.mask(k, first), "further": masks.mask(k, "B")},
    )


def show_regions(stack: masks.Stack, found: Any, row: int, column: int) -> None:
    kinds = masks.regions(found != 0, row * stack.side + column, stack.side)
    common.show(
        filter_causal.regions(kinds, (row, column), counts=[int((kinds == kind).sum()) for kind in range(3)]),
        key="regions",
        alt=f"What the output at row {row}, column {column} depends on",
        code=code.regions(written(stack), row, column),
        arrays={"kinds": kinds},
        picked=take_pixel,
    )
    st.caption("Click a pixel. To the upper right stays a blind spot: each layer climbs as many rows as it goes to the right.")


def take_pixel(point: Mapping[str, Any]) -> None:
    knobs.put({"mask_row": int(point["customdata"][0]), "mask_column": int(point["customdata"][1])})


def mask_numbers(stack: masks.Stack, found: Any, paper: Any) -> None:
    later = float(np.abs(found[masks.later(stack)]).max())
    what = "Largest derivative on and above the diagonal" if stack.first == "A" else "Largest derivative above the diagonal"
    common.metrics(
        {
            what: "exactly 0" if later == 0 else f"{later:.1e}",
            "Derivatives that are not 0": f"{int((found != 0).sum()):,}",
            "On paper": f"{int(paper.sum()):,}",
            "Blind pairs of pixels": f"{int((~paper & ~masks.later(stack)).sum()):,}",
        }
    )
