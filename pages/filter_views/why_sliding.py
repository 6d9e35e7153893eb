"""The topic Sliding of the view Why convolution: full layers as convolutions, over a canvas of any size."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from vizlab import images
from vizlab.figures import filter_why as drawings
from vizlab.filters.why import sliding
from vizlab.snippets import filter_why as code


@st.cache_resource(max_entries=1, show_spinner="Training a classifier of windows …")
def classifier() -> Any:
    return sliding.train(0)


@st.cache_data(max_entries=32, show_spinner=False)
def slide(number: str, seed: int) -> sliding.Slide:
    return sliding.slide(number, seed, classifier())


def show_canvas(found: sliding.Slide, number: str, digit: int, seed: int) -> None:
    settings: dict[str, Any] = {"digit": digit, "side": sliding.WINDOW_PX, "jump": sliding.STRIDE}
    common.show(
        drawings.read(images.to_pixels(found.canvas), found.shares[digit], found.read, **settings),
        key="canvas",
        alt=f"A canvas with {number}: where the classifier sees a {digit}, and what it reads",
        code=code.slide(number, seed, digit),
        arrays={"canvas": found.canvas, "shares": found.shares},
    )
    st.caption(
        f"Orange: the probability of {digit}, in the middle of each window of 12 × 12 px. Frames: where it reads a digit, the "
        "surest of windows that overlap."
    )


def numbers(found: sliding.Slide, number: str) -> None:
    once, alone = found.work
    common.metrics(
        {
            "Written": number,
            "Read": "".join(str(digit) for digit, _, _ in found.read) or "nothing",
            "Largest gap to single windows": f"{found.gap:.0e}",
            "Work saved": f"{alone / once:.1f} ×",
        }
    )
    st.caption(
        f"One pass takes {once / 1e6:.2f} million multiply-adds; cutting out all {found.windows} windows and classifying them "
        f"one by one gives the same scores for {alone / 1e6:.2f} million."
    )


@st.fragment
def look() -> None:
    """URL: number, digit, seed."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        number = st.text_input("Number on the canvas", "31415", key="number", bind="query-params", max_chars=sliding.MOST).strip()
        digit = int(common.choose(st.segmented_control, "Look for", list("0123456789"), key="digit", default="4", wrap=True))
        seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Which test digits, and how high they stand.")
        st.caption(
            "The classifier is trained here and now on 1,437 digits: ten classes, and “nothing” for windows beside a digit."
        )
    with right, common.friendly():
        found = slide(number, seed)
        numbers(found, number)
        show_canvas(found, number, digit, seed)
