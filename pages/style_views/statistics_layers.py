"""The topic "Layers": a texture from each layer alone, with its spectrum."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages import common
from pages.style_views import studies
from pages.style_views.choice import pick_network, pick_style
from vizlab.figures.style_statistics import cells, curves, wall
from vizlab.snippets import style_statistics as code
from vizlab.style.studies.measures import middle_wave, powers
from vizlab.style.studies.recipe import StudyRecipe
from vizlab.style.studies.result import Studied

AXES = ("cycles a pixel", "power")


def look() -> None:
    """URL: style, network, rounds, side_px, seed, alone."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = studies.pick_recipe("layers", pick_style(), pick_network())
    with right, common.friendly():
        studies.show(recipe, show)


def show(recipe: StudyRecipe, found: list[Studied]) -> None:
    """URL: alone."""
    source = studies.source(recipe.picture, recipe.side_px)
    shown = {"the picture": source} | {f"{each.label}, {each.layer}": each.pictures[-1] for each in found}
    figure = wall(shown, columns=3)
    common.snug("alone", figure)
    common.show(
        figure, key="alone", alt="A texture from each layer alone, shallow to deep", code=code.alone(recipe), arrays=shown
    )
    labels = [each.label for each in found]
    alone = str(common.choose(st.segmented_control, "Layer in front", labels, key="alone", wrap=True))
    lines = powers(shown)
    common.show(
        curves(lines, titles=AXES, chosen=next(name for name in lines if name.startswith(alone))),
        key="spectra",
        alt="Radial power spectra of the picture and of the texture from each layer",
        code=code.spectra(recipe, alone),
        columns={"cycles a pixel": lines["the picture"][0]} | {name: line[1] for name, line in lines.items()},
    )
    waves = {each.label: each.numbers["wave"] for each in found}
    common.metrics(
        {"Mean wave, the picture": f"{middle_wave(source):.1f} px"} | {name: f"{wave:.1f} px" for name, wave in waves.items()}
    )
    show_table(recipe, found, alone)


def show_table(recipe: StudyRecipe, found: list[Studied], alone: str) -> None:
    layers = [studies.PIXELS, *(each.layer for each in found)]
    values = np.array([[each.numbers["style"][layer] for layer in layers] for each in found])
    rows = [each.label for each in found]
    common.show(
        cells(values, rows, layers, noun="style loss", chosen=alone, log=True),
        key="alone-table",
        alt="Style loss at every layer of the texture that each layer alone has made",
        code=code.alone_table(recipe, alone),
        columns={"made by": rows} | {f"loss at {layer}": values[:, at].tolist() for at, layer in enumerate(layers)},
    )
    st.caption(
        "Rows: the layer that made the texture. Columns: where it is judged. Each matches its own layer; what the others want "
        "of it, it does not know."
    )
