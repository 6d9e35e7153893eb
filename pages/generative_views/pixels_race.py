"""The topic RNN against CNN of the view One pixel at a time: likelihood, time to learn, time to draw, and how sequences grow."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.generative_views import pixels_choice
from pages.knobs import knob
from vizlab.figures.export import curve_columns
from vizlab.figures.generative_pixels import amounts, painted, sequences, tiles
from vizlab.figures.progress import lines
from vizlab.frames import Frames
from vizlab.generative.pixelwise import speeds
from vizlab.generative.pixelwise.choices import PIXEL_KNOBS, PixelRecipe
from vizlab.generative.pixelwise.network import NETWORKS
from vizlab.generative.pixelwise.opened import Opened, scores, series
from vizlab.jobs import Snapshot
from vizlab.recipes import run_id
from vizlab.snippets import generative_pixels as code

DEFAULTS = PixelRecipe()
SAMPLES = 8
LABELS = {"pixel_lr": "Learning rate", "pixel_batch": "Pictures a step", "pixel_levels": "Grey levels"}
COST = "held-out cost, nats a picture"


@st.cache_data(max_entries=8, show_spinner="Timing …")
def timed(ids: tuple[str, ...], _runs: dict[str, Opened]) -> dict[str, speeds.Cost]:
    return speeds.compare(_runs)


@st.cache_data(max_entries=32, show_spinner="Drawing …")
def sampled(run: str, seed: int, _run: Opened) -> Any:
    import numpy as np

    return _run.draw(np.zeros(_run.shape, np.uint8), np.ones(_run.shape, np.bool_), SAMPLES, seed).pictures


def look() -> None:
    """URL: pixel_net, pixel_levels, pixel_channels ..., draw_seed; picture_side, picture_channels, sound_rate, sound_seconds."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipes, chosen = pick()
    records = {name: record for name, recipe in recipes.items() if (record := Frames("pixels", recipe).record()) is not None}
    with right:
        if chosen not in records:
            unfinished(Frames("pixels", recipes[chosen]))
        if records:
            show_scores({name: recipes[name] for name in records}, records)
    if records:
        show_pictures({name: recipes[name] for name in records})
    show_growth()


def pick() -> tuple[dict[str, PixelRecipe], str]:
    """The recipe of each network, all with the same knobs, and the network that is to be trained if it is not."""
    chosen = common.choose(st.selectbox, "Network", list(NETWORKS), key="pixel_net", help="Trained here, if it is not yet.")
    names = ("pixel_levels", "pixel_channels", "pixel_layers", "pixel_epochs")
    values = {name: pick_one(name) for name in names}
    with st.expander("More of the networks and their learning"):
        values |= {name: pick_one(name) for name in ("pixel_kernel", "pixel_lr", "pixel_batch", "pixel_seed")}
    return {name: PixelRecipe(pixel_net=name, **values) for name in NETWORKS}, chosen


def pick_one(name: str) -> Any:
    label = LABELS.get(name, name.removeprefix("pixel_").capitalize())
    return knob(name, PIXEL_KNOBS[name], getattr(DEFAULTS, name), label=label)


def unfinished(run: Frames) -> None:
    if job_panel.offer(run, label=f"Train the {run.recipe.pixel_net}", draw=live):
        st.markdown("This network has not been trained with these knobs: start it, and it joins those below.")


def live(snapshot: Snapshot) -> None:
    shown = {name: points for name, points in snapshot.series.items() if points}
    if shown:
        common.sketch(lines(shown, x_title="epoch", y_title="nats a picture"), key="pixel-live", alt="Cost so far")


def show_scores(recipes: dict[str, PixelRecipe], records: dict[str, Any]) -> None:
    labels, nats, texts = scores(records)
    common.show(
        amounts(labels, nats, texts),
        key="race-scores",
        alt="What a held-out picture costs with each network, and with two that know nothing of neighbours",
        code=code.scores(recipes),
        columns={"network": labels, "nats": nats},
    )
    first = next(iter(records.values()))
    st.caption(
        f"−log p of a held-out picture, mean over {first['test_pictures']} of 8 × 8 pixels. The plain one has a blind "
        "spot, and half as many weights. The LSTM sees every row above, however far, and takes the longest steps."
    )
    st.table(
        {
            "Network": list(records),
            "Weights": [f"{record['weights']:,}" for record in records.values()],
            "A training step": [f"{record['step_ms']:.0f} ms" for record in records.values()],
            "In all": [job_panel.duration(record["seconds"]) for record in records.values()],
            "On": [record["device"] for record in records.values()],
        },
        border="horizontal",
        hide_index=True,
    )
    curves = {
        name: series(job_panel.finished(Frames("pixels", recipe), records[name]))["held-out"][1:]
        for name, recipe in recipes.items()
    }
    common.show(
        lines(curves, x_title="epoch", y_title=COST),
        key="race-curves",
        alt="Held-out cost by epoch of each network",
        code=code.races(recipes, COST),
        columns=curve_columns(curves),
    )


def show_pictures(recipes: dict[str, PixelRecipe]) -> None:
    st.subheader("What they draw, and how long it takes")
    runs = {name: pixels_choice.network(recipe) for name, recipe in recipes.items()}
    left, right = st.columns(2, gap="large")
    with left:
        seed = common.choose(st.select_slider, "Seed of the draws", list(range(20)), key="draw_seed")
        name = st.session_state["pixel_net"] if st.session_state["pixel_net"] in runs else next(iter(runs))
        drawn = sampled(run_id(recipes[name]), seed, runs[name])
        figure = tiles([painted(x, runs[name].levels) for x in drawn], [""] * SAMPLES, columns=4, wide_px=400)
        common.snug("race-samples", figure)
        common.show(
            figure,
            key="race-samples",
            alt=f"Digits drawn by the {name}",
            code=code.samples(recipes[name], SAMPLES, seed),
            arrays={"pictures": drawn},
        )
        st.caption(f"Drawn by the {name}, pixel by pixel from nothing.")
    with right:
        costs = timed(tuple(run_id(recipe) for recipe in recipes.values()), runs)
        texts = [cost.text for cost in costs.values()]
        common.show(
            amounts(list(costs), [cost.ms for cost in costs.values()], texts, log=True, room=0.9),
            key="race-speeds",
            alt="Milliseconds for one picture, and forward passes that must follow one another",
            code=code.drawn_in(recipes),
            columns={
                "network": list(costs),
                "ms": [cost.ms for cost in costs.values()],
                "passes": [cost.passes for cost in costs.values()],
            },
        )
        st.caption(
            "One picture of 8 × 8 on this server, one thread, the best of three; lengths are logarithmic. The VAE decodes "
            "a code in one pass. Keeping what earlier pixels have computed saves most of the work, not the waiting: 64 "
            "steps stay 64."
        )


def show_growth() -> None:
    st.subheader("Steps, one after the other")
    columns = st.columns(4)
    with columns[0]:
        side = common.choose(st.select_slider, "Side, pixels", list(speeds.SIDES), key="picture_side", default=256)
    with columns[1]:
        channels = common.choose(st.segmented_control, "Channels", [1, 3], key="picture_channels", default=3)
    with columns[2]:
        rate = common.choose(st.selectbox, "Sound at", list(speeds.RATES_HZ), key="sound_rate", default="16 kHz, WaveNet")
    with columns[3]:
        seconds = common.choose(st.select_slider, "Seconds of it", [1, 3, 10, 30], key="sound_seconds", default=1)
    picture, sound = speeds.picture_sequence(side, channels), speeds.sound_sequence(seconds, speeds.RATES_HZ[rate])
    common.metrics(
        {
            f"Steps for {side} × {side} × {channels}": f"{picture.values:,}",
            "its attention, a head and layer": f"{picture.attention_bytes / 1e9:,.3g} GB",
            f"Steps for {seconds} s of sound": f"{sound.values:,}",
            "its attention": f"{sound.attention_bytes / 1e9:,.3g} GB",
        }
    )
    steps, memory, marks = speeds.growth(channels, seconds, speeds.RATES_HZ[rate])
    common.show(
        sequences({"steps": steps, "one attention matrix, bytes": memory}, marks, y_title="steps, bytes"),
        key="race-steps",
        alt="Steps and bytes of attention against the side of a picture",
        code=code.grown(channels, seconds, speeds.RATES_HZ[rate]),
        columns={"side": [x for x, _ in steps], "steps": [y for _, y in steps], "bytes": [y for _, y in memory]},
    )
    st.caption(
        "Steps are height · width · channels. Attention compares every value with every other: 4 bytes for each pair, so "
        "twice the side takes 16 times the memory. Dotted: the side of a picture with as many steps as the sound."
    )
