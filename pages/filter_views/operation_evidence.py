"""Evidence below the topic "On a picture" of Operation: what padding gets wrong, and what a Gaussian leaves."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from vizlab import filters
from vizlab.errors import VizlabError
from vizlab.figures import filter_galleries, filter_operation
from vizlab.filters.by_hand import blur, borders
from vizlab.snippets import filter_operation as code


def show_border(base: tuple[Any, ...], channel: Any, rest: Any) -> None:
    """What each way to pad gets wrong, where it is known what lies beyond the edge."""
    number, options = rest
    chosen = {name: options[name] for name in ("padding", "dilation")}
    st.subheader("At the border")
    try:
        errors = borders.border_errors(channel, *base[-1:], **chosen)
    except VizlabError as error:
        st.caption(common.plain(str(error)))
        return
    means = borders.border_means(errors)
    common.show(
        filter_galleries.errors(errors, means),
        key="border",
        alt="Errors of the response at the border for each way to pad",
        code=code.border((*base[:3], filters.format_weights(base[-1])), number, chosen),
        arrays=errors,
    )
    st.caption(
        "The picture's own edge is cut off and padding put in its place, so the true response is known. "
        "The numbers: mean error of the pixels that are wrong, at stride 1."
    )


def show_variance(base: tuple[Any, ...], channel: Any, number: int) -> None:
    """How much of the picture's variance a Gaussian leaves."""
    st.subheader("A wider Gaussian leaves less")
    side, sigma = len(base[-1]), float(st.session_state["sigma"])
    found = blur.variances(channel, side)
    at = (sigma, float(np.interp(sigma, blur.SIGMAS, found)))
    common.show(
        filter_operation.curve(blur.SIGMAS, found, at, x_title="σ in pixels", y_title="variance left"),
        key="variance",
        alt="Share of the variance that is left against the width of the Gaussian",
        code=code.variance((*base[:3], filters.format_weights(base[-1])), number, side, sigma),
        columns={"sigma": blur.SIGMAS.tolist(), "variance left": found.tolist()},
    )
    words = "falls at every step" if (np.diff(found) < 0).all() else "does not fall at every step"
    st.caption(f"It {words}. The kernel ends after {side} pixels, so a very wide Gaussian becomes a plain mean.")
