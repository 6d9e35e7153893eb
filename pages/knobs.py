"""Knobs of recipes, drawn from their tables: name, range and effect of each come from where the recipe stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.common import choose
from vizlab.recipes import Knob

NO_KNOBS = ("data_version", "algorithm")  # fields of recipes that only the code sets


def knob(name: str, known: Knob, default: Any, *, label: str = "", step: float = 1, **settings: Any) -> Any:
    """One numeric knob: a slider over its choices, or over its whole range in steps. URL: the field's name."""
    label = label or name.replace("_", " ").capitalize()
    if known.choices:
        return choose(st.select_slider, label, list(known.choices), key=name, default=default, help=known.effect, **settings)
    kind = type(default)
    low, high = kind(known.low), kind(known.high)
    return st.slider(label, low, high, default, kind(step), key=name, bind="query-params", help=known.effect, **settings)


def presets(recipes: Mapping[str, Any]) -> None:
    """Start from a recipe that comes with vizlab: title -> recipe."""
    with st.popover("Start from …", width="stretch"):
        for title, recipe in recipes.items():
            st.button(title, key=f"preset-{title}", on_click=put_recipe, args=(recipe,), width="stretch")


def put_recipe(recipe: Any) -> None:
    """Turn every knob to the recipe's value."""
    put({name: value for name, value in dataclasses.asdict(recipe).items() if name not in NO_KNOBS})


def put(values: Mapping[str, Any]) -> None:
    """Turn knobs to these values, by name (in a callback, before the knobs are drawn)."""
    for name, value in values.items():
        st.session_state[name] = value
    st.session_state["_put"] = {*st.session_state.get("_put", ()), *values}  # see common.note_fallbacks
