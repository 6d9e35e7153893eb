"""The topic Class against class of the view Compare: does a map say something of the class, or only of the picture?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.pickers import Picture
from pages.saliency_views.compare_choice import coarse, pick_method, pick_other_class
from pages.saliency_views.compare_subject import Subject, with_progress
from vizlab import library
from vizlab.figures.saliency_compare import attribution, shown
from vizlab.saliency.evidence import mass, rank_correlation
from vizlab.snippets import saliency as code

HEIGHT_PX = 430
SCALES = ("one for both", "each its own")


def choose(model: library.Model, picture: Picture, shares: Any, target: int) -> tuple[list[str], dict[str, Any]]:
    """URL: method, against, scale."""
    left, middle, right = st.columns(3, gap="medium")
    with left:
        method = pick_method("method", "Method", coarse(model))
    with middle:
        against = pick_other_class(model, picture, shares, target)
    with right:
        scale = common.choose(st.segmented_control, "Scale", SCALES, key="scale", wrap=True)
    return [method], {"against": against, "is_shared": scale == SCALES[0]}


def show(subject: Subject, methods: list[str], against: int, is_shared: bool) -> None:
    (method,) = methods
    if against == subject.target:
        st.info("Choose two different classes.")
        return
    targets = [subject.target, against]
    maps = [with_progress(subject, method, st, target).values for target in targets]
    drawing = dict(subject.drawing)
    if is_shared:
        drawing["reach"] = max(shown(values, sign=drawing["sign"], clip=drawing["clip"]).reach for values in maps)
    names = [subject.model.classes[target] for target in targets]
    for index, column in enumerate(st.columns(2, gap="medium")):
        with column:
            show_map(subject, method, targets, maps, index, {"title": names[index], **drawing})
    left, right = st.columns(2, gap="medium")
    with left:
        difference = {"title": f"{names[0]} − {names[1]}", **subject.drawing, "sign": "signed"}
        show_map(subject, method, targets, maps, None, difference)
    with right:
        alike(maps, names)
        if outlines(subject):
            shares_of_mass(subject, maps, names)


def outlines(subject: Subject) -> dict[str, Any]:
    """Both objects, where there are two."""
    drawn = subject.picture.drawn
    if drawn is None or not drawn.second_masks.any():
        return {}
    return {"first": drawn.masks[0], "second": drawn.second_masks[0]}


def show_map(subject: Subject, method: str, targets: list[int], maps: Any, index: int | None, drawing: dict[str, Any]) -> None:
    """The map of one of the classes, or, None, their difference."""
    values = maps[0] - maps[1] if index is None else maps[index]
    masks, title = outlines(subject), drawing["title"]
    common.show(
        attribution(subject.pixels, values, outlines=masks, height_px=HEIGHT_PX, **drawing),
        key="difference" if index is None else ("first", "second")[index],
        alt=f"{method} for {title} over {subject.picture.name}",
        code=code.classes(
            *(subject.lines, targets, method, subject.used(method), {**drawing, "height_px": HEIGHT_PX}),
            shown=index,
            outlined=bool(masks),
        ),
        arrays={"map": values, "picture": subject.picture.pixels},
    )


def alike(maps: Any, names: list[str]) -> None:
    correlation = float(rank_correlation(*maps))
    words = "hardly asks for the class" if correlation > 0.9 else "tells the two apart" if correlation < 0.5 else "asks a little"
    st.markdown(f"Rank correlation of the maps of {names[0]} and {names[1]}: **{correlation:.2f}**. This map {words}.")


def shares_of_mass(subject: Subject, maps: Any, names: list[str]) -> None:
    """How much of each map lies on each object, beside what an even map would have there."""
    drawn = subject.picture.drawn
    known = {"first": int(drawn.labels[0]), "second": int(drawn.second_labels[0])}
    table: dict[str, list[str]] = {"map of": [*names, "chance: an even map"]}
    for name, mask in outlines(subject).items():
        shares = [float(mass(values, mask)) for values in maps]
        table[f"on the {subject.model.classes[known[name]]}"] = [f"{share:.0%}" for share in [*shares, float(mask.mean())]]
    st.table(table, border="horizontal")
    st.caption("The outlines are the true ones: a map that knows its class has its mass in its own object.")
