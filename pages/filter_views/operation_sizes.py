"""The topic "Sizes" of Operation: the size of the output by both conventions, and the pixels that no window visits."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.filter_views.operation_inputs import pick_dilation, pick_stride
from vizlab.figures import filter_operation
from vizlab.filters.by_hand import sizes
from vizlab.filters.operation import span
from vizlab.snippets import filter_operation as code

MOST = 24


def pick_side() -> sizes.Side:
    """URL: n_px, k, stride, dilation, counted, per_side, in_total."""
    n = st.slider("Pixels of the input, n", 1, MOST, 5, key="n_px", bind="query-params")
    k = st.slider("Kernel, k", 1, 11, 3, key="k", bind="query-params")
    stride = pick_stride(st, 3)
    dilation = pick_dilation(st)
    help_text = "Per side: the same before and after. In total: may be odd, the larger half then comes after."
    counted = common.choose(st.segmented_control, "Padding is counted", ["per side", "in total"], key="counted", help=help_text)
    if counted == "per side":
        each = st.slider("Padding per side, P", 0, 5, 0, key="per_side", bind="query-params")
        return sizes.Side(n, k, stride, (each, each), dilation)
    total = st.slider("Padding in total, p", 0, 10, 1, key="in_total", bind="query-params")
    return sizes.Side(n, k, stride, sizes.halves(total), dilation)


def show_formulas(side: sizes.Side) -> None:
    """Both conventions with the numbers filled in."""
    wide, total = span(side.k, side.dilation), sum(side.padding)
    per_side = f"({side.n} + {total} − {wide}) / {side.stride} + 1 = {float(side.exact):.4g}"
    rows = {
        "P per side: (n + 2P − K) / S + 1": f"{per_side}, rounded down **{side.exact.__floor__()}**",
        "p in total: ⌊(n − K + p + S) / S⌋": f"⌊({side.n} − {wide} + {total} + {side.stride}) / {side.stride}⌋ = **{side.size}**",
        "keeps the size at stride 1": f"p = K − 1 = {sizes.same(side.k, side.dilation)}",
    }
    st.table({"": list(rows), "here": list(rows.values())}, border="horizontal")
    if side.dilation > 1:
        st.caption(f"K counts the gaps: {side.dilation} · ({side.k} − 1) + 1 = {wide}.")


def show_visits(side: sizes.Side, arguments: dict[str, int]) -> None:
    counts = sizes.grid_visits(side, side)
    common.show(
        filter_operation.visits(counts, side.padding),
        key="visits",
        alt=f"How many windows hold each of {side.n} × {side.n} pixels; unvisited ones are red",
        code=code.visits(arguments, side.padding),
        arrays={"visits": counts},
    )
    never, whole = int((counts == 0).sum()), counts.size
    lines = int((side.visits == 0).sum())
    words = (
        f"**{never} of {whole} pixels are never visited** (red): {lines} of {side.n} rows and columns."
        if never
        else "Every pixel is visited."
    )
    left = f" The stride leaves {side.skipped} px over at the end." if side.skipped else " The stride fits."
    st.markdown(words + left)


def show_staircase(side: sizes.Side, arguments: dict[str, int]) -> None:
    n, found, _ = sizes.staircase(side, MOST)
    titles = {"x_title": "pixels of the input", "y_title": "pixels of the output"}
    common.show(
        filter_operation.curve(n, found, (side.n, side.size), **titles, steps=True),
        key="staircase",
        alt="Size of the output against size of the input",
        code=code.staircase(arguments, side.padding, MOST),
        columns={"input": n.tolist(), "output": found.tolist()},
    )
    st.caption("Inputs on one step lose up to S − 1 pixels: they give the same output.")


def look() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        side = pick_side()
    arguments: dict[str, Any] = {"n": side.n, "k": side.k, "stride": side.stride, "dilation": side.dilation}
    with right, common.friendly():
        show_formulas(side)
        first, second = st.columns(2, gap="large")
        with first:
            show_visits(side, arguments)
        with second:
            show_staircase(side, arguments)
