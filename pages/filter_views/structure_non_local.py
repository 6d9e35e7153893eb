"""The topic Non-local of the view Structure: where a place looks, and that it depends on the picture."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from pages import common, knobs
from pages.filter_views.layers_choice import pick_any_layer
from pages.pickers import Picture, open_model, pick_picture
from vizlab import images, library
from vizlab.figures import filter_structure as figures
from vizlab.figures import pictures
from vizlab.filters.structure import non_local as structure
from vizlab.snippets import filter_structure as code

SOURCES = {"picture": "", "layer": "layer"}
SHARPNESS = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
ARROWS = 8


@st.cache_data(max_entries=16, show_spinner="Comparing all places …")
def look_everywhere(reference: str, pixels: Any, layer: str, kind: str, sharpness: float) -> tuple[Any, Any]:
    """The values at all places (c, h, w), and how much each takes from each other (n, n)."""
    model = open_model(reference)
    with model.lock:
        values = structure.values_of(model.network, pixels, layer)
    return values, structure.weights(structure.vectors(values, kind), sharpness)


def non_local(model: library.Model) -> None:
    """URL: places_of, layer, alike_by, sharpness, from_row, from_column, opacity, source, sample ..."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        of = common.choose(st.segmented_control, "Places of", ["the picture", "a layer"], key="places_of")
        layer = pick_any_layer(model) if of == "a layer" else ""
        help_text = "The vectors x whose products say how alike two places are."
        kind = common.choose(
            st.segmented_control, "Compare", list(structure.VECTORS), key="alike_by", default="3 × 3 around", help=help_text
        )
        help_text = "Mean of |x|². 0: every place takes alike from all. Large: only from what is almost equal."
        sharpness = common.choose(st.select_slider, "Sharpness", SHARPNESS, key="sharpness", default=10.0, help=help_text)
        picture = pick_picture(model)
    if picture is None:
        return
    values, looking = look_everywhere(model.reference, picture.pixels, layer, kind, sharpness)
    with left:
        at = pick_place(values.shape[1:])
        opacity = st.slider("Opacity of the map", 0.0, 1.0, 0.6, 0.05, key="opacity", bind="query-params")
    base = (model.reference, picture.source, picture.crop, layer, kind, sharpness)
    with right:
        first, second = st.columns(2, gap="large")
        with first:
            show_looking(base, picture, values, looking, at, opacity)
        with second:
            show_output(base, values, looking)
        compare(model, picture, layer, kind, sharpness, looking)


def pick_place(shape: tuple[int, ...]) -> tuple[int, int]:
    """The place that looks. URL: from_row, from_column."""
    rows, columns = shape
    row = (
        common.choose(st.select_slider, "Place, from the top", list(range(rows)), key="from_row", default=rows // 2)
        if rows > 1
        else 0
    )
    column = (
        common.choose(st.select_slider, "Place, from the left", list(range(columns)), key="from_column", default=columns // 2)
        if columns > 1
        else 0
    )
    return int(row), int(column)


def take_place(shape: tuple[int, ...], size: tuple[int, ...], x: float, y: float) -> None:
    """The place that was clicked."""
    row, column = ((at + 0.5) * n / side for at, n, side in zip((y, x), shape, size, strict=True))
    knobs.put({"from_row": min(max(int(row), 0), shape[0] - 1), "from_column": min(max(int(column), 0), shape[1] - 1)})


def show_looking(base: Any, picture: Picture, values: Any, looking: Any, at: tuple[int, int], opacity: float) -> None:
    h, w = values.shape[1:]
    row = looking[at[0] * w + at[1]].reshape(h, w)
    st.subheader("Where it looks")
    common.show(
        figures.looking(images.to_pixels(picture.pixels), row, at, structure.strongest(row, at, ARROWS), opacity=opacity),
        key="looking",
        alt=f"How much the place at row {at[0]}, column {at[1]} takes from every other, over {picture.name}",
        code=code.looking(*base, at, ARROWS, opacity),
        arrays={"weights": row},
        clicked=partial(take_place, (h, w), picture.pixels.shape[1:]),
    )
    st.caption(
        f"Click a place. This one spreads as widely as over {structure.spread(row):.0f} of {row.size} places at equal weights; "
        f"its weights add up to {row.sum():.6f}."
    )


def show_output(base: Any, values: Any, looking: Any) -> None:
    mixed = structure.mixed(looking, values)
    st.subheader("What comes out")
    common.show(
        pictures.heat(mixed.mean(axis=0), title="mean over the channels", height_px=420),
        key="non-local",
        alt="The output of the layer, mean over its channels",
        code=code.non_local(*base),
        arrays={"output": mixed, "input": values},
    )
    st.caption("Each place is the weighted mean of all: what repeats stays, what stands alone is smoothed away.")


def compare(model: library.Model, picture: Picture, layer: str, kind: str, sharpness: float, looking: Any) -> None:
    """Against layers whose weights are fixed."""
    mirrored = np.ascontiguousarray(picture.pixels[:, :, ::-1])
    _, other = look_everywhere(model.reference, mirrored, layer, kind, sharpness)
    n = len(looking)
    st.subheader("Against layers with fixed weights")
    st.table(
        {
            "layer": ["dense", "convolution 3 × 3", "non-local"],
            "weights of its own, a channel": [f"{n * n:,}", "9", "0"],
            "a place sees": [f"all {n:,}", "9", f"all {n:,}"],
            "weights change with the input": ["no, by 0", "no, by 0", f"by {structure.distance(looking, other):.2f}"],
            "fits another size": ["no", "yes", "yes"],
        },
        border="horizontal",
    )
    sizes = ", ".join(structure.sizes_tried(picture.pixels, kind, sharpness))
    st.caption(f"Changed: half the sum of the differences to the mirrored picture's weights, 1 at most. Sizes tried: {sizes}.")
