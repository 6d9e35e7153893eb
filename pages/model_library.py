"""The view Library of the page Models: every network in one table, one of them on a card, and what the store holds."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from pages import common, knobs, own_models
from pages.model_architecture import draw, draw_sizes, numbers
from pages.public_weights import fetched
from vizlab import catalogue, model_cards, training
from vizlab.figures.bars import counts
from vizlab.model_cards import Card
from vizlab.recipes import Recipe


@st.cache_data(max_entries=64, show_spinner=False)
def checksum(reference: str, run: str) -> str:
    return model_cards.checksum(reference)


def look() -> None:
    """URL: filter, reference."""
    known = model_cards.cards()
    words = st.text_input("Filter", key="filter", bind="query-params", placeholder="ResNet, ImageNet, your own …", live=True)
    shown = [card for card in known if card.matches(words)]
    table(shown)
    st.caption(f"{len(shown)} of {len(known)} networks. Those without a size are fetched when you ask for them.")
    if not shown:
        st.info("No network has all of these words. Try fewer.")
        return
    titles = {card.reference: title(card) for card in shown}
    reference = common.choose(st.selectbox, "Network", list(titles), key="reference", titles=titles)
    show(next(card for card in shown if card.reference == reference))
    storage()


def table(shown: list[Card]) -> None:
    """All of them; a click on a row opens its card."""
    references = [card.reference for card in shown]
    now = st.session_state.get("reference", references[0] if references else "")
    key = f"models-{now}-{len(shown)}"

    def picked() -> None:
        rows = st.session_state[key].selection.rows
        if rows and rows[0] < len(references):
            st.session_state["reference"] = references[rows[0]]

    at = [references.index(now)] if now in references else []
    st.dataframe(
        [row(card) for card in shown],
        hide_index=True,
        height=276,
        column_config=COLUMNS,
        key=key,
        on_select=picked,
        selection_mode="single-row",
        selection_default={"selection": {"rows": at, "columns": [], "cells": []}},
    )


def row(card: Card) -> dict[str, Any]:
    """One line of the table."""
    return {
        "Title": card.entry.title,
        "Comes from": card.kind,
        "Network": card.entry.architecture,
        "Data": card.entry.data or ("ImageNet" if card.kind == "public weights" else ""),
        "Accuracy": None if card.entry.accuracy is None else 100 * card.entry.accuracy,
        "Parameters": card.parameters,
        "MB": card.size_bytes / 1e6 if card.size_bytes else None,
        "Checkpoints": len(card.entry.epochs) or int(card.is_here),
    }


def title(card: Card) -> str:
    """What is read in the picker."""
    return card.entry.title if card.is_here else f"{card.entry.title} · not here yet"


def show(card: Card) -> None:
    """A network's card beside its drawing."""
    st.header(common.plain(card.entry.title))
    st.markdown(card.facts["About"])
    found = model_cards.describe(card.recipe, card.entry.shape, len(card.entry.classes))
    accuracy = {} if card.entry.accuracy is None else {"Accuracy": f"{card.entry.accuracy:.1%}"}
    common.metrics(accuracy | {name: text for name, text in numbers(found).items() if name in SHOWN})
    left, right = st.columns([2, 3], gap="large")
    with right:
        draw(card.recipe, card.entry.shape, len(card.entry.classes), found, "")
        draw_sizes(card.recipe, card.entry.shape, len(card.entry.classes), found, "")
    with left:
        if fetched(card.reference):
            actions(card)
        if card.weaknesses:
            st.subheader("Known weaknesses")
            st.markdown("\n".join(f"- {common.plain(sentence)}" for sentence in card.weaknesses))
        st.subheader("Where it comes from")
        facts(card)


def facts(card: Card) -> None:
    """Where it comes from, line by line."""
    takes = " × ".join(map(str, card.entry.shape))
    lines = {"Comes from": card.kind, "Network": card.entry.architecture, "Takes": takes, "Says": says(card)}
    lines |= {name: text for name, text in card.facts.items() if name != "About" and text}
    if card.size_bytes:
        lines["Kept"] = f"{card.size_bytes / 1e6:.1f} MB" + (f", {len(card.entry.epochs)} epochs" if card.entry.epochs else "")
    if card.entry.run and card.entry.epochs:
        lines["SHA-256 of the last weights"] = checksum(f"{card.reference}@{card.entry.epochs[-1]}", lines.get("Run", ""))
    st.markdown("\n".join(f"- **{name}:** {common.plain(text)}" for name, text in lines.items()))


def says(card: Card) -> str:
    """Its classes: the first few."""
    classes = card.entry.classes
    rest = f" … {len(classes)} classes" if len(classes) > 4 else ""
    return ", ".join(classes[:4]) + rest


def actions(card: Card) -> None:
    """Where it can be opened, and what can be done with it."""
    with st.container(horizontal=True):
        for name, parameters in doors(card).items():
            page = catalogue.find_page(name)
            st.page_link(page.script, label=f"Open in {page.title}", query_params=parameters)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if not card.reference.startswith("imagenet/"):
            own_models.export(card.reference)
        if card.reference.startswith(("run/", "mine/")):
            own_models.rename(card.reference, card.entry.title)
            own_models.delete(card.reference, card.entry.title, "Its weights cannot be brought back.")


def doors(card: Card) -> dict[str, dict[str, str]]:
    """Pages that can show this network, with the address that opens it there."""
    reference = {"reference": card.reference}
    found = {name: reference for name in ("filters", "saliency") if card.entry.is_of_images and card.entry.has_convolutions}
    if card.entry.run:
        found |= {"train": settings(card.entry.run.recipe)}
    return found


def settings(recipe: Recipe) -> dict[str, str]:
    """The address of a recipe's knobs on the page Train."""
    unread = {*training.unread(recipe), *knobs.NO_KNOBS}
    values = {name: value for name, value in dataclasses.asdict(recipe).items() if name not in unread}
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}


def storage() -> None:
    """What the store holds, and how to free it."""
    st.header("Storage")
    room = model_cards.room()
    shares = room.shares()
    common.metrics(
        {
            "Used": f"{room.used_bytes / 1e6:,.1f} MB",
            "Budget": f"{room.budget_bytes / 1e6:,.0f} MB",
            "Parts": f"{len(room.units)}",
        }
    )
    if shares:
        figure = counts(list(shares), [round(size / 1e3) for size in shares.values()])
        common.sketch(figure, key="storage", alt="Kilobytes by what they are")
        st.caption("In kilobytes. When the budget is full, what was not used for longest goes first.")
    else:
        st.caption("Nothing of your own is kept yet; what comes with vizlab does not count.")
    if st.button("Free what is damaged or over budget", key="tidy"):
        st.toast(f"Freed {model_cards.tidy() / 1e6:,.1f} MB.")


SHOWN = ("Parameters", "Weight layers", "Multiply-adds", "Sees at most")
COLUMNS: dict[str, Any] = {
    "Accuracy": st.column_config.ProgressColumn("Accuracy", format="%.1f %%", min_value=0, max_value=100),
    "Parameters": st.column_config.NumberColumn("Parameters", format="localized"),
    "MB": st.column_config.NumberColumn("MB", format="%.1f"),
}
