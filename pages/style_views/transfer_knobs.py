"""The knobs of a painting: the pictures, how they are traded for each other, and, folded away, everything else."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import knob
from pages.style_views.choice import DEFAULTS, STYLES, asked_for, pick_content, pick_network, pick_style
from vizlab import style
from vizlab.errors import VizlabError
from vizlab.models import pretrained
from vizlab.style import pictures
from vizlab.style.features import PIXELS, spread
from vizlab.style.recipe import MOST_LAYERS, layer_numbers

DEPTHS = ("1", "2", "3", "4", "5", "3,4", "2,4", "1,2,3,4,5")  # of content layers that are offered


@st.cache_data(max_entries=16, show_spinner=False)
def layers_of(network: str, seed: int) -> list[str]:
    known = pretrained.PRETRAINED.get(network)
    if known:  # whose weights may not be here yet
        return spread(list(known.layers), MOST_LAYERS)
    return list(style.open_network(network, seed=seed).layers)


def pick_recipe() -> style.StyleRecipe:
    """All knobs. URL: the fields of the recipe."""
    chosen: dict[str, Any] = {"content": pick_content(), "style": pick_style()}
    for name, label in (("strength", "Strength of the style"), ("steps", "Iterations"), ("size_px", "Size in pixels")):
        chosen[name] = knob(name, style.KNOBS[name], getattr(DEFAULTS, name), label=label)
    chosen |= pick_start()
    with st.expander("More styles"):
        chosen |= pick_mixture()
    with st.expander("Network and layers"):
        chosen["network"] = pick_network()
        chosen["seed"] = knob("seed", style.KNOBS["seed"], DEFAULTS.seed)
        chosen |= pick_layers(chosen["network"], chosen["seed"])
    with st.expander("Brush and colours"):
        chosen |= pick_brush()
    with st.expander("Optimizer"):
        chosen |= pick_optimizer()
    return style.StyleRecipe(**chosen)


def pick_start() -> dict[str, Any]:
    """URL: init, init_from."""
    starts = list(style.STARTS)
    asked = asked_for("init_from")
    if not asked:
        starts.remove("painting")
    init = common.choose(
        st.segmented_control, "Start from", starts, key="init", help=listed(style.STARTS), default=DEFAULTS.init, wrap=True
    )
    if init != "painting":
        st.query_params.pop("init_from", None)
        return {"init": init}
    titles = {asked: f"Iteration {asked.partition('@')[2]} of painting {asked.partition('@')[0][:4]}"}
    return {"init": init, "init_from": common.choose(st.selectbox, "Painting", [asked], key="init_from", titles=titles)}


def pick_mixture() -> dict[str, Any]:
    """Up to two further styles. URL: second, second_share, third, third_share."""
    found: dict[str, Any] = {}
    for name in ("second", "third"):
        offered = ["", *STYLES]
        asked = asked_for(name)
        if asked.startswith("upload/") and pictures.is_here(asked):
            offered.append(asked)
        titles = {each: pictures.title(each) if each else "None" for each in offered}
        picture = common.choose(st.selectbox, f"{name.capitalize()} style", offered, key=name, titles=titles)
        if not picture:
            continue
        share = f"{name}_share"
        found |= {
            name: picture,
            share: knob(share, style.KNOBS[share], 0.5 if name == "second" else 0.3, label="Share", step=0.05),
        }
    if not found:
        st.caption("What the network measures in each style picture is averaged with these shares, and the average is painted.")
    return found


def pick_layers(network: str, seed: int) -> dict[str, Any]:
    """URL: w_pixels, w_1 ..., content_layers, alpha, statistic, pooling, tap."""
    names = layers_of(network, seed)
    found: dict[str, Any] = {}
    st.markdown("**Style:** weight of each layer")
    for key, name in zip(("w_pixels", *(f"w_{i + 1}" for i in range(len(names)))), (PIXELS, *names), strict=True):
        found[key] = knob(key, style.KNOBS[key], getattr(DEFAULTS, key), label=common.plain(name))
    st.markdown("**Content**")
    found["content_layers"] = pick_depths(names)
    found["alpha"] = knob("alpha", style.KNOBS["alpha"], DEFAULTS.alpha, label="Weight of the content")
    about = {name: statistic.about for name, statistic in style.STATISTICS.items()}
    found["statistic"] = pick_one("statistic", "Style is", about, st.selectbox)
    found["pooling"] = pick_one("pooling", "Pooling", POOLINGS)
    found["tap"] = pick_one("tap", "Listens before or after the activation", TAPS)
    return found


def pick_depths(names: list[str]) -> str:
    """Which layers are the content. URL: content_layers."""
    offered = [text for text in DEPTHS if max(layer_numbers(text)) <= len(names)]
    asked = asked_for("content_layers")
    if asked not in offered and is_sound(asked):
        offered.append(asked)
    every = (PIXELS, *names)
    titles = {text: " + ".join(every[min(i, len(names))] for i in layer_numbers(text)) for text in offered}
    help_text = "Shallow layers keep every pixel of the photograph, deep ones what is to be seen and not how it is drawn."
    default = DEFAULTS.content_layers
    chosen = common.choose(
        st.selectbox, "Content layer", offered, key="content_layers", default=default, titles=titles, help=help_text
    )
    return str(chosen)


def is_sound(text: str) -> bool:
    """Whether a text names content layers."""
    try:
        return bool(layer_numbers(text))
    except VizlabError:
        return False


def pick_brush() -> dict[str, Any]:
    """URL: colors, style_scale, scales, paint, tv, seamless."""
    found = {"colors": pick_one("colors", "Colours", style.COLORS)}
    for name, label in (("style_scale", "Size of the style"), ("scales", "Scales, coarse to fine"), ("tv", "Smoothness")):
        found[name] = knob(name, style.KNOBS[name], getattr(DEFAULTS, name), label=label)
    found["paint"] = pick_one("paint", "What is moved", PAINTS)
    help_text = "Opposite edges fit each other, so that the picture can be laid as a tile."
    found["seamless"] = st.toggle("Seamless", DEFAULTS.seamless, key="seamless", bind="query-params", help=help_text)
    return found


def pick_optimizer() -> dict[str, Any]:
    """URL: optimizer, lr."""
    found = {"optimizer": pick_one("optimizer", "Optimizer", OPTIMIZERS)}
    if found["optimizer"] != "L-BFGS":
        found["lr"] = knob("lr", style.KNOBS["lr"], DEFAULTS.lr, label="Learning rate")
    return found


def pick_one(key: str, label: str, table: dict[str, str], widget: Any = st.segmented_control) -> Any:
    """One of a few, each with what it means. URL: key."""
    settings = {} if widget is st.selectbox else {"wrap": True}
    return common.choose(widget, label, list(table), key=key, help=listed(table), default=getattr(DEFAULTS, key), **settings)


def listed(table: dict[str, str]) -> str:
    """What each choice means, as the help of its widget."""
    return "\n".join(f"- **{name}**: {about}" for name, about in table.items())


POOLINGS = {
    "max": "The strongest of four answers, as the network learned it.",
    "average": "The mean of four: the gradient reaches every pixel, and there is less speckle.",
}
TAPS = {
    "after": "What comes through the activation: only what is there.",
    "before": "What goes into it: also how much is missing.",
}
PAINTS = {
    "pixels": "Each pixel by itself.",
    "Fourier": "Waves over the whole picture, coarse ones as easily as fine ones: less speckle.",
}
OPTIMIZERS = {
    "L-BFGS": "Learns the curvature and finds its own step: furthest for as many iterations.",
    "Adam": "A pace of its own for every pixel: cheap steps.",
    "GD": "Straight down the gradient, as in the textbook: slow.",
}
