"""The topic Nearly orthogonal of the view High dimension: angles and distances of random vectors, and of pictures."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views.dimensions_choice import number, pair, pick_material, pick_seed, pictures
from vizlab.embeddings.dimensions import angles
from vizlab.figures import embedding_dimensions as figures
from vizlab.snippets import embedding_dimensions as code

WHATS: dict[str, tuple[float, float, Any]] = {  # what of a pair -> low, high, its density on paper
    "cosine": (-1.0, 1.0, angles.cosine_density),
    "distance": (0.0, 2.0, angles.distance_density),
}


@st.cache_data(max_entries=32, show_spinner=False)
def drawn(d: int, seed: int) -> angles.Pairs:
    return angles.drawn(d, seed)


@st.cache_data(max_entries=4, show_spinner=False)
def of_pictures(name: str) -> angles.Pairs:
    return angles.pairs(angles.centred(pictures(name).features))


@st.cache_data(max_entries=16, show_spinner=False)
def over_dimensions(seed: int) -> tuple[list[float], list[float]]:
    """Both numbers of random vectors, at each of the dimensions."""
    found = [angles.drawn(d, seed) for d in angles.DIMENSIONS]
    return [pairs.mean_cosine for pairs in found], [pairs.variation for pairs in found]


def look() -> None:
    """URL: vector_dims, material, seed."""
    columns = st.columns(3, gap="large")
    with columns[0]:
        about = "Numbers that make up each random vector."
        d = int(common.choose(st.select_slider, "Dimensions", angles.DIMENSIONS, key="vector_dims", default=100, help=about))
    with columns[1]:
        data = pick_material()
    with columns[2]:
        seed = pick_seed("Another draw of the same vectors.")
    random, real = drawn(d, seed), of_pictures(data)
    common.metrics(
        {
            "Mean |cosine| (on paper)": pair(random.mean_cosine, angles.mean_cosine(d)),
            "Spread of distances (on paper)": pair(random.variation, angles.variation(d)),
            "Mean |cosine|, pictures": number(real.mean_cosine),
            "They behave like": f"{real.behaves_like:.1f} dimensions",
        }
    )
    for column, what in zip(st.columns(2, gap="large"), WHATS, strict=True):
        with column:
            show_histogram(what, d, data, seed)
    show_dimensions(d, seed)
    st.caption(
        f"{angles.N:,} vectors of length 1, all pairs; the pictures less their mean. Their pixels go together, so they stand "
        "less upright on each other than random vectors of as many numbers."
    )


def show_histogram(what: str, d: int, data: str, seed: int) -> None:
    low, high, density = WHATS[what]
    random, real = getattr(drawn(d, seed), f"{what}s"), getattr(of_pictures(data), f"{what}s")
    places = angles.inside(low, high)
    bars, dotted = angles.histogram(random, low, high), angles.histogram(real, low, high)
    st.subheader("Angles" if what == "cosine" else "Distances")
    common.show(
        figures.densities(
            bars,
            {"on paper": (places, density(places, d)), data: dotted},
            name="random",
            x_title=f"{what} of a pair",
        ),
        key=f"{what}s",
        alt=f"Histogram of the {what} of pairs of random vectors of {d} dimensions, with its closed form, and of pictures",
        code=code.histogram(what, d, data, seed),
        columns={what: bars[0], "density": bars[1], f"density, {data}": dotted[1]},
    )


def show_dimensions(d: int, seed: int) -> None:
    names = ("mean of |cosine|", "spread of distances")
    paper = [[angle(at) for at in angles.DIMENSIONS] for angle in (angles.mean_cosine, angles.variation)]
    seen = over_dimensions(seed)
    st.subheader("Both shrink with the root of the dimension")
    common.show(
        figures.against(
            {name: (angles.DIMENSIONS, values) for name, values in zip(names, paper, strict=True)},
            {name: (angles.DIMENSIONS, values) for name, values in zip(names, seen, strict=True)},
            x_title="dimensions",
            y_title="of vectors of length 1",
            log="xy",
            at=d,
        ),
        key="dimensions",
        alt="Mean absolute cosine and spread of distances against the dimension, measured and on paper",
        code=code.by_dimension(d, seed),
        columns={"dimensions": angles.DIMENSIONS} | dict(zip(names, seen, strict=True)),
    )
