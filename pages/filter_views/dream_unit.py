"""The picture that a unit asks for: its knobs, how it emerges, and how much more it excites the unit than any real picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from pages.pickers import open_model
from vizlab import library
from vizlab.figures import filter_dream as drawings
from vizlab.figures.progress import lines
from vizlab.filters.ascent import cost, maximise, real
from vizlab.filters.ascent.climb import RULES
from vizlab.filters.ascent.recipe import AIMS, KNOBS, AscentRecipe
from vizlab.filters.units.survey import Survey, look
from vizlab.frames import Frame, Frames
from vizlab.jobs import Snapshot
from vizlab.paints import PAINTS
from vizlab.snippets import filter_dream as code

START = AscentRecipe()
LABELS = {
    "jitter": "Jitter, px", "blur": "Blur, px", "tv": "Smoothness (TV)", "l2": "Small values (L2)",
    "small_pixels": "Clip small pixels", "small_gradients": "Clip small gradients",
}  # fmt: skip


@st.cache_data(max_entries=32, show_spinner="Climbing …")
def climbed(recipe: AscentRecipe) -> tuple[list[Frame], Mapping[str, Any]]:
    return maximise.in_one_go(recipe, open_model(recipe.reference))


@st.cache_data(max_entries=8, ttl=60, show_spinner="Looking at real pictures …")  # a larger survey may be made meanwhile
def surveyed(reference: str) -> Survey:
    return look(reference)


@st.cache_data(max_entries=64, show_spinner=False)
def sizes(reference: str, layer: str) -> list[int]:
    return maximise.sizes(open_model(reference), layer)


def show(model: library.Model, layer: str, unit: int) -> None:
    """The picture that maximises a unit, its knobs, and what to think of it. URL: the fields of `AscentRecipe`."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = pick_recipe(model, layer, unit)
    with right:
        show_run(recipe, model)


def show_run(recipe: AscentRecipe, model: library.Model) -> None:
    run = Frames(maximise.KIND, recipe)
    if (record := run.record()) is not None:
        results(recipe, job_panel.finished(run, record), record)
    elif maximise.estimate_s(recipe, model) < cost.QUICK_S:
        results(recipe, *climbed(recipe))
    elif job_panel.offer(run, label="Find its picture", draw=lambda snapshot: draw_live(snapshot, run)):
        seconds = job_panel.duration(maximise.estimate_s(recipe, model))
        st.caption(f"{recipe.steps} steps, about {seconds}; you can watch.")
        if (newest := run.newest()) is not None:
            sketch(recipe, newest, "newest")


def pick_recipe(model: library.Model, layer: str, unit: int) -> AscentRecipe:
    """URL: paint, steps, n, aim, rule, lr, size_px, jitter, blur, tv, l2, small_pixels, small_gradients, diversity, seed."""
    chosen: dict[str, Any] = {}
    about = "Fourier: all scales are equally near, as in natural pictures. Pixels: each moves alone, and noise comes out."
    chosen["paint"] = common.choose(st.segmented_control, "What moves", list(PAINTS), key="paint", help=about)
    about = "; ".join(f"{name}: {text}" for name, text in AIMS.items())
    chosen["aim"] = common.choose(st.segmented_control, "Aim at", list(AIMS), key="aim", help=about)
    chosen["steps"] = knob("steps", KNOBS["steps"], START.steps)
    chosen["n"] = knob("n", KNOBS["n"], START.n, label="Different pictures")
    with st.expander("What keeps it natural"):
        chosen |= {name: knob(name, KNOBS[name], getattr(START, name), label=label) for name, label in LABELS.items()}
    with st.expander("How it climbs"):
        chosen |= pick_climb(model, layer)
    return AscentRecipe(reference=model.reference, layer=layer, unit=unit, **chosen)


def pick_climb(model: library.Model, layer: str) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    about = "Adam gives each number a step length of its own; the others follow the gradient, as it is or at a fixed length."
    chosen["rule"] = common.choose(st.segmented_control, "Rule", list(RULES), key="rule", help=about, wrap=True)
    chosen["lr"] = knob("lr", KNOBS["lr"], START.lr, label="Step length")
    known = sizes(model.reference, layer)
    chosen["size_px"] = known[0]
    if len(known) > 1:
        chosen["size_px"] = common.choose(st.select_slider, "Side, px", known, key="size_px", help=KNOBS["size_px"].effect)
    chosen["diversity"] = knob("diversity", KNOBS["diversity"], START.diversity)
    chosen["seed"] = knob("seed", KNOBS["seed"], START.seed)
    return chosen


def results(recipe: AscentRecipe, frames: list[Frame], record: Mapping[str, Any]) -> None:
    """The film of a finished climb, its numbers, and its curve."""
    found = real.best(surveyed(recipe.reference), open_model(recipe.reference), recipe.layer, recipe.unit)
    left, right = st.columns(2, gap="large")
    with left:
        film(recipe, frames)
    with right:
        compare(record, found)
        curve(recipe, record, found)


def film(recipe: AscentRecipe, frames: list[Frame]) -> None:
    steps = [frame.index for frame in frames]
    common.show(
        drawings.emerging([frame.arrays["picture"] for frame in frames], steps, maximise.sheet_size_px(recipe)),
        key="emerging",
        alt=f"The picture that unit {recipe.unit} of {recipe.layer} asks for, after {recipe.steps} steps",
        code=code.emerging(recipe),
        columns={"step": steps, "activation": [max(frame.notes["peaks"]) for frame in frames]},
    )


def compare(record: Mapping[str, Any], found: real.Best) -> None:
    peak = max(record["peaks"])
    common.metrics({"This picture": f"{peak:.3g}", "Best real one": f"{found.activation:.3g}", "Noise": f"{record['noise']:.3g}"})
    st.markdown(real.words(peak, record["noise"], max(record["places"]), found))


def curve(recipe: AscentRecipe, record: Mapping[str, Any], found: real.Best) -> None:
    levels = {"best real picture": found.activation}
    common.show(
        lines(record["series"], x_title="step", y_title="activation", levels=levels, height_px=240),
        key="climb",
        alt="The unit's activation, step by step",
        code=code.climb(recipe, levels),
        columns=dict(zip(("step", "activation"), zip(*record["series"]["activation"], strict=True), strict=True)),
    )


def draw_live(snapshot: Snapshot, run: Frames) -> None:
    if (frame := job_panel.newest(run, snapshot)) is not None:
        sketch(run.recipe, frame, "live")


def sketch(recipe: AscentRecipe, frame: Frame, key: str) -> None:
    figure = drawings.still(frame.arrays["picture"], maximise.sheet_size_px(recipe))
    common.sketch(figure, key=f"sketch-{key}", alt=f"The picture after {frame.index} steps")
