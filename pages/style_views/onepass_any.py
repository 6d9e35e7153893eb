"""The topic "Any style" of the view In one pass: one network, the statistics of any picture."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.style_views.choice import STYLES, pick_content, pick_picture
from pages.style_views.onepass_pass import duration, pick_size
from vizlab.figures.style_onepass import easel, wall
from vizlab.snippets import style_onepass as code
from vizlab.style import pictures
from vizlab.style.onepass import opened, shown

FIRST, SECOND = "pattern/Starlight", "pattern/Stained glass"
STRIP_PX = 128


@st.cache_resource(max_entries=1, show_spinner=False)
def network() -> Any:
    return opened.any_style()


@st.cache_data(max_entries=32, show_spinner=False)
def painted(content: str, styles: tuple[str, ...], shares: tuple[float, ...], blend: float, keep: bool, size_px: int) -> Any:
    seen = [opened.tensor(name, size_px) for name in styles]
    made = opened.paint_any(network(), opened.tensor(content, size_px), seen, shares, blend, keep)
    originals = shown.sources(content, styles, size_px)
    before = next(iter(originals.values()))
    return made, originals, shown.apart(network(), before, seen[0]), shown.apart(network(), made.pixels, seen[0])


@st.cache_data(max_entries=32, show_spinner=False)
def strip(content: str, styles: tuple[str, ...], blend: float) -> Any:
    seen = [opened.tensor(name, STRIP_PX) for name in styles]
    return shown.strip(network(), opened.tensor(content, STRIP_PX), seen, blend)


@st.cache_data(max_entries=32, show_spinner=False)
def control(content: str, size_px: int) -> float:
    return shown.comes_back(network(), opened.tensor(content, size_px))[1]


def look() -> None:
    """URL: content, manner, other, other_share, blend, palette, pass_px."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        content = pick_content()
        manner = pick_picture("manner", "Style", STYLES, FIRST, "All styles")
        other = pick_picture("other", "Second style", STYLES, SECOND, "All second styles")
        share = slider("other_share", "Share of the second style", 0.0, "Mean and spread of both styles are averaged.")
        blend = slider("blend", "How much of the style", 1.0, "0 gives the photograph, as far as the decoder can draw it.")
        help_text = "The style picture gets the photograph's colours before the network sees it."
        keep = st.toggle("Keep the photograph's palette", key="palette", bind="query-params", help=help_text)
        size_px = pick_size()
    with right, common.friendly():
        styles, shares = ((manner, other), (1 - share, share)) if share else ((manner,), (1.0,))
        results(content, styles, shares, blend, keep, size_px)
        between(content, (manner, other), blend)


def slider(key: str, label: str, default: float, help_text: str) -> float:
    return float(st.slider(label, 0.0, 1.0, default, 0.05, key=key, bind="query-params", help=help_text))


def results(content: str, styles: tuple[str, ...], shares: tuple[float, ...], blend: float, keep: bool, size_px: int) -> None:
    """The painting beside its sources, and whether to believe it."""
    made, originals, before, after = painted(content, styles, shares, blend, keep, size_px)
    shown_here = {"Painting": made.pixels} | originals
    snippet = code.any_style(content, styles, shares, blend, keep, size_px)
    alt = f"{pictures.title(content)} in the style of {pictures.title(styles[0])}, beside both"
    figure = easel(*shown.hung(shown_here))
    common.snug("anystyle", figure)
    common.show(figure, key="anystyle", alt=alt, code=snippet, arrays=shown_here)
    numbers = {"Took": duration(made.seconds), "Style off": f"{after:.2f}", "the photograph": f"{before:.2f}"}
    common.metrics(numbers | {"In its own style, off by": f"{control(content, size_px):.1f} of 255"})
    st.caption(
        "Style off: the squared distance of mean and spread of all 128 maps from those of the first style, as a share. The "
        "control paints the photograph in its own style: what differs then is what the decoder cannot draw."
    )


def between(content: str, styles: tuple[str, str], blend: float) -> None:
    st.header("From one style to the other")
    found = strip(content, styles, blend)
    alt = f"{pictures.title(content)} in five steps from {pictures.title(styles[0])} to {pictures.title(styles[1])}"
    snippet = code.between(content, styles, blend, STRIP_PX)
    figure = wall(*shown.hung(found), columns=len(found))
    common.snug("between", figure)
    common.show(figure, key="between", alt=alt, code=snippet, arrays=found)
    st.caption(
        f"The share of {common.plain(pictures.title(styles[1]))}, the rest {common.plain(pictures.title(styles[0]))}: nobody "
        "trained the styles in the middle."
    )
