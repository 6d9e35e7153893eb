"""Knobs of recipes, drawn from their tables: name, range and effect of each come from where the recipe stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.common import choose
from vizlab.recipes import Knob


def knob(name: str, known: Knob, default: Any, *, label: str = "", step: float = 1, **settings: Any) -> Any:
    """One numeric knob: a slider over its choices, or over its whole range in steps. URL: the field's name."""
    label = label or name.replace("_", " ").capitalize()
    if known.choices:
        return choose(st.select_slider, label, list(known.choices), key=name, default=default, help=known.effect, **settings)
    kind = type(default)
    low, high = kind(known.low), kind(known.high)
    return st.slider(label, low, high, default, kind(step), key=name, bind="query-params", help=known.effect, **settings)


def put(values: Mapping[str, Any]) -> None:
    """Turn knobs to these values, by name (in a callback, before the knobs are drawn)."""
    for name, value in values.items():
        st.session_state[name] = value
    st.session_state["_put"] = {*st.session_state.get("_put", ()), *values}  # see common.note_fallbacks
