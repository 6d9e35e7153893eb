"""Where the object is: a mask that is known because the picture was drawn by rule, or one that the visitor draws."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.draw_outline import draw_outline
from pages.knobs import put
from pages.saliency_views.compare_subject import Subject
from vizlab.errors import VizlabError
from vizlab.figures import saliency_evidence as figures
from vizlab.saliency.evidence import outline
from vizlab.snippets import saliency_evidence as code

KNOWN, TAG, OWN, NONE = "the object", "the tag", "drawn by you", "none"


def pick_mask(subject: Subject) -> Any:
    """The mask (h, w) that maps are held against; None without. URL: mask, outline, pen."""
    drawn = subject.picture.drawn
    offered = [] if drawn is None else [KNOWN]
    if drawn is not None and drawn.tag_masks.any():
        offered.append(TAG)
    kind = common.choose(st.segmented_control, "Mask", [*offered, NONE, OWN], key="mask", wrap=True)
    if kind == NONE:
        return None
    if kind == OWN:
        return draw_mask(subject)
    values = drawn.tag_masks[0] if kind == TAG else subject.mask
    st.caption(f"Known exactly, for the picture was drawn by rule. {area(values)}")
    return values


def area(mask: Any) -> str:
    return f"It covers {mask.mean():.1%} of the picture: what pointing and mass get by chance."


def take(points: list[tuple[float, float]]) -> None:
    put({"outline": outline.write(points)})


def draw_mask(subject: Subject) -> Any:
    """URL: outline, pen."""
    help_text = "Drawing fills it in; it can also be typed: at least three points as x,y in pixels."
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Outline", key="outline", bind="query-params", help=help_text, placeholder="8,8 40,8 40,50")
        st.button("Clear", key="clear-outline", on_click=put, args=({"outline": ""},), disabled=not text)
    pen = common.choose(st.segmented_control, "Pen", list(figures.PENS), key="pen")
    points, problem = read(text)
    common.sketch(figures.sketchpad(subject.pixels, points, pen=pen), key="sketchpad", alt="The picture to draw an outline on")
    draw_outline(chart="sketchpad", key="drawn-outline", drawn=take)
    if problem:
        st.error(common.plain(problem))
        return None
    if not points:
        st.caption("Draw around what matters.")
        return None
    values = outline.inside(points, subject.picture.pixels.shape[-2:])
    st.caption(area(values))
    return values


def read(text: str) -> tuple[list[tuple[float, float]], str]:
    """The points of the text, or what is wrong with it."""
    try:
        return outline.read(text), ""
    except VizlabError as error:
        return [], str(error)


def mask_source(subject: Subject) -> str:
    """The Python expression for the mask that is chosen; "" for none."""
    kind, text = st.session_state["mask"], st.session_state.get("outline", "")
    if kind == OWN:
        return code.outline_source(text) if text and not read(text)[1] else ""
    masks = "tag_masks" if kind == TAG else "second_masks" if is_second(subject) else "masks"
    return "" if kind == NONE else code.mask_source(subject.picture.source, masks)


def is_second(subject: Subject) -> bool:
    """Whether the class is that of the second object of two."""
    drawn = subject.picture.drawn
    return drawn is not None and int(drawn.second_labels[0]) == subject.target
