"""The topics Transposed and Checkerboard: stamps of a kernel, and how evenly they cover what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common, knobs
from pages.filter_views.pooling_grid import pick_numbers
from vizlab import filters
from vizlab.figures import filter_overlaps, filter_pooling, filter_walks
from vizlab.filters.backward import overlaps, stamps
from vizlab.images import PHOTOGRAPHS
from vizlab.snippets import filter_pooling as code

X, KERNEL = "120 150 120; 100 50 110; 25 25 10", "1 -1; 2 -2"
KERNELS, STRIDES = 6, 4  # of the table
SMALL, SIDE = 8, 32  # of the constant and of the photograph that are enlarged


def transposed() -> None:
    """URL: up_grid, stamp, up_stride, up_padding, output_padding, seed."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        x = pick_numbers("Input", "up_grid", X, most=5)
        kernel = pick_numbers("Kernel", "stamp", KERNEL, most=4)
        options = pick_laying()
        seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Of the u in the two products.")
    laying = stamps.Laying(**options)
    steps = [(one.row, one.column, one.top, one.left, one.so_far) for one in stamps.stamp(x, kernel, laying)]
    texts = filters.format_weights(x), filters.format_weights(kernel)
    with right:
        st.markdown(size_words(x.shape, kernel.shape, laying))
        first, second = st.columns([4, 3], gap="large")
        with first:
            common.show(
                filter_walks.stamping(x, kernel, steps),
                key="stamping",
                alt="Each value of the input, multiplied by the kernel and stamped on the output",
                code=code.stamping(*texts, options),
                arrays={"input": x, "kernel": kernel, "output": steps[-1][-1]},
            )
        with second:
            show_matrices(x, kernel, laying, texts, options)
        one, other = stamps.both_products(x, kernel, laying, seed)
        common.metrics(
            {
                "⟨conv u, x⟩": f"{one:.10g}",
                "⟨u, convᵀ x⟩": f"{other:.10g}",
                "They differ by": "0" if one == other else f"{abs(one - other):.0e}",
            }
        )


def pick_laying() -> dict[str, int]:
    """URL: up_stride, up_padding, output_padding."""
    stride = st.slider("Stride S", 1, 3, 1, key="up_stride", bind="query-params", help="From one stamp to the next.")
    padding = st.slider("Padding P", 0, 2, 0, key="up_padding", bind="query-params", help="Cut off along every side.")
    more = 0
    if stride > 1:
        help_text = "Rows and columns more, where several input sizes of the convolution give the same output size."
        more = int(
            common.choose(st.segmented_control, "Output padding", list(range(stride)), key="output_padding", help=help_text)
        )
    return {"stride": stride, "padding": padding, "output_padding": more}


def size_words(shape: tuple[int, ...], kernel: tuple[int, ...], laying: stamps.Laying) -> str:
    rows, columns = (
        f"({n} − 1) · {laying.stride} − 2 · {laying.padding} + {k} + {laying.output_padding} = **{laying.size(n, k)}**"
        for n, k in zip(shape, kernel, strict=True)
    )
    return f"Output, (n − 1) S − 2P + K + output padding along each side: {rows} rows, {columns} columns."


def show_matrices(x: Any, kernel: Any, laying: stamps.Laying, texts: tuple[str, str], options: dict[str, int]) -> None:
    matrix = stamps.matrix(kernel, x.shape, laying)
    common.show(
        filter_overlaps.matrices(matrix),
        key="matrices",
        alt="The matrix of the transposed convolution, and turned over, that of the convolution",
        code=code.matrices(*texts, options),
        arrays={"matrix": matrix},
    )
    st.caption(
        "The left matrix times the input, as a column, is the output. Turned over it is an ordinary convolution, so this layer's "
        "forward pass is that one's backward pass."
    )


def checkerboard() -> None:
    """URL: stamp_px, stamp_stride, tap_weights, seed, photo."""
    left, right = st.columns(2, gap="large")
    with left:
        first, second = st.columns(2, gap="medium")
        k = first.slider("Side of the kernel", 1, KERNELS, 3, key="stamp_px", bind="query-params")
        stride = second.slider("Stride", 1, STRIDES, 2, key="stamp_stride", bind="query-params")
        show_counts(k, stride)
    with right:
        show_variances(k, stride)
    st.subheader("Four ways to twice the size")
    first, second, third = st.columns(3, gap="large")
    with first:
        weights = common.choose(st.segmented_control, "Weights of the kernels", list(overlaps.WEIGHTS), key="tap_weights")
    seed = second.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Of the random weights.")
    with third:
        photo = common.choose(st.selectbox, "Photograph", list(PHOTOGRAPHS), key="photo")
    left, right = st.columns(2, gap="large")
    with left:
        show_enlarged("", SMALL, weights, seed, "constant")
    with right:
        show_enlarged(photo, SIDE, weights, seed, "photograph")
    common.metrics({f"Pattern, {way}": f"{overlaps.pattern(way, weights, seed):.1%}" for way in overlaps.UPSAMPLERS})
    st.caption(
        "Pattern: deviation over mean on a constant, away from the edge. Even coverage is not enough when weights differ; "
        "only a convolution after resizing leaves a constant constant."
    )


def show_counts(k: int, stride: int) -> None:
    found = overlaps.counts(k, stride)
    inside = overlaps.interior(found, k, stride)
    common.show(
        filter_overlaps.count_map(found, inside=(k - 1, k - 1 + len(inside))),
        key="counts",
        alt=f"How many stamps of {k} × {k} with stride {stride} hit each pixel",
        code=code.counts(k, stride),
        arrays={"counts": found},
    )
    words = "divides" if k % stride == 0 else "does not divide"
    st.caption(
        f"{stride} {words} {k}: inside the frame the counts have variance {inside.var():.4g}, on paper "
        f"{overlaps.variance(k, stride):.4g}."
    )


def show_variances(k: int, stride: int) -> None:
    paper, counted = overlaps.tables(KERNELS, STRIDES)
    common.show(
        filter_overlaps.variance_table(paper, counted, chosen=(k, stride)),
        key="variances",
        alt="The variance of the counts for kernels of 1 to 6 and strides of 1 to 4",
        code=code.variances(KERNELS, STRIDES, (k, stride)),
        arrays={"paper": paper, "counted": counted},
        picked=take_setting,
    )
    st.caption("Click a cell. It is 0 exactly where the stride divides the kernel.")


def take_setting(point: Mapping[str, Any]) -> None:
    knobs.put({"stamp_px": int(point["customdata"][0]), "stamp_stride": int(point["customdata"][1])})


def show_enlarged(photo: str, side: int, weights: str, seed: int, key: str) -> None:
    start, made = overlaps.enlarge_all(photo, side, weights, seed)
    common.show(
        filter_pooling.panels({"input": start, **made}, columns=3, wide_px=520),
        key=key,
        alt=f"{photo or 'A constant'}, made twice as large in {len(made)} ways",
        code=code.boards(photo, side, weights, seed, key),
        arrays={"input": start, **{f"way-{at}": part for at, part in enumerate(made.values())}},
    )
