"""The points that all families learn, and the run of them: what several topics of the view All families share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob, presets
from vizlab.figures.generative_families import Panel, panels, share
from vizlab.frames import Frame, Frames
from vizlab.generative.families import opened, shapes
from vizlab.generative.families.choices import FAMILY_EXAMPLES, FAMILY_KNOBS, KIND, FamiliesRecipe
from vizlab.generative.families.learning import FAMILIES
from vizlab.jobs import Snapshot

DEFAULTS = FamiliesRecipe()
LABELS = {"plane_points": "Points to learn from", "plane_steps": "Steps", "components": "Gaussians", "plane_seed": "Seed"}
Show = Callable[[FamiliesRecipe, Any, list[Frame]], None]


def look(show: Show) -> None:
    """The knobs of a run in a row, and below it the run, finished or not. URL: the recipe's fields."""
    recipe = pick_recipe()
    run = Frames(KIND, recipe)
    record = run.record()
    if record is None:
        unfinished(run)
    else:
        show(recipe, record, job_panel.finished(run, record))


def pick_recipe() -> FamiliesRecipe:
    """URL: plane_data, plane_points, plane_steps, components, plane_seed."""
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    with left:
        data = common.choose(
            st.segmented_control, "Points", list(shapes.SHAPES), key="plane_data", default=DEFAULTS.plane_data, wrap=True
        )
    with middle, st.popover("More of the run", width="stretch"):
        values = {name: knob(name, FAMILY_KNOBS[name], getattr(DEFAULTS, name), label=LABELS[name]) for name in LABELS}
    with right:
        presets(FAMILY_EXAMPLES)
    return FamiliesRecipe(plane_data=data, **values)


def unfinished(run: Frames) -> None:
    """A run that is under way, broken off, or not begun."""
    if not job_panel.offer(run, label="Teach all six", draw=lambda snapshot: live(run, snapshot)):
        return
    frames = run.read()
    if frames:
        st.info(f"{len(frames)} of {len(FAMILIES)} families are done; this is how far it got.")
        draw_so_far(run.recipe, frames, key="families-so-far")
    else:
        st.markdown("Nobody has taught these yet: it takes about a minute, and you can watch.")


def live(run: Frames, snapshot: Snapshot) -> None:
    frames = run.read()
    if frames:
        draw_so_far(run.recipe, frames, key="families-live")


def draw_so_far(recipe: FamiliesRecipe, frames: list[Frame], *, key: str) -> None:
    """Samples of those that are done."""
    names = [list(FAMILIES)[frame.index] for frame in frames]
    shown = [Panel("Learned from", opened.real(recipe, 0)), *(Panel(name, opened.samples(frames, name)) for name in names)]
    common.sketch(panels(shown, shapes.EDGE, most=1.0), key=key, alt="Samples of the families that are done")


def snug(key: str, count: int) -> None:
    """Let the panels take no more height than they need, however narrow the screen."""
    common.snug_at(key, share(count))
