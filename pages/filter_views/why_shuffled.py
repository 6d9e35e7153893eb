"""The topic Shuffled pixels of the view Why convolution: MLP against CNN, and how alike neighbours are."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from vizlab import images
from vizlab.figures import filter_why as drawings
from vizlab.figures import mosaics, pictures
from vizlab.filters.why import statistics, verdict, versus
from vizlab.filters.why.versus import VERSUS_KNOBS, VersusRecipe
from vizlab.frames import Frame, Frames
from vizlab.snippets import filter_why as code

FEW, SMALL_PX, REACH, TALL_PX = 6, 140, 5, 290
GROUPS = "verdict.groups(frames)"


@st.cache_data(max_entries=16, show_spinner=False)
def correlations(source: str, seed: int) -> Any:
    return statistics.both(source, REACH, seed)


@st.cache_data(max_entries=16, show_spinner=False)
def both_orders(recipe: VersusRecipe) -> Any:
    return verdict.both_orders(recipe, FEW)


def pick(wander: int) -> VersusRecipe:
    """URL: wander, examples, seed."""
    chosen = knob("wander", VERSUS_KNOBS["wander"], wander, label="Digits lie off the middle by up to, px")
    examples = knob("examples", VERSUS_KNOBS["examples"], VersusRecipe().examples, label="Digits to train on")
    seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help=VERSUS_KNOBS["seed"].effect)
    return VersusRecipe(wander=chosen, examples=examples, seed=seed)


def trained(recipe: VersusRecipe) -> list[Frame] | None:
    """The finished comparison; None while it is not, when its button or its panel is shown instead."""
    run = Frames(versus.KIND, recipe)
    record = run.record()
    if record is not None:
        return job_panel.finished(run, record)
    if job_panel.offer(run, label=f"Train {recipe.starts} MLPs and {recipe.starts} CNNs", draw=lambda snapshot: None):
        st.caption("About half a minute on a quiet machine.")
    return None


def show_starts(recipe: VersusRecipe, frames: list[Frame]) -> None:
    groups = verdict.groups(frames)
    common.show(
        drawings.starts(groups, y_title="test accuracy"),
        key="starts",
        alt="Test accuracy of MLP and CNN, pixels as they are and shuffled, a point for each start",
        code=code.starts(recipe, GROUPS),
        columns={name.replace("<br>", ", "): values for name, values in groups.items()},
    )
    cost = {
        name: f"{100 * mean:.1f} ± {100 * error:.1f} points".replace("-", "−")
        for name, (mean, error) in verdict.gaps(frames).items()
    }
    common.metrics({f"Shuffling costs the {name}": text for name, text in cost.items()})
    st.caption(
        f"Both have 3,730 weights; ± is the standard error over {recipe.starts} starts. An MLP whose first "
        f"weights are shuffled with the pixels changes {verdict.twins(frames)} of its {360 * recipe.starts:,} answers."
    )


def show_pictures(recipe: VersusRecipe) -> None:
    shown, labels = both_orders(recipe)
    common.show(
        pictures.image_grid(list(shown), labels, columns=FEW, height_px=SMALL_PX),
        key="shuffled",
        alt="Six digits, and the same with their pixels shuffled",
        code=code.shuffled_pictures(recipe, FEW, SMALL_PX),
        arrays={"pictures": shown},
    )
    st.caption("Above as they are, below shuffled: the same pixels, moved in the same way in every picture.")


def show_neighbours() -> None:
    """URL: picked_from."""
    sources = [statistics.DIGITS, *images.PHOTOGRAPHS]
    left, right = st.columns([2, 5], gap="large")
    with left:
        source = common.choose(st.selectbox, "Pixels of", sources, key="picked_from")
        seed = st.session_state["seed"]
        found = correlations(source, seed)
        common.metrics(
            {f"Neighbours, {name}": f"{statistics.neighbours(each):.2f}".replace("-", "−") for name, each in found.items()}
        )
        st.caption("The correlation of a pixel with its four neighbours: 1 is alike, 0 says nothing.")
    with right:
        common.show(
            mosaics.mosaic(list(found.values()), list(found), signed=True, title="correlation").update_layout(height=TALL_PX),
            key="neighbours",
            alt=f"Correlation of pixels by their distance, {source}, as they are and shuffled",
            code=code.neighbours(source, REACH, seed, TALL_PX),
            arrays=found,
        )
        st.caption(f"In the middle a pixel with itself; outwards, with those up to {REACH} px away.")


def look() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = pick(VersusRecipe().wander)
        show_pictures(recipe)
    with right:
        frames = trained(recipe)
        if frames is not None:
            show_starts(recipe, frames)
    st.subheader("Neighbours are alike")
    show_neighbours()
