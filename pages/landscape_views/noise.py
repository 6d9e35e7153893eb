"""The view Noise of the page Landscapes: what mini-batches do to the gradient, to what is seen of the loss, and to the path."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from pages.landscape_views import noise_cost, noise_hovering, noise_paths, noise_restarts
from pages.landscape_views.noise_problem import draw, ground, number, pick_batch, pick_problem, titles
from vizlab.figures.landscape_noise import arrow_map, flicker, gradient_cloud, measurements
from vizlab.optimizers.stochastic import batches, mini_batches, noise
from vizlab.snippets import landscape_noise as code

DRAWS, SHOWN, FILM = 1000, 48, 12


@st.cache_data(max_entries=64, show_spinner=False)
def cloud(made: Any, point: tuple[float, float], settings: dict[str, Any]) -> Any:
    return noise.cloud(draw(made), point, **settings)


@st.cache_data(max_entries=64, show_spinner=False)
def variances(made: Any, point: tuple[float, float], settings: dict[str, Any]) -> Any:
    return noise.variances(draw(made), point, **settings)


@st.cache_data(max_entries=32, show_spinner=False)
def seen_by_batches(made: Any, size: int, settings: dict[str, Any]) -> Any:
    return mini_batches.batch_landscapes(draw(made), size, **settings)


def move_to(x: float, y: float) -> None:
    """The place that was clicked becomes the point."""
    put({"at_a": round(x, 2), "at_b": round(y, 2)})


def pick_point(names: tuple[str, str]) -> tuple[float, float]:
    """URL: at_a, at_b."""
    left, right = st.columns(2, gap="medium")
    low, high = batches.WINDOW
    a = left.slider(names[0].capitalize(), low, high, 0.7, 0.1, key="at_a", bind="query-params")
    b = right.slider(names[1].capitalize(), low, high, 0.5, 0.1, key="at_b", bind="query-params")
    return a, b


def look_at_gradients() -> None:
    made = pick_problem()
    names = titles(made)
    left, right = st.columns(2, gap="large")
    with left:
        size = pick_batch(made)
        help_text = "Whether one example may be in a batch twice. Without, a batch of all examples has no noise at all."
        again = st.toggle("Draw with replacement", key="replacement", bind="query-params", help=help_text)
    with right:
        point = pick_point(names)
    settings = {"size": size, "replacement": again, "draws": DRAWS, "seed": made[2]}
    found = cloud(made, point, settings)
    common.metrics(
        {
            f"Bias of the mean (by chance: {number(found.expected)})": number(found.bias),
            "Spread of one batch": number(float(found.covariance.trace() ** 0.5)),
            "Length of the full gradient": number(float((found.full**2).sum() ** 0.5)),
            "Batches that point uphill": f"{found.uphill:.1%}",
        }
    )
    show_gradients(made, point, settings, found, names)
    show_statistics(made, point, settings, found)


def show_gradients(made: Any, point: tuple[float, float], settings: dict[str, Any], found: Any, names: tuple[str, str]) -> None:
    axis, heights = ground(made)
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            arrow_map(axis, heights, point, found.draws[:SHOWN], found.full, titles=names),
            key="arrows",
            alt=f"Steps of {SHOWN} batches from one point of the map, around the step of all examples",
            code=code.arrows(made, point, settings, names),
            columns={"a": found.draws[:SHOWN, 0].tolist(), "b": found.draws[:SHOWN, 1].tolist()},
            clicked=move_to,
        )
        st.caption(f"{SHOWN} batches of {settings['size']}. Click on the map, and all gradients are taken there.")
    with right:
        common.show(
            gradient_cloud(found.draws, found.full, found.covariance, titles=names),
            key="cloud",
            alt=f"Gradients of {DRAWS} batches around the gradient of all examples",
            code=code.cloud(made, point, settings, names),
            columns={"a": found.draws[:, 0].tolist(), "b": found.draws[:, 1].tolist()},
        )
        st.caption(f"{DRAWS} batches. Each is wrong; their mean is right: a batch's gradient is unbiased.")


def show_statistics(made: Any, point: tuple[float, float], settings: dict[str, Any], found: Any) -> None:
    rest = {"draws": DRAWS, "seed": made[2]}
    spread = variances(made, point, rest)
    left, right = st.columns(2, gap="large")
    with left:
        chart: dict[str, Any] = {"titles": ("batch size S", "S × variance (dashed: theory)"), "log": "x"}
        common.show(
            measurements(*spread.curves, **chart),
            key="variances",
            alt="Batch size times variance against the batch size, with and without replacement",
            code=code.variances(made, point, rest, chart),
            columns={"size": spread.sizes.tolist(), "with": spread.measured[0].tolist(), "without": spread.measured[1].tolist()},
        )
        st.caption("Twice the batch, half the variance: the product stays. Without replacement (N − S) / (N − 1) of it is left.")
    with right:
        chart = {"titles": ("batches drawn", "their mean to the full gradient (dashed: theory)"), "log": "xy"}
        drawn = found.curves[1][noise.BIAS]
        common.show(
            measurements(*found.curves, **chart),
            key="bias",
            alt="Distance of the mean of the draws from the full gradient, against the number of draws",
            code=code.bias(made, point, settings, chart),
            columns={"draws": drawn[0].tolist(), "distance": drawn[1].tolist()},
        )
        st.caption("No bias: the mean comes as close as chance allows, four times the draws, half the distance.")


def look_at_landscapes() -> None:
    made = pick_problem()
    size, names = pick_batch(made, full=False), titles(made)
    settings = {"n": 61, "count": FILM, "seed": made[2]}
    axis, seen, mean = seen_by_batches(made, size, settings)
    heights = batches.sample_losses(draw(made), len(axis))[1]
    apart = abs(seen - heights).max(axis=(1, 2)).mean()
    left, right = st.columns([5, 3], gap="large", vertical_alignment="center")
    with left:
        common.show(
            flicker(axis, heights, seen, titles=names),
            key="batches",
            alt=f"The loss that single batches of {size} see, one after the other, over the loss of all examples",
            code=code.flicker(made, size, settings, names),
            arrays={"axis": axis, "full": heights, "batches": seen},
        )
    with right:
        st.markdown("Press Play: coloured lines are the loss that one batch sees, grey is the loss of all examples.")
        common.metrics(
            {
                "One batch against all, at most": number(float(apart)),
                "Mean of an epoch's batches against all": f"{abs(mean - heights).max():.0e}",
                "Batches in an epoch": str(made[1] // size),
            }
        )
        st.caption("Every step goes down on another map. Only their mean over an epoch is the map of all examples.")


TOPICS = {
    "Gradient cloud": look_at_gradients,
    "Batch landscapes": look_at_landscapes,
    "Paths": noise_paths.look,
    "Hovering": noise_hovering.look_at_hovering,
    "Cooling": noise_hovering.look_at_cooling,
    "Restarts": noise_restarts.look,
    "Cost": noise_cost.look,
}


def look() -> None:
    TOPICS[common.choose(st.segmented_control, "Topic", list(TOPICS), key="topic", label_visibility="collapsed")]()
