"""The view Layers of the page Filters: what the layers of a network make of a picture, and of many."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages import common, views
from pages.filter_views import layers_activity, layers_kernels, layers_maps, layers_probes, layers_templates
from pages.pickers import pick_model
from vizlab import library


@st.fragment  # a slider below the model then need not look through the library again
def look_into(model: library.Model) -> None:
    if unit := st.session_state.pop("_elsewhere", ""):  # a click has chosen another view, which stands outside
        st.query_params["unit"] = unit  # the address does not learn of it from a widget that is still to come
        st.rerun()
    with common.friendly():
        views.pick_topic(TOPICS)(model)


def look() -> None:
    """URL: reference, epoch, topic."""
    look_into(pick_model(needs_images=True, needs_convolutions=True))


TOPICS: dict[str, tuple[Callable[[library.Model], None], str]] = {  # label -> what shows it, what is to be seen
    "Maps": (layers_maps.maps, ""),
    "Kernels": (
        layers_kernels.kernels,
        "A kernel answers to stripes of one direction and width: its Fourier spectrum says which.",
    ),
    "Activity": (
        layers_activity.activity,
        "Over many pictures: which values a layer takes, which units never answer, and which two do the same.",
    ),
    "Probes": (
        layers_probes.probes,
        "A straight line through a layer's activations: what it can tell there, and whether one channel would do.",
    ),
    "Templates": (
        layers_templates.templates,
        "A linear classifier has one layer, so its weights are pictures: one template a class.",
    ),
}
