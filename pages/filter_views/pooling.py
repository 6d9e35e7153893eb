"""The view Pooling and back of the page Filters: maps made smaller, the ways back, and what an output may depend on."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages import common
from pages.filter_views import pooling_backward, pooling_hourglass, pooling_order, pooling_stamps, pooling_windows


@st.fragment  # a slider then need not look through the library again
def look_into(topic: str) -> None:
    with common.friendly():
        TOPICS[topic][0]()


def look() -> None:
    """URL: topic."""
    topic = common.choose(st.segmented_control, "Topic", list(TOPICS), key="topic", label_visibility="collapsed", wrap=True)
    st.markdown(TOPICS[topic][1])
    look_into(topic)


TOPICS: dict[str, tuple[Callable[[], None], str]] = {  # label -> what shows it, what is to be seen
    "Pooling": (
        pooling_windows.pooling,
        "Pooling puts one number in place of each window: the map gets smaller, and there is nothing to learn.",
    ),
    "Unpooling": (
        pooling_windows.unpooling,
        "To enlarge a map again, max unpooling puts each value back where the maximum was; the rest is zero.",
    ),
    "Backward": (
        pooling_backward.backward,
        "A kernel weight touches every output, an input pixel only those around it; its gradient is a sum over what it touched.",
    ),
    "Transposed": (
        pooling_stamps.transposed,
        "Transposed convolution multiplies each value by the kernel and stamps it on the output; where stamps overlap, they add.",
    ),
    "Checkerboard": (
        pooling_stamps.checkerboard,
        "Where the stride does not divide the kernel, some pixels get more stamps than others, and a pattern appears by itself.",
    ),
    "Dilated and causal": (
        pooling_order.dilated,
        "With gaps that double from layer to layer, the field doubles too; a causal convolution never looks ahead.",
    ),
    "Masked": (
        pooling_order.masked,
        "With a part of each kernel clamped to zero, a pixel depends only on those before it, as in reading.",
    ),
    "There and back": (
        pooling_hourglass.there_and_back,
        "An encoder-decoder makes a digit small and large again; unpooling gets the positions that pooling remembered.",
    ),
}
