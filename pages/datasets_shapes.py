"""The bench of the Shapes: every switch of what is planted, the images that it makes, and whether it does what it says."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.datasets_cards import show_sheet
from vizlab.data import agreement, shapes
from vizlab.figures.bars import probabilities
from vizlab.figures.sheets import contact_sheet
from vizlab.snippets import data as code

DRAWN, EACH = 64, 6


@st.cache_data(max_entries=8, show_spinner="Drawing …")
def drawn_of(options: shapes.Options, seed: int) -> shapes.Drawn:
    return shapes.draw(DRAWN, options, seed)


@st.cache_data(max_entries=64, show_spinner="Counting …")
def agreement_of(options: shapes.Options, seed: int) -> agreement.Agreement | None:
    return agreement.agreement(options, seed)


def look() -> None:
    """The view. URL: the fields of `shapes.Options`, seed, outline."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        options = pick_options()
        seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Same seed and switches, same images.")
        outline = st.toggle("Outline the objects", key="outline", bind="query-params", help="The exact mask of each object.")
    with right:
        sheet(options, seed, outline=outline)
        told(options, seed)


def pick_options() -> shapes.Options:
    """URL: shortcut, agreement, place, texture, second, distractor."""
    help_text = "Something besides the shape that goes with the class: a plate in a corner, or the background."
    shortcut = common.choose(
        st.segmented_control, "Shortcut", list(shapes.SHORTCUTS), key="shortcut", default="tag", help=help_text
    )
    share, place = 1.0, shapes.PLACES[0]
    if shortcut != "none":
        help_text = "In what share of the images the shortcut tells the true class; in the others it tells a wrong one."
        share = st.slider("Agreement", 0.0, 1.0, 0.8, 0.05, key="agreement", bind="query-params", help=help_text)
    if shortcut == "tag":
        help_text = "Where the plate is; “none” leaves it out of the same images."
        place = common.choose(st.selectbox, "Place of the tag", list(shapes.PLACES), key="place", help=help_text)
    help_text = (
        "“of the class”: each class has a texture of its own. “of another class”: outline and texture contradict each other."
    )
    texture = common.choose(st.segmented_control, "Texture", list(shapes.TEXTURES), key="texture", help=help_text, wrap=True)
    help_text = "Another object of another class: do maps for two classes light up two places?"
    second = st.toggle("Two objects", key="second", bind="query-params", help=help_text)
    distractor = st.toggle("Distractor", key="distractor", bind="query-params", help="A blob that is none of the classes.")
    return shapes.Options(shortcut, share, place, texture, second, distractor)


def sheet(options: shapes.Options, seed: int, *, outline: bool) -> None:
    """Images of each class, framed where the cue points elsewhere."""
    drawn = drawn_of(options, seed)
    chosen = agreement.by_class(drawn, EACH)
    show_sheet(
        contact_sheet(
            [drawn.images[row] for row in chosen],
            shapes.CLASSES,
            notes=[[agreement.describe(drawn, index) for index in row] for row in chosen],
            masks=[(drawn.masks | drawn.second_masks)[row] for row in chosen] if outline else None,
            framed=[(drawn.cues[row] >= 0) & (drawn.cues[row] != drawn.labels[row]) for row in chosen],
        ),
        key="shapes",
        alt="Drawn shapes, a row for each class",
        code=code.shapes(options, seed, DRAWN, EACH, outline=outline),
        arrays={"images": drawn.images, "labels": drawn.labels, "masks": drawn.masks, "cues": drawn.cues},
    )


def told(options: shapes.Options, seed: int) -> None:
    """Whether the switch does what it says: over 1,000 images, and for each class (METHODS S23, S47)."""
    found = agreement_of(options, seed)
    if found is None:
        st.info("Nothing is planted: the shape alone tells the class. Textures, colours and backgrounds are drawn by lot.")
        return
    st.caption("A frame marks an image in which the cue tells another class than the shape.")
    st.subheader("Does the cue do what the switch says?")
    numbers = {"The switch says": f"{found.said:.1%}", f"Measured, {found.n:,} images": f"{found.measured:.1%}"}
    common.metrics(numbers | {"Chance": f"{1 / len(shapes.CLASSES):.1%}"})
    distance = "within" if found.is_as_said else "further than"
    st.markdown(
        f"The cue tells the true class in {found.measured:.1%} of the images; that is {distance} three standard errors "
        f"({3 * found.error:.1%}) of what the switch says."
    )
    if not found.is_seen:
        st.info(
            "The tag is left out of the images, so that nobody can see what it would say: the control for a network that "
            "relies on it."
        )
    common.show(
        probabilities(shapes.CLASSES, found.by_class),
        key="agreement",
        alt="For each class, the share of its images in which the cue tells it",
        code=code.told(options, seed),
        columns={"class": shapes.CLASSES, "share": found.by_class},
    )
