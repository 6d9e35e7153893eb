"""The topic "Learn a kernel" of Operation: gradient descent finds the kernel from pictures before and after it."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.filter_views.operation_inputs import pick_kernel, tiny
from vizlab import filters
from vizlab.figures import filter_galleries, filter_operation
from vizlab.filters.by_hand import recovery
from vizlab.filters.operation import as_laid
from vizlab.snippets import filter_operation as code

CLOSE = 1e-3


@st.cache_data(max_entries=32, show_spinner=False)
def recovered(text: str, source: str, options: dict[str, Any]) -> Any:
    kernel, pictures = filters.parse_weights(text), recovery.pictures(source, options["seed"])
    both = [recovery.recover(pictures, kernel, learner=name, **options) for name in ("cross-correlation", "convolution")]
    return both[0], both[1]


def pick_descent() -> tuple[str, dict[str, Any]]:
    """URL: pairs, made_by, bias, rate, descents, seed."""
    source = common.choose(st.selectbox, "Pictures", list(recovery.SOURCES), key="pairs", default="photograph of grass")
    names = list(filters.OPERATIONS)
    made_by = common.choose(st.segmented_control, "The outputs were made by", names, key="made_by", default="convolution")
    bias = st.slider("Bias that was added", -10.0, 10.0, 0.5, 0.5, key="bias", bind="query-params")
    help_text = "In shares of 1/λmax of the bowl: 1 is the largest that never overshoots, from 2 on it diverges."
    rate = st.slider("Learning rate", 0.1, 2.1, 1.0, 0.1, key="rate", bind="query-params", help=help_text)
    steps = common.choose(st.select_slider, "Steps", [10, 30, 100, 300, 1000, 3000, 10_000], key="descents", default=300)
    seed = st.slider("Seed of the starts", 0, 99, 0, key="seed", bind="query-params")
    return source, {"bias": bias, "made_by": made_by, "rate": rate, "steps": steps, "seed": seed}


def show_kernels(text: str, source: str, options: dict[str, Any], found: recovery.Recovery) -> None:
    goal = as_laid(filters.parse_weights(text), options["made_by"])
    common.show(
        filter_galleries.learned(found.kernels, found.steps.tolist(), goal),
        key="learned",
        alt="The kernel of the first start through its learning, and the goal",
        code=code.learned(text, source, options),
        arrays={"kernels": found.kernels, "steps": found.steps, "goal": goal},
    )
    turned = np.abs(goal - filters.parse_weights(text)).max() > 0
    words = "turned by 180° against the kernel that made the outputs" if turned else "as the kernel that made the outputs"
    st.caption(f"The learner cross-correlates, as networks do: its goal looks {words}.")


def numbers(found: recovery.Recovery, other: recovery.Recovery, bias: float) -> None:
    worst = float(found.distances[-1].max())
    close = int((found.distances[-1] < CLOSE).sum())
    common.metrics(
        {
            "‖K − K*‖, worst of the starts": f"{worst:.1e}",
            f"Starts closer than {CLOSE:g}": f"{close} of {found.distances.shape[1]}",
            "Bias found, true": f"{found.biases[-1]:.4g}, {bias:g}",
            "Condition number of the bowl": f"{found.condition:,.3g}",
            "Losses of both learners apart by": tiny(float(np.abs(found.losses - other.losses).max())),
        }
    )


def show_descents(text: str, source: str, options: dict[str, Any], found: recovery.Recovery, other: recovery.Recovery) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            filter_operation.descents({"distance": (found.at, found.distances)}, y_title="‖K − K*‖", level=CLOSE),
            key="distances",
            alt="Distance from the goal against the step, for every start",
            code=code.distances(text, source, options),
            arrays={"step": found.at, "distance": found.distances},
        )
        st.caption("Eight random starts; dashed: a thousandth.")
    with right:
        lines = {
            "learner cross-correlates": (found.at, found.losses[:, :1]),
            "learner convolves": (other.at, other.losses[:, :1]),
        }
        common.show(
            filter_operation.descents(lines, y_title="loss"),
            key="losses",
            alt="Loss against the step for learners that lay their kernel in both ways",
            code=code.losses(text, source, options),
            arrays={"step": found.at, "cross-correlation": found.losses, "convolution": other.losses},
        )
        st.caption("Both learners have the same loss at every step: one of them holds the kernel turned.")


def look() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        kernel = pick_kernel()
        source, options = pick_descent()
    text = filters.format_weights(kernel)
    found, other = recovered(text, source, options)
    with right:
        show_kernels(text, source, options, found)
        numbers(found, other, options["bias"])
        show_descents(text, source, options, found, other)
