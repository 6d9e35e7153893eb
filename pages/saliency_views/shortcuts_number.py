"""The topic "Any output" of the view Shortcuts: maps of numbers that are no class, each with a planted cause (METHODS S21)."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from vizlab import images, saliency
from vizlab.figures.saliency_masks import outlined
from vizlab.figures.saliency_shares import shares as share_bars
from vizlab.saliency.any_output import networks, pointing, scenes
from vizlab.snippets import saliency_shortcuts as code

FIRST_METHOD, CONTROL = "Grad-CAM", "edge detector"


@st.cache_resource(max_entries=4, show_spinner="Training a small network …")
def trained(network: str, seed: int) -> Any:
    """The network, and how well it does: what is asked of it must be worth explaining."""
    model = networks.NETWORKS[network].train(seed)
    return model, pointing.fit(model, network)


@st.cache_data(max_entries=64, show_spinner=False)
def scene(network: str, sample: int) -> Any:
    return scenes.draw(1, sample, odd=networks.NETWORKS[network].odd)


@st.cache_data(max_entries=256, show_spinner=False)
def mapped(network: str, seed: int, sample: int, target: int, method: str) -> Any:
    """What the network says of the picture, and the map of one of its numbers."""
    model, _ = trained(network, seed)
    found = scene(network, sample)
    return pointing.outputs(model, found)[0], pointing.maps(model, network, found, target, method, {})[0]


@st.cache_data(max_entries=64, show_spinner="Mapping many pictures …")
def rates(network: str, seed: int, method: str) -> list[pointing.Rate]:
    model, _ = trained(network, seed)
    return [pointing.rate(model, network, target, method) for target in range(len(networks.NETWORKS[network].outputs))]


def pick() -> tuple[str, int, int, int, str]:
    """URL: maker, number or error, picture, seed, method."""
    known = networks.NETWORKS
    titles = {"reader": "Reader", "autoencoder": "Autoencoder"}
    network = common.choose(st.segmented_control, "Network", list(known), key="maker", titles=titles, wrap=True)
    st.caption(known[network].about)
    key, outputs = ("number", known[network].outputs) if network == "reader" else ("error", known[network].outputs)
    target = outputs.index(common.choose(st.selectbox, "Explain the", list(outputs), key=key))
    sample = st.slider("Picture", 0, 99, 4, key="picture", bind="query-params", help="One that the network has not seen.")
    method = common.choose(st.selectbox, "Map", list(saliency.METHODS), key="method", default=FIRST_METHOD)
    st.caption(saliency.METHODS[method].about)
    about = "Start weights, and the 2,048 pictures it learns from: it is trained anew, here and now."
    seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help=about)
    return network, seed, sample, target, method


def numbers(network: str, sample: int, said: Any, fit: tuple[float, ...]) -> None:
    """What it puts out of this picture, and whether that can be believed."""
    if network == "reader":
        truth = scene(network, sample).numbers[0].tolist()
        common.metrics({name: f"{value:.2f}" for name, value in zip(networks.NETWORKS[network].outputs, said, strict=True)})
        true = ", ".join(f"{value:.2f}" for value in truth)
        held = ", ".join(f"{value:.1%}" for value in fit)
        st.caption(f"The true numbers are {true}. Over {pointing.N} pictures it explains {held} of their variance.")
        return
    common.metrics({name: f"{value:.1f}" for name, value in zip(networks.NETWORKS[network].outputs, said, strict=True)})
    st.caption(f"The odd thing was in no training picture: with it, the error is {fit[0]:.1f} times as large as without.")


def show_map(network: str, seed: int, sample: int, target: int, method: str, values: Any) -> None:
    found = scene(network, sample)
    cause = pointing.cause(found, network, target)[0]
    st.subheader("Its map")
    if not values.any():
        st.info(saliency.METHODS[method].empty)
    common.show(
        outlined(
            images.to_pixels(found.images[0]),
            [cause],
            values=values,
            title=method,
            signed=saliency.METHODS[method].is_signed,
            opacity=0.75,
        ),
        key="number-map",
        alt=f"{method} of {networks.NETWORKS[network].outputs[target]}, with its cause outlined",
        code=code.number(network, seed, sample, target, method),
        arrays={"map": values, "picture": found.images[0].numpy(), "cause": cause},
    )
    st.caption(f"White: the cause of the {networks.NETWORKS[network].outputs[target]}. The network was never told where it is.")


def show_rates(network: str, seed: int, target: int, method: str) -> None:
    names = list(dict.fromkeys((method, CONTROL)))
    found = {name: rates(network, seed, name) for name in names}
    outputs, first = list(networks.NETWORKS[network].outputs), found[method]
    st.subheader("Does it find the cause?")
    common.show(
        share_bars(
            outputs,
            {name: [each.hits for each in ones] for name, ones in found.items()},
            chance=[each.chance for each in first],
            noun="found",
        ),
        key="found",
        alt=f"How often the strongest pixel of {method} lies on the cause of each number, against chance",
        code=code.rates(network, seed, method, names),
        columns={"number": outputs} | {name: [each.hits for each in ones] for name, ones in found.items()},
    )
    st.caption(
        f"{first[0].n} pictures: how often the strongest pixel lies on the cause. Dotted: its area, which is chance. "
        f"Of the map, {first[target].mass:.0%} lies on it."
    )


@st.fragment
def look() -> None:
    """URL: what `pick` reads."""
    with common.friendly():
        left, right = st.columns([2, 5], gap="large")
        with left:
            network, seed, sample, target, method = pick()
        with right:
            said, values = mapped(network, seed, sample, target, method)
            numbers(network, sample, said, trained(network, seed)[1])
            first, second = st.columns(2, gap="large")
            with first:
                st.subheader("The picture")
                found = scene(network, sample)
                common.sketch(outlined(images.to_pixels(found.images[0]), []), key="scene-picture", alt="The picture")
            with second, common.friendly():
                show_map(network, seed, sample, target, method, values)
            with first, common.friendly():
                show_rates(network, seed, target, method)
