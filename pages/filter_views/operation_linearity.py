"""The topic "Linearity" of Operation: the laws of convolution measured, two kernels in one, and edges that cancel."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.filter_views.operation_inputs import pick_name, pick_photo, tiny
from vizlab import filters, images
from vizlab.figures import filter_galleries, filter_operation
from vizlab.filters.by_hand import laws
from vizlab.snippets import filter_operation as code

SIZE_PX = 64


@st.cache_data(max_entries=64, show_spinner=False)
def measured(photo: str, first: str, second: str) -> Any:
    picture = images.fit(images.photograph(photo), (1, SIZE_PX, SIZE_PX)).numpy()[0].astype(float)
    kernels = [filters.parse_weights(text).astype(float) for text in (first, second)]
    once, both = laws.convolve(picture, kernels[0]), laws.convolve(*kernels)
    turns = np.stack([laws.convolve(once, kernels[1]), laws.convolve(picture, both)])
    return kernels, both, turns, laws.laws(picture, *kernels), laws.duality(picture, kernels[0])


def show_laws(found: dict[str, laws.Law], dual: dict[str, laws.Law]) -> None:
    rows = found | dual
    st.table(
        {
            "law": list(rows),
            "apart by": [tiny(law.gap) for law in rows.values()],
            "of": [f"{law.scale:.3g}" for law in rows.values()],
            "": ["holds" if law.gap < 1e-9 * law.scale else "fails" for law in rows.values()],
        },
        border="horizontal",
    )
    st.caption(
        "Apart: the largest difference of both sides, of the largest value. Forward, backward: the gradient in the picture by "
        "autograd, against the other operation with the same kernel."
    )


def show_both(photo: str, first: str, second: str) -> None:
    kernels, both, turns, found, dual = measured(photo, first, second)
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            filter_operation.combined(*kernels, both),
            key="combined",
            alt="Two kernels and the one that does the work of both",
            code=code.combined(first, second),
            arrays={"first": kernels[0], "second": kernels[1], "both": both},
        )
        operations = sum(kernel.size for kernel in kernels), both.size
        st.caption(f"A pixel takes {operations[0]} products one after the other, {operations[1]} in one.")
    with right:
        common.show(
            filter_galleries.gallery(turns, ["one, then the other", "both in one"], columns=2),
            key="both-ways",
            alt=f"{photo} under both kernels in turn, and under the one that is both",
            code=code.both_ways(photo, SIZE_PX, first, second),
            arrays={"turns": turns},
        )
    show_laws(found, dual)


def show_bar() -> None:
    """URL: bar_rows, bar_columns."""
    st.subheader("Linear means that opposite edges cancel")
    left, right = st.columns([2, 5], gap="large")
    with left:
        rows = st.slider("Rows of the bar", 1, 10, 8, key="bar_rows", bind="query-params")
        width = st.slider("Columns of the bar", 2, 8, 3, key="bar_columns", bind="query-params")
    bar = laws.bar(rows, width)
    response = laws.edges(bar)
    kept = response.clip(min=0)
    with right:
        common.show(
            filter_galleries.bar_and_edges(bar, response, kept),
            key="bar",
            alt="A bar, its two edges in opposite signs, and what a ReLU leaves",
            code=code.bar({"rows": rows, "width": width}),
            arrays={"bar": bar, "response": response, "after ReLU": kept},
        )
        st.markdown(
            f"Under −1 0 1 one edge gives {kept.sum():.0f}, the other −{abs(response.clip(max=0).sum()):.0f}: "
            f"the sum is **{abs(response.sum()):.0f}**, as if there were no bar. A ReLU keeps one of them: **{kept.sum():.0f}**."
        )


def look() -> None:
    """URL: kernel, second, photo."""
    first, second, third = st.columns(3, gap="medium")
    with first:
        names = [pick_name(with_knobs=False, default="Gaussian blur", label="First kernel")]
    with second:
        names.append(common.choose(st.selectbox, "Second kernel", list(filters.KERNELS), key="second", default="Sobel x"))
    with third:
        photo = pick_photo()
    texts = [filters.format_weights(filters.KERNELS[name].weights) for name in names]
    show_both(photo, *texts)
    show_bar()
