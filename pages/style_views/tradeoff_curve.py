"""The topic Content against style of the view Trade-off: the curve over the strength, its pictures, and another beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common, job_panel, views
from pages.knobs import NO_KNOBS, knob, put
from pages.public_weights import fetched
from pages.style_views.choice import pick_content, pick_network, pick_style
from vizlab.figures import style_tradeoff as figures
from vizlab.figures.paintings import live_painting
from vizlab.frames import Frames
from vizlab.recipes import canonical_json
from vizlab.snippets import style_tradeoff as code
from vizlab.style import features, series
from vizlab.style.tradeoff import curve
from vizlab.style.tradeoff.curve import KIND, KNOBS, STRENGTHS, CurveRecipe

NAMES = [f"{strength:g}" for strength in STRENGTHS]
DEFAULT_POINT = "3"
THIS, BESIDE = "this network", "beside it"


@st.cache_data(max_entries=16, show_spinner=False)
def traced(recipe_json: str, finished_in: float, _recipe: CurveRecipe) -> list[series.Painted]:
    return series.read(KIND, _recipe)


@st.cache_data(max_entries=16, show_spinner=False)
def judged(recipe_json: str, other: str, finished_in: float, _recipe: CurveRecipe) -> Any:
    return curve.judged(series.read(KIND, curve.beside(_recipe, other)), _recipe)


def look() -> None:
    """URL: as of `pick`, point."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe, other = pick()
    with right, common.friendly():
        points = offered(recipe, label="Paint the curve")
        if points is not None:
            show(recipe, points, other)


def pick() -> tuple[CurveRecipe, str]:
    """URL: content, style, network, point_px, point_steps, seed, beside."""
    content, manner, network = pick_content(), pick_style(), pick_network()
    titles = {"": "Nothing"} | {f"layer/{n}": f"Content from layer {n}" for n in ("1", "2", "4", "5")}
    titles |= {f"network/{name}": title for name, title in features.offered().items() if name != network}
    help_text = "A second curve of the same pictures, both measured by the first network."
    other = common.choose(st.selectbox, "Beside it", list(titles), key="beside", titles=titles, help=help_text)
    with st.expander("More"):
        point_px = knob("point_px", KNOBS["point_px"], CurveRecipe.point_px, label="Size in pixels")
        point_steps = knob("point_steps", KNOBS["point_steps"], CurveRecipe.point_steps, label="Iterations of each")
        seed = knob("seed", KNOBS["seed"], CurveRecipe.seed)
    recipe = CurveRecipe(content=content, style=manner, network=network, point_px=point_px, point_steps=point_steps, seed=seed)
    return recipe, other


def offered(recipe: CurveRecipe, *, label: str) -> list[series.Painted] | None:
    """The points of a finished curve; else the way to it, and None."""
    run = Frames(KIND, recipe)
    record = run.record()
    if record is not None:
        return traced(canonical_json(recipe), float(record["seconds"]), recipe)
    if not fetched(recipe.network):
        return None

    def so_far(key: str) -> None:
        if points := series.read(KIND, recipe):
            names, pictures = [point.name for point in points], [point.pixels for point in points]
            figure = figures.curve({THIS: curve.losses(points)}, names, pictures=pictures)
            common.sketch(figure, key=key, alt="The points so far")

    if job_panel.offer(run, label=label, draw=lambda _: so_far(f"live-{label}")):
        st.caption(f"{len(STRENGTHS)} paintings, both ends first, some seconds each.")
        so_far(f"so-far-{label}")
    return None


def show(recipe: CurveRecipe, points: list[series.Painted], other: str) -> None:
    """URL: point."""
    losses = {THIS: curve.losses(points)}
    below = st.container()
    if other and offered(curve.beside(recipe, other), label="Paint the other curve, too") is not None:
        record = Frames(KIND, curve.beside(recipe, other)).record() or {}
        losses[BESIDE] = judged(canonical_json(recipe), other, float(record["seconds"]), recipe)
    compared = other if len(losses) > 1 else ""
    knee = curve.knee(losses[THIS])
    with below:
        place = st.container()
        name = common.choose(st.select_slider, "Strength of the style", NAMES, key="point", default=DEFAULT_POINT)
        chosen = NAMES.index(name)
        with place:
            common.show(
                figures.curve(losses, NAMES, pictures=[point.pixels for point in points], chosen=chosen, knee=knee),
                key="curve",
                alt="Style loss against content loss, a painting for each strength",
                code=code.curve(recipe, chosen, compared),
                columns=table(points, losses),
                picked=take,
            )
        st.caption(told(losses[THIS], knee))
        show_point(recipe, points, chosen)


def take(point: Mapping[str, Any]) -> None:
    """A click on a point, or on one of the other curve at the same strength."""
    if str(point.get("customdata")) in NAMES:
        put({"point": str(point["customdata"])})


def table(points: list[series.Painted], losses: dict[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {"strength": [point.name for point in points]}
    for name, values in losses.items():
        columns |= {f"content loss, {name}": values[:, 0].tolist(), f"style loss, {name}": values[:, 1].tolist()}
    return columns


def told(values: Any, knee: int | None) -> str:
    """What the curve says."""
    ways = "Each step to the right loses content and gains style, at every strength"
    bent = "The curve bends back somewhere: more iterations would straighten it"
    where = (
        "" if knee is None else f" At its knee, strength {NAMES[knee]}, one more step of either begins to cost more of the other."
    )
    return (
        f"{ways if curve.is_monotone(values) else bent}.{where} Every painting starts from the photograph; none knows of another."
    )


def show_point(recipe: CurveRecipe, points: list[series.Painted], chosen: int) -> None:
    point = points[chosen]
    wide, narrow = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with wide:
        figure = live_painting(point.pixels)
        common.snug("point", figure)
        common.show(
            figure,
            key="point",
            alt=f"The painting of strength {point.name}",
            code=code.point(recipe, chosen),
            arrays={"painting": point.pixels},
        )
    with narrow:
        common.metrics({"Content loss": f"{point.last['content']:.3g}", "Style loss": f"{point.last['style']:.3g}"})
        common.metrics({"Style loss of the photograph": f"{point.first['style']:.3g}"})
        common.metrics({"Pixels moved, levels of 255": f"{point.change:.1f}"})
        st.button("Open it in Transfer", on_click=turn, args=(point.recipe,), key="to-transfer")


def turn(recipe: Any) -> None:
    """Turn to Transfer, with every knob as this painting has it."""
    fields = dataclasses.asdict(recipe)
    views.turn_to("Transfer", **{name: value for name, value in fields.items() if name not in (*NO_KNOBS, "init_from")})
