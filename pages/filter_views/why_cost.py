"""The topic What it costs of the view Why convolution: weights idea by idea, and of every layer of a network in three ways."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.pickers import open_model
from vizlab import library, models
from vizlab.figures import filter_why as drawings
from vizlab.filters.why import cost
from vizlab.recipes import Recipe
from vizlab.snippets import filter_why as code

SIDES = (8, 28, 32, 64, 128, 224, 256, 512, 1024)
HIDDEN = (10, 32, 100, 320, 1000, 4096)
FEATURES = (1, 10, 32, 100, 256)
FIRST = "VGG-16"
MEASURES = ("weights", "connections")


@st.cache_data(max_entries=16, show_spinner=False)
def of_architecture(name: str, shape: tuple[int, ...], n_classes: int) -> Any:
    return cost.of_recipe(Recipe(model=name), shape, n_classes)


@st.cache_data(max_entries=16, show_spinner=False)
def of_model(reference: str) -> Any:
    model = open_model(reference)
    with model.lock:
        return cost.layers(model.network, model.shape)


def pick_ladder() -> dict[str, Any]:
    """URL: side_px, hidden, kernel_px, features, biases."""
    side = common.choose(st.select_slider, "Grey picture, px along a side", list(SIDES), key="side_px", default=1024)
    units = common.choose(st.select_slider, "Hidden units", list(HIDDEN), key="hidden", default=1000)
    kernel = st.slider("Kernel, px along a side", 1, 8, 5, key="kernel_px", bind="query-params")
    maps = common.choose(st.select_slider, "Features", list(FEATURES), key="features", default=100)
    bias = st.toggle("With biases", True, key="biases", bind="query-params")
    return {"side": side, "units": units, "kernel": kernel, "maps": maps, "bias": bias}


def ladder() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        options = pick_ladder()
    values = cost.ladder(**options)
    with right:
        st.markdown("**Three ideas, and the weights after each**")
        common.show(
            drawings.bars(values, y_title="weights"),
            key="ladder",
            alt="Weights of a fully connected layer, with local windows, with shared weights, and with many features",
            code=code.ladder(options),
            columns={"layer": list(values), "weights": list(values.values())},
        )
        first, *_, last = values.values()
        sentence = "The first is (H · W + 1) · N" if options["bias"] else "The first is H · W · N"
        st.caption(f"{sentence} with N hidden units; the last has {first / last:,.0f} times fewer weights.")


def pick_network() -> tuple[list[cost.Layer], str, str]:
    """The layers of a network, its name, and the lines that make them. URL: network."""
    known = {entry.reference: entry.title for entry in library.entries() if entry.is_of_images}
    titles = {name: name for name, found in models.ARCHITECTURES.items() if found.made_for_px} | known
    chosen = common.choose(st.selectbox, "Network", list(titles), key="network", default=FIRST, titles=titles)
    if chosen in known:
        return of_model(chosen), titles[chosen], code.layers_of_model(chosen)
    px = models.find(chosen).made_for_px
    shape, n_classes = (1 if chosen == "LeNet-5" else 3, px, px), 1000 if px == models.IMAGENET_PX else 10
    return of_architecture(chosen, shape, n_classes), chosen, code.layers_of_architecture(chosen, shape, n_classes)


def network() -> None:
    """URL: measure."""
    st.subheader("Every layer of a network, built in three ways")
    left, right = st.columns([2, 5], gap="large")
    with left:
        found, name, opened = pick_network()
        measure = common.choose(st.segmented_control, "Count", list(MEASURES), key="measure")
        share = cost.shares(found)
        common.metrics(
            {
                "Units in convolutions": f"{share['units']:.1%}",
                "Weights in convolutions": f"{share['weights']:.1%}",
                "Connections in convolutions": f"{share['connections']:.1%}",
            }
        )
        right_count = sum(layer.weights("convolution") == layer.counted for layer in found)
        total = sum(layer.connections("convolution") for layer in found)
        st.caption(
            f"{right_count} of {len(found)} layers have by formula just the weights that torch counts. A step of training takes "
            f"about {cost.PASSES} multiply-adds a connection: {cost.PASSES * total / 1e6:,.0f} million for an example."
        )
    with right:
        ways = {way: [getattr(layer, measure)(way) for layer in found] for way in cost.WAYS}
        common.show(
            drawings.built([layer.name for layer in found], ways, y_title=measure),
            key="built",
            alt=f"{measure.capitalize()} of each layer of {name} if dense, locally connected or a convolution",
            code=code.built(opened, measure),
            columns=cost.columns(found),
        )
        st.caption(
            "K² · I · J weights of a convolution, at each of its places again if locally connected, and inputs times units if "
            "dense. Full layers cost the same in every way."
        )
    with st.expander("Layer by layer"):
        st.dataframe(cost.columns(found), hide_index=True, width="stretch")


@st.fragment
def look() -> None:
    with common.friendly():
        ladder()
        network()
