"""Pickers that every page shares: a model with its epoch, and a picture as the network will get it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
import streamlit.runtime.uploaded_file_manager as uploads
from numpy.typing import NDArray

from pages.common import choose, plain
from vizlab import images, library
from vizlab.data import samples
from vizlab.data.shapes import Drawn
from vizlab.errors import VizlabError
from vizlab.snippets import pictures as code

PREVIEW_PX = 220
FIRST_SAMPLE = 19  # a boot that the shipped network is sure is a sandal, and both maps show by what


@dataclass(frozen=True)
class Picture:
    """A picture as the network gets it: pixels (c, h, w), float32 in [0, 1]; where it came from, for code and captions.

    drawn: all that is known of a picture of Shapes (n = 1): masks, tag, second object.
    """

    pixels: NDArray[np.float32]
    name: str
    source: str
    crop: Mapping[str, Any]
    truth: int | None = None
    drawn: Drawn | None = None


@dataclass(frozen=True)
class Original:
    """A whole picture (RGB, any size), what it is called, and the Python expression for it."""

    picture: Any
    name: str
    source: str


@st.cache_resource(max_entries=6, show_spinner="Opening the model …")
def open_model(reference: str) -> library.Model:
    """A frozen model, shared by all visitors; hold its lock while using it."""
    return library.open_model(reference)


def pick_model(
    *, needs_images: bool = False, needs_convolutions: bool = False, needs_run: bool = False, data: str = "", default: str = ""
) -> library.Model:
    """The model picker with its epoch scrubber. URL: reference, epoch.

    needs_run: offer only models whose training is known. data: only those that were trained on it. default: offered first.
    """
    known = library.entries()
    if needs_images:
        known = [entry for entry in known if entry.is_of_images]
    if needs_convolutions:
        known = [entry for entry in known if entry.has_convolutions]
    if needs_run:
        known = [entry for entry in known if entry.run]
    if data:
        known = [entry for entry in known if entry.data == data]
    titles = {entry.reference: _title(entry) for entry in known}
    left, right = st.columns([3, 2])
    with left:
        reference = choose(st.selectbox, "Model", list(titles), key="reference", default=default, titles=titles)
    epochs = list(next(entry.epochs for entry in known if entry.reference == reference))
    if not epochs:
        return open_model(reference)
    with right:
        if len(epochs) == 1:
            return open_model(f"{reference}@{epochs[0]}")
        help_text = "The same network earlier in its training; 0 is before the first step."
        epoch = choose(st.select_slider, "Epoch", epochs, key="epoch", default=epochs[-1], help=help_text)
    return open_model(f"{reference}@{epoch}")


def pick_picture(model: library.Model, further: Mapping[str, Callable[[library.Model], Picture]] | None = None) -> Picture | None:
    """The picture picker with crop and preview. URL: source, sample, photo, zoom, x, y, invert. None: nothing chosen yet.

    further: sources that a view has of its own, and what picks a picture of each.
    """
    known, further = _samples(model.data), further or {}
    sources = ["Test set", "Photograph", "Upload", "Camera", *further]
    if not len(known.labels):
        sources.remove("Test set")
        if model.data:
            st.caption(f"The test pictures of {model.data} appear here once it is downloaded, on the page Train.")
    source = choose(st.segmented_control, "Picture", sources, key="source", wrap=True)
    if source == "Test set":
        return _from_samples(model, known)
    if source in further:
        return further[source](model)
    chosen = pick_original(source)
    return None if chosen is None else _fitted(model, chosen)


def pick_original(
    source: str,
    *,
    prefix: str = "",
    photographs: Sequence[str] = tuple(images.PHOTOGRAPHS),
    kept: str = "It stays in this session; a link to this view does not carry it.",
) -> Original | None:
    """A whole picture from "Photograph", "Upload" or "Camera". URL: photo. None: nothing chosen yet.

    prefix: of the widget keys, where a page has two such pickers. photographs: names in `images.PHOTOGRAPHS`. kept: what
    becomes of a picture of one's own, in words.
    """
    if source == "Photograph":
        label = choose(st.selectbox, "Photograph", list(photographs), key=f"{prefix}photo")
        return Original(images.photograph(label), label, code.photograph_source(label))
    return _own(source, prefix, kept)


@st.cache_data(max_entries=8, show_spinner=False)
def _samples(name: str) -> Any:
    return samples.samples(name)  # of the data set of a model, which may be gone, or none


def _title(entry: library.Entry) -> str:
    if entry.accuracy is not None:
        return f"{entry.title} · {entry.accuracy:.1%}"
    return f"{entry.title} · unfinished" if entry.run else entry.title


def _from_samples(model: library.Model, known: Any) -> Picture:
    last = len(known.labels) - 1
    index = st.slider(
        "Sample",
        0,
        last,
        min(FIRST_SAMPLE, last),
        key="sample",
        bind="query-params",
        help="A picture the network was not trained on.",
    )
    label, name = int(known.labels[index]), model.data
    pixels = samples.picture(name, index).numpy()
    title = f"{name} test picture {index}: {model.classes[label]}"
    st.image(images.enlarge(images.to_pixels(pixels), PREVIEW_PX), width="stretch", caption=title, alt=title)
    return Picture(pixels, title, code.sample_source(name, index), {}, label, samples.drawn(name, index))


def _own(source: str, prefix: str, kept: str) -> Original | None:
    if source == "Upload":
        formats = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"]
        file: uploads.UploadedFile | None = st.file_uploader(
            "Your picture",
            type=formats,
            key=f"{prefix}upload",
            help=kept,
        )
    else:
        file = st.camera_input("Your picture", key=f"{prefix}camera")
    if file is None:
        st.info("Choose a picture: up to 20 MB, any size.")
        return None
    try:
        return Original(images.open_image(file.getvalue()), file.name, code.file_source(file.name))
    except VizlabError as error:
        st.error(plain(str(error)))
        return None


def _fitted(model: library.Model, original: Original) -> Picture:
    with st.expander("Crop", expanded=True):
        zoom = st.slider("Zoom", 1.0, 8.0, 1.0, 0.1, key="zoom", bind="query-params")
        x = st.slider("Left to right", 0.0, 1.0, 0.5, 0.01, key="x", bind="query-params")
        y = st.slider("Top to bottom", 0.0, 1.0, 0.5, 0.01, key="y", bind="query-params")
        help_text = "Networks trained on bright shapes on black need it for dark shapes on white."
        invert = st.toggle("Invert", key="invert", bind="query-params", help=help_text)
    place = {"zoom": zoom, "x": x, "y": y}
    picture, name = original.picture, original.name
    fitted = images.fit(picture, model.shape, invert=invert, **place).numpy()
    left, right = st.columns(2)
    outlined = images.outline(picture, images.crop_box(picture.size, model.shape, **place), PREVIEW_PX)
    left.image(outlined, caption=f"{plain(name)}, with the part taken", width="stretch", alt=name)
    right.image(
        images.enlarge(images.to_pixels(fitted), PREVIEW_PX),
        caption="What the network gets",
        width="stretch",
        alt="The crop",
    )
    return Picture(fitted, name, original.source, {**place, "invert": invert})
