"""The topic Equal start of the view Why convolution: filters that begin alike, trained in the app."""

from __future__ import annotations

import streamlit as st

from pages import common
from vizlab.figures import filter_why as drawings
from vizlab.figures import mosaics
from vizlab.filters.why import equal_start
from vizlab.snippets import filter_why as code

LOOK = {"x_title": "step", "y_title": "mean cosine of all pairs of filters"}


@st.cache_data(max_entries=32, show_spinner="Training …")
def train(start: str, seed: int) -> equal_start.Training:
    return equal_start.train(start, seed)


def show_filters(start: str, seed: int, found: equal_start.Training, key: str) -> None:
    kernels = found.kernels
    st.markdown(f"**{start.capitalize()}**")
    common.show(
        mosaics.mosaic(kernels, [str(number) for number in range(len(kernels))], signed=True, title="weight", noun="filter"),
        key=key,
        alt=f"The filters after training, start: {start}",
        code=code.filters_after(start, seed, key),
        arrays={"kernels": kernels},
    )
    cosine = f"{found.cosines[-1]:.4f}".replace("-", "−")
    st.caption(f"Cosine {cosine} at the end, {found.accuracy:.1%} of the test digits right.")


@st.fragment
def look() -> None:
    """URL: seed."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params")
        st.markdown(
            f"{equal_start.FILTERS} filters of 3 × 3, max pooling, a full layer: {equal_start.STEPS} steps of Adam on digits."
        )
        st.caption(
            "All equal: the filters, and what follows them. Filters equal: what follows differs, so their gradients differ too, "
            "and they part."
        )
    runs = {start: train(start, seed) for start in equal_start.STARTS}
    with right:
        curves = {start: list(enumerate(run.cosines.tolist())) for start, run in runs.items()}
        common.show(
            drawings.lines(curves, **LOOK),
            key="cosines",
            alt="How alike the filters are at each step, for three starts",
            code=code.equal_start(seed, LOOK),
            columns={"step": range(equal_start.STEPS + 1)} | {start: run.cosines.tolist() for start, run in runs.items()},
        )
    for place, (number, (start, run)) in zip(st.columns(3, gap="large"), enumerate(runs.items()), strict=True):
        with place:
            show_filters(start, seed, run, f"alike-{number}")
