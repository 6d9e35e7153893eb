"""The topic Attention of the view Any neuron: a layer that learns to look at the right digit, against what really counts."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import knob
from vizlab.figures import saliency_alignment as figures
from vizlab.saliency import alignment
from vizlab.snippets import saliency_neuron as code

FIRST = "3141592"


@st.cache_data(max_entries=16, show_spinner="Learning …")
def lesson(task: str, score: str, seed: int) -> Any:
    return alignment.lesson(task, score, seed)


@st.cache_data(max_entries=64, show_spinner=False)
def tested(task: str, score: str, seed: int) -> Any:
    return list(zip(*(alignment.examined(weights, task, score) for weights in lesson(task, score, seed)), strict=True))


def pick() -> tuple[str, str, int, int]:
    """URL: lesson, compared_by, lesson_step, seed."""
    task = common.choose(st.segmented_control, "It learns to", list(alignment.TASKS), key="lesson", wrap=True)
    about = "How alike a question and a place are: their product, or a small network of their sum."
    score = common.choose(st.segmented_control, "Compared by", list(alignment.SCORES), key="compared_by", help=about)
    moments = list(alignment.MOMENTS)
    step = common.choose(st.select_slider, "Steps of training", moments, key="lesson_step", default=moments[-1])
    return task, score, step, knob("seed", alignment.KNOBS["seed"], 0)


@st.fragment
def look() -> None:
    """URL: digits, and what `pick` reads."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        help_text = f"{alignment.SHORTEST} to {alignment.LONGEST} digits."
        digits = st.text_input("Your digits", FIRST, key="digits", bind="query-params", max_chars=20, help=help_text)
        task, score, step, seed = pick()
        with common.friendly():
            alignment.parsed(digits)
    with right, common.friendly():
        kept = lesson(task, score, seed)
        found = alignment.read(kept[alignment.MOMENTS.index(step)], digits, task, score)
        numbers(found)
        first, second = st.columns(2, gap="large")
        key = (digits, task, score, step, seed)
        with first:
            show_matrix(key, found, "attention", "Where it looks")
            worst = abs(found.attention.sum(axis=1) - 1).max()
            st.caption(f"Framed: the digit that it must ask. Hundredths; each row adds up to 1, off by {worst:.0e} at most.")
        with second:
            show_matrix(key, found, "effect", "What really counts")
            st.caption("How much the answer changes if the digit is another one, mean over the nine others. 100: completely.")
        show_learning(task, score, step, seed)


def numbers(found: alignment.Reading) -> None:
    n = len(found.said)
    common.metrics(
        {
            "Answer": "".join(map(str, found.said)),
            "Right digits": f"{int((found.said == found.wanted).sum())} of {n}",
            "Attention, true place": f"{found.mass:.0%}",
            "Looking everywhere": f"{1 / n:.0%}",
            "Effect, true place": f"{found.true_effect:.0%}",
        }
    )


def show_matrix(key: Any, found: alignment.Reading, noun: str, title: str) -> None:
    digits = key[0]
    values = getattr(found, noun)
    st.subheader(title)
    common.show(
        figures.alignment(values, list(digits), [str(digit) for digit in found.said], found.place, noun=noun),
        key=noun,
        alt=f"{noun.capitalize()} of each input digit on each output digit for {digits}, the true places framed",
        code=code.alignment(*key, noun=noun),
        arrays={noun: values},
    )


def show_learning(task: str, score: str, step: int, seed: int) -> None:
    right, mass = tested(task, score, seed)
    st.subheader("How it comes about")
    common.show(
        figures.learning(
            alignment.MOMENTS,
            {"right digits": right, "attention on the true place": mass},
            level=1 / alignment.LONGEST,
            chosen=step,
        ),
        key="learning",
        alt="Right digits and attention on the true place against steps of training",
        code=code.learning(task, score, step, seed),
        columns={"step": list(alignment.MOMENTS), "right digits": list(right), "attention": list(mass)},
    )
    st.caption("Over 200 strings of ten digits that it has not learned from. It is right long before all attention is there.")
