"""The topic Completion of the view One pixel at a time: a digit of which a part is hidden, drawn again and again."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common, knobs, pickers
from pages.generative_views import pixels_choice
from pages.generative_views.pixels_choice import CLASSIFIER, Picture
from pages.hide_brush import hide_brush
from vizlab.figures.generative_pixels import painted, tiles
from vizlab.frames import Frames
from vizlab.generative.pixelwise import completion
from vizlab.generative.pixelwise.choices import MNIST
from vizlab.generative.pixelwise.opened import Opened
from vizlab.snippets import generative_pixels as code

DRAWS = 8
PUBLISHED = 81.30  # nats; PixelCNN on Larochelle's draw of the same data. Source: van den Oord 2016, arXiv:1601.06759, table 4
WAYS = [*completion.PARTS, "a rectangle", "what you paint"]


@st.cache_data(max_entries=64, show_spinner="Drawing …")
def completed(epoch: int, picture: bytes, covered: bytes, seed: int, weighed: bool, _run: Opened) -> Any:
    x = np.frombuffer(picture, np.uint8).reshape(_run.shape)
    hidden = np.frombuffer(covered, np.bool_).reshape(_run.shape)
    found = completion.complete(_run, x, hidden, DRAWS, seed, weighed=weighed)
    model = pickers.open_model(CLASSIFIER)
    with model.lock:
        return found, completion.answers(model.network, np.concatenate([x[None], found.pictures]), _run.levels)


@st.cache_data(max_entries=32, show_spinner="Completing all test pictures …")
def agreement(epoch: int, part: str, seed: int, _run: Opened) -> dict[str, float]:
    model = pickers.open_model(CLASSIFIER)
    with model.lock:
        return completion.agreement(_run, model.network, completion.PARTS[part](*_run.shape), seed)


def look() -> None:
    """URL: pixel_source, pixel_sample, pixel_invert, hide, hide_top ..., hidden, ink, draw_seed, fitting, pixel_epoch."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        run = pixels_choice.pick_network()
        picture = pixels_choice.pick_picture(run)
        if picture is None:
            return
        picture = pixels_choice.painted_over(picture, run)
        way = common.choose(st.selectbox, "Hidden", WAYS, key="hide")
        hidden = covered(way, run)
        hide_brush(ink=picture.x.astype(np.bool_), hidden=hidden, key="brush", painted=take)
        st.caption("Drag over the picture to hide more of it, to show it again, or to draw a digit of your own.")
    with right:
        show_completions(run, picture, way, hidden)


def covered(way: str, run: Opened) -> completion.Mask:
    """What is hidden. URL: hide_top, hide_bottom, hide_left, hide_right; hidden."""
    h, w = run.shape
    if way in completion.PARTS:
        return completion.PARTS[way](h, w)
    if way == "what you paint":
        return completion.from_text(pixels_choice.read("hidden"), run.shape)
    sides = st.columns(2)
    edges = {}
    for at, (name, most, start) in enumerate((("top", h, 8), ("bottom", h, 20), ("left", w, 8), ("right", w, 20))):
        with sides[at % 2]:
            edges[name] = st.slider(name.capitalize(), 0, most, start, key=f"hide_{name}", bind="query-params")
    return completion.rectangle(run.shape, (edges["top"], edges["bottom"]), (edges["left"], edges["right"]))


def take(ink: Any, hidden: Any) -> None:
    """A stroke of the brush is done."""
    pixels_choice.put("hidden", completion.as_text(hidden))
    pixels_choice.put("ink", completion.as_text(ink))
    knobs.put({"hide": "what you paint"})


def show_completions(run: Opened, picture: Picture, way: str, hidden: completion.Mask) -> None:
    columns = st.columns(2)
    with columns[0]:
        help_text = "Other random numbers, other completions. Same seed, same pixels."
        seed = common.choose(st.select_slider, "Seed of the draws", list(range(20)), key="draw_seed", help=help_text)
    with columns[1]:
        help_text = (
            "A pixel sees only what comes before it. With this, 64 completions are drawn and 8 are chosen, by how probable "
            "they make the known pixels that come after."
        )
        weighed = st.toggle("Choose draws that fit what comes after", key="fitting", bind="query-params", help=help_text)
    if not hidden.any():
        st.info("Nothing is hidden: choose a part, or paint over one with the brush.")
        return
    x = picture.x
    found, answers = completed(run.epoch, x.tobytes(), hidden.tobytes(), seed, weighed, run)
    said = answers.argmax(1)
    numbers(found, answers, hidden, run, x)
    pictures = [painted(x, 2), painted(x, 2, hidden, covered=True), *(painted(drawn, 2, hidden) for drawn in found.pictures)]
    titles = ["original", "known", *(f"{digit}, {p:.0%}" for digit, p in zip(said[1:], answers[1:].max(1), strict=True))]
    figure = tiles(pictures, titles, columns=5)
    common.snug("completions", figure)
    common.show(
        figure,
        key="completions",
        alt=f"{DRAWS} completions of {picture.name}",
        code=code.completions(picture.source, hidden, DRAWS, seed, weighed, CLASSIFIER, run.epoch),
        arrays={"picture": x, "hidden": hidden, "completions": found.pictures},
    )
    st.caption("Orange is what the network drew. Above each completion: what our classifier takes it for, and how surely.")
    words(found, hidden)
    if way in completion.PARTS:
        show_agreement(run, way, seed)
    show_score()


def numbers(found: completion.Completed, answers: Any, hidden: completion.Mask, run: Opened, x: Any) -> None:
    said = answers.argmax(1)
    cost = float((run.surprises(x[None])[0] * hidden).sum())
    common.metrics(
        {
            "Original is taken for": f"{said[0]} ({answers[0].max():.0%})",
            "Completions taken for the same": f"{(said[1:] == said[0]).sum()} of {DRAWS}",
            "Cost of the hidden pixels as they were": f"{cost:.1f} nats",
            "as they were drawn, mean": f"{found.nats.mean():.1f} nats",
            "by a fair coin": f"{hidden.sum() * np.log(2):.0f} nats",
        }
    )


def words(found: completion.Completed, hidden: completion.Mask) -> None:
    later = int(completion.after(hidden).sum())
    if found.fitting is not None:
        st.markdown(
            f"The 64 draws count for **{found.fitting:.1f}**: where that is near 1, hardly any fits what stands after, and the "
            "eight that are shown are the best of a bad lot."
        )
    elif later:
        st.markdown(
            f"{later} known pixels come after the first hidden one. A hidden pixel that stands before them was drawn **without "
            "seeing them**, so lines may not meet. Turn on the choice above to have draws judged by them."
        )


def show_agreement(run: Opened, way: str, seed: int) -> None:
    shares = agreement(run.epoch, way, seed, run)
    st.markdown(
        f"With the {'whole picture' if way == 'all of it' else way} of all **{len(run.held)}** test pictures here hidden, "
        f"one completion each: the classifier finds the true class in **{shares['completed']:.0%}** (whole pictures "
        f"{shares['whole']:.0%}, hidden part left black {shares['left black']:.0%}, guessing 10%). A half can be right for "
        "several digits, and a draw commits itself to one: a plausible completion need not be the digit that was there."
    )


def show_score() -> None:
    record: Any = Frames("pixels", MNIST).record()
    st.caption(
        f"The network: two gated stacks, {MNIST.pixel_layers} layers of {MNIST.pixel_channels} channels, "
        f"{record['weights']:,} weights, {MNIST.pixel_epochs} passes over MNIST, each grey pixel drawn black or white anew "
        f"in each. On all {record['test_pictures']:,} test pictures, drawn once: {record['nll']:.2f} ± "
        f"{record['standard_error']:.2f} nats a picture, {record['bits_per_pixel']:.3f} bits a pixel. Each place's own "
        f"frequency alone: {record['independent']:.1f} nats. Published for a PixelCNN many times as large, on another draw "
        f"of the same pictures: {PUBLISHED:.2f} nats (arXiv:1601.06759, table 4)."
    )
