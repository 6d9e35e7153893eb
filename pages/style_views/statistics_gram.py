"""The topic "Gram matrices": of one layer, for the photograph, the painting on its way, and the style; and behind one number."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from pages import common, views
from pages.knobs import put
from pages.style_views.statistics_seen import pick_layer, with_both
from vizlab import style
from vizlab.figures.paintings import gram_maps
from vizlab.figures.style_statistics import cell_at, maps
from vizlab.snippets import style_statistics as code
from vizlab.style import view
from vizlab.style.statistics import channels, looking

PAINTING, STYLE = "painting", "style picture"


@st.cache_data(max_entries=8, show_spinner=False)
def painted(content: str, manner: str, seconds: float) -> view.Painting:
    return view.read(style.StyleRecipe(content=content, style=manner))


@st.cache_data(max_entries=32, show_spinner=False)
def compared(network: str, layer: str, content: str, manner: str, step: int, _pictures: Any) -> channels.Grams:
    return channels.compare(looking.open_eyes(network), layer, _pictures)


@st.cache_data(max_entries=32, show_spinner=False)
def pair_of(network: str, layer: str, content: str, manner: str, step: int, of: str, pair: tuple[int, int], _pixels: Any) -> Any:
    eyes = looking.open_eyes(network)
    return channels.pair(looking.see_layer(eyes, layer, looking.as_input(eyes, _pixels)), *pair)


def look() -> None:
    """URL: content, style, network, layer, frame, of, row_channel, column_channel."""
    with_both(show)


def show(content: str, manner: str, network: str) -> None:
    recipe = style.StyleRecipe(content=content, style=manner)
    record = view.Frames(style.KIND, recipe).record()
    made = painted(content, manner, float(record["seconds"]) if record else 0.0)
    left, right = st.columns(2, gap="large")
    with left:
        layer = pick_layer(network)
    with right:
        step = pick_step(made) if made.frames else -1
    pictures = read_pictures(made, step)
    found = compared(network, layer, content, manner, step, pictures)
    show_maps(found, recipe, network, layer, step)
    if step < 0:
        st.info("Nobody has painted this pair yet.")
        st.button("Paint it", on_click=partial(views.turn_to, "Transfer", content=content, style=manner), key="paint-pair")
    show_pair(found, pictures, recipe, network, layer, step)


def pick_step(made: view.Painting) -> int:
    """URL: frame."""
    help_text = "The painting after so many iterations, made with the default settings; watch its matrix become the style's."
    return int(common.choose(st.select_slider, "Painted for", made.steps, key="frame", default=made.steps[-1], help=help_text))


@st.cache_data(max_entries=8, show_spinner=False)
def sources(content: str, manner: str) -> Any:
    return view.originals(style.StyleRecipe(content=content, style=manner))


def read_pictures(made: view.Painting, step: int) -> dict[str, Any]:
    content, manner = sources(made.recipe.content, made.recipe.style)
    painting = {PAINTING: made.at(step)} if step >= 0 else {}
    return {"photograph": content} | painting | {STYLE: manner}


def show_maps(found: channels.Grams, recipe: style.StyleRecipe, network: str, layer: str, step: int) -> None:
    figure = gram_maps(found.matrices)
    common.snug("grams", figure)
    common.show(
        figure,
        key="grams",
        alt=f"Gram matrices of {layer} for {', '.join(found.matrices)}",
        code=code.grams(recipe, network, layer, step),
        arrays=found.matrices,
        clicked=partial(take_pair, found),
    )
    nature = found.nature
    common.metrics(
        {f"From the {name} to the style": f"{value:.0%}" for name, value in found.apart.items()}
        | {"Asymmetry": f"{nature.asymmetry:.0e}", "Smallest eigenvalue": f"{nature.smallest:.0e}"}
    )
    st.caption(
        f"The whole matrix is {nature.shape[0]} × {nature.shape[1]}: all pairs of channels of this one layer, a mean product "
        f"over {found.positions:,} positions; drawn are the {len(found.channels)} strongest. It must be symmetric and have no "
        "eigenvalue below zero: both are measured, as shares of the largest eigenvalue."
    )


def take_pair(found: channels.Grams, x: float, y: float) -> None:
    """Turn to the pair of channels that was clicked."""
    cell = cell_at(x, y, len(found.matrices), len(found.channels))
    if cell is not None:
        put({"row_channel": found.channels[cell[0]], "column_channel": found.channels[cell[1]]})


def show_pair(
    found: channels.Grams, pictures: dict[str, Any], recipe: style.StyleRecipe, network: str, layer: str, step: int
) -> None:
    """Behind one number. URL: row_channel, column_channel, of."""
    st.header("Behind one number")
    row, column = channels.partners(found.matrices[STYLE])
    with st.container(horizontal=True):
        first, second = (
            int(common.choose(st.selectbox, label, found.channels, key=key, default=found.channels[at], width=130))
            for label, key, at in (("Channel", "row_channel", row), ("and channel", "column_channel", column))
        )
        of = str(common.choose(st.segmented_control, "of the", list(pictures), key="of", default=STYLE))
    behind = pair_of(network, layer, recipe.content, recipe.style, step, of, (first, second), pictures[of])
    shown = {f"channel {first}": behind.first, f"times channel {second}": behind.second, "product": behind.product}
    figure = maps(shown)
    common.snug("pair", figure)
    common.show(
        figure,
        key="pair",
        alt=f"The maps of channels {first} and {second} of {layer} for the {of}, and their product",
        code=code.pair(recipe, network, layer, step, of, (first, second)),
        arrays={"first": behind.first, "second": behind.second, "product": behind.product},
    )
    st.markdown(
        f"The mean of the product, **{behind.entry:.3g}**, is the number in the matrix. By direction alone (cosine) it is "
        f"**{behind.cosine:.2f}**: {together(behind.cosine)} Click a point of a matrix to see its pair."
    )


def together(cosine: float) -> str:
    if cosine > 0.7:
        return "both channels answer at the same places."
    if cosine > 0.3:
        return "the two answer together at some places."
    return "where one answers, the other is mostly silent."
