"""The topic "Naive": the style picture through the content loss, and through Gram matrices of the same layers."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.style_views import studies
from pages.style_views.choice import pick_network, pick_style
from vizlab.figures.style_statistics import wall
from vizlab.snippets import style_statistics as code
from vizlab.style.studies.recipe import StudyRecipe
from vizlab.style.studies.result import Studied


def look() -> None:
    """URL: style, network, rounds, side_px, seed."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = studies.pick_recipe("naive", pick_style(), pick_network())
    with right, common.friendly():
        studies.show(recipe, show)


def show(recipe: StudyRecipe, found: list[Studied]) -> None:
    copied, textured = found
    source = studies.source(recipe.picture, recipe.side_px)
    shown = {"the picture": source} | {each.label: each.pictures[-1] for each in found}
    figure = wall(shown, columns=3)
    common.snug("naive", figure)
    common.show(
        figure,
        key="naive",
        alt="The style picture, what the content loss makes of noise, and what Gram matrices make of it",
        code=code.study(recipe, 3),
        arrays=shown,
    )
    both = (copied, textured)
    common.metrics({f"SSIM, {each.label}": f"{each.numbers['ssim']:.2f}" for each in both})
    st.markdown(
        f"Both began with the same noise and asked the same layers. The content loss brings back the picture itself: structural "
        f"similarity **{copied.numbers['ssim']:.2f}**. Gram matrices bring its manner: **{textured.numbers['ssim']:.2f}**."
    )
    st.dataframe(table(found), hide_index=True, width="stretch", column_config=COLUMNS)
    st.caption("Losses are shares, mean over the layers: 1 is as far off as a picture that excites no feature at all.")


def table(found: list[Studied]) -> dict[str, list[object]]:
    means = {
        name: [sum(each.numbers[kind].values()) / len(each.numbers[kind]) for each in found]
        for name, kind in (("content loss", "content"), ("style loss", "style"))
    }
    pixels = {name: [each.numbers[key] for each in found] for name, key in (("SSIM", "ssim"), ("pixels off", "rms"))}
    return {"painted by": [each.label for each in found]} | pixels | means


COLUMNS = {
    "SSIM": st.column_config.NumberColumn(format="%.2f", help="Structural similarity to the style picture: 1 is the same."),
    "pixels off": st.column_config.NumberColumn(format="percent", help="Root mean square difference; white to black is 100 %."),
    "content loss": st.column_config.NumberColumn(format="%.3f", help="Of the features, place by place."),
    "style loss": st.column_config.NumberColumn(format="%.4f", help="Of the Gram matrices, which know no places."),
}
