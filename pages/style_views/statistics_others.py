"""The topic "Other statistics": the same texture through each summary of the features, judged by every one of them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages import common
from pages.style_views import studies
from pages.style_views.choice import pick_network, pick_style
from vizlab.figures.style_statistics import cells, wall
from vizlab.snippets import style_statistics as code
from vizlab.style.losses import STATISTICS
from vizlab.style.studies.recipe import StudyRecipe
from vizlab.style.studies.result import Studied

EQUAL = ("passes", "seconds")


def look() -> None:
    """URL: style, network, rounds, side_px, seed, equal, judge."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = studies.pick_recipe("statistics", pick_style(), pick_network())
    with right, common.friendly():
        studies.show(recipe, show)


def show(recipe: StudyRecipe, found: list[Studied]) -> None:
    """URL: equal, judge."""
    left, right = st.columns([1, 2], gap="large")
    with left:
        equal = common.choose(st.segmented_control, "Each was given as many", EQUAL, key="equal")
    with right:
        judged = str(common.choose(st.selectbox, "Painted by", [each.label for each in found], key="judge"))
    titles = {each.label: each.steps[-1] if equal == "passes" else each.early for each in found}
    shown = {"the picture": studies.source(recipe.picture, recipe.side_px)} | {
        f"{each.label}, {titles[each.label]}": each.at(titles[each.label]) for each in found
    }
    figure = wall(shown, columns=3)
    common.snug("others", figure)
    common.show(
        figure,
        key="others",
        alt=f"The same texture through each statistic, with equal {equal}",
        code=code.others(recipe, str(equal)),
        arrays=shown,
    )
    st.markdown(STATISTICS[judged].about + f" It took {next(e.seconds for e in found if e.label == judged):.1f} s.")
    names = [each.label for each in found]
    values = np.array([[each.numbers["statistics"][name] for name in names] for each in found])
    common.show(
        cells(values, names, names, noun="distance", chosen=judged, log=True),
        key="cross",
        alt="Distance of each painting to the style picture under each statistic",
        code=code.crossed(recipe, judged),
        columns={"painted by": names} | {f"judged by {name}": values[:, at].tolist() for at, name in enumerate(names)},
    )
    st.caption(
        "Rows: what a painting was made by, after all its iterations. Columns: what judges it, as a share, mean over all layers; "
        "the darker, the further off in that column. The number beside a title is its iterations."
    )
