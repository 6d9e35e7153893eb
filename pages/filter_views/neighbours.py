"""The view Neighbours of the page Filters: the pictures nearest to one, by pixels and by what a layer says of them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.filter_views.layers_choice import gather, note_corpus, pick_any_layer, pick_corpus, titles_of
from pages.pickers import Picture, open_model, pick_picture
from pages.with_model import look_into
from vizlab import images, library
from vizlab.figures import filter_layers, filter_neighbours
from vizlab.filters.reading import neighbours, probes
from vizlab.snippets import filter_layers as code

N = 1000  # pictures
SHOWN = 6


@st.cache_data(max_entries=8, show_spinner="Looking at many pictures …")
def features(reference: str, corpus: str) -> Any:
    model, names = open_model(reference), list(titles_of(reference))
    pictures = gather(corpus, model.shape, N)
    with model.lock:
        return probes.layer_features(model.network, pictures.inputs, names)


@st.cache_data(max_entries=32, show_spinner="Asking the neighbours …")
def rates(reference: str, corpus: str, k: int, measure: str) -> Any:
    labels = gather(corpus, open_model(reference).shape, N).labels
    return neighbours.rates(features(reference, corpus), labels, min(k, len(labels) - 1), measure)


@st.cache_data(max_entries=64, show_spinner=False)
def look_up(reference: str, corpus: str, pixels: Any, space: str, measure: str) -> Any:
    model = open_model(reference)
    pictures, known = gather(corpus, model.shape, N), features(reference, corpus)
    with model.lock:
        return neighbours.look_up(model.network, pictures, pixels, space, SHOWN, measure, known)


def look_at(model: library.Model) -> None:
    st.markdown("Two pictures can be near in every pixel and show different things: a network learns another distance.")
    left, right = st.columns([2, 5], gap="large")
    with left:
        corpus = pick_corpus(model)
        layer = pick_any_layer(model, default=list(titles_of(model.reference))[-2])
        measure = common.choose(st.segmented_control, "Distance", list(neighbours.DISTANCES), key="distance")
        k = st.slider("Neighbours counted", 1, 20, 5, key="nearest", bind="query-params")
        picture = pick_picture(model)
    if picture is None:
        return
    with right:
        for space in ("pixels", layer):
            show_nearest(model, corpus, picture, space, measure)
        framed = "A full frame: the same class. A dotted one: another."
        st.caption(framed if picture.truth is not None and corpus == model.data else "Of such a picture no class is known here.")
        show_rates(model, corpus, layer, k, measure)


def show_nearest(model: library.Model, corpus: str, picture: Picture, space: str, measure: str) -> None:
    pictures = gather(corpus, model.shape, N)
    found, away = look_up(model.reference, corpus, picture.pixels, space, measure)
    truth = picture.truth if corpus == model.data else None
    alike = neighbours.alike(pictures.labels, found, truth)
    st.subheader("Nearest by pixels" if space == "pixels" else f"Nearest by {titles_of(model.reference)[space]}")
    titles = [f"{pictures.classes[pictures.labels[index]]} · {far:.3g}" for index, far in zip(found, away, strict=True)]
    common.show(
        filter_neighbours.neighbours([images.to_pixels(pictures.inputs[index]) for index in found], titles, alike),
        key="by-pixels" if space == "pixels" else "by-layer",
        alt=f"The pictures nearest to {picture.name} by {space}",
        code=code.nearest(space, model.reference, picture.source, picture.crop, (corpus, N, SHOWN, measure, truth)),
        columns={"index": found, "distance": away, "class": pictures.labels[found]},
    )
    if truth is not None:
        st.markdown(f"**{sum(map(bool, alike))} of {len(alike)}** show the same: {pictures.classes[truth]}.")


def show_rates(model: library.Model, corpus: str, layer: str, k: int, measure: str) -> None:
    labels = gather(corpus, model.shape, N).labels
    k = min(k, len(labels) - 1)
    found = rates(model.reference, corpus, k, measure)
    st.subheader("Neighbours of another class, by depth")
    common.show(
        filter_layers.by_layer(
            list(found),
            {f"nearest {k}": [1 - rate for rate in found.values()]},
            {"pixels": 1 - found["pixels"], "chance": 1 - neighbours.chance(labels)},
            title="neighbours of another class",
            chosen=layer,
        ),
        key="rates",
        alt="Share of the nearest pictures that have another class, for pixels and every layer",
        code=code.rates(model.reference, list(found)[1:], corpus, N, k, measure, layer),
        columns={"layer": list(found), "rate": list(found.values())},
    )
    numbers = {"Same class, by pixels": found["pixels"], f"By {layer}": found[layer], "By chance": neighbours.chance(labels)}
    common.metrics({name: f"{value:.1%}" for name, value in numbers.items()})
    note_corpus(model, corpus, gather(corpus, model.shape, N).source)


def look() -> None:
    """URL: reference, epoch, corpus, layer, distance, nearest, source, sample ..."""
    look_into(look_at, default="bundled/digits-cnn")
