"""A sheet of decoded pictures to be dragged over: the picture at the pointer is decoded in the browser while it moves."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pages.components import component


def decoder_weights(weights: bytes, *, key: str) -> None:
    """Send a decoder to the browser, once; see `vizlab.generative.codes.layers.to_bytes`."""
    component("decoder_weights")(key=key, data=weights)


def code_plane(*, chart: str, key: str, facts: Mapping[str, Any], picture: Any, moved: Callable[[float, float], None]) -> None:
    """The picture at a point of the sheet in the element with the key `chart`, and what is to be said of it.

    facts: decoder, axis, across, up, base, asked, point, usual, far: see assets/code_plane.js. picture: decoded here at the
    point, (h, w), uint8. moved(x, y): called when the point is let go.
    """

    def take() -> None:
        place: Any = st.session_state[key].point or {}
        x, y = (place.get(axis) for axis in ("x", "y"))
        if all(isinstance(at, int | float) and math.isfinite(at) for at in (x, y)):
            moved(float(x), float(y))

    data = {**facts, "chart": chart, "side": list(picture.shape), "pixels": base64.b64encode(picture.tobytes()).decode()}
    component("code_plane")(key=key, data=data, on_point_change=take)
