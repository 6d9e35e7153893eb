"""The topic "This picture" of the view Evidence: deletion, insertion and the rest of the evidence for each chosen map."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.pickers import open_model
from pages.saliency_views.compare_choice import pick_methods
from pages.saliency_views.compare_subject import Subject, with_progress
from pages.saliency_views.evidence_mask import mask_source, pick_mask
from vizlab import saliency
from vizlab.errors import VizlabError
from vizlab.figures import saliency_evidence as figures
from vizlab.saliency import evidence
from vizlab.saliency.baselines import BASELINES
from vizlab.snippets import saliency_evidence as code

GAIN = "insertion − deletion"
NARROW_PX, WIDE_PX = 68, 150  # of the table's columns
MISSING_HELP = (
    "What stands for missing pixels. None is neutral: black is a colour too, and a blur still shows where it was bright."
)


@st.cache_data(max_entries=256, show_spinner=False)
def measured(reference: str, pixels: Any, target: int, values: Any, missing: str, seed: int) -> evidence.Curves:
    model = open_model(reference)
    with model.lock:
        return evidence.curves(model.network, pixels, values, target, missing=missing, seed=seed)


@st.cache_data(max_entries=64, show_spinner=False)
def by_chance(reference: str, pixels: Any, target: int, missing: str, seed: int) -> evidence.Curves:
    model = open_model(reference)
    with model.lock:
        return evidence.by_chance(model.network, pixels, target, missing=missing, seed=seed)


@st.cache_data(max_entries=64, show_spinner=False)
def agreement(maps: Any) -> Any:
    return evidence.agreement(maps)


def pick_missing() -> str:
    """URL: missing."""
    return str(
        common.choose(
            st.segmented_control, "Missing pixels", list(BASELINES), key="missing", default="mean", help=MISSING_HELP, wrap=True
        )
    )


def pick() -> list[str]:
    """URL: methods."""
    return pick_methods()


def explained(subject: Subject, methods: list[str]) -> dict[str, saliency.Explanation]:
    """The maps that can be made; of the others, why not."""
    found, place = {}, st.empty()
    for method in methods:
        try:
            found[method] = with_progress(subject, method, place)
        except VizlabError as error:
            st.warning(f"{method}: {common.plain(str(error))}")
    return found


def show(subject: Subject, methods: list[str]) -> None:
    """URL: methods, missing, mask, outline."""
    found = explained(subject, methods)
    if not found:
        return
    missing, seed = pick_missing(), int(subject.options["seed"])
    maps = {name: each.values for name, each in found.items()}
    place = st.empty()
    areas: dict[str, evidence.Curves] = {}
    for done, (name, values) in enumerate(maps.items()):
        place.progress(done / len(maps), text=f"Deleting and inserting by {name}")
        areas[name] = measured(subject.model.reference, subject.picture.pixels, subject.target, values, missing, seed)
    chance = by_chance(subject.model.reference, subject.picture.pixels, subject.target, missing, seed)
    place.empty()
    show_curves(subject, areas, chance, missing)
    below = st.container()
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Where they look")
        mask = pick_mask(subject)
        show_maps(subject, found, mask)
    with right:
        show_agreement(subject, found)
    with below:
        st.subheader("All numbers")
        show_table(found, areas, chance, mask)


def show_curves(subject: Subject, areas: dict[str, evidence.Curves], chance: evidence.Curves, missing: str) -> None:
    columns = st.columns(2, gap="medium")
    for way, column, word in zip(("deletion", "insertion"), columns, ("deleted", "inserted"), strict=True):
        values = {name: getattr(each, way) for name, each in areas.items()}
        with column:
            st.subheader("Deletion: low is good" if way == "deletion" else "Insertion: high is good")
            common.show(
                figures.probability_curves(chance.shares, values, chance=getattr(chance, way), way=word),
                key=way,
                alt=f"Probability of {subject.name} while the pixels that each map marks most are {word}",
                code=code.probability_curves(subject.lines, subject.target, used(subject, areas), missing, seed_of(subject), way),
                columns={"share": chance.shares.tolist()} | {name: each.tolist() for name, each in values.items()},
            )
    st.caption(
        "Best-marked pixels first; signed maps by value, so what speaks for the class goes first. The band: five maps of dice. "
        "Scattered pixels fool a network by themselves, so dice may delete fast; they insert late."
    )


def seed_of(subject: Subject) -> int:
    return int(subject.options["seed"])


def used(subject: Subject, names: Any) -> dict[str, dict[str, Any]]:
    """Method -> the options that it takes."""
    return {name: subject.used(name) for name in names}


def show_table(
    found: dict[str, saliency.Explanation], areas: dict[str, evidence.Curves], chance: evidence.Curves, mask: Any
) -> None:
    numbers = evidence.table({name: each.values for name, each in found.items()}, areas, chance, mask)
    st.markdown(best(numbers))
    st.dataframe(
        numbers | {"ms": [*(each.seconds * 1000 for each in found.values()), 0.0]},
        hide_index=True,
        width="stretch",
        column_config={
            "ms": st.column_config.NumberColumn(help="Time for the map, in milliseconds.", format="%.1f", width=NARROW_PX)
        }
        | {
            name: st.column_config.NumberColumn(help=text, format="%.3f", width=WIDE_PX if name == GAIN else NARROW_PX)
            for name, text in evidence.COLUMNS.items()
        },
    )
    empty = {name: each.empty for name, each in found.items() if each.empty}
    for name, why in empty.items():
        st.info(f"{name} is empty. {why}")
    st.caption(
        "Click a heading to sort. "
        + ("" if mask is not None else "Pointing, mass and overlap appear with a mask: draw one below. ")
    )


def best(numbers: dict[str, list[Any]]) -> str:
    """Which map is supported best, in words."""
    *gains, chance = numbers[GAIN]
    gain, name = max(zip(gains, numbers["method"], strict=False))
    return (
        f"Best supported by both curves: **{name}**, {gain:.2f} more area under insertion than under deletion; dice {chance:.2f}."
    )


def show_maps(subject: Subject, found: dict[str, saliency.Explanation], mask: Any) -> None:
    common.show(
        figures.wall({name: each.values for name, each in found.items()}, outline=mask),
        key="maps",
        alt="The chosen maps" + ("" if mask is None else ", with the edge of the mask"),
        code=code.wall(subject.lines, subject.target, used(subject, found), mask_source(subject)),
        arrays={name: each.values for name, each in found.items()},
    )


def show_agreement(subject: Subject, found: dict[str, saliency.Explanation]) -> None:
    st.subheader("Which maps agree")
    alike = agreement(np.stack([np.abs(each.values) for each in found.values()]))
    common.show(
        figures.agreement(alike, list(found)),
        key="agreement",
        alt="Rank correlation of each map with each, in absolute values",
        code=code.agreement(subject.lines, subject.target, used(subject, found)),
        columns={"method": list(found)} | {name: alike[:, index].tolist() for index, name in enumerate(found)},
    )
    st.caption(
        "Rank correlation of absolute values: 1 is the same order of pixels. Agreeing with an edge detector proves nothing."
    )
