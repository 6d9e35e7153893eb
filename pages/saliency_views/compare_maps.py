"""The topic Side by side of the view Compare: a map of each method, drawn as soon as it is ready, with what speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from pages import common, views
from pages.job_panel import duration
from pages.knobs import put
from pages.pickers import Picture
from pages.saliency_views.compare_choice import ORDERS, pick_methods, pick_order
from pages.saliency_views.compare_subject import SLOW_S, Subject, with_progress
from vizlab import library, saliency
from vizlab.errors import VizlabError
from vizlab.figures import saliency_compare as figures
from vizlab.figures.saliency_compare import shown
from vizlab.saliency.evidence import Drop
from vizlab.saliency.explanation import rank
from vizlab.saliency.proof import CHECKS, Proof
from vizlab.snippets import saliency as code

COLUMNS = 3
Place = tuple[int, int]


def key_of(method: str) -> str:
    """The key of a method's figure."""
    return method.lower().replace(" ", "-")


def batched(names: Iterable[str], n: int) -> list[list[str]]:
    """Names in rows of n; the last may be shorter."""
    rest = list(names)
    return [rest[start : start + n] for start in range(0, len(rest), n)]


def verdict(drop: Drop, is_control: bool) -> str:
    """Whether to believe the map, in few words."""
    if is_control:
        return "Lucky dice" if drop.beats_chance else "As chance does"
    if drop.beats_chance:
        return "Marks what matters"
    return "Weak evidence" if drop.top > drop.elsewhere else "Not to be trusted here"


def choose(model: library.Model, picture: Picture, shares: Any, target: int) -> tuple[list[str], dict[str, Any]]:
    """The methods, and their order. URL: methods, order."""
    wide, narrow = st.columns([3, 2], gap="medium")
    with wide:
        methods = pick_methods()
    with narrow:
        return methods, {"order": pick_order()}


def slow_ones(subject: Subject) -> str:
    """Which methods take long here, and how long."""
    times = {name: subject.expected_s(name) for name in saliency.METHODS}
    return ", ".join(f"{name} about {duration(time_s)}" for name, time_s in times.items() if time_s >= SLOW_S)


def best_first(subject: Subject, methods: list[str]) -> list[str]:
    """The methods by insertion minus deletion; those that cannot be asked come last."""
    found: dict[str, float] = {}
    place = st.empty()
    for method in methods:
        try:
            with_progress(subject, method, place)
            proof = subject.prove(method)
        except VizlabError:  # said where its map would be
            continue
        found[method] = proof.insertion - proof.deletion
    return sorted(methods, key=lambda method: -found.get(method, -2.0))


def show(subject: Subject, methods: list[str], order: str) -> None:
    """URL: row, column."""
    if slow := slow_ones(subject):
        st.caption(f"Slow with this network: {slow}.")
    if not methods:
        st.info("Choose a method.")
        return
    if order != ORDERS[0]:
        methods = best_first(subject, methods)
    places: dict[str, Any] = {}
    with st.container(key="maps"):
        for row in batched(methods, COLUMNS):
            for column, method in zip(st.columns(COLUMNS, gap="medium"), row, strict=False):
                places[method] = column.container()
    st.caption(
        "Deletion: the mean probability while the marked pixels go, best first; low is good. Insertion: while they come; high is "
        "good. Variation: how much neighbours differ, of a map of sum one; grain makes it large. In bold: whether the tenth that "
        "a map marks is worth more than the same shape in twenty other places."
    )
    st.button("All of the evidence", key="to-evidence", on_click=views.turn_to, args=("Evidence",), kwargs={"methods": methods})
    below = st.container()
    with below:
        ring = pick_at(subject)
    found = draw(subject, places, ring)
    if found:
        with below:
            one_pixel(subject, found, ring)


def draw(subject: Subject, places: Mapping[str, Any], ring: Place) -> dict[str, saliency.Explanation]:
    """All maps, quick ones first, those that take long one by one; those that cannot be made say why."""
    found: dict[str, saliency.Explanation] = {}
    times = {method: subject.expected_s(method) for method in sorted(places, key=subject.expected_s)}
    for group in ([name for name in times if times[name] < SLOW_S], *([name] for name in times if times[name] >= SLOW_S)):
        for method in group:
            with places[method], common.friendly():
                st.markdown(f"**{method}**", help=f"{saliency.METHODS[method].about} {saliency.METHODS[method].source}.")
                found[method] = with_progress(subject, method, st)
                show_map(subject, method, found[method], ring)
        for method in group:
            with places[method], common.friendly():
                evidence(subject, method, found.get(method))
    return {method: found[method] for method in places if method in found}


def show_map(subject: Subject, method: str, found: saliency.Explanation, ring: Place) -> None:
    options, drawing = subject.used(method), subject.drawing
    common.show(
        figures.attribution(subject.pixels, found.values, title=method, at=ring, **drawing),
        key=key_of(method),
        alt=f"{method} for the class {subject.name} over {subject.picture.name}",
        code=code.saliency(subject.lines, subject.target, method, options, drawing, at=ring),
        arrays={"map": found.values, "picture": subject.picture.pixels},
        clicked=take,
    )


def change(drop: float) -> str:
    """What becomes of a probability when so much of it goes."""
    return f"{-drop:+.0%}".replace("-", "−")


def evidence(subject: Subject, method: str, found: saliency.Explanation | None) -> None:
    """What speaks for a map, in two short lines; nothing for one that could not be made."""
    if found is None:
        return
    if found.empty:
        st.info(found.empty)
    proof = subject.prove(method)
    words = verdict(proof.drop, saliency.METHODS[method].is_control)
    st.markdown(f"**{words}**: its top tenth wiped out {change(proof.drop.top)}, elsewhere {change(proof.drop.elsewhere)}.")
    drawn = shown(found.values, sign=subject.drawing["sign"], clip=subject.drawing["clip"])
    st.caption(" · ".join([*numbers(method, proof), f"{drawn.clipped:.1%} clipped", f"{found.seconds * 1000:.0f} ms"]))


def numbers(method: str, proof: Proof) -> list[str]:
    """The evidence in numbers."""
    said = [f"deletion {proof.deletion:.2f}", f"insertion {proof.insertion:.2f}", f"variation {proof.variation:.2g}"]
    if proof.hit is not None:
        said.append(f"{'peak on' if proof.hit > 0.5 else 'peak off'} the object, {proof.mass:.0%} of its mass there")
    if proof.error is not None:
        said.append(
            f"{CHECKS[method].name} {proof.error:.1%}" if proof.error > 1e-3 else f"{CHECKS[method].name} {proof.error:.0e}"
        )
    return said


def pick_at(subject: Subject) -> Place:
    """The pixel that is ringed, by default the middle. URL: row, column."""
    h, w = subject.picture.pixels.shape[1:]
    st.subheader("One pixel")
    left, right = st.columns(2, gap="medium")
    with left:
        row = int(common.choose(st.select_slider, "Row", list(range(h)), key="row", default=h // 2)) if h > 1 else 0
    with right:
        column = int(common.choose(st.select_slider, "Column", list(range(w)), key="column", default=w // 2)) if w > 1 else 0
    return row, column


def take(x: float, y: float) -> None:
    """Ring the pixel that was clicked."""
    put({"row": max(0, round(y)), "column": max(0, round(x))})


def one_pixel(subject: Subject, found: Mapping[str, saliency.Explanation], at: Place) -> None:
    """What every map says of the ringed pixel, and what lies around it."""
    maps = {method: explained.values for method, explained in found.items()}
    left, right = st.columns([5, 6], gap="large")
    with left:
        size = next(iter(maps.values())).size
        st.table(
            {
                "map": list(maps),
                "value": [f"{values[at]:.3g}" for values in maps.values()],
                f"rank of {size:,}": [f"{rank(values, at):,}" for values in maps.values()],
            },
            border="horizontal",
        )
        st.caption("Click on a map for another pixel. Rank 1 is what speaks most for the class.")
    drawing = {name: subject.drawing[name] for name in ("sign", "clip")}
    with right:
        common.show(
            figures.patches(subject.pixels, maps, at, **drawing),
            key="patches",
            alt=f"Around row {at[0]}, column {at[1]}, in the picture and in each map",
            code=code.patches(subject.lines, subject.target, {name: subject.used(name) for name in maps}, at, drawing),
            arrays=maps,
        )
