"""The topic Intrinsic dimension of the view High dimension: shapes whose dimension is known, pictures, layers of a network."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views.dimensions_choice import pick_seed, pictures
from vizlab.embeddings.dimensions import intrinsic, material
from vizlab.figures import embedding_dimensions as figures
from vizlab.snippets import embedding_dimensions as code

DIMENSIONS, AMBIENTS, NOISES, SCALES = (
    (1, 2, 3, 5, 8, 12, 16),
    (3, 10, 20, 50, 100),
    (0.0, 0.01, 0.03, 0.1),
    (3, 5, 10, 20, 50, 100),
)
DOTS, SETS = 150, 3  # of the straight line; sets of pictures
NETWORK, DATA = "bundled/digits-cnn@30", "digits"


@st.cache_data(max_entries=32, show_spinner="Asking the neighbours …")
def distances(made: code.Made) -> intrinsic.Distances:
    shape, dimension, ambient, noise, seed = made
    return intrinsic.neighbours(intrinsic.draw(shape, dimension, intrinsic.N, ambient, noise, seed))


@st.cache_data(max_entries=32, show_spinner=False)
def count(made: code.Made) -> int:
    shape, dimension, ambient, noise, seed = made
    return intrinsic.linear_count(intrinsic.draw(shape, dimension, intrinsic.N, ambient, noise, seed))


@st.cache_data(max_entries=16, show_spinner="Asking the neighbours …")
def of_pictures(name: str, k: int) -> dict[str, float]:
    return intrinsic.estimates(pictures(name).features, k)


@st.cache_data(max_entries=8, show_spinner="Asking every layer …")
def of_layers(reference: str, data: str, k: int) -> dict[str, dict[str, float]]:
    return {layer: intrinsic.estimates(features, k) for layer, features in intrinsic.of_layers(reference, data).items()}


def pick() -> tuple[code.Made, int]:
    """URL: shape, true_dimension, ambient, shape_noise, seed, scale."""
    about = "; ".join(f"{name}: {shape.about}" for name, shape in intrinsic.SHAPES.items())
    shape = common.choose(st.segmented_control, "Shape", list(intrinsic.SHAPES), key="shape", help=about, wrap=True)
    dimension = intrinsic.SHAPES[shape].fixed
    columns = iter(st.columns(4 if dimension else 5, gap="medium"))
    if not dimension:
        with next(columns):
            dimension = int(common.choose(st.select_slider, "True dimension", DIMENSIONS, key="true_dimension", default=5))
    with next(columns):
        about = "Numbers that each point is written down with."
        ambient = int(common.choose(st.select_slider, "Turned into", AMBIENTS, key="ambient", default=20, help=about))
    with next(columns):
        about = "Along all numbers, as a share of the shape's own deviation: noise has every dimension."
        noise = float(common.choose(st.select_slider, "Noise", NOISES, key="shape_noise", default=0.0, help=about))
    with next(columns):
        about = "Few look closely, many from afar."
        scale = int(common.choose(st.select_slider, "Neighbours asked", SCALES, key="scale", default=10, help=about))
    with next(columns):
        seed = pick_seed("Another draw of the same shape.")
    return (str(shape), dimension, ambient, noise, seed), scale


def look() -> None:
    """URL: shape, true_dimension, ambient, shape_noise, seed, scale."""
    made, scale = pick()
    found, truth = distances(made), intrinsic.dimension_of(made[0], made[1])
    common.metrics(
        {
            "True dimension": f"{truth}",
            "Two neighbours": f"{intrinsic.two_nn(found):.2f}",
            f"Likelihood of {scale}": f"{intrinsic.by_likelihood(found, scale):.2f}",
            "PCA, for 95 %": f"{count(made)}",
        }
    )
    left, right = st.columns(2, gap="large")
    with left:
        show_scales(made, scale, found, truth)
        show_pictures(scale)
    with right:
        show_line(made, found, truth)
        show_layers(scale)
    st.caption(
        f"{intrinsic.N:,} points of at least {made[2]} numbers each; {material.N:,} pictures. The more dimensions, the more "
        "points it takes to see them: "
        "estimates above ten come out too low."
    )


def show_scales(made: code.Made, scale: int, found: intrinsic.Distances, truth: int) -> None:
    seen = {"likelihood": (SCALES, [intrinsic.by_likelihood(found, k) for k in SCALES])}
    seen["two neighbours"] = ((2,), [intrinsic.two_nn(found)])
    style: Any = {"x_title": "neighbours asked", "y_title": "estimated dimension", "joined": True, "log": "x"}
    st.subheader("How closely one looks")
    common.show(
        figures.against({}, seen, at=scale, levels={f"true: {truth}": truth}, **style),
        key="scales",
        alt=f"Estimated dimension against the number of neighbours; the truth is {truth}",
        code=code.by_scale(made, scale, SCALES, truth),
        columns={"neighbours": SCALES, "estimate": seen["likelihood"][1]},
    )


def show_line(made: code.Made, found: intrinsic.Distances, truth: int) -> None:
    x, y = intrinsic.ratio_line(found)
    step, slope, ends = max(1, len(x) // DOTS), intrinsic.two_nn(found), [0.0, float(x[-1])]
    paper = {f"slope {truth}, the truth": (ends, [truth * end for end in ends])}
    paper[f"slope {slope:.2f}, the estimate"] = (ends, [slope * end for end in ends])
    st.subheader("Two neighbours are enough")
    common.show(
        figures.against(
            paper,
            {"points": (x[::step], y[::step])},
            x_title="log of second / first distance",
            y_title="−log of the share beyond",
        ),
        key="ratio-line",
        alt="Logarithm of the ratio of the two nearest distances; the slope is the dimension",
        code=code.ratio_line(made, truth, DOTS),
        columns={"log ratio": x, "minus log share": y},
    )


def show_pictures(scale: int) -> None:
    names = list(material.offered())[:SETS]
    st.subheader("Pictures")
    common.show(
        figures.ranked({name: of_pictures(name, scale) for name in names}, x_title="estimated dimension"),
        key="of-pictures",
        alt="Estimated dimensions of sets of pictures",
        code=code.real(names, scale),
        columns={"pictures": names} | turned([of_pictures(name, scale) for name in names]),
    )


def show_layers(scale: int) -> None:
    rows = of_layers(NETWORK, DATA, scale)
    st.subheader("Layers of a network that reads digits")
    common.show(
        figures.ranked(rows, x_title="estimated dimension"),
        key="of-layers",
        alt="Estimated dimension of the digits in each layer of a network",
        code=code.layers(NETWORK, DATA, scale),
        columns={"layer": list(rows)} | turned(list(rows.values())),
    )


def turned(rows: list[dict[str, float]]) -> dict[str, list[float]]:
    """A column for each way."""
    return {way: [row[way] for row in rows] for way in rows[0]}
