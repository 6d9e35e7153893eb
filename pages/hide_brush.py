"""A brush on a small black and white picture: what of it is hidden, and what is drawn on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.components import component

Bits = NDArray[np.bool_]


def hide_brush(*, ink: Bits, hidden: Bits, key: str, painted: Callable[[Bits, Bits], None]) -> None:
    """Show the picture (h, w) with what is hidden of it; `painted(ink, hidden)` is called after each stroke."""
    h, w = ink.shape

    def take() -> None:
        told: Any = st.session_state[key].painted or {}
        found = [_bits(told.get(name), (h, w)) for name in ("ink", "hidden")]
        if found[0] is not None and found[1] is not None:
            painted(found[0], found[1])

    data = {"h": h, "w": w, "ink": _text(ink), "hidden": _text(hidden)}
    component("hide_brush")(key=key, data=data, on_painted_change=take)


def _text(bits: Bits) -> str:
    return "".join("1" if bit else "0" for bit in bits.flat)


def _bits(text: object, shape: tuple[int, int]) -> Bits | None:
    """What the browser told, unless it is nothing of the kind."""
    if not isinstance(text, str) or len(text) != shape[0] * shape[1] or set(text) - {"0", "1"}:
        return None
    return np.array([bit == "1" for bit in text]).reshape(shape)
