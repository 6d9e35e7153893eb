"""The topic Diffusion of digits of the view All families: from noise to a picture, by the small network that comes along."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel, knobs
from vizlab.figures.generative_families import labelled_rows, sheets
from vizlab.frames import Frames
from vizlab.generative.diffusion import showing
from vizlab.generative.diffusion.choices import DIFFUSION_EXAMPLES, KIND
from vizlab.generative.diffusion.sampling import SAMPLERS
from vizlab.recipes import Knob
from vizlab.snippets import generative_families as code

RECIPE = DIFFUSION_EXAMPLES["diffusion-mnist"]
SEED = Knob(0, 2**31 - 1, "The noise that the pictures begin with.", tuple(range(10)))


@st.cache_data(max_entries=24, show_spinner="Taking the noise away …")
def drawn(finished_in: float, choice: showing.Choice, _arrays: Any) -> Any:
    return showing.moments(_arrays, RECIPE, choice)


@st.cache_data(max_entries=8, show_spinner="Drawing with few steps and many …")
def in_steps(finished_in: float, seed: int, _arrays: Any) -> dict[str, Any]:
    return showing.by_steps(_arrays, RECIPE, seed)


def look() -> None:
    """URL: digit, digit_sampler, digit_steps, guidance, digit_seed, seen."""
    run = Frames(KIND, RECIPE)
    record = run.record()
    if record is None:
        unfinished(run)
        return
    frames = job_panel.finished(run, record)
    choice = pick_choice()
    moments, sure, spent_s = drawn(record["seconds"], choice, frames[-1].arrays)
    common.show(
        sheets(moments, [str(index) for index in showing.stops(choice.steps)]),
        key="digit-film",
        alt="Noise on its way to sixteen digits",
        code=code.digit_film(choice),
        arrays={"pictures": moments[-1]},
    )
    asked = "" if sure.asked is None else f", and takes **{sure.asked:.0%}** for the digit asked for"
    st.markdown(f"Sixteen pictures in {spent_s:.1f} s. Our own classifier is 90 % sure or more of **{sure.sure:.0%}**{asked}.")
    show_record(record, frames, choice.seed)


def pick_choice() -> showing.Choice:
    """URL: digit, digit_sampler, digit_steps, guidance, digit_seed, seen."""
    columns = st.columns(4)
    with columns[0]:
        digit = common.choose(st.selectbox, "Digit", list(showing.DIGITS), key="digit")
    with columns[1]:
        sampler = common.choose(st.selectbox, "Sampler", list(SAMPLERS), key="digit_sampler")
    with columns[2]:
        steps = common.choose(st.select_slider, "Steps", list(showing.STEPS), key="digit_steps", default=20)
    with columns[3]:
        help_text = "How far beyond what the class says to go: clearer digits, less variety, twice the time."
        guidance = common.choose(
            st.select_slider, "Guidance", list(showing.GUIDANCE), key="guidance", default=1.0, help=help_text
        )
    columns = st.columns([1, 1, 2])
    with columns[0]:
        seed = knobs.knob("digit_seed", SEED, 0, label="Seed")
    with columns[1]:
        seen = common.choose(st.segmented_control, "Shown", list(showing.SEEN), key="seen")
    return showing.Choice(digit, sampler, steps, guidance, seed, seen)


def unfinished(run: Frames) -> None:
    if job_panel.offer(run, label="Train", draw=lambda snapshot: None):
        st.markdown("This network has not been trained here; on one core that takes about half an hour.")


def show_record(record: Any, frames: list[Any], seed: int) -> None:
    """What was measured when it was trained."""
    st.subheader("How good they are")
    floor, plain, guided = record["floor"], record["verdicts"]["0"], record["verdicts"]["1"]
    common.metrics(
        {
            "Recognised as asked": f"{plain['accuracy']:.1%}",
            "Fréchet distance": f"{plain['distance']:.1f}",
            "With guidance 1: recognised": f"{guided['accuracy']:.1%}",
            "distance": f"{guided['distance']:.1f}",
            "Real pictures: distance": f"{floor['distance']:.1f}",
        }
    )
    st.caption(
        f"Of {record['n']:,} samples in {record['steps']} steps, in the features of our own classifier; real pictures are "
        f"recognised {floor['accuracy']:.1%} of the time. {record['weights']:,} weights, trained "
        f"in {job_panel.duration(record['seconds'])} on {common.plain(record['device'])}."
    )
    show_steps(record, frames, seed)
    show_training(frames)


def show_steps(record: Any, frames: list[Any], seed: int) -> None:
    st.subheader("How many steps it takes")
    rows = in_steps(record["seconds"], seed, frames[-1].arrays)
    common.show(
        labelled_rows(rows),
        key="digit-steps",
        alt="The same noise as a picture of each class, after one step, two, five and twenty",
        code=code.digit_steps(seed),
        arrays=rows,
    )
    shares = record["accuracy by steps"]
    st.markdown(
        f"One step gives the mean of each class: our classifier recognises **{shares['1']:.0%}** of such pictures, although all "
        f"of a class are the same; of those drawn in 20 steps **{shares['20']:.0%}**. Being recognised is not being good."
    )


def show_training(frames: list[Any]) -> None:
    st.subheader("Through training")
    rows = showing.through_training(frames)
    common.show(
        labelled_rows(rows),
        key="digit-training",
        alt="Samples of the same noise through training",
        code=code.digit_training(),
        arrays=rows,
    )
    st.caption("The same noise after so many passes over the training pictures, a digit a column, without guidance.")
