"""The topic One pixel of the view One pixel at a time: one conditional chance after the other, and their product."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.generative_views import pixels_choice
from pages.generative_views.pixels_choice import Picture
from vizlab.figures.bars import probabilities
from vizlab.figures.generative_pixels import drawing, place, surprise
from vizlab.figures.progress import histograms
from vizlab.generative.pixelwise import pictures
from vizlab.generative.pixelwise.opened import Opened
from vizlab.snippets import generative_pixels as code

FIRST_AT = 12 * 28 + 13
EVERY = 14  # pixels from frame to frame of the film
NAMES = ("black", "white")


@st.cache_data(max_entries=64, show_spinner=False)
def looked_at(epoch: int, picture: bytes, _run: Opened) -> Any:
    """p of every level and the surprise of every pixel."""
    x = np.frombuffer(picture, np.uint8).reshape(_run.shape)
    return _run.shares(x), _run.surprises(x[None])[0]


@st.cache_data(max_entries=32, show_spinner="Drawing …")
def sampled(epoch: int, seed: int, _run: Opened) -> Any:
    found = _run.draw(np.zeros(_run.shape, np.uint8), np.ones(_run.shape, np.bool_), 1, seed)
    return found.pictures[0], found.shares[0]


def look() -> None:
    """URL: pixel_source, pixel_sample, pixel_invert, ink, pixel_at, pixel_epoch, draw_seed."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        run = pixels_choice.pick_network()
        picture = pixels_choice.pick_picture(run)
        if picture is None:
            return
        picture = pixels_choice.painted_over(picture, run)
        at = pick_place(run)
        shares, nats = looked_at(run.epoch, picture.x.tobytes(), run)
        show_chances(picture, at, shares, run.epoch)
    with right:
        show_place(run, picture, at, shares, nats)
    left, right = st.columns(2, gap="large")
    with left:
        show_cost(run, picture, nats)
    with right:
        show_drawing(run)


def pick_place(run: Opened) -> int:
    """Which pixel, counted in raster order. URL: pixel_at."""
    last = run.held[0].size - 1
    help_text = "Counted row by row from the top. Or click on a pixel of either picture."
    at = st.slider("Pixel", 0, last, min(FIRST_AT, last), key="pixel_at", bind="query-params", help=help_text)
    with st.container(horizontal=True):
        st.button("‹ before", key="pixel-before", on_click=step, args=(-1, last))
        st.button("next ›", key="pixel-next", on_click=step, args=(1, last))
    return at


def step(by: int, last: int) -> None:
    st.session_state["pixel_at"] = min(max(int(st.session_state["pixel_at"]) + by, 0), last)


def show_place(run: Opened, picture: Picture, at: int, shares: Any, nats: Any) -> None:
    x, (row, column) = picture.x, divmod(at, run.shape[1])

    def take(column: float, row: float) -> None:
        h, w = run.shape
        st.session_state["pixel_at"] = min(max(round(row), 0), h - 1) * w + min(max(round(column), 0), w - 1)

    common.metrics(
        {
            f"p({NAMES[x[row, column]]} | before) at row {row}, column {column}": f"{shares[row, column, x[row, column]]:.1%}",
            "its surprise": f"{nats[row, column]:.3f} nats",
            "so far": f"{nats.flatten()[: at + 1].sum():.1f} nats",
            "the whole picture": f"{nats.sum():.1f} nats",
            "bits a pixel": f"{pictures.bits_per_pixel(float(nats.sum()), x.size):.3f}",
        }
    )
    left, right = st.columns(2)
    with left:
        common.snug_at("pixel-place", 1.0, 54)
        common.show(
            place(x, run.levels, at),
            key="pixel-place",
            alt=f"{picture.name}, as far as pixel {at} knows it",
            code=code.place(picture.source, at, run.epoch),
            arrays={"picture": x},
            clicked=take,
        )
        st.caption("Blue: not drawn yet. The framed pixel sees only what is black or white.")
    with right:
        common.snug_at("pixel-surprise", 1.0, 54)
        common.show(
            surprise(nats, at),
            key="pixel-surprise",
            alt="Surprise of every pixel",
            code=code.surprise(picture.source, at, run.epoch),
            arrays={"nats": nats, "shares": shares},
            clicked=take,
        )
        st.caption("−log p of each pixel. Their sum is the picture's cost: the beginnings and ends of strokes are what costs.")


def show_chances(picture: Picture, at: int, shares: Any, epoch: int) -> None:
    chances = shares.reshape(-1, len(NAMES))[at].tolist()
    common.show(
        probabilities(NAMES, chances, highlight=NAMES[picture.x.flat[at]]),
        key="pixel-bars",
        alt="Conditional chances of the levels of this pixel",
        code=code.bars(picture.source, at, NAMES, epoch),
        columns={"level": list(NAMES), "p": chances},
    )
    st.caption("What the network expects at this pixel before it is told; in colour what came.")


def show_cost(run: Opened, picture: Picture, nats: Any) -> None:
    st.subheader("Cheap and dear pictures")
    total = float(nats.sum())
    edges, share = histogram(run, total)
    common.show(
        histograms(edges, {"held-out digits": share}, truth=total),
        key="pixel-costs",
        alt="Costs of held-out digits, and of this picture",
        code=code.costs(picture.source, run.epoch),
        columns={"from": list(edges[:-1]), "share": list(share)},
    )
    above = float((run.nlls > total).mean())
    st.caption(
        f"−log p of 500 held-out digits after the last epoch, nats; dotted: this picture, {total:.1f} nats after epoch "
        f"{run.epoch}. {above:.0%} of them cost more. Most photographs cost more than "
        "all, a 1 less than most."
    )


def histogram(run: Opened, total: float) -> Any:
    return pictures.histogram(run.nlls, total)


def show_drawing(run: Opened) -> None:
    st.subheader("A digit, drawn pixel by pixel")
    seed = common.choose(st.select_slider, "Seed of the draws", list(range(20)), key="draw_seed")
    x, shares = sampled(run.epoch, seed, run)
    common.show(
        drawing(x, shares, run.levels, every=EVERY),
        key="pixel-film",
        alt="A sample as it is drawn, beside the chances that it was drawn from",
        code=code.drawing(seed, EVERY, run.epoch),
        arrays={"picture": x, "shares": shares},
    )
    st.caption("Left the draws, right the chance of white that each was drawn with. Nothing is shown that is not drawn yet.")
