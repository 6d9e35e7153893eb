"""The topic PCA of the view High dimension: what m components keep, and what a picture looks like through them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages import common
from pages.embedding_views.dimensions_choice import number, pick_material, pictures
from vizlab.embeddings.dimensions import components, material
from vizlab.figures import embedding_dimensions as figures
from vizlab.figures.mosaics import mosaic
from vizlab.figures.pictures import image_grid
from vizlab.snippets import embedding_dimensions as code

FIRST, SHOWN, STEPS = 8, 12, 6  # components at first sight; drawn as pictures; pictures read back beside the chosen one


@st.cache_data(max_entries=4, show_spinner="Finding the components …")
def found_in(name: str) -> components.Components:
    return components.all_of(pictures(name).features)


@st.cache_data(max_entries=4, show_spinner=False)
def measured(name: str) -> tuple[list[int], list[float]]:
    """Numbers of components, and the squared error of each."""
    found, features = found_in(name), pictures(name).features.numpy()
    tried = components.ladder(len(found.variances))
    return tried, [found.error(m, features) for m in tried]


def look() -> None:
    """URL: material, components, of_class."""
    columns = st.columns(3, gap="large")
    with columns[0]:
        data = pick_material()
    found, known = found_in(data), pictures(data)
    with columns[1]:
        tried, about = components.ladder(len(found.variances)), "How many numbers are left of each picture."
        m = int(common.choose(st.select_slider, "Components", tried, key="components", default=FIRST, help=about))
    with columns[2]:
        rows = material.firsts(known)
        row = rows[common.choose(st.selectbox, "Picture of", list(rows), key="of_class")]
    error = found.error(m, known.features.numpy())
    common.metrics(
        {
            "Variance kept": f"{found.kept[m - 1]:.1%}",
            "Squared error, measured": number(error),
            "Variances left out": number(found.tail(m)),
            "Difference": f"{abs(error - found.tail(m)):.1g}",
            "For 95 %": f"{found.needed(0.95)} of {known.features.shape[1]:,}",
        }
    )
    left, right = st.columns(2, gap="large")
    with left:
        show_kept(data, m)
        show_picture(data, m, row)
    with right:
        show_errors(data, m)
        show_components(data)


def show_kept(data: str, m: int) -> None:
    found = found_in(data)
    numbers, shares = range(1, len(found.variances) + 1), found.variances / found.variances.sum()
    st.subheader("What the first ones keep")
    common.show(
        figures.against(
            {"kept together": (numbers, found.kept), "each": (numbers, shares)},
            {},
            x_title="components",
            y_title="share of the variance",
            at=m,
            percent=True,
            levels={"95 %": 0.95},
        ),
        key="kept",
        alt="Share of the variance that the first components keep, together and each",
        code=code.kept(data, m),
        columns={"components": list(numbers), "kept": found.kept, "each": shares},
    )


def show_errors(data: str, m: int) -> None:
    found = found_in(data)
    (tried, errors), numbers = measured(data), range(len(found.variances) + 1)
    st.subheader("What is lost on the way back")
    common.show(
        figures.against(
            {"sum of the variances left out": (numbers, [found.tail(at) for at in numbers])},
            {"squared error, measured": (tried, errors)},
            x_title="components",
            y_title="squared error of a picture",
            at=m,
        ),
        key="errors",
        alt="Squared error of pictures read back from m components, measured and on paper",
        code=code.errors(data, m),
        columns={"components": tried, "error": errors},
    )


def show_picture(data: str, m: int, row: int) -> None:
    found, known = found_in(data), pictures(data)
    ladder = components.ladder(len(found.variances))
    tried = sorted({m, *ladder[:: max(1, len(ladder) // STEPS)][:STEPS]})
    rows = [known.features[row].numpy(), *(found.back(at, np.array([row]))[0] for at in tried)]
    titles = ["as it is", *(f"{at} component{'s' * (at > 1)}" for at in tried)]
    st.subheader("A picture, by ever more of them")
    common.show(
        image_grid(list(material.as_pictures(np.stack(rows), known.shape)), titles, columns=4),
        key="read-back",
        alt=f"A picture as it is, and as {', '.join(map(str, tried))} components know it",
        code=code.read_back(data, row, tried),
        arrays={"rows": np.stack(rows)},
    )


def show_components(data: str) -> None:
    found, known = found_in(data), pictures(data)
    maps = found.directions[:SHOWN].reshape(-1, *known.shape).mean(1)
    labels = [f"{share:.1%}" for share in found.variances[:SHOWN] / found.variances.sum()]
    st.subheader("The components themselves")
    common.show(
        mosaic(maps, labels, numbers=range(1, len(maps) + 1), signed=True, title="weight", noun="component", columns=4),
        key="components",
        alt=f"The first {len(maps)} principal components as pictures, with their share of the variance",
        code=code.directions(data, SHOWN),
        arrays={"directions": found.directions[:SHOWN]},
    )
