"""The topic Training of the view GAN: two networks against each other, as a film, with the count of what is covered."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.generative_views.gan_choice import pick_recipe
from vizlab import generative
from vizlab.figures.export import curve_columns
from vizlab.figures.gan import carried_grid, film, push_unit, slopes
from vizlab.figures.progress import histograms, lines
from vizlab.frames import Frames
from vizlab.generative import GanRecipe, states
from vizlab.generative.plane_gan import measures, warp
from vizlab.generative.plane_gan.clouds import cloud
from vizlab.jobs import Snapshot
from vizlab.recipes import canonical_json
from vizlab.snippets import generative_gan as code


@st.cache_data(max_entries=6, show_spinner=False)
def carried(recipe_json: str, finished_in: float, _weights: Any) -> Any:
    return warp.carried_grid(_weights)[1]


def look() -> None:
    """The whole topic. URL: the recipe's fields, step."""
    job_panel.side_by_side("gan", pick_recipe, unfinished, show_results)


def unfinished(run: Frames) -> None:
    """A run that is under way, broken off, or not begun."""
    at_rest = job_panel.offer(run, label="Train", draw=partial(live, run))
    if not at_rest:
        return
    frames = run.read()
    if not frames:
        st.markdown("Nobody has trained this one yet: start it, and watch the points find the data, or lose them.")
        moment, real = measures.preview(run.recipe)
        common.sketch(
            film([0], [moment], real, run.recipe.edge), key="before", alt="Data, and the points of an untrained generator"
        )
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
    help_text = "Where the film stands, and of which moment the logits and slopes below are."
    step = common.choose(st.select_slider, "Step", stops, key="step", default=stops[-1], help=help_text)
    the_film(recipe, frames, step)
    left, right = st.columns(2, gap="large")
    with left:
        curves(recipe, series, "covered", "Modes covered", {})
        curves(recipe, series, "js", "Distance from the true density", {"as many points of the data": record["js_of_data"]})
        curves(recipe, series, "losses", "Both losses", {})
    with right:
        the_logits(recipe, frames, step)
        the_slopes(recipe, frames, step)
        curves(recipe, series, "norms", "Push on the generator", {})
    the_grid(recipe, record, frames)


def summary(recipe: GanRecipe, record: Any, frames: list[Any]) -> None:
    """What was covered at the end, beside the untrained network, the data itself, and blind guessing."""
    untrained = dict(zip(generative.CURVE, frames[0].notes["curve"][0], strict=True))
    data = cloud(recipe)
    what = "Parts of the curve covered" if data.is_curve else "Modes covered"
    common.metrics(
        {
            what: f"{record['covered']} of {record['of']}",
            "Good points": f"{record['good']:.1%}",
            "Effective modes": f"{record['effective']:.1f}",
            "Standard deviation": f"{record['deviation']:.2f}",
            "JS from the data": f"{record['js']:.3f} nats",
            "KL": f"{record['kl']:.2f} nats",
            "Trained in": job_panel.duration(record["seconds"]),
        }
    )
    place = "the curve" if data.is_curve else "a mode"
    st.caption(
        f"A point is good within 3 spreads of {place}; a mode is covered by a fifth of its fair share of 500 points. "
        f"Untrained: {untrained['covered']:.0f} covered, {untrained['good']:.1%} good, JS {untrained['js']:.2f}. "
        f"The data itself: {record['good_of_data']:.1%} good, {record['effective_of_data']:.1f} effective modes, standard "
        f"deviation {record['deviation_of_data']:.2f}, JS {record['js_of_data']:.3f}, KL {record['kl_of_data']:.2f}: the floor "
        f"of 2,000 points in 24 × 24 cells. Thrown blindly on the square: {record['good_by_chance']:.1%} good."
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


def curves(recipe: GanRecipe, series: Any, key: str, title: str, levels: dict[str, float]) -> None:
    """One chart of what was measured on the way."""
    st.subheader(title)
    names, looks, words = CHARTS[key]
    if levels:
        looks = looks | {"levels": levels}
    shown = {label: series[name] for name, label in names.items()}
    common.show(
        lines(shown, x_title="step", **looks),
        key=key,
        alt=title,
        code=code.curves(recipe, names, **looks),
        columns=curve_columns(shown),
    )
    st.markdown(words)


def the_logits(recipe: GanRecipe, frames: list[Any], step: int) -> None:
    """What the discriminator answers on both kinds of points."""
    st.subheader("Answers of the discriminator")
    moment = next(frame for frame in frames if frame.index == step)
    edges, shares = measures.logit_shares(moment.arrays)
    common.show(
        histograms(edges, shares, truth=0.0),
        key="logits",
        alt="Histograms of the discriminator's output on data and on generated points",
        code=code.logits(recipe, step),
        columns={"from": edges[:-1], **shares},
    )
    st.markdown(
        f"Shares of 300 points of each kind by D's output (its logit) at step {step:,}. Where both heaps lie on each other, D "
        "cannot tell them apart; far apart, it sees through the generator."
    )


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
    non_saturating, minimax = numbers["gradient, non-saturating"], numbers["gradient, minimax"]
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
        {"covered": "covered", "effective": "effective"},
        {"y_title": "modes"},
        "Effective modes are exp(entropy) of the nearest ones: 1 if all points sit at one. The first place is untrained.",
    ),
    "js": (
        {"js": "JS"},
        {"y_title": "Jensen-Shannon divergence, nats"},
        "Between the data's exact density and 2,000 points, by cells: log 2 = 0.69 is nothing in common. Dotted: the floor.",
    ),
    "losses": (
        {"discriminator loss": "discriminator", "generator loss": "generator"},
        {"y_title": "loss"},
        "A discriminator that can only guess has a logistic loss of 2 log 2 = 1.39 nats: that is equilibrium, not a loss of 0.",
    ),
    "norms": (
        {"gradient, non-saturating": "non-saturating", "gradient, minimax": "minimax"},
        {"y_title": "norm of the generator's gradient", "log": True},
        "Both are measured at every point, whichever loss is trained with.",
    ),
}
