"""The topic Random weights: untrained networks, drawn several times in several ways, and what they can tell apart."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from vizlab.figures import style_network as figures
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import style_network as code
from vizlab.style.judging import draws, swatches, telling


@st.cache_data(max_entries=16, show_spinner=False)
def groups(recipe: draws.DrawsRecipe, layer: str) -> Any:
    return draws.groups(recipe, layer)


@st.cache_data(max_entries=4, show_spinner="Looking at patches …")
def levels(recipe: draws.DrawsRecipe) -> Any:
    return draws.levels(recipe)


def pick() -> draws.DrawsRecipe:
    """URL: grey_patches, seed."""
    about = "Brightness only, of one mean and one contrast: otherwise colour alone decides."
    grey = st.toggle("Grey, of equal contrast", True, key="grey_patches", bind="query-params", help=about)
    return draws.DrawsRecipe(grey=grey, seed=knob("seed", draws.KNOBS["seed"], 0))


def offer(recipe: draws.DrawsRecipe) -> None:
    run = Frames(draws.KIND, recipe)

    def draw(snapshot: Snapshot) -> None:
        if (frame := job_panel.newest(run, snapshot)) is not None:
            name, mean = list(draws.WAYS)[frame.index], frame.arrays["accuracy"][:, -1].mean()
            st.markdown(f"{name.capitalize()}: {mean:.0%} of the patches given to their own texture.")

    st.markdown(f"These {len(draws.WAYS) * recipe.draws} networks are not drawn yet; it takes about a minute.")
    job_panel.offer(run, label="Draw them", draw=draw)


def results(recipe: draws.DrawsRecipe) -> None:
    """URL: drawn_layer."""
    names = draws.layers(Frames(draws.KIND, recipe).read())
    titles = {name: name if name == telling.ALL else f"layer {at}" if at > 1 else "the pixels" for at, name in enumerate(names)}
    titles |= {name: f"layer {at - 1}" for at, name in enumerate(names) if at > 1}
    layer = common.choose(st.selectbox, "Told by", names, key="drawn_layer", titles=titles)
    found, held = groups(recipe, layer), levels(recipe)
    common.show(
        figures.spread(found, levels=held),
        key="draws",
        alt="The share of patches given to their own texture by untrained networks, drawn in several ways",
        code=code.draws(recipe, layer),
        columns={"way": list(found), **{f"draw {n + 1}": [row[n] for row in found.values()] for n in range(recipe.draws)}},
    )
    usual = found["as drawn"]
    st.markdown(
        f"**Luck: {min(usual):.0%} to {max(usual):.0%}** as drawn; a trained network reaches **{held['tiny-vgg']:.0%}**, "
        f"guessing {telling.chance():.0%}."
    )
    st.table(
        {"Way": list(draws.WAYS), "What is done": [way.about for way in draws.WAYS.values()]},
        border="horizontal",
        hide_index=True,
    )
    st.caption(f"Each point is a network with a seed of its own, over {swatches.EACH * len(swatches.SOURCES)} unknown patches.")


@st.fragment
def look() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = pick()
    with right, common.friendly():
        if Frames(draws.KIND, recipe).record() is None:
            offer(recipe)
        else:
            results(recipe)
