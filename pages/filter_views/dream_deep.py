"""DeepDream: a layer says more of whatever it says of a photograph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from pages.pickers import open_model, pick_original
from vizlab import images, library, uploads
from vizlab.figures import filter_dream as drawings
from vizlab.figures.progress import lines
from vizlab.filters.ascent import cost, dream
from vizlab.filters.ascent.dream import KNOBS, DreamRecipe
from vizlab.frames import Frame, Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import filter_dream as code
from vizlab.style import view

START = DreamRecipe()
LABELS = {
    "octaves": "Octaves", "steps_each": "Steps an octave", "strength": "Strength", "longer_px": "Longer side, px",
    "shift": "Jitter, px", "seed": "Seed",
}  # fmt: skip
KEPT = "It is shrunk and kept here under its checksum, so that the worker finds it."


@st.cache_data(max_entries=16, show_spinner="Dreaming …")
def dreamt(recipe: DreamRecipe) -> tuple[list[Frame], Mapping[str, Any]]:
    return dream.in_one_go(recipe, open_model(recipe.reference))


def show(model: library.Model, titles: Mapping[str, str]) -> None:
    """A photograph as a layer would have it. titles: of the layers that may be chosen. URL: the fields of `DreamRecipe`."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = pick_recipe(model, titles)
    if recipe is None:
        return
    run = Frames(dream.KIND, recipe)
    with right:
        if (record := run.record()) is not None:
            results(recipe, job_panel.finished(run, record), record)
        elif dream.estimate_s(recipe, model) < cost.QUICK_S:
            results(recipe, *dreamt(recipe))
        elif job_panel.offer(run, label="Dream", draw=lambda snapshot: draw_live(snapshot, run)):
            seconds = job_panel.duration(dream.estimate_s(recipe, model))
            st.caption(f"{recipe.steps} steps, {seconds} at most; you can watch.")
            common.sketch(drawings.row([dream.before(recipe)], [""], columns=1), key="awake", alt="The photograph")


def pick_recipe(model: library.Model, titles: Mapping[str, str]) -> DreamRecipe | None:
    """URL: layer, source, photo, and the knobs. None: no picture is chosen yet."""
    deep = list(titles)[-min(4, len(titles))]
    layer = common.choose(st.selectbox, "Layer", list(titles), key="layer", default=deep, titles=titles)
    picture = pick_reference()
    chosen = {name: knob(name, KNOBS[name], getattr(START, name), label=label) for name, label in LABELS.items()}
    return None if picture is None else DreamRecipe(reference=model.reference, layer=layer, picture=picture, **chosen)


def pick_reference() -> str | None:
    """A picture by reference. URL: source, photo."""
    source = common.choose(st.segmented_control, "Picture", ["Photograph", "Upload", "Camera"], key="source", wrap=True)
    found = pick_original(source, kept=KEPT)
    if found is None:
        return None
    return f"photo/{found.name}" if source == "Photograph" else f"upload/{uploads.keep(found.picture)}"


def results(recipe: DreamRecipe, frames: Sequence[Frame], record: Mapping[str, Any]) -> None:
    pictures = [frame.arrays["picture"] for frame in frames]
    before, after = images.decode(pictures[0]), images.decode(pictures[-1])
    numbers(record)
    left, right = st.columns(2, gap="large")
    with left:
        film(recipe, pictures, [frame.index for frame in frames], before.shape[:2])
    with right:
        wipe(recipe, before, after)
    common.show(
        lines(record["series"], x_title="step", y_title="½‖h‖², per value", height_px=260),
        key="energy",
        alt="What the layer says, step by step",
        code=code.energy(recipe),
        columns=dict(zip(("step", "energy"), zip(*record["series"]["½‖h‖²"], strict=True), strict=True)),
    )
    st.caption("Each step climbs along the gradient of ½‖h‖². It falls where a larger copy of the photograph comes in.")


def film(recipe: DreamRecipe, pictures: Sequence[Any], steps: Sequence[int], size: tuple[int, int]) -> None:
    common.show(
        drawings.emerging(pictures, steps, size),
        key="dream",
        alt=f"The photograph, changed in {recipe.steps} steps so that {recipe.layer} says more",
        code=code.dream_film(recipe, size),
        arrays={"dream": images.decode(pictures[-1])},
    )


def wipe(recipe: DreamRecipe, before: Any, after: Any) -> None:
    """URL: wipe."""
    place = st.container()
    share = st.slider("Photograph, dream", 0.0, 1.0, 0.5, 0.05, key="wipe", bind="query-params")
    with place:
        common.show(
            drawings.row([view.wiped(before, after, share)], [""], columns=1),
            key="wiped",
            alt="The photograph on the left, the dream on the right",
            code=code.wiped(recipe, share),
            arrays={"before": before, "after": after},
        )


def numbers(record: Mapping[str, Any]) -> None:
    first, last, noise = (float(record[name]) for name in ("before", "after", "noise"))
    common.metrics({"½‖h‖² before": f"{first:.3g}", "After": f"{last:.3g}", "Noise as strong": f"{noise:.3g}"})
    st.caption(
        f"The layer says {last / first:.3g} × as much, and noise just as strong makes it {noise / first:.2g} ×. "
        f"The mean pixel has changed by {record['change']:.0%} of the way from black to white."
    )


def draw_live(snapshot: Snapshot, run: Frames) -> None:
    if (frame := job_panel.newest(run, snapshot)) is not None:
        pixels = images.decode(frame.arrays["picture"])
        common.sketch(drawings.still(frame.arrays["picture"], pixels.shape[:2]), key="dreaming", alt=f"Step {frame.index}")
