"""What topics of the view One pixel at a time share: the network that comes along, and the picture that is looked at."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages import pickers
from pages.common import choose
from vizlab.frames import Frames
from vizlab.generative.pixelwise import completion
from vizlab.generative.pixelwise.choices import MNIST, PixelRecipe
from vizlab.generative.pixelwise.opened import Opened, open_run
from vizlab.recipes import canonical_json, from_json

CLASSIFIER = "bundled/mnist-lenet5"


class Picture(NamedTuple):
    """Levels x (h, w), what it is called, the Python expression for it, and its class, if that is known."""

    x: NDArray[np.uint8]
    name: str
    source: str
    label: int | None = None


@st.cache_resource(max_entries=8, show_spinner="Opening the network …")
def _open(recipe_json: str, finished_in: float, epoch: int | None) -> Opened:
    return open_run(from_json(recipe_json, PixelRecipe), epoch)


def network(recipe: PixelRecipe = MNIST, epoch: int | None = None) -> Opened:
    """A finished network, shared by all visitors. Errors: `VizlabError` if it is not trained."""
    record = Frames("pixels", recipe).record()
    return _open(canonical_json(recipe), 0.0 if record is None else float(record["seconds"]), epoch)


def pick_network() -> Opened:
    """The network of MNIST at one of its epochs. URL: pixel_epoch."""
    help_text = "The same network earlier in its training; 0 is before the first step, the control."
    epoch = choose(st.select_slider, "Epoch", [0, 1, 3], key="pixel_epoch", default=3, help=help_text)
    return network(MNIST, epoch)


def pick_picture(run: Opened) -> Picture | None:
    """A test picture or one of one's own. URL: pixel_source, pixel_sample, pixel_invert. None: nothing chosen yet."""
    for name in ("ink", "hidden"):  # taken up from the address, whichever topic reads it
        read(name)
    if choose(st.segmented_control, "Picture", SOURCES, key="pixel_source", on_change=forget_ink) == "Upload":
        return _own(run)
    last = len(run.held) - 1
    help_text = "A picture that the network has not learned from, drawn black and white with its grey values as chances."
    at = st.slider("Test picture", 0, last, 0, key="pixel_sample", bind="query-params", help=help_text, on_change=forget_ink)
    label = int(run.labels[at])
    return Picture(run.held[at], f"test picture {at}, a {label}", f"run.held[{at}]", label)


def painted_over(picture: Picture, run: Opened) -> Picture:
    """The same as the visitor has painted on it, if so. URL: ink."""
    text = read("ink")
    if not text:
        return picture
    x = completion.from_text(text, run.shape).astype(np.uint8)
    return Picture(x, "your picture", f"completion.from_text({text!r}, run.shape).astype('uint8')")


def forget_ink() -> None:
    """Another picture is chosen: what was painted on the last one goes."""
    put("ink", "")


def read(key: str) -> str:
    """A value that no widget holds: what was set here last, else what the address says."""
    text = str(st.session_state.get(key, st.query_params.get(key, "")))
    st.session_state[key] = text
    return text


def put(key: str, text: str) -> None:
    """Set such a value, here and in the address."""
    st.session_state[key] = text
    if text:
        st.query_params[key] = text
    else:
        st.query_params.pop(key, None)


def _own(run: Opened) -> Picture | None:
    own = pickers.pick_original("Upload", prefix="pixel_")
    if own is None:
        return None
    help_text = "The network knows white strokes on black."
    invert = st.toggle("Invert", key="pixel_invert", bind="query-params", help=help_text)
    x = completion.levels_of(own.picture, run.shape, invert=invert)
    return Picture(x, own.name, f"completion.levels_of({own.source}, run.shape, invert={invert})")


SOURCES = ["Test picture", "Upload"]
