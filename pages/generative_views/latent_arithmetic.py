"""The topic Arithmetic: a group minus another plus a third, and whether it moves what it should and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.generative_views.latent_choice import Opened, pick_model
from vizlab.figures import generative_latent_measures as figures
from vizlab.figures.latent import strip
from vizlab.generative.codes import arithmetic
from vizlab.generative.vae import latent
from vizlab.snippets import generative_latent as code

STRENGTHS = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
FIRST = {"Fashion-MNIST": ("much ink", "little ink")}  # garments do not lean
CACHED: dict[str, Any] = {"max_entries": 16, "show_spinner": False}


@st.cache_data(**CACHED)
def crowd(reference: str, epoch: int, took: float, _model: Opened) -> Any:
    found = arithmetic.crowd(_model)
    return found, arithmetic.groups(_model, found)


@st.cache_data(**CACHED)
def moved(
    reference: str, epoch: int, took: float, names: tuple[str, str, str], seed: int, _model: Opened, _crowd: Any, _groups: Any
) -> Any:
    a, b, c = names
    shift = arithmetic.difference(_crowd, _groups, a, b)
    return shift, arithmetic.move(_model, _crowd, _groups[c], shift, seed)


def look() -> None:
    """URL: decoder, at_epoch, plus, minus, group, member, control_seed."""
    look_at(pick_model(default="vae-mnist-20d"))


@st.fragment
def look_at(model: Opened) -> None:
    with common.friendly():
        named = (model.reference, model.epoch, model.took_s)
        found, every = crowd(*named, model)
        names = pick_groups(model.data, every)
        left, right = st.columns(2, gap="large")
        with right:
            seed = common.choose(st.select_slider, "Seed of the control", list(range(10)), key="control_seed")
        shift, move = moved(*named, names, seed, model, found, every)
        with left:
            the_equation(model, found, every, names, shift)
            the_doses(model, found, every, names, shift)
        with right:
            the_changes(model, names, seed, move)


def pick_groups(data: str, every: Any) -> tuple[str, str, str]:
    """URL: plus, minus, group."""
    columns = st.columns(3, gap="medium")
    groups, first = list(every), FIRST.get(data, ("leaning right", "leaning left"))
    with columns[0]:
        a = common.choose(st.selectbox, "The mean code of", groups, key="plus", default=first[0])
    with columns[1]:
        b = common.choose(st.selectbox, "minus that of", groups, key="minus", default=first[1])
    with columns[2]:
        c = common.choose(st.selectbox, "added to", groups, key="group", default=groups[0])
    return a, b, c


def the_equation(model: Opened, found: Any, every: Any, names: tuple[str, str, str], shift: Any) -> None:
    """The means of the three groups, and what comes out."""
    codes = np.stack([arithmetic.mean_code(found, every[name]) for name in names])
    codes = np.concatenate([codes, codes[2:] + shift])
    asked = None if found.asked is None else np.zeros(len(codes), np.int64)
    pictures = model.decode(codes, asked)
    common.show(
        strip(pictures, ["a", "b", "c", "a − b + c"], height_px=170),
        key="equation",
        alt="Pictures of the mean codes of three groups, and of a minus b plus c",
        code=code.equation(model.reference, model.epoch, names),
        arrays={"pictures": pictures, "codes": codes},
    )
    a, b, c = (f"“{name}”" for name in names)
    st.caption(f"a: {a} ({len(every[names[0]])} pictures), b: {b}, c: {c}. {near(model, codes[3:])}")


def near(model: Opened, codes: Any) -> str:
    """Where the result lies among real pictures."""
    if not model.has_codes or model.conditional:
        return "Of every class the same share is in each group."
    label = int(latent.nearest_classes(codes, model.mu, model.labels)[0])
    return f"Of the ten real codes nearest to a − b + c, most are of the class {model.classes[label]}."


def the_doses(model: Opened, found: Any, every: Any, names: tuple[str, str, str], shift: Any) -> None:
    """One picture, with more and more of the direction. URL: member."""
    members = every[names[2]]
    number = common.choose(st.select_slider, "One picture of the group", list(range(min(len(members), 12))), key="member")
    index = int(members[number])
    pictures = arithmetic.doses(model, found, index, shift, STRENGTHS)
    common.show(
        strip(pictures, [f"{k:+g}" if k else "0" for k in STRENGTHS], height_px=92),
        key="doses",
        alt="One picture with the direction added up to twice, or taken away",
        code=code.doses(model.reference, model.epoch, names, number, STRENGTHS),
        arrays={"pictures": pictures},
    )
    st.caption("The direction a − b, added to the code of one picture so many times.")


def the_changes(model: Opened, names: tuple[str, str, str], seed: int, move: Any) -> None:
    """What the direction changes on average, against random ones."""
    common.show(
        figures.changes(move.change, move.control, name="a − b"),
        key="changes",
        alt="Mean change of ink, slant and width by the direction, and by random directions of equal length",
        code=code.changes(model.reference, model.epoch, names, seed),
        columns={"measure": list(move.change), "a - b": list(move.change.values())}
        | {f"random {k + 1}": [values[k] for values in move.control.values()] for k in range(arithmetic.RANDOM)},
    )
    planted = next((name for name, (_, more, less) in arithmetic.MEASURES.items() if {more, less} == set(names[:2])), None)
    st.markdown(told(move, planted))
    st.caption(
        f"Every code of c moves by the same step, of length {move.length:.2f}; the control moves them as far in "
        f"{arithmetic.RANDOM} random directions. Ink is the mean grey; slant how far the upper half leans right; width the "
        "spread of the light across: all measured on decoded pictures, before and after."
    )


def told(move: Any, planted: str | None) -> str:
    """Whether what was planted moved, and more than by chance."""
    if planted is None:
        name = max(move.change, key=lambda key: abs(move.change[key]))
        return f"The direction changes {name} most: by **{move.change[name]:+.2f}** standard deviations."
    beaten = float((np.abs(move.control[planted]) < abs(move.change[planted])).mean())
    return (
        f"**{planted.capitalize()}** was planted, and it moves by **{move.change[planted]:+.2f}** standard deviations: more than "
        f"by {beaten:.0%} of random directions of the same length."
    ).replace("-", "−")
