"""The topic Probes of the view Layers: what a straight line can tell at each depth, and that a feature is a direction."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.filter_views.layers_choice import gather, note_corpus, pick_any_layer, pick_corpus, second_convolution, titles_of
from pages.pickers import Picture, open_model, pick_picture
from vizlab import filters, library
from vizlab.figures import filter_layers as figures
from vizlab.figures import pictures
from vizlab.filters.reading import directions, material
from vizlab.filters.reading import probes as reading
from vizlab.snippets import filter_layers as code

N, SEEN = 800, 100  # pictures for the probes, and for directions


@st.cache_data(max_entries=16, show_spinner="Fitting a probe to every layer …")
def probe_layers(reference: str, corpus: str) -> Any:
    model, names = open_model(reference), list(titles_of(reference))
    pictures = gather(corpus, model.shape, N)
    with model.lock:
        return reading.probe_layers(model.network, pictures, names)


@st.cache_data(max_entries=32, show_spinner="Looking for a direction …")
def find_direction(reference: str, corpus: str, layer: str, concept: str) -> Any:
    model = open_model(reference)
    with model.lock:
        return directions.find_direction(model.network, layer, gather(corpus, model.shape, SEEN).inputs, concept)


def probes(model: library.Model) -> None:
    """URL: corpus, layer, concept, source, sample ..."""
    left, right = st.columns(2, gap="large")
    with left:
        corpus = pick_corpus(model)
    with right:
        layer = pick_any_layer(model, default=second_convolution(model))
    show_probes(model, corpus if enough(model, corpus) else material.ALWAYS, layer)
    st.divider()
    show_direction(model, corpus, layer)


def enough(model: library.Model, corpus: str) -> bool:
    """Whether there are enough pictures to learn from; says so where there are not."""
    found = gather(corpus, model.shape, N)
    if len(found) >= 10 * len(found.classes):
        return True
    st.info(f"{found.source} are too few to learn from. Below, probes read digits instead, which this network has never seen.")
    return False


def show_probes(model: library.Model, corpus: str, layer: str) -> None:
    st.subheader("Mistakes of a linear probe, by depth")
    references = {"trained": model.reference}
    if model.epochs and model.epochs[0] != model.epoch:
        references[f"epoch {model.epochs[0]}"] = f"{model.entry.reference}@{model.epochs[0]}"
    found = {label: probe_layers(reference, corpus) for label, reference in references.items()}
    first = found["trained"]
    names = [probe.layer for probe in first]
    shuffled = sum(probe.shuffled for probe in first) / len(first)
    common.show(
        figures.by_layer(
            names,
            {label: [1 - probe.accuracy for probe in known] for label, known in found.items()},
            {"labels shuffled": 1 - shuffled},
            title="mistakes on pictures left out",
            chosen=layer,
        ),
        key="probes",
        alt="Mistakes of a linear probe on each layer",
        code=code.probes(references, names[1:], corpus, N, layer),
        columns={"layer": names} | {label: [probe.accuracy for probe in known] for label, known in found.items()},
    )
    best = max(first, key=lambda probe: probe.accuracy)
    numbers = {"On pixels": f"{first[0].accuracy:.1%}", f"Best, {best.layer}": f"{best.accuracy:.1%}"}
    common.metrics(numbers | {"Labels shuffled, must be chance": f"{shuffled:.1%}"})
    note_corpus(model, corpus, f"{gather(corpus, model.shape, N).source}, every third left out")


def show_direction(model: library.Model, corpus: str, layer: str) -> None:
    st.subheader("A feature is a direction, not a channel")
    left, middle, right = st.columns([5, 3, 3], gap="large")
    with left:
        concept = common.choose(st.segmented_control, "Look for", list(directions.CONCEPTS), key="concept", wrap=True)
        found = find_direction(model.reference, corpus, layer, concept)
        common.show(
            figures.channels(found.channels, found.mixture, best=found.best),
            key="channels",
            alt=f"How well each channel of {layer} tells an {concept}, beside a mixture of all",
            code=code.direction(model.reference, corpus, SEEN, layer, concept),
            columns={"channel": list(range(len(found.channels))), "alone": found.channels, "weight": found.weights},
        )
        common.metrics({"Mixture": f"{found.mixture:.3f}", f"Best channel, {found.best}": f"{found.channels[found.best]:.3f}"})
        st.caption(
            "0.5 is chance, 1 complete, on places left out; the best channel was chosen, and the mixture fitted, on others."
        )
    with middle:
        picture = pick_picture(model)
    with right:
        if picture is not None:
            show_mixture(model, corpus, layer, concept, found, picture)


def show_mixture(model: library.Model, corpus: str, layer: str, concept: str, found: Any, picture: Picture) -> None:
    with model.lock:
        known = filters.layers(model.network, picture.pixels)
    mixed = directions.along(next(each.maps for each in known if each.name == layer), found.weights)
    common.show(
        pictures.heat(mixed, title="mixture", signed=True),
        key="mixed-map",
        alt=f"The mixture of all channels that tells an {concept}, on {picture.name}",
        code=code.mixed_map(model.reference, corpus, SEEN, layer, concept, picture.source, picture.crop),
        arrays={"mixture": mixed, "weights": found.weights},
    )
    st.caption("The channels added up along this direction: orange where it sees such an edge.")
