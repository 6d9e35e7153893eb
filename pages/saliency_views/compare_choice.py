"""What is chosen on the view Compare: the class, the methods, how maps are made and how they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from pages import common
from pages.pickers import PREVIEW_PX, Picture
from pages.saliency_views.compare_subject import layers
from vizlab import images, library, saliency
from vizlab.data import samples
from vizlab.figures.saliency_compare import SIGNS
from vizlab.snippets import pictures as code

USUAL = ("gradient", "SmoothGrad", "integrated gradients", "guided backpropagation", "Grad-CAM", "random map")
CLIPS = (90.0, 95.0, 98.0, 99.0, 99.5, 100.0)
FIRST_SCENE = 97  # a ring and a heart: the honest network of Shapes sees both
ORDERS = ("as chosen", "insertion − deletion")


@st.cache_data(max_entries=32, show_spinner=False)
def scene(name: str, seed: int) -> Any:
    return samples.scene(name, seed)


def pick_scene(model: library.Model) -> Picture:
    """Two objects of different classes in one picture. URL: scene."""
    seed = st.slider("Scene", 0, 99, FIRST_SCENE, key="scene", bind="query-params", help="Each has two other objects.")
    drawn = scene(model.data, seed)
    names = [model.classes[int(label[0])] for label in (drawn.labels, drawn.second_labels)]
    title = f"a {names[0]} and a {names[1]}"
    pixels = samples.scene_picture(model.data, seed).numpy()
    st.image(images.enlarge(images.to_pixels(pixels), PREVIEW_PX), width="stretch", caption=title, alt=title)
    return Picture(pixels, title, code.scene_source(model.data, seed), {}, drawn=drawn)


def further(model: library.Model) -> dict[str, Callable[[library.Model], Picture]]:
    """The pictures of two objects, for a network of Shapes."""
    return {} if scene(model.data, FIRST_SCENE) is None else {"Two objects": pick_scene}


def pick_class(model: library.Model, shares: Any) -> int:
    """The class to explain; by default what the network predicts. URL: target."""
    ranked, titles = _ranked(model, shares)
    labels = {"predicted": f"Predicted: {model.classes[ranked[0]]}"} | titles
    chosen = common.choose(st.selectbox, "Explain the class", list(labels), key="target", titles=labels)
    return ranked[0] if chosen == "predicted" else int(chosen)


def pick_other_class(model: library.Model, picture: Picture, shares: Any, target: int) -> int:
    """The class to compare with: by default the picture's other object, else the next probable. URL: against."""
    ranked, titles = _ranked(model, shares)
    known = [] if picture.drawn is None else [int(picture.drawn.labels[0]), int(picture.drawn.second_labels[0])]
    others = [index for index in (*known, *ranked) if index not in (target, -1)]
    labels = {"next": f"Next: {model.classes[others[0]]}"} | titles
    chosen = common.choose(st.selectbox, "Against the class", list(labels), key="against", titles=labels)
    return others[0] if chosen == "next" else int(chosen)


def _ranked(model: library.Model, shares: Any) -> tuple[list[int], dict[str, str]]:
    ranked = [int(index) for index in shares.argsort()[::-1]]
    return ranked, {str(index): f"{model.classes[index]} · {shares[index]:.1%}" for index in ranked}


def pick_methods() -> list[str]:
    """Which maps are compared. URL: methods, once for each."""
    names = list(saliency.METHODS)
    usual = [name for name in USUAL if name in names]
    help_text = "Each asks the network in another way. Random map and edge detector ask it nothing: a map must do better."
    return list(st.multiselect("Methods", names, default=usual, key="methods", bind="query-params", wrap=True, help=help_text))


def coarse(model: library.Model) -> str:
    """A method of whole regions that this network can be asked by."""
    return "Grad-CAM" if saliency.convolutions(model.network) else "occlusion"


def pick_method(key: str, label: str, default: str) -> str:
    """One method. URL: `key`."""
    return str(common.choose(st.selectbox, label, list(saliency.METHODS), key=key, default=default))


def pick_options(model: library.Model, methods: Iterable[str]) -> dict[str, Any]:
    """How the maps are made, as far as these methods take it. URL: the names in `OPTIONS`."""
    taken = {name for method in methods for name in saliency.METHODS[method].options}
    if not saliency.convolutions(model.network):
        taken.discard("layer")
    shown = [name for name in OPTIONS if name in taken]
    with st.expander("How the maps are made", expanded=is_turned("made", shown)):
        return {name: OPTIONS[name](model) for name in shown}


def is_turned(what: str, names: Iterable[str]) -> bool:
    """Whether one of these knobs has been turned since the page was opened, so that it is not hidden from who follows a link."""
    key = f"_turned-{what}"
    st.session_state[key] = st.session_state.get(key, False) or any(name in st.query_params for name in names)
    return bool(st.session_state[key])


def pick_drawing() -> dict[str, Any]:
    """How the maps are drawn. URL: opacity, sign, clip."""
    opacity = st.slider("Opacity of the maps", 0.0, 1.0, 0.6, 0.05, key="opacity", bind="query-params")
    with st.expander("How they are drawn", expanded=is_turned("drawn", ("sign", "clip"))):
        words = "Some methods tell what speaks for the class (orange) from what speaks against it (blue)."
        sign = common.choose(st.segmented_control, "Sign", list(SIGNS), key="sign", help=words, wrap=True)
        words = "Values beyond this percentile get the strongest colour, or one pixel would pale all others."
        clip = common.choose(st.select_slider, "Full colour from, %", CLIPS, key="clip", default=99.0, help=words)
    return {"opacity": opacity, "sign": sign, "clip": clip}


def pick_order() -> str:
    """The order of the maps. URL: order."""
    words = "Insertion minus deletion: the best-supported map first."
    return str(common.choose(st.segmented_control, "Order", ORDERS, key="order", help=words, wrap=True))


def _choice(name: str, label: str, values: Iterable[Any], help_text: str, default: Any = None) -> Callable[[library.Model], Any]:
    """A few words to choose from."""
    known = list(values)
    widget = st.segmented_control if isinstance(known[0], str) else st.select_slider
    settings = {"wrap": True} if widget is st.segmented_control else {}
    return lambda model: common.choose(widget, label, known, key=name, default=default, help=help_text, **settings)


def _slider(
    name: str, label: str, low: Any, high: Any, default: Any, step: Any, help_text: str
) -> Callable[[library.Model], Any]:
    return lambda model: st.slider(label, low, high, default, step, key=name, bind="query-params", help=help_text)


def _layer(model: library.Model) -> str:
    last = saliency.convolutions(model.network)[-1]
    words = "Where class activation maps look. Deep layers know more of classes, shallow ones more of places."
    return str(common.choose(st.selectbox, "Layer", layers(model.reference), key="layer", default=last, help=words))


OPTIONS: dict[str, Callable[[library.Model], Any]] = {  # keyword of the methods -> its widget
    "output": _choice(
        "output",
        "Gradient of the",
        saliency.OUTPUTS,
        "The score before softmax depends on this class alone; log-probability and loss also move when others do.",
    ),
    "channels": _choice(
        "channels",
        "Colours joined by",
        saliency.CHANNELS,
        "Which of a pixel's colour channels counts: the strongest, or all together. Grey pictures have one.",
    ),
    "n_samples": _slider(
        *("n_samples", "Noisy copies", 1, 64, 24, 1),
        "SmoothGrad: how many noisy copies of the picture are averaged; more copies, less grain.",
    ),
    "sigma": _slider(
        *("sigma", "Noise", 0.0, 1.0, 0.15, 0.05),
        "SmoothGrad: the noise's standard deviation, as a share of the picture's range; too much drowns the picture.",
    ),
    "baseline": _choice(
        "baseline",
        "Path begins at",
        saliency.BASELINES,
        "Integrated gradients: the picture that stands for nothing. Pixels that look like it get nothing.",
    ),
    "path_steps": _choice(
        "path_steps",
        "Points of the path",
        (8, 16, 32, 64, 128, 256),
        "Integrated gradients: more points, a smaller completeness gap.",
        32,
    ),
    "path_rule": _choice("path_rule", "Rule of the path", saliency.PATH_RULES, "Integrated gradients: where the points lie."),
    "layer": _layer,
    "n_maps": _choice(
        "n_maps", "Maps weighed", (16, 64, 256, 512), "Score-CAM: of a layer with more maps, those that vary most.", 512
    ),
    "window": _slider(
        *("window", "Window", 0.1, 0.5, 0.25, 0.05),
        "Occlusion: side of the square that is covered, as a share of the picture's.",
    ),
    "stride": _slider(
        *("stride", "Step", 0.25, 1.0, 0.5, 0.25),
        "Occlusion: from one window to the next, as a share of the window.",
    ),
    "fill": _choice("fill", "Covered with", saliency.BASELINES, "Occlusion: what stands in the window.", "mean"),
    "n_masks": _choice(
        "n_masks", "Masks", (64, 128, 256, 512, 1024, 2048, 4096), "RISE: through how many masks; more, less grain.", 256
    ),
    "epsilon": _choice(
        "epsilon",
        "ε",
        (0.001, 0.01, 0.1, 0.25, 1.0),
        "LRP-ε: what is added to each sum, of a layer's typical one, before shares are taken: more leaves less noise.",
        0.1,
    ),
    "seed": _slider("seed", "Seed", 0, 99, 0, 1, "Seed of the noise, of the masks, and of the random map."),
}
