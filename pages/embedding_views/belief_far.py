"""The topic Near and far of the view Believe it or not: the claim that t-SNE keeps distances, put to the test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common
from vizlab import embeddings
from vizlab.embeddings import EmbeddingRecipe
from vizlab.embeddings.belief import far
from vizlab.figures import embedding_belief as drawings
from vizlab.frames import Frames
from vizlab.snippets import embedding_belief as code

PERPLEXITIES = (5, 15, 30)
CLAIM = "preserves pair-wise distances … very different vectors end up very far apart"


@st.cache_data(max_entries=32, show_spinner="Drawing clusters apart …")
def drawn_apart(perplexity: float, seed: int) -> far.Drawn:
    return far.drawn_apart(perplexity, seed)


@st.cache_data(max_entries=1, show_spinner=False)
def digits() -> Mapping[str, Any] | None:
    """The qualities of the digits' maps, which come along."""
    record = Frames(embeddings.KIND, EmbeddingRecipe()).record()
    return None if record is None else record["quality"]


def pick() -> dict[str, Any]:
    """URL: distance, pair_perplexity, seed."""
    distances = list(far.DISTANCES)
    distance = common.choose(st.select_slider, "True distance of the centres", distances, key="distance", default=distances[2])
    about = "How many of the 99 others each point listens to."
    perplexity = common.choose(
        st.segmented_control, "Perplexity", list(PERPLEXITIES), key="pair_perplexity", default=15, help=about
    )
    seed = st.slider("Seed", 0, 19, 0, key="seed", bind="query-params", help="Of the clusters and of the start of t-SNE.")
    return {"distance": distance, "perplexity": float(perplexity), "seed": seed}


def show_pair(found: far.Drawn, name: str, distance: int, perplexity: float, seed: int) -> None:
    place = far.DISTANCES.index(distance)
    positions = found.maps[name][place]
    st.markdown(f"**{name}**")
    common.show(
        drawings.little_map(positions, found.labels, ("first", "second"), noun="point", height_px=300),
        key=f"pair-{name.lower()}",
        alt=f"{name} of two clusters {distance} standard deviations apart",
        code=code.pair(perplexity, seed, distance, name),
        columns={"x": positions[:, 0], "y": positions[:, 1], "cluster": found.labels},
    )
    gaps = found.gaps[name]
    st.caption(
        f"The gap is {gaps[place] / gaps[0]:.2f} times the one at {far.DISTANCES[0]}; in truth it is "
        f"{distance / far.DISTANCES[0]:g} times."
    )


def show_digits() -> None:
    """The same on real data: near by trustworthiness, far by rank correlation."""
    quality = digits()
    if quality is None:
        return
    st.markdown("**The same of the 1,797 digits**")
    names = {"trustworthiness": "Near: trustworthiness of ten neighbours", "rank_correlation": "Far: rank correlation"}
    columns: dict[str, list[str]] = {"": list(names.values())}
    for name, numbers in quality.items():
        columns[name] = [f"{numbers[field]:.3f}" for field in names]
    st.table(columns, border="horizontal", hide_index=True)
    st.caption("t-SNE wins near, PCA wins far: neighbourhoods are kept, distances are not.")


def look() -> None:
    chosen = st.fragment(_look)
    chosen()


def _look() -> None:
    with common.friendly():
        left, right = st.columns([2, 5], gap="large")
        with left:
            chosen = pick()
            st.markdown(f"What is often said of t-SNE: it “{CLAIM}”. **That is wrong.**")
            st.caption("Right is: it keeps neighbourhoods; how far apart distant points are drawn means nothing.")
            show_digits()
        distance, perplexity, seed = chosen.values()
        found = drawn_apart(perplexity, seed)
        with right:
            for place, name in zip(st.columns(2, gap="large"), found.maps, strict=True):
                with place:
                    show_pair(found, name, distance, perplexity, seed)
            st.markdown("**The gap on the map against the true one**")
            common.show(
                drawings.gap_lines(far.DISTANCES, found.gaps, chosen=distance),
                key="gaps",
                alt="Gap between the clusters on each map against their true distance",
                code=code.gaps(perplexity, seed, distance),
                columns={"distance": far.DISTANCES, **found.gaps},
            )
            place = far.DISTANCES.index(distance)
            said = ", ".join(f"{name} {values[place]:.2f}" for name, values in found.rank_correlations.items())
            st.caption(f"Rank correlation of all distances at this one: {said}.")
