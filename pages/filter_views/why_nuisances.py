"""The topic Nuisances of the view Why convolution: what an MLP and a CNN still recognise."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.filter_views.why_shuffled import pick, trained
from vizlab.figures import filter_why as drawings
from vizlab.figures import pictures
from vizlab.filters.why import verdict, versus
from vizlab.filters.why.nuisances import NUISANCES
from vizlab.filters.why.versus import VersusRecipe
from vizlab.frames import Frame
from vizlab.snippets import filter_why as code

FEW = 15
FIRST = {"moved_px": 1}


@st.cache_data(max_entries=64, show_spinner=False)
def under(_frames: list[Frame], recipe: VersusRecipe, levels: dict[str, float], seed: int) -> verdict.Disturbed:
    return verdict.under(_frames, recipe, levels, seed)


def pick_levels() -> dict[str, float]:
    """URL: moved_px, turned, scaled, lit, covered_px, noisy."""
    levels = {}
    for name, nuisance in NUISANCES.items():
        options, start = list(nuisance.levels), FIRST.get(name, nuisance.levels[0])
        levels[name] = common.choose(st.select_slider, nuisance.title.capitalize(), options, key=name, default=start)
    return levels


def show_digits(recipe: VersusRecipe, frames: list[Frame], levels: dict[str, float]) -> None:
    found = under(frames, recipe, levels, recipe.seed)
    common.metrics({f"{name} right": f"{share:.1%}" for name, share in found.accuracy.items()})
    common.show(
        pictures.image_grid(found.pixels[:FEW], found.titles[:FEW], columns=5),
        key="disturbed",
        alt="Digits under these nuisances, and what each network takes them for",
        code=code.disturbed(recipe, levels, FEW, recipe.seed),
        columns={"answers": found.titles},
        arrays=None,
    )
    st.caption("The first pair of networks, on all 360 test digits; neighbouring pictures are moved in different directions.")


def show_curve(recipe: VersusRecipe, frames: list[Frame], levels: dict[str, float]) -> None:
    """URL: nuisance."""
    titles = {name: nuisance.title for name, nuisance in NUISANCES.items()}
    name = common.choose(st.selectbox, "Curve of", list(titles), key="nuisance", titles=titles)
    look: dict[str, Any] = {"x_title": titles[name], "y_title": "test accuracy", "percent": True}
    curves = verdict.mean_curves(frames, name)
    common.show(
        drawings.lines(curves, at=levels[name], **look),
        key="nuisance",
        alt=f"Test accuracy of MLP and CNN against: {titles[name]}",
        code=code.nuisance(recipe, name, levels[name], look),
        columns={titles[name]: list(NUISANCES[name].levels)} | {net: [y for _, y in curve] for net, curve in curves.items()},
    )
    st.caption(f"Mean over {recipe.starts} starts of each, one nuisance alone; the dotted line is the slider's level.")


def show_areas(frames: list[Frame]) -> None:
    found = verdict.areas(frames)
    rows: dict[str, list[str]] = {"Nuisance": [NUISANCES[name].title.split(",")[0] for name in found]}
    for net in versus.NETWORKS:
        rows[net] = [f"{areas[net]:.3f}" for areas in found.values()]
    rows["CNN − MLP"] = [f"{areas['CNN'] - areas['MLP']:+.3f}".replace("-", "−") for areas in found.values()]
    st.table(rows, border="horizontal", hide_index=True)
    st.caption("Area under each curve: 1 is untouched. Sharing weights helps against moves, not against everything.")


def look() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        levels = pick_levels()
        with st.expander("What they were trained on"):
            recipe = pick(0)
    with right:
        frames = trained(recipe)
        if frames is None:
            return
        show_digits(recipe, frames, levels)
    st.subheader("One nuisance at a time")
    first, second = st.columns(2, gap="large")
    with first:
        show_curve(recipe, frames, levels)
    with second:
        show_areas(frames)
