"""The topic Masks of the view One pixel at a time: what a pixel can see, measured by gradients."""

from __future__ import annotations

import streamlit as st

from pages import common
from vizlab.figures.generative_pixels import fields, masks
from vizlab.generative.pixelwise import fields as seeing
from vizlab.generative.pixelwise.masks import MASKS
from vizlab.generative.pixelwise.network import FIRST
from vizlab.snippets import generative_pixels as code

NAMES = ("plain PixelCNN", "gated PixelCNN")


@st.cache_data(max_entries=24, show_spinner=False)
def seen(layers: int, kernel: int) -> dict[str, seeing.Field]:
    return {name: seeing.field(name, layers, kernel) for name in NAMES}


def look() -> None:
    """URL: mask_layers, mask_kernel."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        help_text = "Masked convolutions after the first one."
        layers = common.choose(st.select_slider, "Later layers", list(range(1, 7)), key="mask_layers", default=4, help=help_text)
        help_text = "Side of the later convolutions; the first one has 7."
        kernel = common.choose(st.segmented_control, "Their kernel", [3, 5], key="mask_kernel", help=help_text)
        kernels = {"A, first layer": MASKS["A"](FIRST, FIRST).numpy(), "B, later layers": MASKS["B"](kernel, kernel).numpy()}
        figure = masks(kernels)
        common.snug("mask-kernels", figure)
        common.show(
            figure,
            key="mask-kernels",
            alt="Masks A and B: which weights of a kernel are used",
            code=code.masks(FIRST, kernel),
            arrays=kernels,
        )
        st.caption(
            "Blue weights are used, grey ones are held at 0. Mask A leaves out the middle, the pixel itself; in later layers the "
            "features there do not know it any more, so mask B may look."
        )
    with right:
        found = seen(layers, kernel)
        show_numbers(found, layers, kernel)
        figure = fields({name: known.kinds for name, known in found.items()}, seeing.MEANINGS)
        common.snug("mask-fields", figure)
        common.show(
            figure,
            key="mask-fields",
            alt="What the middle pixel of the plain and of the gated network can see",
            code=code.fields(NAMES, layers, kernel),
            arrays={name: known.gradient for name, known in found.items()},
        )
        st.caption(
            "Each pixel is coloured by the gradient of the middle pixel's output to it, with all weights made positive so "
            "that no two ways cancel. Plain layers go up to the right one row a layer: what stands close by on the right "
            "is never reached."
        )


def show_numbers(found: dict[str, seeing.Field], layers: int, kernel: int) -> None:
    plain, gated = (found[name] for name in NAMES)
    common.metrics(
        {
            "Largest gradient to the future": f"{max(plain.future, gated.future):g}",
            "Seen back": f"{seeing.reach(layers, kernel)} pixels",
            "Blind spot, plain": f"{plain.count(seeing.BLIND)} pixels",
            "by the formula": f"{seeing.blind(layers, kernel)}",
            "Blind spot, gated": f"{gated.count(seeing.BLIND)}",
            "Seen by the gated one": f"{gated.count(seeing.SEEN)} of {seeing.seen(layers, kernel)} before",
        }
    )
