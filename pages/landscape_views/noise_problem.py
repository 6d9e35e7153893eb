"""The regression problem under the topics of the view Noise, and how its mini-batches are chosen."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from vizlab.optimizers.stochastic import batches

GRID = 61


@st.cache_data(max_entries=64, show_spinner=False)
def ground(made: tuple[str, int, int]) -> Any:
    return batches.sample_losses(draw(made), GRID)


@st.cache_resource(max_entries=64, show_spinner=False)
def draw(made: tuple[str, int, int]) -> Any:
    return batches.make(*made)


def titles(made: tuple[str, int, int]) -> tuple[str, str]:
    return batches.PROBLEMS[made[0]].parameters


def pick_problem() -> tuple[str, int, int]:
    """Name, number of examples, seed. URL: problem, examples, seed."""
    left, middle, right = st.columns(3, gap="medium")
    with left:
        name = common.choose(st.selectbox, "Problem", list(batches.PROBLEMS), key="problem")
    with middle:
        n = common.choose(st.select_slider, "Examples N", list(batches.EXAMPLES), key="examples", default=256)
    with right:
        help_text = "Of the examples and of all draws. Same seed, same numbers."
        seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help=help_text)
    st.caption(f"{batches.PROBLEMS[name].about} Loss of one example: {common.plain(batches.PROBLEMS[name].formula)}.")
    return name, n, seed


def pick_batch(made: tuple[str, int, int], *, full: bool = True) -> int:
    """A power of two up to all examples. URL: batch."""
    sizes = [2**power for power in range(made[1].bit_length())]
    help_text = "How many examples each gradient is the mean of."
    return int(
        common.choose(st.select_slider, "Batch size S", sizes[: None if full else -1], key="batch", default=8, help=help_text)
    )


def number(value: float) -> str:
    """Three digits, or a word where there is no number."""
    return f"{value:.3g}" if abs(value) < float("inf") else "no number"
