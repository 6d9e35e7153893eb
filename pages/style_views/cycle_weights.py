"""The topic "What the cycle does" of the view CycleGAN: a weight varied, many seeds each, with intervals."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.style_views.cycle_knobs import pick, pick_adversarial, pick_pair
from vizlab.figures.style_cycle import trade
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import style_cycle as code
from vizlab.style.cycle import sweep
from vizlab.style.cycle.recipe import SWEEP, VARIED, WEIGHTS, SweepRecipe

DEFAULTS = SweepRecipe()
CHARTS = {"back": ["cycle error"], "paired": ["right up to symmetry", "right"]}
TITLES = {"back": "distance from home after both ways", "paired": "share of points paired right"}


def pick_recipe() -> SweepRecipe:
    """URL: the recipe's fields."""
    pair = pick_pair()
    varied = str(common.choose(st.segmented_control, "Vary the weight of the", list(VARIED), key="varied"))
    other = "identity_weight" if varied == "cycle" else "cycle_weight"
    values = {other: pick(other), "seeds": pick("seeds", DEFAULTS.seeds)}
    with st.expander("More"):
        values |= {"adversarial": pick_adversarial()} | {name: pick(name) for name in ("updates", "gan_lr", "units")}
    return SweepRecipe(clouds=pair, varied=varied, **values)


def look() -> None:
    """URL: the recipe's fields."""
    job_panel.side_by_side(SWEEP, pick_recipe, unfinished, finished)


def unfinished(run: Frames) -> None:
    def draw(snapshot: Snapshot) -> None:
        so_far(run)

    if job_panel.offer(run, label=f"Train {len(WEIGHTS) * run.recipe.seeds} runs", draw=draw):
        st.caption("About ten seconds for each seed; what is done is kept.")
        so_far(run)


def so_far(run: Frames) -> None:
    frames = run.read()
    if frames:
        common.sketch(drawn(run.recipe, frames, "back"), key="so-far", alt="The way back against the weight, so far")


def drawn(recipe: SweepRecipe, frames: list[Any], chart: str) -> Any:
    shown = {name: sweep.values(frames, name) for name in CHARTS[chart]}
    levels = sweep.levels(recipe, CHARTS[chart])
    return trade(WEIGHTS, shown, levels=levels, title=TITLES[chart], x_title=f"weight of the {recipe.varied}")


def finished(recipe: SweepRecipe, record: Any) -> None:
    frames = job_panel.finished(Frames(SWEEP, recipe), record)
    for chart, column in zip(CHARTS, st.columns(2, gap="large"), strict=True):
        with column:
            show(recipe, frames, chart)
    st.markdown(sentence(recipe, frames))
    st.caption("A dot for each seed; means with 95 % intervals. Dotted: what blind guessing gives.")


def show(recipe: SweepRecipe, frames: list[Any], chart: str) -> None:
    names = CHARTS[chart]
    table = {"weight": [weight for weight in WEIGHTS for _ in frames]}
    common.show(
        drawn(recipe, frames, chart),
        key=f"cycle-{chart}",
        alt=f"{TITLES[chart]}, against the weight of the {recipe.varied}",
        code=code.trade(recipe, names, TITLES[chart]),
        columns=table | {name: sweep.values(frames, name).ravel().tolist() for name in names},
    )


def sentence(recipe: SweepRecipe, frames: list[Any]) -> str:
    """What changed from the smallest weight to the largest."""
    (first, last), (wrong, right) = (
        (found[0], found[-1]) for found in (sweep.values(frames, name).mean(1) for name in ("cycle error", "right"))
    )
    return (
        f"From weight {WEIGHTS[0]:g} to {WEIGHTS[-1]:g} the way back goes from **{first:.2g}** to **{last:.2g}**, and the share "
        f"that is truly right from **{wrong:.0%}** to **{right:.0%}**."
    )
