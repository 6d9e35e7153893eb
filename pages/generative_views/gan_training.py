"""The GAN view: two networks against each other on a ring of Gaussians, as a film, with the count of what is covered."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob, presets
from vizlab import generative
from vizlab.figures.export import curve_columns
from vizlab.figures.gan import carried_grid, film, push_unit, slopes
from vizlab.figures.progress import lines
from vizlab.frames import Frames
from vizlab.generative import GAN_KNOBS, GanRecipe, states
from vizlab.generative.plane_gan import warp
from vizlab.jobs import Snapshot
from vizlab.recipes import canonical_json
from vizlab.snippets import generative_gan as code

DEFAULTS = GanRecipe()
LABELS = {
    "modes": "Modes",
    "latent": "Numbers in a code",
    "hidden": "Hidden units",
    "lr_g": "Learning rate of the generator",
    "lr_d": "Learning rate of the discriminator",
    "d_steps": "Discriminator steps a step",
    "head_start": "Head start of the discriminator",
}
FIRST = ("lr_g", "lr_d", "d_steps", "head_start", "steps")
GROUPS = {"The ring": ("modes", "radius", "spread"), "More of the networks": ("latent", "hidden", "batch_size", "seed")}


@st.cache_data(max_entries=6, show_spinner=False)
def carried(recipe_json: str, finished_in: float, _weights: Any) -> Any:
    return warp.carried_grid(_weights)[1]


def look() -> None:
    """The whole view. URL: the recipe's fields, step."""
    job_panel.side_by_side("gan", pick_recipe, unfinished, show_results)


def pick_recipe() -> GanRecipe:
    """URL: the recipe's fields."""
    presets(generative.GAN_EXAMPLES)
    help_text = "Where the discriminator sees through the generator, minimax has no slope left; the other is steepest there."
    loss = common.choose(
        st.segmented_control, "Generator loss", list(generative.GENERATOR_LOSSES), key="loss", help=help_text, wrap=True
    )
    values = {name: pick(name) for name in FIRST}
    for title, names in GROUPS.items():
        with st.expander(title):
            values |= {name: pick(name) for name in names}
    return GanRecipe(loss=loss, **values)


def pick(name: str) -> Any:
    return knob(name, GAN_KNOBS[name], getattr(DEFAULTS, name), label=LABELS.get(name, ""))


def unfinished(run: Frames) -> None:
    """A run that is under way, broken off, or not begun."""
    at_rest = job_panel.offer(run, label="Train", draw=partial(live, run))
    if not at_rest:
        return
    frames = run.read()
    if not frames:
        st.markdown("Nobody has trained this one yet: start it, and watch the points find the ring, or lose it.")
        return
    st.info(f"This run ended at step {frames[-1].index:,} of {run.recipe.steps:,}; this is how far it got.")
    figure = film([frames[-1].index], [frames[-1].arrays], frames[0].arrays["real"], run.recipe.edge)
    common.sketch(figure, key="so-far", alt="Points so far")


def live(run: Frames, snapshot: Snapshot) -> None:
    """The coverage so far, and the newest points."""
    left, right = st.columns(2)
    shown = {"good points": snapshot.series["good"]} if "good" in snapshot.series else {}
    with left:
        if shown:
            figure = lines(shown, x_title="step", y_title="share of good points", percent=True, height_px=380)
            common.sketch(figure, key="live", alt="Good points so far")
    first, frame = run.frame(0), job_panel.newest(run, snapshot)
    with right:
        if first is not None and frame is not None:
            figure = film([frame.index], [frame.arrays], first.arrays["real"], run.recipe.edge).update_layout(height=420)
            common.sketch(figure, key="live-film", alt="Points so far")


@st.fragment  # its slider then runs this part again only
def show_results(recipe: GanRecipe, record: Any) -> None:
    with common.friendly():
        look_at(recipe, record)


def look_at(recipe: GanRecipe, record: Any) -> None:
    frames = job_panel.finished(Frames("gan", recipe), record)
    series = generative.gan_series(frames, generative.CURVE)
    summary(recipe, record, frames)
    stops = [frame.index for frame in frames]
    help_text = "Where the film stands, and of which moment the slopes below are."
    step = common.choose(st.select_slider, "Step", stops, key="step", default=stops[-1], help=help_text)
    the_film(recipe, frames, step)
    left, right = st.columns(2, gap="large")
    with left:
        curves(recipe, series, "covered", "Modes covered over time")
        curves(recipe, series, "losses", "Both losses")
    with right:
        curves(recipe, series, "norms", "Push on the generator")
        the_slopes(recipe, frames, step)
    the_grid(recipe, record, frames)


def summary(recipe: GanRecipe, record: Any, frames: list[Any]) -> None:
    """What was covered at the end, beside the untrained network, the data itself, and blind guessing."""
    untrained = frames[0].notes["curve"][0]
    common.metrics(
        {
            "Modes covered": f"{record['covered']} of {recipe.modes}",
            "Good points": f"{record['good']:.1%}",
            "Trained in": job_panel.duration(record["seconds"]),
        }
    )
    st.caption(
        f"A point is good within 3 standard deviations of a mode; a mode is covered by a fifth of its fair share of all 500. "
        f"Untrained: {untrained[-2]:.0f} modes, {untrained[-1]:.1%} good. Points of the data: {record['good_of_data']:.1%} good. "
        f"Points thrown blindly on the square: {record['good_by_chance']:.1%}."
    )


def the_film(recipe: GanRecipe, frames: list[Any], step: int) -> None:
    st.subheader("Points against discriminator")
    stops, moments = [frame.index for frame in frames], [frame.arrays for frame in frames]
    common.show(
        film(stops, moments, moments[0]["real"], recipe.edge, now=step),
        key="film",
        alt="Generated points over the discriminator, played over training",
        code=code.film(recipe, step),
        arrays={f"{frame.index}/{name}": frame.arrays[name] for frame in frames for name in ("points", "field")},
    )
    unit = push_unit(moments, recipe.edge)
    st.caption(
        "Ground: blue where the discriminator says data, orange where it says generated. Lines: where the generator's loss "
        f"pushes each of 60 points, {unit:.2g} of the plane's unit long for a slope of 1, the same in all frames."
    )


def curves(recipe: GanRecipe, series: Any, key: str, title: str) -> None:
    """One chart of what was measured on the way."""
    st.subheader(title)
    names, looks, words = CHARTS[key]
    if key == "covered":
        looks = looks | {"levels": {f"{recipe.modes} modes": recipe.modes}}
    shown = {label: series[name] for name, label in names.items()}
    common.show(
        lines(shown, x_title="step", **looks),
        key=key,
        alt=title,
        code=code.curves(recipe, names, **looks),
        columns=curve_columns(shown),
    )
    st.markdown(words)


def the_slopes(recipe: GanRecipe, frames: list[Any], step: int) -> None:
    """Saturation: the slope of either loss where the generated points stand (METHODS G28)."""
    st.subheader("Slopes at this step")
    moment = next(frame for frame in frames if frame.index == step)
    logits = moment.arrays["logits"]
    common.show(
        slopes(logits),
        key="slopes",
        alt="Slope of both generator losses against the logit, with the generated points",
        code=code.slopes(recipe, step),
        columns={"logit": logits},
    )
    numbers = dict(zip(generative.CURVE, moment.notes["curve"][-1], strict=True))
    non_saturating, minimax = (numbers[f"gradient, {name}"] for name in generative.GENERATOR_LOSSES)
    st.markdown(
        "Marks are the generated points: the slope there is what reaches the generator. "
        f"At step {step:,} its whole gradient is **{non_saturating:.2g}** long with the non-saturating loss and "
        f"**{minimax:.2g}** with minimax."
    )


def the_grid(recipe: GanRecipe, record: Any, frames: list[Any]) -> None:
    """What the generator does to the space of codes (METHODS G24)."""
    st.subheader("A grid of codes, carried into the plane")
    weights = states.below("weights/", frames[-1].arrays)
    drawn = carried(canonical_json(recipe), record["seconds"], weights)
    common.show(
        carried_grid(drawn, frames[0].arrays["real"], recipe.edge),
        key="carried",
        alt="Where the trained generator carries the lines of a grid of codes",
        code=code.carried(recipe),
        arrays={"lines": drawn},
    )
    st.caption(
        "Where lines crowd, many codes land; the long threads between modes are the price of a continuous map: the points on "
        "them are the ones that are not good."
    )


# Chart -> the columns it shows with their names in the legend, how it is drawn, and what it says.
CHARTS: dict[str, tuple[dict[str, str], dict[str, Any], str]] = {
    "covered": (
        {"covered": "modes covered"},
        {"y_title": "modes covered"},
        "The first point is the untrained network: the control.",
    ),
    "losses": (
        {"discriminator loss": "discriminator", "generator loss": "generator"},
        {"y_title": "loss, nats"},
        "A discriminator that can only guess has a loss of 2 log 2 = 1.39 nats: that is equilibrium, not a loss of 0.",
    ),
    "norms": (
        {"gradient, non-saturating": "non-saturating", "gradient, minimax": "minimax"},
        {"y_title": "norm of the generator's gradient", "log": True},
        "Both are measured at every point, whichever loss is trained with.",
    ),
}
