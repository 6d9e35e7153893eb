"""The topic Kernels of the view Layers: kernels sorted, their spectra, and what training does to their directions."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.filter_views.layers_choice import pick_convolution
from pages.filter_views.layers_maps import open_card
from pages.pickers import open_model
from vizlab import filters, library
from vizlab.figures import filter_layers as figures
from vizlab.figures import mosaics
from vizlab.filters.reading import similarity, spectra
from vizlab.snippets import filter_layers as code
from vizlab.snippets import filters as plain_code

ORDERS = ["similarity", "norm", "number"]
MOST = 256  # kernels drawn


@st.cache_data(max_entries=32, show_spinner=False)
def look_through(reference: str, layer: str, by: str) -> tuple[Any, Any, list[int]]:
    """Kernels, their spectra, and an order."""
    kernels = filters.kernels(open_model(reference).network, layer)
    if by == "similarity":
        order = similarity.chain(similarity.cosines(kernels))
    else:
        norms = np.linalg.norm(kernels.reshape(len(kernels), -1), axis=1)
        order = np.argsort(-norms, kind="stable").tolist() if by == "norm" else list(range(len(kernels)))
    return kernels, spectra.spectra(kernels), order


@st.cache_data(max_entries=8, show_spinner="Going through the epochs …")
def over_epochs(reference: str, epochs: tuple[int, ...]) -> Any:
    return spectra.over_epochs(reference, epochs)


def kernels(model: library.Model) -> None:
    """URL: layer, kernels_by, input."""
    left, middle, right = st.columns([3, 2, 2], gap="medium")
    with left:
        layer = pick_convolution(model)
    with middle:
        help_text = "Similar ones stand side by side: each is followed by the one with the most equal direction of those left."
        by = common.choose(st.segmented_control, "Kernels by", ORDERS, key="kernels_by", help=help_text)
    found, frequencies, order = look_through(model.reference, layer, by)
    order = order[:MOST]
    with right:
        channel = pick_input(found)
    left, right = st.columns(2, gap="large")
    with left:
        show_kernels(model, layer, found, order, channel)
    with right:
        show_spectra(model, layer, frequencies, order)
    show_orientation(model, layer, found)


def pick_input(found: Any) -> int | None:
    """The input whose slices are shown; None: all three colours at once. URL: input."""
    n = found.shape[1]
    if n in (1, 3):
        return None if n == 3 else 0
    return int(common.choose(st.select_slider, "Kernels of input map", list(range(n)), key="input", default=0))


def show_kernels(model: library.Model, layer: str, found: Any, order: list[int], channel: int | None) -> None:
    st.subheader("Kernels")
    labels = [str(index) for index in order]
    if channel is None:
        figure = mosaics.colour_kernels(found[order], labels)
    else:
        figure = mosaics.mosaic(found[order, channel], labels, numbers=order, signed=True, title="weight", noun="kernel")
    common.show(
        figure,
        key="sorted-kernels",
        alt=f"Kernels of {layer}",
        code=plain_code.kernels(model.reference, layer, channel, order, False),
        arrays={"kernels": found},
        clicked=partial(open_card, layer, order, (len(order), *found.shape[2:])),
    )
    if len(found) > len(order):
        st.caption(f"The first {len(order)} of {len(found)}.")


def show_spectra(model: library.Model, layer: str, frequencies: Any, order: list[int]) -> None:
    st.subheader("Their spectra")
    labels = [str(index) for index in order]
    settings: dict[str, Any] = {"each_own": True, "title": "share of the energy", "noun": "kernel"}
    common.show(
        mosaics.mosaic(frequencies[order], labels, numbers=order, **settings),
        key="spectra",
        alt=f"Power spectra of the kernels of {layer}",
        code=code.spectra(model.reference, layer, order),
        arrays={"spectra": frequencies},
    )
    st.caption("The middle is the mean, the edge the finest stripes. Two spots mean stripes across the line through both.")


def show_orientation(model: library.Model, layer: str, found: Any) -> None:
    st.subheader("Direction over the training")
    if found[0, 0].size == 1:
        st.markdown("Kernels of a single pixel have no direction.")
    if len(model.epochs) < 2:
        st.markdown("This network comes with one epoch, so there is nothing to compare.")
        return
    series = over_epochs(model.entry.reference, tuple(model.epochs))
    if not series:
        return
    common.show(
        figures.along_epochs(series, chosen=model.epoch, title="energy in one direction"),
        key="orientation",
        alt="Share of the kernels' energy in one direction, by epoch, for each convolution",
        code=code.orientation(model.entry.reference, model.epochs, model.epoch or 0),
        columns={"epoch": [epoch for epoch, _ in next(iter(series.values()))]}
        | {name: [share for _, share in points] for name, points in series.items()},
    )
    ends = [f"{name} from {points[0][1]:.1%} to {points[-1][1]:.1%}" for name, points in series.items()]
    st.caption(
        f"Random kernels of 3 × 3 have about 29 %. {'; '.join(ends)}. Deeper kernels read mixtures, so theirs need not rise."
    )
