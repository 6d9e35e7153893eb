"""The view Compare of the page Saliency: maps of what the answer depends on, side by side, each with its evidence."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from pages import common
from pages.pickers import Picture, open_model, pick_picture
from pages.with_model import look_into
from vizlab import images, library, saliency
from vizlab.figures.bars import probabilities as probability_bars
from vizlab.figures.pictures import overlay
from vizlab.snippets import saliency as code


@st.cache_data(max_entries=64, show_spinner=False)
def probabilities(reference: str, pixels: Any) -> Any:
    model = open_model(reference)
    with model.lock:
        return saliency.probabilities(model.network, pixels)


@st.cache_data(max_entries=64, show_spinner="Looking …")
def explain(reference: str, pixels: Any, target: int, method: str, options: dict[str, Any]) -> saliency.Explanation:
    model = open_model(reference)
    with model.lock:
        return saliency.explain(model.network, pixels, target, method, **options)


def answer(model: library.Model, picture: Picture, shares: Any) -> str:
    """What the network says, and whether that is right."""
    said, classes = int(shares.argmax()), model.classes
    sentence = f"The network says **{classes[said]}**, {shares[said]:.1%} sure."
    if picture.truth is None:
        return sentence
    return (
        f"{sentence} That is right."
        if said == picture.truth
        else f"{sentence} It is wrong: this is **{classes[picture.truth]}**."
    )


def pick_class(model: library.Model, shares: Any) -> int:
    """The class to explain; by default what the network predicts. URL: target."""
    ranked = [int(index) for index in shares.argsort()[::-1]]
    labels = {"predicted": f"Predicted: {model.classes[ranked[0]]}"}
    labels |= {str(index): f"{model.classes[index]} · {shares[index]:.1%}" for index in ranked}
    chosen = common.choose(st.selectbox, "Explain the class", list(labels), key="target", titles=labels)
    return ranked[0] if chosen == "predicted" else int(chosen)


def pick_options() -> dict[str, Any]:
    """How the maps are made. URL: output, channels, n_samples, sigma, seed."""
    output_help = "The score before softmax depends on this class alone; log-probability and loss also move when others do."
    output = common.choose(
        st.segmented_control, "Gradient of the", list(saliency.OUTPUTS), key="output", help=output_help, wrap=True
    )
    channels_help = "Which of a pixel's colour channels counts: the strongest, or all together. Grey pictures have one."
    channels = common.choose(
        st.segmented_control, "Colours joined by", list(saliency.CHANNELS), key="channels", help=channels_help
    )
    n_help = "SmoothGrad: how many noisy copies of the picture are averaged; more copies, less grain."
    n_samples = st.slider("Noisy copies", 1, 64, 24, key="n_samples", bind="query-params", help=n_help)
    sigma_help = "SmoothGrad: the noise's standard deviation, as a share of the picture's range; too much drowns the picture."
    sigma = st.slider("Noise", 0.0, 1.0, 0.15, 0.05, key="sigma", bind="query-params", help=sigma_help)
    seed_help = "Seed of the noise, and of the random map."
    seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help=seed_help)
    return {"output": output, "channels": channels, "n_samples": n_samples, "sigma": sigma, "seed": seed}


def batched(names: Iterable[str], n: int) -> list[list[str]]:
    """Names in rows of n; the last may be shorter."""
    rest = list(names)
    return [rest[start : start + n] for start in range(0, len(rest), n)]


def show_map(model: library.Model, picture: Picture, target: int, method: str, options: dict[str, Any], opacity: float) -> None:
    used = {name: value for name, value in options.items() if name in saliency.METHODS[method].options}
    st.subheader(method, help=saliency.METHODS[method].source)
    found = explain(model.reference, picture.pixels, target, method, used)
    if found.empty:
        st.info(found.empty)
    name = model.classes[target]
    common.show(
        overlay(images.to_pixels(picture.pixels), found.values, opacity=opacity, title=method),
        key=method.lower().replace(" ", "-"),
        alt=f"{method} for the class {name} over {picture.name}",
        code=code.saliency(model.reference, picture.source, picture.crop, target, method, used, opacity),
        arrays={"map": found.values, "picture": picture.pixels},
    )
    st.caption(saliency.METHODS[method].about)
    evidence(found, name, saliency.METHODS[method].is_control)


def verdict(found: saliency.Explanation, is_control: bool) -> str:
    """Whether to believe the map, as the end of a sentence."""
    drop = found.drop
    if is_control:
        luck = "more than in any of twenty other places, by luck, as dice do once in 21 times"
        return luck if drop.beats_chance else "what chance does: these are dice"
    if drop.beats_chance:
        return "more than in any of twenty other places: the map marks what matters"
    if drop.top > drop.elsewhere:
        return "more than elsewhere on average, but not everywhere: weak evidence for this map"
    return "not more than elsewhere: do not trust this map here"


def evidence(found: saliency.Explanation, name: str, is_control: bool) -> None:
    drop, words = found.drop, verdict(found, is_control)
    st.markdown(
        f"Wiping out the tenth of the picture that it marks most changes the probability of {name} by **{-drop.top:+.1%}**; "
        f"the same shape elsewhere by {-drop.elsewhere:+.1%} ({-drop.high:+.1%} to {-drop.low:+.1%}). That is {words}."
    )
    if found.gradient_error is not None:
        st.caption(f"Largest relative error against finite differences, five strongest pixels: {found.gradient_error:.0e}.")
    st.caption(f"Computed in {found.seconds * 1000:.1f} ms.")


def look_at(model: library.Model) -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        picture = pick_picture(model)
    if picture is None:
        return
    shares = probabilities(model.reference, picture.pixels)
    with left:
        st.markdown(answer(model, picture, shares))
        target = pick_class(model, shares)
        options = pick_options()
        opacity = st.slider("Opacity of the map", 0.0, 1.0, 0.6, 0.05, key="opacity", bind="query-params")
        shown = saliency.foremost(shares, target)
        bars = probability_bars([model.classes[c] for c in shown], shares[shown], highlight=model.classes[target])
        common.sketch(bars, key="probabilities", alt="Class probabilities")
    with right:
        for pair in batched(saliency.METHODS, 2):
            for column, method in zip(st.columns(2, gap="large"), pair, strict=False):
                with column, common.friendly():
                    show_map(model, picture, target, method, options, opacity)


def look() -> None:
    """URL: reference, epoch, what `pick_picture` reads, target, and what `pick_options` reads."""
    look_into(look_at, needs_convolutions=False)
