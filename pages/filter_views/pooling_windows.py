"""The topics Pooling and Unpooling: on a grid of numbers, and on a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.filter_views.pooling_grid import pick_numbers
from pages.pickers import Picture, open_model, pick_model, pick_picture
from vizlab import filters
from vizlab.figures import filter_pooling, filter_walks
from vizlab.filters.pooling import grounds
from vizlab.filters.pooling import unpooling as ways
from vizlab.filters.pooling.fractional import fractional
from vizlab.filters.pooling.numbers import GRIDS
from vizlab.filters.pooling.strided import stand_in
from vizlab.filters.pooling.windows import POOLINGS, pool
from vizlab.snippets import filter_pooling as code

DRAWS = 3  # of fractional pooling, shown beside each other
SIDES = [1, 2, 3]  # of windows, and their strides
RATIOS = [round(1.1 + 0.1 * step, 1) for step in range(9)]
SQUARE_PX = 330  # the width of two panels by two
BACK = "300 450; 100 250"


def pick_window(usual: int) -> tuple[int, int]:
    """Side and stride of the pooling windows. URL: pool_px, pool_stride."""
    left, right = st.columns(2, gap="medium")
    with left:
        k = common.choose(st.segmented_control, "Window K", SIDES, key="pool_px", default=2)
    with right:
        help_text = "K = S = 2 is the usual choice; with S < K windows overlap."
        stride = common.choose(st.segmented_control, "Stride S", SIDES, key="pool_stride", default=usual, help=help_text)
    return int(k), int(stride)


def pick_grid(usual: str) -> tuple[str, Any]:
    """The numbers to pool, as text and as a grid. URL: numbers, grid (empty: those of the name)."""
    name = common.choose(st.selectbox, "Numbers", list(GRIDS), key="numbers", default=usual, on_change=forget_grid)
    values = pick_numbers("Input", "grid", GRIDS[name])
    return filters.format_weights(values), values


def forget_grid() -> None:
    st.session_state["grid"] = ""


def size_words(shape: tuple[int, ...], k: int, stride: int) -> str:
    rows, columns = (f"⌊({n} − {k}) / {stride}⌋ + 1 = **{(n - k) // stride + 1}**" for n in shape)
    return f"Output, ⌊(n − K) / S⌋ + 1 along each side: {rows} rows, {columns} columns. Weights to learn: **0**."


def pooling() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        kind = common.choose(st.segmented_control, "Keep of each window", list(POOLINGS), key="pooling")
        k, stride = pick_window(2)
        text, values = pick_grid("a corner")
    with right:
        st.subheader("On numbers")
        show_walk(text, values, k, stride, kind)
    st.subheader("On a picture")
    model = pick_model(needs_images=True, needs_convolutions=True)
    left, right = st.columns([2, 5], gap="large")
    with left:
        picture = pick_picture(model)
        kind = pick_ground()
    if picture is not None:
        with right:
            values, base = ground(model.reference, picture.pixels, kind), (model.reference, picture.source, picture.crop, kind)
            first, second = st.columns(2, gap="large")
            with first:
                show_compared(base, picture, values, k, stride)
            with second:
                show_fractional(base, picture, values)


def pick_ground() -> str:
    """What of the picture is pooled. URL: ground."""
    help_text = "Networks pool maps. Of the first layer's, the one that answers most to this picture is taken."
    return str(common.choose(st.segmented_control, "Pool", list(grounds.GROUNDS), key="ground", help=help_text, wrap=True))


@st.cache_data(max_entries=32, show_spinner=False)
def ground(reference: str, pixels: Any, kind: str, multiple: int = 1) -> Any:
    model = open_model(reference)
    with model.lock:
        return grounds.ground(model.network, pixels, kind, multiple=multiple)


def show_walk(text: str, values: Any, k: int, stride: int, kind: str) -> None:
    found = pool(values, k, stride, kind)
    st.markdown(size_words(values.shape, k, stride))
    windows = [found.window(row, column) for row in range(len(found.tops)) for column in range(len(found.lefts))]
    common.show(
        filter_walks.pooling(values, found.values, windows, found.places if kind == "max" else None, f"{kind} pooled"),
        key="walk",
        alt=f"A window of {k} × {k} over the numbers, and the {kind} of each window",
        code=code.walk(text, k, stride, kind),
        arrays={"input": values, "pooled": found.values, "places": found.places},
    )
    if kind == "max":
        st.caption(
            f"Ringed: the values kept. {len(set(found.places.ravel().tolist()))} places serve {found.places.size} windows."
        )


def show_compared(base: Any, picture: Picture, values: Any, k: int, stride: int) -> None:
    """Both poolings, and the strided convolution that comes closest to max pooling."""
    st.markdown("**Pooling, or a strided convolution**")
    found = {kind: pool(values, k, stride, kind) for kind in ("max", "average")}
    stood, box = stand_in(values, found["max"]), stand_in(values, found["average"])
    common.show(
        filter_pooling.panels(
            {
                "input": values,
                "max": found["max"].values,
                "average": found["average"].values,
                "convolution": stood.values,
            },
            columns=2,
            wide_px=SQUARE_PX,
        ),
        key="compared",
        alt=f"{picture.name}, max pooled, average pooled, and under the strided convolution nearest to max pooling",
        code=code.compared(*base, k, stride),
        arrays={"input": values, "convolution": stood.values, **{kind: each.values for kind, each in found.items()}},
    )
    rows, columns = stood.values.shape
    common.metrics(
        {
            "All three are": f"{rows} × {columns}",
            "Max: the convolution misses": f"{stood.missed:.1%}",
            "Average: it misses": f"{box.missed:.0e}",
        }
    )
    st.caption(
        f"A convolution of {k} × {k} with stride {stride} can stand in for pooling: its weights, found by least squares, are "
        f"{filters.format_weights(stood.kernel.round(2))}. Average pooling is such a convolution; a maximum is not."
    )


def show_fractional(base: Any, picture: Picture, values: Any) -> None:
    """URL: ratio, seed."""
    st.markdown("**Fractional max pooling**")
    left, right = st.columns(2, gap="medium")
    with left:
        ratio = common.choose(st.select_slider, "Input over output", RATIOS, key="ratio", default=1.5)
    seed = right.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Each seed draws other windows.")
    draws = [fractional(values, ratio, seed + at) for at in range(DRAWS)]
    shown = {"windows": values} | {f"seed {seed + at}": draw.values for at, draw in enumerate(draws)}
    common.show(
        filter_pooling.panels(
            shown, edges={"windows": (draws[0].tops.tolist(), draws[0].lefts.tolist())}, columns=2, wide_px=SQUARE_PX
        ),
        key="fractional",
        alt=f"{picture.name}, pooled on {DRAWS} random sets of windows",
        code=code.fractional(*base, ratio, seed, DRAWS),
        arrays={"input": values, "draws": np.stack([draw.values for draw in draws])},
    )
    rows, columns = draws[0].values.shape
    gap = np.abs(draws[0].values - draws[1].values).mean()
    common.metrics(
        {
            "Size": f"{values.shape[0]} × {values.shape[1]} → {rows} × {columns}",
            "Input over output": f"{values.shape[0] / rows:.3f}",
            "Two seeds differ by": f"{gap:.3f}",
        }
    )
    st.caption("Windows of 2 × 2 begin at distances of 1 or 2, drawn at random: the same picture gives several smaller ones.")


def unpooling() -> None:
    """URL: back, factor."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        k, stride = pick_window(1)
        text, values = pick_grid("overlapping windows")
    found = pool(values, k, stride)
    with left:
        back = pick_back(found.values)
    with right:
        show_returned(text, values, found, back, k, stride)
    st.subheader("On a picture")
    model = pick_model(needs_images=True, needs_convolutions=True)
    left, right = st.columns([2, 5], gap="large")
    with left:
        factor = common.choose(st.segmented_control, "Smaller and larger by", [2, 3, 4], key="factor")
        picture = pick_picture(model)
        kind = pick_ground()
    if picture is not None:
        with right:
            show_picture_back((model.reference, picture.source, picture.crop, kind), picture, factor)


def pick_back(pooled: Any) -> Any:
    """The map that goes back, as large as the pooled one: a decoder's, so it need not be the pooled one. URL: back."""
    default = BACK if pooled.shape == (2, 2) else filters.format_weights(pooled)
    back = pick_numbers("Goes back", "back", default)
    if back.shape != pooled.shape:
        st.warning(f"What goes back must be as large as the pooled map, {pooled.shape[0]} × {pooled.shape[1]}; that one is used.")
        return pooled
    return back


def show_returned(text: str, values: Any, found: Any, back: Any, k: int, stride: int) -> None:
    places, counts = np.unique(found.places, return_counts=True)
    doubled = [(int(place) // values.shape[1], int(place) % values.shape[1]) for place in places[counts > 1]]
    made = {
        "unpooled, added up": ways.unpool(back, found.places, values.shape),
        "torch: overwritten": ways.overwritten(back, found.places, values.shape, (k, stride)),
        "nearest neighbour": ways.nearest(back, 2),
        "bed of nails": ways.bed_of_nails(back, 2),
    }
    first, second = st.columns([2, 3], gap="large")
    with first:
        common.show(
            filter_walks.remembered(values, found.values, found.places),
            key="remembered",
            alt="The input, its kept values ringed, and the pooled map",
            code=code.remembered(text, k, stride),
            arrays={"input": values, "pooled": found.values, "places": found.places},
        )
        common.metrics(
            {
                "Values that share a place": f"{counts[counts > 1].sum()}",
                "Lost by overwriting": f"{made['unpooled, added up'].sum() - made['torch: overwritten'].sum():g}",
            }
        )
    with second:
        common.show(
            filter_walks.returned(back, made, doubled, columns=3),
            key="returned",
            alt="The small map put back in four ways",
            code=code.returned(text, k, stride, filters.format_weights(back), doubled),
            arrays={"back": back, **{name.split(":")[0].replace(", ", "-"): part for name, part in made.items()}},
        )
        st.caption("Framed: where several values land. Added up they all count; torch's `max_unpool2d` keeps one of them.")


def show_picture_back(base: Any, picture: Picture, factor: int) -> None:
    values = ground(base[0], picture.pixels, base[3], factor)
    found = pool(values, factor, factor)
    back = {name: way(found.values, found.places, values.shape, factor) for name, way in ways.WAYS.items()}
    common.show(
        filter_pooling.panels({"input": values, "max pooled": found.values, **back}, columns=3, wide_px=520),
        key="picture-back",
        alt=f"{picture.name}, max pooled by {factor}, and put back in {len(back)} ways",
        code=code.picture_back(*base, factor),
        arrays={"input": values, "pooled": found.values, **{name.replace(" ", "-"): part for name, part in back.items()}},
    )
    right = int((back["max unpooling"] == values).sum())
    common.metrics(
        {f"Mean squared error, {name}": f"{error:.4f}" for name, error in grounds.errors(values, back).items()}
        | {"Pixels that max unpooling gets exactly": f"{right} of {values.size}"}
    )
    st.caption("Unpooled values stand where they were, but most pixels stay empty: a decoder's convolution fills them.")
