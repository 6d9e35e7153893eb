"""What the topics of the view Unit share: the unit that is looked at, and what a survey knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from pages.pickers import open_model
from vizlab import library
from vizlab.filters.units import patches, selectivity, survey
from vizlab.filters.units.recipe import SurveyRecipe


@dataclass(frozen=True)
class Card:
    """One unit of one layer, and the survey of all."""

    model: library.Model
    found: survey.Survey
    layer: str
    unit: int

    @property
    def key(self) -> tuple[SurveyRecipe, str, int]:
        """What names the unit, for snippets and caches."""
        return self.found.recipe, self.layer, self.unit

    @property
    def is_labelled(self) -> bool:
        """Whether the classes of the pictures are known."""
        return bool(self.found.arrays["means"].shape[1])

    def of(self, name: str) -> Any:
        """One of the survey's numbers, of this unit."""
        return self.found.of(name, self.layer)[self.unit]


@st.cache_data(max_entries=16, show_spinner="Looking at pictures …")
def surveyed(recipe: SurveyRecipe) -> survey.Survey:
    return survey.made(recipe, open_model(recipe.reference))


@st.cache_data(max_entries=32, show_spinner=False)
def nine(recipe: SurveyRecipe, layer: str, unit: int) -> patches.Nine:
    return patches.nine(open_model(recipe.reference), surveyed(recipe), layer, unit)


@st.cache_data(max_entries=64, show_spinner=False)
def kernel(reference: str, layer: str, unit: int) -> patches.Kernel | None:
    model = open_model(reference)
    with model.lock:
        return patches.kernel(model.network, layer, unit, model.shape)


@st.cache_data(max_entries=64, show_spinner=False)
def sizes(reference: str, part: str) -> list[int]:
    return survey.sizes(open_model(reference), part)


@st.cache_data(max_entries=64, show_spinner=False)
def units(recipe: SurveyRecipe, layer: str) -> int:
    return surveyed(recipe).layers[layer][0]


@st.cache_data(max_entries=64, show_spinner=False)
def first_unit(recipe: SurveyRecipe, layer: str) -> int:
    """A unit worth looking at first: the most selective; without classes the one with the strongest activation."""
    found = surveyed(recipe)
    means = found.of("means", layer)
    worth = selectivity.selectivity(means) if means.shape[1] else found.best(layer)
    return int(np.nanargmax(worth)) if np.isfinite(worth).any() else 0
