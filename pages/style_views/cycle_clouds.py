"""The topic "Point clouds" of the view CycleGAN: where every point goes, there and back, with the cycle and without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.style_views.cycle_knobs import pick, pick_adversarial, pick_pair
from vizlab.figures.export import curve_columns
from vizlab.figures.progress import lines
from vizlab.figures.style_cycle import CONTROLS_PX, film, share
from vizlab.frames import Frame, Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import style_cycle as code
from vizlab.style.cycle import watch
from vizlab.style.cycle.recipe import CLOUDS, CloudsRecipe

WAYS = {"A → B → A": 0, "B → A → B": 1}
CURVES = {
    "cycle error": "Distance from home after the way there and back; 1 is any other point of A.",
    "right up to symmetry": "Share of points that land on their part of B, after the best of B's symmetries.",
    "right": "Share of points that land on the part where their true partner is.",
    "kept together": "Share of points that land where most of their part does.",
    "distance to B": "Between the carried cloud and B, as seen from 32 directions: both rows can fool the discriminator.",
}


def pick_recipe() -> CloudsRecipe:
    """URL: the recipe's fields."""
    pair, cycle_weight = pick_pair(), pick("cycle_weight")
    identity_weight = pick("identity_weight")
    with st.expander("More"):
        more = {"adversarial": pick_adversarial()} | {name: pick(name) for name in ("updates", "gan_lr", "units")}
    return CloudsRecipe(clouds=pair, cycle_weight=cycle_weight, identity_weight=identity_weight, seed=pick("seed"), **more)


def look() -> None:
    """URL: the recipe's fields, tour, measured."""
    job_panel.side_by_side(CLOUDS, pick_recipe, unfinished, finished)


def unfinished(run: Frames) -> None:
    def draw(snapshot: Snapshot) -> None:
        first, newest = run.frame(0), job_panel.newest(run, snapshot)
        if first is not None and newest is not None:
            common.sketch(drawn(run.recipe, [first, newest], 0), key="live-film", alt="The clouds so far")

    if not job_panel.offer(run, label="Train", draw=draw):
        return
    frames = run.read()
    if frames:
        common.sketch(drawn(run.recipe, frames, 0), key="so-far", alt="The clouds so far")
    else:
        st.markdown("Nobody has trained this one yet. It takes about ten seconds, and you can watch.")


def drawn(recipe: CloudsRecipe, frames: Sequence[Frame], direction: int) -> Any:
    first = frames[0].arrays
    moments = [frame.arrays for frame in frames]
    rows = code.rows(recipe)
    return film([f.index for f in frames], moments, rows, start=first["start"], parts=first["parts"], direction=direction)


@st.fragment  # its widgets then run this part again only
def finished(recipe: CloudsRecipe, record: Any) -> None:
    with common.friendly():
        show(recipe, record)


def show(recipe: CloudsRecipe, record: Any) -> None:
    frames = job_panel.finished(Frames(CLOUDS, recipe), record)
    numbers = record["numbers"]
    common.metrics(
        {
            "Way back, with the cycle": f"{numbers['cycle error'][0]:.3f}",
            "Way back, without": f"{numbers['cycle error'][1]:.3f}",
            "Right up to symmetry": f"{numbers['right up to symmetry'][0]:.0%}",
            "Truly right": f"{numbers['right'][0]:.0%}",
        }
    )
    way = common.choose(st.segmented_control, "Way", list(WAYS), key="tour", label_visibility="collapsed")
    common.snug_at("cycle-film", share(), CONTROLS_PX + 8)
    moments = {f"{frame.index}/{name}": frame.arrays[name] for frame in frames for name in ("made", "back", "field")}
    common.show(
        drawn(recipe, frames, WAYS[way]),
        key="cycle-film",
        alt="Points of one cloud, carried to the other and back, with the cycle above and without below",
        code=code.film(recipe, WAYS[way]),
        arrays=moments | {name: frames[0].arrays[name] for name in ("start", "parts")},
    )
    st.caption(
        "One colour for each part of the cloud where a point began; grey is the true other cloud, which is not paired. Ground: "
        "blue where the discriminator says real, orange where it says made."
    )
    measures(recipe, record, frames)


def measures(recipe: CloudsRecipe, record: Any, frames: list[Frame]) -> None:
    """URL: measured."""
    name = common.choose(st.selectbox, "Measured", list(CURVES), key="measured", help="Of the way from A, on 500 other points.")
    shown, levels = watch.series(frames, name), watch.levels(record["ends"], name)
    common.show(
        lines(shown, x_title="step", y_title=name, levels=levels),
        key="cycle-curves",
        alt=f"{name} by step, with the cycle and without",
        code=code.curves(recipe, name),
        columns=curve_columns(shown),
    )
    st.caption(CURVES[name])
