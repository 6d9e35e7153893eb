"""The topic "A whole layer" of Operation: every setting of a convolution layer, and what it costs."""

from __future__ import annotations

import streamlit as st

from pages import common, knobs
from pages.filter_views.operation_inputs import pick_dilation, pick_padding, pick_stride, tiny
from vizlab.figures import filter_operation
from vizlab.filters.by_hand import layer
from vizlab.snippets import filter_operation as code

LABELS = {
    "inputs": "Input channels",
    "outputs": "Output channels",
    "height_px": "Rows of the input",
    "width_px": "Columns of the input",
}
LABELS |= {"rows": "Rows of the kernel", "columns": "Columns of the kernel"}


def pick_settings() -> layer.Settings:
    """URL: inputs, outputs, rows, columns, groups, stride, padding, dilation, with_bias, height_px, width_px."""
    start = layer.Settings()
    left, right = st.columns(2, gap="medium")
    chosen = {}
    for index, (name, known) in enumerate(layer.KNOBS.items()):
        with (left, right)[index % 2]:
            chosen[name] = knobs.knob(name, known, getattr(start, name), label=LABELS.get(name, ""))
    stride, padding, dilation = pick_stride(right), pick_padding(left), pick_dilation(right)
    bias = left.toggle("Bias", True, key="with_bias", bind="query-params")
    return layer.Settings(**chosen, stride=stride, padding=padding, dilation=dilation, bias=bias)


def show_numbers(settings: layer.Settings, built: layer.Built) -> None:
    c, h, w = settings.shape
    weights = " × ".join(map(str, settings.kernel_shape))
    st.code(settings.source, language="python")
    st.table(
        {
            "": ["output", "weights and biases"],
            "by formula": [f"{c} × {h} × {w}", f"{settings.parameters:,}"],
            "by torch": [" × ".join(map(str, built.shape)), f"{built.parameters:,}"],
        },
        border="horizontal",
    )
    st.markdown(
        f"Weights: {weights}{f', and {settings.outputs} biases' if settings.bias else ''}. "
        f"Multiplications for one picture: **{settings.multiplications:,}**. "
        f"A random picture, by sums over windows and by torch: largest difference **{tiny(built.gap)}**."
    )


def look() -> None:
    left, right = st.columns([3, 4], gap="large")
    with left:
        settings = pick_settings()
        seed = st.slider("Seed of the weights", 0, 99, 0, key="seed", bind="query-params")
    with right, common.friendly():
        built = layer.build(settings, seed)
        show_numbers(settings, built)
        st.subheader("Which output sees which input")
        common.show(
            filter_operation.connections(built.blocks),
            key="connections",
            alt="The norm of each slab: output channels as rows, input channels as columns",
            code=code.connections(settings, seed),
            arrays={"norms": built.blocks},
        )
        st.caption("Rows: outputs; columns: inputs; a cell is one slab, with its norm. Groups leave cells empty.")
