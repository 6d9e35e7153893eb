"""The topic "Sum or mean": one matrix under several normalisers, and formulas that are sometimes misprinted."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.style_views.statistics_seen import pick_layer, pixels, with_both
from vizlab.figures.style_statistics import curves, maps
from vizlab.snippets import style_statistics as code
from vizlab.style import pictures
from vizlab.style.statistics import looking, misprints, normalisers

AXES = ("copies along each side", "style loss, of one copy's")


@st.cache_data(max_entries=32, show_spinner=False)
def measured(content: str, manner: str, network: str, layer: str) -> normalisers.Sized:
    return normalisers.measure(looking.open_eyes(network), layer, pictures.find(content), pictures.find(manner))


@st.cache_data(max_entries=32, show_spinner=False)
def printed(manner: str, network: str, layer: str) -> tuple[dict[str, Any], str]:
    eyes = looking.open_eyes(network)
    seen = looking.see(eyes, looking.as_input(eyes, pixels(manner)))
    first, last = (seen[name] for name in (eyes.layers[0], eyes.layers[-1]))
    return misprints.beside(seen[layer]), misprints.across_layers(first, last)


def look() -> None:
    """URL: content, style, network, layer, normaliser."""
    with_both(show)


def show(content: str, manner: str, network: str) -> None:
    left, right = st.columns([1, 2], gap="large")
    with left:
        layer = pick_layer(network)
    with right:
        chosen = str(common.choose(st.selectbox, "Normaliser", list(normalisers.NORMALISERS), key="normaliser"))
    found = measured(content, manner, network, layer)
    lines = {name: (found.times, normalisers.against_first(values)) for name, values in found.losses.items()}
    common.show(
        curves(lines, titles=AXES, chosen=chosen),
        key="sums",
        alt="Style loss under each normaliser, when both pictures are laid ever more often beside and below themselves",
        code=code.sums(content, manner, network, layer, chosen),
        columns={"copies": found.times, "positions": found.positions} | found.losses,
    )
    common.metrics(
        {
            "Style loss, one copy": f"{found.losses[chosen][0]:.3g}",
            "when twice as wide and high": f"× {normalisers.growth(found)[chosen]:.3g}",
            "Sum against H·W times mean": f"{found.apart:.0e}",
        }
    )
    st.caption(
        "Both pictures are laid 1, 2, 3, 4 times beside and below themselves, mirrored, so that no style changes. A sum "
        "over H·W positions, squared, grows sixteenfold with each doubling of the sides; sum and H·W times mean are one matrix."
    )
    show_misprints(manner, network, layer)


def show_misprints(manner: str, network: str, layer: str) -> None:
    st.header("Three misprints")
    found, across = printed(manner, network, layer)
    figure = maps(found, noun="matrix")
    common.snug("misprint", figure)
    common.show(
        figure,
        key="misprint",
        alt="The Gram matrix, and the matrix that the misprinted formula gives, which is not symmetric",
        code=code.misprint(manner, network, layer),
        arrays={f"matrix {index}": matrix for index, matrix in enumerate(found.values())},
    )
    right, wrong = (misprints.asymmetry(matrix) for matrix in found.values())
    st.markdown(
        f"- Printed **G(i, j) = Σₖ F(i, k) F(j, j)**: one index twice. Drawn on the right: asymmetry {wrong:.2f} of the largest "
        f"entry, where a Gram matrix has {right:.0e}.\n"
        "- Printed “two feature vectors of shape W × H”: it is the C values at one position, at each of H·W.\n"
        f"- Printed “correlations across different layers”: it is channels of one layer. {across}"
    )
