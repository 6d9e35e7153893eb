"""The topic Whitening of the view High dimension: the covariance before and after, and what pictures look like then."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.embedding_views.dimensions_choice import number, pick_material, pictures
from vizlab.embeddings.dimensions import material, whitening
from vizlab.figures.embedding_dimensions import against
from vizlab.figures.pictures import heat, image_grid
from vizlab.snippets import embedding_dimensions as code

BAR_PX = 56  # the colour bar above a matrix
EPSILONS = (0.0, 0.001, 0.01, 0.1, 1.0)
SHOWN = 6


@st.cache_data(max_entries=8, show_spinner="Turning and stretching …")
def white_of(name: str, kind: str, epsilon: float) -> whitening.White:
    return whitening.whiten(pictures(name, True).features, kind, epsilon)


def look() -> None:
    """URL: material, whitening, epsilon."""
    columns = st.columns(3, gap="large")
    with columns[0]:
        data = pick_material()
    with columns[1]:
        about = "; ".join(f"{name}: {text}" for name, text in whitening.KINDS.items())
        kind = common.choose(st.segmented_control, "Whitening", list(whitening.KINDS), key="whitening", default="ZCA", help=about)
    with columns[2]:
        about = "Added to every variance, as a share of the mean one: directions with less than that, mostly noise, stay quiet."
        epsilon = float(common.choose(st.select_slider, "Epsilon", EPSILONS, key="epsilon", default=0.0, help=about))
    white = white_of(data, kind, epsilon)
    common.metrics(
        {
            "Directions that vary": f"{white.rank} of {len(white.before)}",
            "Covariance against identity": f"off by {number(white.gap)}",
            "Mean |correlation| before": number(whitening.correlation_left(white.before)),
            "After": number(whitening.correlation_left(white.after)),
        }
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Covariance before")
        show_covariance(data, kind, epsilon, "before", white.before)
    with right:
        st.subheader("Covariance after")
        show_covariance(data, kind, epsilon, "after", white.after)
    left, right = st.columns(2, gap="large")
    with left:
        show_pictures(data, kind, epsilon, white)
    with right:
        show_variances(data, kind, epsilon, white)
    st.caption(sentence(white, epsilon))


def sentence(white: whitening.White, epsilon: float) -> str:
    missing = len(white.before) - white.rank
    still = f"{missing} directions have no variance at all, so no stretching gives them any. " if missing else ""
    if epsilon:
        return f"{still}With epsilon the covariance is the identity only along directions that are wide: those below it fade out."
    return f"{still}Along all others the variance is 1, the faintest noise included: a little epsilon keeps that down."


def show_covariance(data: str, kind: str, epsilon: float, which: str, values: Any) -> None:
    common.snug_at(which, 1, BAR_PX)
    common.show(
        heat(values.astype(np.float32), title="covariance", signed=True, height_px=560),
        key=which,
        alt=f"Covariance of all pairs of {'pixels' if which == 'before' or kind == 'ZCA' else 'components'} {which} whitening",
        code=code.covariance(data, kind, epsilon, which),
        arrays={"covariance": values},
    )


def show_variances(data: str, kind: str, epsilon: float, white: whitening.White) -> None:
    numbers = range(1, white.rank + 1)
    found = {"before": (numbers, white.variances[: white.rank]), "after": (numbers, white.stretched[: white.rank])}
    st.subheader("How wide each direction is")
    common.show(
        against(found, {}, x_title="principal direction", y_title="variance", log="y", height_px=300),
        key="variances",
        alt="Variance along each principal direction, before and after whitening",
        code=code.variances(data, kind, epsilon),
        columns={"direction": list(numbers), "before": found["before"][1], "after": found["after"][1]},
    )


def show_pictures(data: str, kind: str, epsilon: float, white: whitening.White) -> None:
    known = pictures(data, True)
    rows = list(material.firsts(known).values())[:SHOWN]
    before, after = (
        material.as_pictures(known.features[rows], known.shape),
        whitening.as_pictures(white.values[rows], known.shape),
    )
    st.subheader("Pictures, before and after")
    common.show(
        image_grid([*before, *after], ["before"] * len(rows) + ["after"] * len(rows), columns=len(rows)),
        key="whitened",
        alt=f"{len(rows)} pictures before and after {kind} whitening",
        code=code.whitened(data, kind, epsilon, rows),
        arrays={"values": white.values[rows]},
    )
