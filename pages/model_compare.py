"""The view Compare two of the page Models: numbers of both side by side, and what both say of one picture."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.model_architecture import numbers
from pages.pickers import open_model, pick_original
from vizlab import images, library, model_cards, saliency
from vizlab.figures.bars import probabilities as probability_bars
from vizlab.snippets import models as code

MOST = 8  # bars a network


@st.cache_data(max_entries=64, show_spinner="Looking …")
def probabilities(reference: str, pixels: Any) -> Any:
    model = open_model(reference)
    with model.lock:
        return saliency.probabilities(model.network, pixels)


def look() -> None:
    """URL: a, b, source, photo."""
    known = [entry for entry in library.entries() if entry.epochs or entry.run is None]
    titles = {entry.reference: entry.title for entry in known}
    names = sorted(titles, key=lambda name: not is_colour(known, name))  # those that take photographs come first
    columns = st.columns(2, gap="large")
    chosen = []
    for column, key, default in zip(columns, ("a", "b"), names[:2], strict=True):
        with column:
            reference = common.choose(st.selectbox, key.upper(), names, key=key, default=default, titles=titles)
            chosen.append(model_cards.find(reference))
    sizes(chosen)
    st.header("What both say of one picture")
    if not all(card.entry.is_of_images for card in chosen):
        st.info("One of them takes points, not pictures; choose two that take pictures.")
        return
    source = common.choose(st.segmented_control, "Picture", ["Photograph", "Upload"], key="source")
    original = pick_original(source, photographs=sorted(images.PHOTOGRAPHS, key=lambda name: name != "Cat"))
    if original is None:
        return
    for column, card, letter in zip(st.columns(2, gap="large"), chosen, "ab", strict=True):
        with column:
            answer(card, original, letter)


def is_colour(known: list[library.Entry], reference: str) -> bool:
    """Whether it takes pictures in colour."""
    shape = next(entry.shape for entry in known if entry.reference == reference)
    return len(shape) == 3 and shape[0] == 3


def sizes(chosen: list[model_cards.Card]) -> None:
    """Their numbers, line by line."""
    rows: dict[str, list[str]] = {}
    for card in chosen:
        found = model_cards.describe(card.recipe, card.entry.shape, len(card.entry.classes))
        accuracy = "not known" if card.entry.accuracy is None else f"{card.entry.accuracy:.1%}"
        facts = {
            "Network": card.entry.architecture,
            "Comes from": card.kind,
            "Data": card.facts.get("Data", "not known"),
            "Accuracy on its own test set": accuracy,
            "Takes": " × ".join(map(str, card.entry.shape)),
            "Classes": str(len(card.entry.classes)),
        }
        for name, value in (facts | {"Sees at most": "all"} | numbers(found)).items():
            rows.setdefault(name, []).append(common.plain(value))
    st.table([{" ": name, "A": values[0], "B": values[1]} for name, values in rows.items()], hide_index=True)


def answer(card: model_cards.Card, original: Any, letter: str) -> None:
    """The classes that a network gives the most, as bars."""
    pixels = images.fit(original.picture, card.entry.shape).numpy()
    shares = probabilities(card.reference, pixels)
    best = [int(index) for index in shares.argsort()[::-1][:MOST]]
    title = "What it gets"
    st.image(images.enlarge(images.to_pixels(pixels), 160), width=160, caption=title, alt=title)
    labels, values = [card.entry.classes[index] for index in best], [float(shares[index]) for index in best]
    st.markdown(f"**{common.plain(card.entry.title)}** says **{common.plain(labels[0])}**, {values[0]:.1%} sure.")
    common.show(
        probability_bars(labels, values, highlight=labels[0]),
        key=f"answer-{letter}",
        alt=f"Probabilities of {card.entry.title}",
        code=code.answer(card.reference, original.source, MOST),
        columns={"class": labels, "probability": values},
    )
