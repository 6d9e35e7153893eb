"""The topic Corruption by severity of the view Corruptions: errors in a table, against a baseline, along training."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob, put
from pages.pickers import Picture, open_model, pick_picture
from pages.with_model import look_into
from vizlab import library
from vizlab.figures import robustness_corruptions as figures
from vizlab.figures.filter_unit import wall
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.robustness import corruptions
from vizlab.robustness.corruptions import indices, measured, one_picture
from vizlab.robustness.corruptions.measured import CorruptionRecipe
from vizlab.robustness.corruptions.rivals import rivals
from vizlab.snippets import robustness_corruptions as code

FIRST = ("fog", 3)
WIDE_PX = 440


@st.cache_data(max_entries=64, show_spinner="Corrupting pictures …")
def errors(recipe: CorruptionRecipe) -> measured.Errors:
    return measured.made(recipe, open_model(recipe.reference))


@st.cache_data(max_entries=64, show_spinner=False)
def is_quick(recipe: CorruptionRecipe) -> bool:
    return measured.is_quick(open_model(recipe.reference), recipe)


@st.cache_data(max_entries=64, show_spinner=False)
def answers(reference: str, pixels: Any) -> Any:
    model = open_model(reference)
    with model.lock:
        return one_picture.shares(model.network, pixels)


@st.cache_data(max_entries=64, show_spinner=False)
def severities(pixels: Any, name: str, seed: int) -> Any:
    return one_picture.severities(pixels, name, seed)


def pick_recipe(model: library.Model) -> CorruptionRecipe:
    """URL: measured_on, corrupted, seed."""
    titles = {"test": "Its test pictures", "pieces": "Photographs"}
    parts = measured.parts(model)
    about = "Nobody has said what is on the photographs: there an answer counts as wrong if it changes."
    part = common.choose(st.segmented_control, "Measured on", parts, key="measured_on", titles=titles, help=about, wrap=True)
    counts = measured.sizes(model, part)
    first = max([n for n in counts if n <= 1000], default=counts[0])
    pictures = counts[0]
    if len(counts) > 1:
        settings: dict[str, Any] = {"titles": {n: f"{n:,}" for n in counts}, "help": measured.KNOBS["pictures"].effect}
        pictures = common.choose(st.select_slider, "Pictures", counts, key="corrupted", default=first, **settings)
    seed = knob("seed", measured.KNOBS["seed"], 0)
    return CorruptionRecipe(reference=model.reference, part=part, pictures=pictures, seed=seed)


def pick_baseline(model: library.Model) -> str:
    """URL: rival."""
    known = rivals(model)
    about = "The network to compare with, on the same pictures: another one of the same data, or this one earlier."
    return str(common.choose(st.selectbox, "Against", list(known), key="rival", titles=known, help=about))


def pick_cell(names: list[str]) -> tuple[str, int]:
    """URL: corruption, severity."""
    name = common.choose(st.selectbox, "Corruption", names, key="corruption", default=FIRST[0])
    severity = common.choose(st.select_slider, "Severity", list(corruptions.SEVERITIES), key="severity", default=FIRST[1])
    st.caption(corruptions.CORRUPTIONS[name].about)
    return name, severity


def take_cell(names: list[str], x: float, y: float) -> None:
    """A cell of the table was clicked."""
    place = figures.place_at(x, y, len(names), len(corruptions.SEVERITIES))
    if place is not None:
        put({"corruption": names[place[0]], "severity": place[1]})


def is_there(recipe: CorruptionRecipe) -> bool:
    return Frames(measured.KIND, recipe).record() is not None or is_quick(recipe)


def offer(model: library.Model, recipe: CorruptionRecipe) -> None:
    """The job that measures a network, or its live table."""
    run = Frames(measured.KIND, recipe)

    def draw(snapshot: Snapshot) -> None:
        if (frame := job_panel.newest(run, snapshot)) is not None:
            so_far = measured.partly(recipe, frame.arrays["wrong"], model)
            figure = figures.errors(so_far.wrong, so_far.names, so_far.clean, chosen=(0, 1))
            common.sketch(figure, key="so-far", alt="The errors so far")

    label = f"Corrupt {recipe.pictures:,} pictures in every way"
    st.markdown(f"**{model.title}**" + (f", epoch {model.epoch}" if model.epoch is not None else "") + " is not measured yet.")
    job_panel.offer(run, label=label, draw=draw)


def numbers(found: measured.Errors, ratio: indices.Indices | None) -> None:
    shown = {"Wrong, clean": f"{found.clean:.1%}", "Wrong, corrupted": f"{found.wrong.mean():.1%}"}
    if ratio is not None:
        shown |= {"mCE": f"{ratio.mce:.2f}", "Relative mCE": f"{ratio.relative_mce:.2f}"}
    common.metrics(shown)


def show_errors(recipe: CorruptionRecipe, found: measured.Errors, cell: tuple[str, int]) -> None:
    names = list(found.names)
    chosen = (names.index(cell[0]), cell[1])
    noun = "wrong" if recipe.part == "test" else "of the answers change"
    st.subheader("Wrong answers in per cent")
    common.show(
        figures.errors(found.wrong, found.names, found.clean, chosen=chosen, noun=noun),
        key="errors",
        alt="Share of wrong answers by corruption and severity",
        code=code.errors(recipe, chosen, noun),
        arrays={"wrong": found.wrong},
        clicked=partial(take_cell, names),
    )
    st.caption(f"{found.words}. Click a cell to see the picture spoilt so.")


def show_ratios(
    recipe: CorruptionRecipe, rival: CorruptionRecipe, found: measured.Errors, base: measured.Errors, name: str
) -> None:
    ratio = indices.indices(found, base)
    st.subheader("Against the baseline")
    common.show(
        figures.ratios(found.names, ratio.series(), chosen=name),
        key="ratios",
        alt="Errors by corruption over those of the baseline",
        code=code.ratios(recipe, rival, name),
        columns={"corruption": list(found.names), **ratio.series()},
    )
    st.caption(
        "CE: errors at all severities over the baseline's; relative CE: the same without the clean errors. Its median is "
        f"{ratio.median:.2f}; where the baseline loses little, the ratio is loose."
    )


def show_severities(model: library.Model, rival: library.Model, picture: Picture, cell: tuple[str, int], seed: int) -> None:
    name, severity = cell
    spoilt = severities(picture.pixels, name, seed)
    own, other = answers(model.reference, spoilt), answers(rival.reference, spoilt)
    tiles, labels, hover = one_picture.tiles(spoilt, own, model.classes)
    st.subheader(f"One picture under {name}")
    left, right = st.columns([3, 2], gap="large")
    with left:
        common.show(
            wall(tiles, labels, hover=hover, wide_px=WIDE_PX),
            key="severities",
            alt=f"{picture.name} clean and at five severities of {name}, with the answers",
            code=code.severities(model.reference, picture.source, picture.crop, name, seed),
            arrays={"pictures": spoilt, "probabilities": own},
        )
    with right:
        rows = ["clean", *(f"**{at}**" if at == severity else str(at) for at in corruptions.SEVERITIES)]
        told = {"Severity": rows, "This network": one_picture.told(own, model.classes)}
        st.table(told | {"Baseline": one_picture.told(other, model.classes)}, border="horizontal", hide_index=True)


def show_epochs(model: library.Model, recipe: CorruptionRecipe, rival: CorruptionRecipe, base: measured.Errors) -> None:
    """All epochs of this training that have been measured on the same pictures."""
    epochs = [epoch for epoch in model.epochs if epoch]
    recipes = {epoch: dataclasses.replace(recipe, reference=f"{model.entry.reference}@{epoch}") for epoch in epochs}
    there = {epoch: each for epoch, each in recipes.items() if Frames(measured.KIND, each).record() is not None}
    if len(there) < 2:
        return
    curves = indices.curves([errors(each) for each in there.values()], base)
    st.subheader("Along its training")
    common.show(
        figures.along(list(there), curves, chosen=model.epoch),
        key="epochs",
        alt="Clean error, mCE and relative mCE by epoch, over the baseline's",
        code=code.along(list(there.values()), rival, list(there), model.epoch),
        columns={"epoch": list(there), **curves},
    )
    verdict = "it loses more to corruption than the baseline" if curves["relative mCE"][-1] > 1 else "it also loses less"
    st.caption(
        f"At epoch {list(there)[-1]} the clean error is {curves['clean error'][-1]:.2f} of the baseline's; relative mCE "
        f"{curves['relative mCE'][-1]:.2f}: {verdict}."
    )


def show_table(model: library.Model, rival: library.Model, recipe: CorruptionRecipe, cell: tuple[str, int]) -> None:
    other = dataclasses.replace(recipe, reference=rival.reference)
    if not is_there(recipe):
        offer(model, recipe)
        return
    found = errors(recipe)
    base = errors(other) if is_there(other) else None
    numbers(found, None if base is None else indices.indices(found, base))
    first, second = st.columns(2, gap="large")
    with first:
        show_errors(recipe, found, cell)
    with second:
        if base is None:
            offer(rival, other)
        else:
            show_ratios(recipe, other, found, base, cell[0])
    if base is not None:
        show_epochs(model, recipe, other, base)


def look_at(model: library.Model) -> None:
    names = corruptions.of(model.shape[0])
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = pick_recipe(model)
        rival = open_model(pick_baseline(model))
        cell = pick_cell(names)
        picture = pick_picture(model)
    with right:
        if picture is not None:
            place = st.container()
        show_table(model, rival, recipe, cell)
        if picture is not None:
            with place:
                show_severities(model, rival, picture, cell, recipe.seed)


def look() -> None:
    """URL: reference, epoch, measured_on, corrupted, seed, rival, corruption, severity, and what `pick_picture` reads."""
    look_into(look_at, needs_convolutions=False)
