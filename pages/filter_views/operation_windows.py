"""The topic "Window by window" of Operation: a kernel walks over a grid of numbers, and every sum is written out."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, knobs
from pages.filter_views.operation_inputs import edit, pick_options, tiny, type_numbers
from vizlab import filters
from vizlab.figures import filter_windows as figures
from vizlab.filters.by_hand import windows
from vizlab.snippets import filter_operation as code


def start_example() -> None:
    """Each example has numbers and settings of its own."""
    example = windows.EXAMPLES[st.session_state["example"]]
    start = {"operation": "cross-correlation", "stride": 1, "padding": 0} | dict(example.options)
    knobs.put({"grid": "", "weights": "", "dilation": 1, "border": "zeros"} | start)


def pick_numbers(example: windows.Example) -> tuple[Any, Any]:
    """The grid and the kernel. URL: grid, weights."""
    place = st.container()
    grid = type_numbers("grid", "Grid, row by row", example.grid, windows.parse_grid, kept="The example's grid is")
    with place:
        edit("grid", grid)
    place = st.container()
    kernel = type_numbers("weights", "Kernel, row by row", example.kernel, windows.parse_kernel, kept="The example's kernel is")
    with place:
        edit("weights", kernel)
    return grid, kernel


def show_walk(grid: Any, kernel: Any, options: dict[str, Any]) -> None:
    found = windows.walk(grid, kernel, **options)
    steps = found.steps
    places = [step.window for step in steps], [step.box for step in steps]
    common.show(
        figures.walk(found.grid, found.padding, *places, steps[0].kernel, found.output, bias=found.bias),
        key="walk",
        alt=f"A film: the kernel walks over the grid through {len(steps)} windows, and the output fills",
        code=code.walk(filters.format_weights(grid), filters.format_weights(kernel), options),
        arrays={"grid": found.grid, "kernel": kernel, "output": found.output},
    )
    rows, columns = found.output.shape
    st.markdown(
        f"{len(steps)} windows make an output of {rows} × {columns}. By hand and by torch the outputs differ by at most "
        f"**{tiny(found.gap)}**."
    )


def pick_index(name: str, n: int, k: int) -> int:
    """An index of the output, counted from the middle of the grid. URL: r, c."""
    low, high = windows.index_range(n, k)
    options = list(range(low, high + 1))
    label = {"r": "Row r of the output", "c": "Column c of the output"}[name]
    return int(common.choose(st.select_slider, label, options, key=name, default=0)) if len(options) > 1 else low


def show_indices(grid: Any, kernel: Any) -> None:
    """One value of the convolution by its indices."""
    st.subheader("The same by indices: y(r, c) = Σ x(a, b) · k(r − a, c − b)")
    left, right = st.columns(2, gap="large")
    with left:
        r = pick_index("r", grid.shape[0], kernel.shape[0])
    with right:
        c = pick_index("c", grid.shape[1], kernel.shape[1])
    found = windows.by_indices(grid, kernel, r, c)
    common.show(
        figures.indices(found.rows, found.columns, found.u, found.v, found.kept, found.products),
        key="indices",
        alt="Every pixel with its indices and those of the weight that it meets",
        code=code.indices(filters.format_weights(grid), filters.format_weights(kernel), (r, c)),
        arrays={"rows": found.rows, "columns": found.columns, "u": found.u, "v": found.v, "products": found.products},
    )
    kept, dropped = int(found.kept.sum()), int((~found.kept).sum())
    st.markdown(
        f"y({r}, {c}) = **{filters.cells(found.total)}** from {kept} terms. {dropped} are dropped: the kernel has no such index, "
        f"which is negative in {found.negative} of them."
    )
    st.caption("Grey: dropped. The grid has its origin in the middle, the kernel at its corner. This is the full convolution.")


def look() -> None:
    """URL: example."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        options = list(windows.EXAMPLES)
        name = common.choose(st.selectbox, "Example", options, key="example", on_change=start_example)
        example = windows.EXAMPLES[name]
        grid, kernel = pick_numbers(example)
        bias = st.slider("Bias", -10.0, 10.0, 0.0, 0.5, key="bias", bind="query-params", help="Added to every sum.")
    with right:
        start = {"operation": "cross-correlation", "stride": 1, "padding": 0} | dict(example.options)
        chosen = pick_options(**start)
        with common.friendly():
            show_walk(grid, kernel, {**chosen, "bias": bias})
        show_indices(grid, kernel)
