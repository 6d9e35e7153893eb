"""The topic Plane: a sheet of decoded codes over two directions, a point to drag over it, and samples."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, knobs
from pages.code_plane import code_plane, decoder_weights
from pages.generative_views.latent_choice import Opened, pick_class, pick_model
from vizlab import generative
from vizlab.figures import generative_latent as figures
from vizlab.generative.codes import directions, drawing, layers
from vizlab.generative.vae import latent
from vizlab.snippets import generative_latent as code

FIRST_POINT = (0.9, 0.3)
SEEDS = tuple(range(20))
CACHED: dict[str, Any] = {"max_entries": 32, "show_spinner": False}


@st.cache_data(**CACHED)
def find_directions(reference: str, epoch: int, took: float, order: str, _model: Opened) -> Any:
    return directions.find(_model, order)


@st.cache_data(**CACHED)
def decoded_sheet(reference: str, epoch: int, took: float, place: Any, _model: Opened, _found: Any) -> Any:
    _, across, up, spacing, walked, asked = place
    return directions.sheet(_model, _found, across, up, spacing, dict(walked), asked)


@st.cache_data(**CACHED)
def gaps(reference: str, epoch: int, took: float, _model: Opened) -> tuple[float, float]:
    return directions.far_gaps(_model.mu) if _model.has_codes else (0.0, 0.0)


@st.cache_data(**CACHED)
def weights(name: str, took: float, _model: Opened) -> bytes:
    return layers.to_bytes(name, _model.layers, _model.mu, classes=len(_model.conditional))


@st.cache_data(**CACHED)
def drawn(reference: str, epoch: int, took: float, seed: int, psi: float, asked: int | None, _model: Opened) -> Any:
    found = drawing.draw(_model, drawing.SAMPLES, seed, psi=psi, asked=asked)
    return found, drawing.variety(found.pictures)


def look() -> None:
    """URL: decoder, at_epoch, order, across, up, spacing, asked, px, py, dir1 ... dir8, psi, sample_seed, every."""
    look_at(pick_model())


@st.fragment  # its sliders then run this part again only
def look_at(model: Opened) -> None:
    with common.friendly():
        the_sheet(model)
        the_samples(model)


def the_sheet(model: Opened) -> None:
    """The sheet, and the point on it."""
    named = (model.reference, model.epoch, model.took_s)
    left, right = st.columns([5, 4], gap="large")
    with right:
        place = st.container()
        order = common.choose(st.selectbox, "Directions", directions.offered(model), key="order", help=ORDERS)
        found = find_directions(*named, order, model)
        across, up, spacing, asked = pick_place(model, found)
    walked = walk_further(found, across, up)
    pictures = decoded_sheet(*named, (order, across, up, spacing, tuple(walked.items()), asked), model, found)
    names = (title(found, across), title(found, up))
    with place:
        point = the_point(model, found, (across, up), walked, asked, spacing)
    with left:
        common.show(
            figures.sheet(pictures, latent.axis(spacing), names=names),
            key="sheet",
            alt=f"Pictures decoded from a grid of codes over {names[0]} and {names[1]}",
            code=code.sheet(
                model.reference, model.epoch, order, (across, up), spacing, walked, asked=asked, point=point, names=names
            ),
            arrays={"pictures": pictures, "axis": latent.axis(spacing)},
        )
        common.snug_at("sheet", 1.0, 24)
        st.html("<style>.st-key-figure-sheet .nsewdrag { touch-action: none; cursor: crosshair; }</style>")
        st.caption(told_of(model, found))


def pick_place(model: Opened, found: Any) -> tuple[int, int, str, int | None]:
    """Which two directions the sheet has, how it is spaced, and the class. URL: across, up, spacing, asked."""
    titles = {number: title(found, number) for number in range(len(found.axes))}
    first, second = st.columns(2)
    with first:
        across = common.choose(st.selectbox, "Across", list(titles), key="across", default=0, titles=titles)
    with second:
        rest = [number for number in titles if number != across] or [across]
        up = common.choose(st.selectbox, "Up", rest, key="up", default=1, titles=titles)
        asked = pick_class(model)
    with first:
        spacing = common.choose(st.selectbox, "Codes spaced by", list(generative.SPACINGS), key="spacing", default="even square")
    return across, up, spacing, asked


def title(found: Any, number: int) -> str:
    return f"{number + 1}: {found.shares[number]:.0%} of the {found.measure}"


def walk_further(found: Any, across: int, up: int) -> dict[int, float]:
    """How far the point stands along the directions that are not on the sheet. URL: dir1 ... dir8."""
    others = [number for number in range(len(found.axes)) if number not in (across, up)]
    walked = {}
    if others:
        with st.expander("Along the other directions"):
            columns = st.columns(3, gap="large")
            for index, number in enumerate(others):
                with columns[index % len(columns)]:
                    key = f"dir{number + 1}"
                    walked[number] = st.slider(title(found, number), -3.0, 3.0, 0.0, 0.1, key=key, bind="query-params")
    return {number: far for number, far in walked.items() if far}


def the_point(
    model: Opened, found: Any, place: tuple[int, int], walked: dict[int, float], asked: int | None, spacing: str
) -> tuple[float, float]:
    """The picture at the point, decoded in the browser while it is dragged. URL: px, py."""
    shown = st.container()
    with st.container(horizontal=True):
        point = (
            st.slider("Point, across", -3.0, 3.0, FIRST_POINT[0], 0.01, key="px", bind="query-params"),
            st.slider("Point, up", -3.0, 3.0, FIRST_POINT[1], 0.01, key="py", bind="query-params"),
        )
    across, up = place
    usual, far = gaps(model.reference, model.epoch, model.took_s, model)
    name = f"{model.reference}@{model.epoch}" if model.layers is not None else ""
    facts = {
        "decoder": name,
        "axis": latent.axis(spacing).tolist(),
        "across": found.axes[across].tolist(),
        "up": found.axes[up].tolist() if up != across else [0.0] * model.latent,
        "base": found.code(walked)[0].tolist(),
        "asked": -1 if asked is None else asked,
        "point": point,
        "usual": usual,
        "far": far,
    }
    picture = model.decode(found.code({**walked, up: point[1], across: point[0]}), asked)[0]
    with shown:
        if name:
            decoder_weights(weights(name, model.took_s, model), key="decoder-weights")
        code_plane(chart="figure-sheet", key="point", facts=facts, picture=picture, moved=move_to)
    return point


def move_to(x: float, y: float) -> None:
    """The place where the pointer was let go becomes the point."""
    knobs.put({"px": min(max(round(x, 2), -3.0), 3.0), "py": min(max(round(y, 2), -3.0), 3.0)})


def told_of(model: Opened, found: Any) -> str:
    """What is to be seen on the sheet."""
    drag = "Drag over the sheet, click it, or move with the arrow keys once the picture on the right has the focus."
    rest = model.latent - len(found.axes)
    if model.layers is None:
        drag = f"{drag} This generator is too large to run in the browser: its picture follows when you let go."
    return f"{drag} {rest} weaker directions stay at 0." if rest > 0 else drag


def the_samples(model: Opened) -> None:
    """64 samples of the prior. URL: psi, sample_seed, every."""
    st.subheader("Samples of the prior")
    left, middle, right = st.columns(3, gap="large", vertical_alignment="bottom")
    with left:
        psi = st.slider("Truncation ψ", 0.0, 1.5, 1.0, 0.05, key="psi", bind="query-params", help=TRUNCATION)
    with middle:
        seed = common.choose(st.select_slider, "Seed of the samples", list(SEEDS), key="sample_seed")
    asked = None
    if model.conditional:
        with right:
            every = st.toggle("Every class in turn", True, key="every", bind="query-params")
        asked = None if every else st.session_state["asked"]
    named = (model.reference, model.epoch, model.took_s)
    found, spread = drawn(*named, seed, psi, asked, model)
    _, usual = drawn(*named, seed, 1.0, asked, model)
    common.show(
        figures.samples(found.pictures),
        key="latent-samples",
        alt="64 pictures decoded from codes drawn from the prior",
        code=code.samples(model.reference, model.epoch, drawing.SAMPLES, seed, psi, asked),
        arrays={"pictures": found.pictures, "codes": found.codes},
    )
    common.snug_at("latent-samples", 0.25, 10)
    varied = f"two of them differ by {spread:.2f} on average (mean distance between pictures, grey values from 0 to 1)"
    against = "" if psi == 1 else f", against {usual:.2f} at ψ = 1"
    st.caption(f"64 pictures in **{found.took_ms:.1f} ms** on this server, one pass each; {varied}{against}.")


ORDERS = (
    "PCA: axes along which codes of held-out pictures vary most. Single numbers: the code's own, by their KL. By effect: "
    "directions that change the picture most."
)
TRUNCATION = "Codes are drawn from N(0, I) and multiplied by ψ. Below 1: more typical and less varied; 0: the middle only."
