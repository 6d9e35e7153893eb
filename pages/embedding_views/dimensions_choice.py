"""What the topics of the view High dimension choose alike."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from pages import common, knobs
from vizlab.embeddings import KNOBS
from vizlab.embeddings.dimensions import material


@st.cache_data(max_entries=4, show_spinner="Reading the pictures …")
def pictures(name: str, small: bool = False) -> material.Material:
    return material.read(name, small=small)


def pick_material() -> str:
    """URL: material."""
    titles = material.offered()
    about = f"The first {material.N:,} of them, averaged down to at most {material.WIDEST} × {material.WIDEST} pixels."
    return str(common.choose(st.selectbox, "Pictures", list(titles), key="material", titles=titles, help=about))


def pick_seed(about: str) -> int:
    """URL: seed."""
    return int(knobs.knob("seed", dataclasses.replace(KNOBS["seed"], effect=about), 0))


def number(value: float) -> str:
    """A measured number as it is read: 0.0252, 1.3e-12."""
    return f"{value:.3f}" if 0.01 <= abs(value) < 1000 else f"{value:.2g}"


def pair(measured: Any, paper: Any) -> str:
    """Measured beside what is known on paper."""
    return f"{number(measured)} ({number(paper)})"
