"""The topic Activity of the view Layers: how values are spread, which units never answer, which two do the same."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.filter_views.layers_choice import gather, note_corpus, pick_any_layer, pick_corpus, titles_of
from pages.pickers import open_model
from vizlab import filters, library
from vizlab.figures import filter_layers as figures
from vizlab.filters.layers import convolution_of
from vizlab.filters.reading import activity as reading
from vizlab.filters.reading import similarity
from vizlab.snippets import filter_layers as code

N = 64  # pictures
TOLD = 8  # dead units named


@st.cache_data(max_entries=16, show_spinner="Looking at many pictures …")
def survey(reference: str, corpus: str) -> Any:
    model = open_model(reference)
    with model.lock:
        return reading.activity(model.network, gather(corpus, model.shape, N).inputs)


@st.cache_data(max_entries=16, show_spinner="Comparing maps …")
def compare(reference: str, corpus: str, layer: str) -> tuple[Any, Any]:
    model = open_model(reference)
    with model.lock:
        of_maps = similarity.map_cosines(model.network, layer, gather(corpus, model.shape, N).inputs)
    return similarity.pairs(similarity.cosines(filters.kernels(model.network, layer)), of_maps)


def activity(model: library.Model) -> None:
    """URL: corpus, layer."""
    left, right = st.columns(2, gap="large")
    with left:
        corpus = pick_corpus(model, labelled=False)
    with right:
        layer = pick_any_layer(model)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_answers(model, corpus, layer)
    with right:
        show_likeness(model, corpus, convolution_of(model.network, layer))
    note_corpus(model, corpus, gather(corpus, model.shape, N).source)


def show_answers(model: library.Model, corpus: str, layer: str) -> None:
    found = survey(model.reference, corpus)
    names = list(titles_of(model.reference))
    at = names.index(layer)
    st.subheader("Values of every layer")
    zeros = [float(each.zeros.mean()) for each in found]
    common.show(
        figures.answers([each.title for each in found], [each.counts for each in found], zeros, chosen=at),
        key="answers",
        alt="How the values of each layer are spread",
        code=code.answers(model.reference, corpus, N, layer),
        arrays={each.name: each.counts for each in found},
    )
    dead = found[at].dead
    silent = sum(len(each.dead) for each in found)
    common.metrics(
        {
            "Zeros in this layer": f"{zeros[at]:.1%}",
            "Units always zero here": f"{len(dead)} of {len(found[at].zeros)}",
            "In all layers": f"{silent} of {sum(len(each.zeros) for each in found)}",
        }
    )
    if len(dead):
        named = ", ".join(map(str, dead[:TOLD])) + (" …" if len(dead) > TOLD else "")
        st.caption(f"Always zero in {found[at].title}: {named}. Such a unit gets no gradient, so it can no longer learn.")


def show_likeness(model: library.Model, corpus: str, layer: str) -> None:
    pairs, both = compare(model.reference, corpus, layer)
    count = similarity.duplicates(both)
    st.subheader("Pairs of units")
    common.show(
        figures.likeness(both, pairs, limit=similarity.ALIKE),
        key="likeness",
        alt=f"Pairs of units of {layer} by the cosines of their kernels and of their maps",
        code=code.likeness(model.reference, corpus, N, layer),
        columns={"first": pairs[:, 0], "second": pairs[:, 1], "kernels": both[:, 0], "maps": both[:, 1]},
    )
    i, j = pairs[0]
    common.metrics({"Duplicates": str(count), "Most alike": f"{i} and {j}: {both[0, 0]:.3f}, {both[0, 1]:.3f}"})
    st.caption(f"Duplicates: a cosine of {similarity.ALIKE} or more of kernels and of maps, in {layer}. One of the two could go.")
