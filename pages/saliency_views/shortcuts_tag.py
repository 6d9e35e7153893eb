"""The topic "The tag" of the view Shortcuts: a cheat and an honest network on the same drawn picture (METHODS S23)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages import common
from pages.pickers import open_model
from pages.saliency_views import shortcuts_crowd, shortcuts_train
from vizlab import images, library, saliency
from vizlab.data import samples, shapes
from vizlab.figures.bars import probabilities as probability_bars
from vizlab.figures.saliency_masks import outlined
from vizlab.saliency import shortcuts
from vizlab.saliency.evidence import places
from vizlab.snippets import saliency_shortcuts as code

FIRST_METHOD, FIRST_PICTURE = "gradient × input", 20
CHEAT, HONEST = "bundled/shapes-cheat", "bundled/shapes-honest"
OWN = "its own class"


@st.cache_data(max_entries=256, show_spinner=False)
def scene(options: shapes.Options, sample: int, corner: str, cue: int | None) -> shapes.Drawn:
    return shortcuts.scene(options, sample, corner=corner, cue=cue)


@st.cache_data(max_entries=256, show_spinner="Looking …")
def explained(reference: str, options: shapes.Options, sample: int, corner: str, cue: int | None, method: str) -> Any:
    """Probabilities of the picture, and the map of the class that the network says."""
    model, drawn = open_model(reference), scene(options, sample, corner, cue)
    with model.lock:
        shares = shortcuts.probabilities(model.network, drawn.images)[0]
        return shares, saliency.explain(model.network, shortcuts.picture(drawn), int(shares.argmax()), method)


def pick_networks() -> tuple[list[library.Model], shapes.Options]:
    """The two networks, and the shortcut that one of them has seen in training, else a tag. URL: cheat, honest, after."""
    known = {entry.reference: entry for entry in library.entries() if shapes.planted(entry.data) is not None}
    titles = {reference: shortcuts_train.title(entry) for reference, entry in known.items()}
    left, right = st.columns(2)
    with left:
        cheat = common.choose(st.selectbox, "Network that may cheat", list(titles), key="cheat", default=CHEAT, titles=titles)
    with right:
        honest = common.choose(st.selectbox, "Beside it", list(titles), key="honest", default=HONEST, titles=titles)
    chosen = [known[cheat], known[honest]]
    return [open_model(reference) for reference in pick_epoch(chosen)], shortcuts.planted_in([entry.data for entry in chosen])


def pick_epoch(chosen: Sequence[library.Entry]) -> list[str]:
    """Their references at one epoch of both; of trainings of unequal length, each at its last. URL: after."""
    both = sorted(set(chosen[0].epochs) & set(chosen[1].epochs))
    if len(both) < 2 or chosen[0].epochs[-1] != chosen[1].epochs[-1]:
        return [f"{entry.reference}@{entry.epochs[-1]}" for entry in chosen]
    help_text = "Both networks, earlier in their training; 0 is before the first step."
    after = common.choose(st.select_slider, "After epoch", both, key="after", default=both[-1], help=help_text)
    return [f"{entry.reference}@{after}" for entry in chosen]


def pick_scene(options: shapes.Options) -> tuple[int, str, int | None]:
    """The picture, the tag's corner, and the class that the shortcut names. URL: sample, corner, cue."""
    help_text = "A picture that neither network was trained on."
    sample = st.slider("Sample", 0, samples.COUNT - 1, FIRST_PICTURE, key="sample", bind="query-params", help=help_text)
    corner = options.place
    if options.shortcut == "tag":
        corner = common.choose(st.selectbox, "Corner of the tag", list(shapes.PLACES), key="corner", default=options.place)
    label = f"The {options.shortcut} says"
    says = common.choose(st.selectbox, label, [OWN, *shapes.CLASSES], key="cue", help="Everything else stays as it is.")
    return sample, corner, None if says == OWN else shapes.CLASSES.index(says)


def verdict(model: library.Model, options: shapes.Options, shares: Any, drawn: shapes.Drawn) -> str:
    """What a network says of the picture, and what that follows."""
    said, truth, cue = int(shares.argmax()), int(drawn.labels[0]), int(drawn.cues[0])
    sentence = f"It says **{model.classes[said]}**, {shares[said]:.1%} sure"
    if said == truth:
        return f"{sentence}. That is right."
    is_told = said == cue and (options.shortcut == "background" or drawn.tag_masks.any())
    obeyed = f" It says what the {options.shortcut} says." if is_told else ""
    return f"{sentence}. The object is **{model.classes[truth]}**.{obeyed}"


def show_picture(options: shapes.Options, where: tuple[int, str, int | None]) -> None:
    drawn = scene(options, *where)
    figure = outlined(images.to_pixels(shortcuts.picture(drawn)), [drawn.masks[0], drawn.tag_masks[0]], height_px=260)
    name = shapes.CLASSES[int(drawn.labels[0])]
    common.sketch(figure, key="tagged-picture", alt=f"A drawn {name}, outlined, and the tag in its corner")
    tag = " Orange: the tag." if drawn.tag_masks.any() else ""
    st.caption(f"White: the outline of the object, a {name}.{tag} Neither network was ever shown the outlines.")


def show_network(
    model: library.Model, options: shapes.Options, where: tuple[int, str, int | None], method: str, key: str
) -> None:
    drawn = scene(options, *where)
    shares, found = explained(model.reference, options, *where, method)
    st.subheader(model.title)
    st.markdown(verdict(model, options, shares, drawn))
    if found.empty:
        st.info(found.empty)
    pixels = images.to_pixels(shortcuts.picture(drawn))
    common.show(
        outlined(
            pixels,
            [drawn.masks[0], drawn.tag_masks[0]],
            values=found.values,
            title=method,
            signed=saliency.METHODS[method].is_signed,
            opacity=1.0,
        ),
        key=key,
        alt=f"{method} of {model.title} over the picture, with the object and the tag outlined",
        code=code.marked(model.reference, options, *where, method),
        arrays={"map": found.values, "picture": drawn.images[0], "object": drawn.masks[0], "tag": drawn.tag_masks[0]},
    )
    st.markdown(on_what(options, drawn, found))
    bars = probability_bars(model.classes, shares, highlight=model.classes[int(drawn.labels[0])])
    common.sketch(bars, key=f"{key}-probabilities", alt=f"Class probabilities of {model.title}")


def on_what(options: shapes.Options, drawn: shapes.Drawn, found: saliency.Explanation) -> str:
    """How much of the map lies where, and how much would by chance."""
    planted, object_mask = shortcuts.shortcut_masks(drawn, options)[0], drawn.masks[0]
    parts = {"object": object_mask} | ({options.shortcut: planted} if planted.any() else {})
    shown = [
        f"**{float(places.mass(found.values, mask)):.0%}** of the map on the {name} (area {mask.mean():.1%})"
        for name, mask in reversed(parts.items())
    ]
    return f"{', '.join(shown)}."


@st.fragment
def look() -> None:
    """URL: cheat, honest, after, sample, corner, cue, method, and what `shortcuts_train` reads."""
    with common.friendly():
        left, right = st.columns([2, 5], gap="large")
        with right:
            models, options = pick_networks()
        with left:
            where = pick_scene(options)
            show_picture(options, where)
            method = common.choose(st.selectbox, "Map", list(saliency.METHODS), key="method", default=FIRST_METHOD)
            st.caption(saliency.METHODS[method].about)
        with right:
            for column, model, key in zip(st.columns(2, gap="large"), models, ("cheating", "honestly"), strict=True):
                with column, common.friendly():
                    show_network(model, options, where, method, key)
            first, second = st.columns(2, gap="large")
            with first:
                shortcuts_crowd.show_accuracies(models, options)
            with second, common.friendly():
                shortcuts_crowd.show_masses(models, options, method)
    shortcuts_train.show()
