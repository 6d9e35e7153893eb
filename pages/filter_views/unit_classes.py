"""The topic "Classes" of the view Unit: to which classes it answers, how selective units are by depth, how strong it gets."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages import common
from pages.filter_views.unit_card import Card
from vizlab.figures import filter_unit
from vizlab.filters.units import selectivity
from vizlab.snippets import filter_unit as code


def look(card: Card) -> None:
    if not card.is_labelled:
        st.info("Nobody has said what is on these photographs. Look for it in labelled pictures, where there are some.")
        show_histogram(card)
        return
    left, middle, right = st.columns(3, gap="large")
    with left:
        show_means(card)
    with middle:
        show_depth(card)
    with right:
        show_histogram(card)


def show_means(card: Card) -> None:
    means = card.of("means")
    st.subheader("Mean activation")
    common.show(
        filter_unit.class_means(card.model.classes, means),
        key="classes",
        alt=f"Mean activation of unit {card.unit} of {card.layer} by class",
        code=code.class_means(card.key),
        columns={"class": list(card.model.classes), "mean activation": means.tolist()},
    )
    st.caption(f"Over {card.found.words}; values below zero count as zero.")


def show_depth(card: Card) -> None:
    names = [*selectivity.activation_layers(card.model.network), card.layer]
    layers = selectivity.by_layer(card.found, names)
    index = float(selectivity.selectivity(card.found.of("means", card.layer))[card.unit])
    st.subheader("Selectivity by layer")
    common.show(
        filter_unit.selectivity_by_layer(layers, layer=card.layer, index=index),
        key="depth",
        alt="Selectivity index of the units of each layer, with this unit marked",
        code=code.by_layer(card.key),
        columns={"layer": list(layers), "median": [float(np.median(values)) for values in layers.values()]},
    )
    medians = " → ".join(f"{np.median(values):.2f}" for values in layers.values())
    compared = " Compare with epoch 0, before training." if 0 in card.model.epochs and card.model.epoch else ""
    st.caption(
        "(highest class − mean of the others) / (their sum): 0 where all are alike, 1 for one class only. "
        f"Medians: {medians}.{compared}"
    )


def show_histogram(card: Card) -> None:
    top, edges, counts = card.found.top(card.layer, card.unit).values, card.of("edges").tolist(), card.of("counts").tolist()
    st.subheader("How strongly it is excited")
    common.show(
        filter_unit.peak_histogram(edges, counts, ninth=float(top[-1]), best=float(top[0])),
        key="strengths",
        alt=f"Histogram of the strongest activation of unit {card.unit} in each picture",
        code=code.histogram(card.key),
        columns={"pictures": counts},
    )
    silent = 1 - float(card.of("active"))
    st.caption(f"At their strongest place. Of all its values, {silent:.0%} are zero or below.")
