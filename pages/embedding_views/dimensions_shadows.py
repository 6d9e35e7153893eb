"""The topic Random projection of the view High dimension: how distances change in a few random directions."""

from __future__ import annotations

import math

import streamlit as st

from pages import common
from pages.embedding_views.dimensions_choice import pair, pick_material, pick_seed, pictures
from vizlab.embeddings.dimensions import angles, shadows
from vizlab.figures import embedding_dimensions as figures
from vizlab.snippets import embedding_dimensions as code


@st.cache_data(max_entries=64, show_spinner=False)
def cast(name: str, dims: int, seed: int) -> shadows.Shadow:
    return shadows.cast(angles.centred(pictures(name).features), dims, seed)


def look() -> None:
    """URL: shadow_dims, material, seed."""
    columns = st.columns(3, gap="large")
    with columns[0]:
        about = "Random directions that the pictures are projected to."
        dims = int(
            common.choose(st.select_slider, "Random directions", shadows.DIMENSIONS, key="shadow_dims", default=200, help=about)
        )
    with columns[1]:
        data = pick_material()
    with columns[2]:
        seed = pick_seed("Other random directions.")
    shadow = cast(data, dims, seed)
    common.metrics(
        {
            "Spread of the ratio (on paper)": pair(shadow.spread, shadows.spread(dims)),
            "Worst change of a squared distance": f"{shadow.worst:.0%}",
            "Some shadow stays below": f"{shadow.bound:.0%}" if math.isfinite(shadow.bound) else "no promise",
        }
    )
    left, right = st.columns(2, gap="large")
    with left:
        show_ratios(data, dims, seed)
    with right:
        show_spreads(data, dims, seed)
    d = pictures(data).features.shape[1]
    st.caption(
        f"All pairs of {min(shadows.N, len(pictures(data).features)):,} pictures of {d:,} numbers, which share one projection; "
        "on paper: any pair, over all projections. The promise is Johnson and Lindenstrauss's, in the form of Dasgupta and Gupta."
    )


def show_ratios(data: str, dims: int, seed: int) -> None:
    shadow = cast(data, dims, seed)
    reach = 2.5 if dims < 10 else 2.0
    places, bars = angles.inside(0, reach), angles.histogram(shadow.ratios, 0, reach)
    st.subheader("Distance after, distance before")
    common.show(
        figures.densities(
            bars,
            {"on paper": (places, shadows.density(places, dims))},
            name="pairs of pictures",
            x_title="distance after / before",
        ),
        key="ratios",
        alt=f"Histogram of how distances change in {dims} random directions, with its closed form",
        code=code.ratios(data, dims, seed, reach),
        columns={"ratio": bars[0], "density": bars[1]},
    )


def show_spreads(data: str, dims: int, seed: int) -> None:
    found = [cast(data, at, seed).spread for at in shadows.DIMENSIONS]
    name = "spread of the ratio"
    st.subheader("How many directions are enough")
    common.show(
        figures.against(
            {name: (shadows.DIMENSIONS, [shadows.spread(at) for at in shadows.DIMENSIONS])},
            {name: (shadows.DIMENSIONS, found)},
            x_title="random directions",
            y_title="spread of after / before",
            log="xy",
            at=dims,
        ),
        key="spreads",
        alt="Spread of the ratio of distances against the number of random directions",
        code=code.spreads(data, dims, seed),
        columns={"directions": shadows.DIMENSIONS, "spread": found},
    )
