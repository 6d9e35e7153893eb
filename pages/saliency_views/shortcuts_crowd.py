"""What both networks of the topic "The tag" do over many pictures: right answers, and where their maps lie (METHODS S23)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages import common
from pages.pickers import open_model
from vizlab import library
from vizlab.data import shapes
from vizlab.figures.saliency_shares import shares as share_bars
from vizlab.saliency import shortcuts
from vizlab.snippets import saliency_shortcuts as code

TITLES = ("first network", "second network")


@st.cache_data(max_entries=64, show_spinner="Asking about many pictures …")
def answers(reference: str, options: shapes.Options) -> Any:
    model = open_model(reference)
    with model.lock:
        return shortcuts.answers(model.network, options)


@st.cache_data(max_entries=64, show_spinner="Mapping many pictures …")
def masses(reference: str, options: shapes.Options, method: str) -> Any:
    model = open_model(reference)
    with model.lock:
        return shortcuts.masses(model.network, options, method)


def show_accuracies(models: Sequence[library.Model], options: shapes.Options) -> None:
    found = [answers(model.reference, options) for model in models]
    names = list(found[0])
    st.subheader("Right answers")
    common.show(
        share_bars(
            names,
            {title: [each.right for each in one.values()] for title, one in zip(TITLES, found, strict=True)},
            chance=[1 / len(shapes.CLASSES)] * len(names),
            noun="right",
        ),
        key="tagged-accuracy",
        alt=f"Accuracy of both networks with the {options.shortcut} as in training, changed, and of another class",
        code=code.accuracies([model.reference for model in models], options),
        columns={"situation": names} | {t: [each.right for each in one.values()] for t, one in zip(TITLES, found, strict=True)},
    )
    misled, n = found[0][names[-1]], found[0][names[-1]].n
    st.caption(
        f"{n} test pictures, the same each time. Dotted: chance. With the {options.shortcut} of another class, the first "
        f"network says what the {options.shortcut} says in {misled.follows:.0%} of them."
    )


def show_masses(models: Sequence[library.Model], options: shapes.Options, method: str) -> None:
    found = [masses(model.reference, options, method) for model in models]
    names = [f"on the {options.shortcut}", "on the object"]
    values = {title: [one.shortcut, one.object] for title, one in zip(TITLES, found, strict=True)}
    st.subheader("Where the maps lie")
    common.show(
        share_bars(names, values, chance=[found[0].shortcut_area, found[0].object_area], noun="of the map"),
        key="tagged-mass",
        alt=f"Mean share of the maps on the {options.shortcut} and on the object",
        code=code.masses([model.reference for model in models], options, method),
        columns={"place": names} | values,
    )
    st.caption(
        f"{method}, mean of {found[0].n} pictures as in training. Dotted: the area, which is what a map of dice would have there."
    )
