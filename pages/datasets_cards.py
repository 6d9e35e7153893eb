"""The card of any data set: what it is, examples of each class, how many there are of each, and what its numbers are."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.train_results import download
from vizlab import data
from vizlab.data import cards, neighbours, own, samples, tables
from vizlab.data.examples import Examples
from vizlab.figures.bars import counts
from vizlab.figures.points import scatter
from vizlab.figures.sheets import contact_sheet, feature_scatter, share_of_width
from vizlab.snippets import data as code

DEFAULT = "Shapes"
SHOWN = 20  # classes at a time
POINTS = 1000


@st.cache_data(max_entries=8, show_spinner="Drawing the card …")
def card_of(name: str, is_here: bool) -> cards.Card:
    return cards.card(name)


@st.cache_data(max_entries=8, show_spinner=False)
def examples_of(name: str, first: int, is_here: bool) -> list[Any]:
    return samples.by_class(name, first, SHOWN)


@st.cache_data(max_entries=8, show_spinner=False)
def points_of(name: str) -> tuple[Any, Any]:
    train = data.load(name).train
    return train.inputs[:POINTS], train.labels[:POINTS]


@st.cache_data(max_entries=32, show_spinner=False)
def told_apart(name: str, parts: tuple[int, ...]) -> float:
    points, labels = points_of(name)
    return neighbours.neighbour_accuracy(points[:, list(parts)], labels)


def look() -> None:
    """The view. URL: data, first_class, x_feature, y_feature."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        titles = data.titles()
        name = common.choose(st.selectbox, "Data set", list(titles), key="data", default=DEFAULT, titles=titles)
        card = card_of(name, data.is_ready(name))
        about(card)
        first = pick_classes(card.classes)
    with right:
        if card.is_images:
            sheet(card, first)
        elif card.figures:
            features(card)
        balance(card, first)


def show_sheet(figure: Any, *, key: str, **settings: Any) -> None:
    """A contact sheet with its share bar; on a phone, where it is less high than laid out, without the space below it."""
    height = f"max-height: {82 * share_of_width(figure):.0f}vw"
    st.html(f"<style>@media (max-width: 480px) {{ .st-key-figure-{key} {{ {height}; }} }}</style>")
    common.show(figure, key=key, **settings)


def about(card: cards.Card) -> None:
    """Words and figures; and the way to get it where it is not here."""
    st.markdown(card.about)
    links = [f"[Source]({card.source})"] if card.source else []
    st.caption(" · ".join([size(card), f"Licence: {card.licence}", f"version {card.version}", *links]))
    numbers = {"To learn from": f"{card.n_train:,}", "To test on": f"{card.n_test:,}", "Classes": f"{len(card.classes):,}"}
    if card.figures:
        numbers["Commonest class"] = f"{max(card.figures.counts) / sum(card.figures.counts):.1%}"
    common.metrics(numbers)
    if card.figures:
        st.caption("A network must beat the share of the commonest class: whoever always says that class is right so often.")
        st.page_link("pages/train.py", label="Train a network on it", query_params={"data": card.name})
    else:
        st.info(f"{card.name} is not on this machine: {card.download_bytes / 1e6:.0f} MB to download.")
        download(card.name)
    if own.is_own(card.name):
        report(own.find(card.name))


def size(card: cards.Card) -> str:
    """ "32 × 32 px, colour", or "4 features"."""
    if not card.is_images:
        return f"{card.shape[0]} features"
    return f"{card.shape[2]} × {card.shape[1]} px, {'colour' if card.shape[0] == 3 else 'grey'}"


def report(known: own.Kept) -> None:
    """What became of the upload: what was left out and why, and whether the test is fair."""
    if known.leaks:
        st.warning(f"{known.leaks} of {known.n_test} test examples are also among those to learn from: they test memory.")
    else:
        st.caption("No test example is among those to learn from.")
    for note in known.notes:
        st.caption(note)
    if known.n_skipped:
        with st.expander(f"{known.n_skipped:,} left out, and why"):
            st.dataframe([{"Name": found.name, "Why": found.reason} for found in known.skipped], hide_index=True)


def pick_classes(classes: tuple[str, ...]) -> int:
    """Where there are many classes, from which on they are shown. URL: first_class."""
    if len(classes) <= SHOWN:
        return 0
    starts = list(range(1, len(classes) + 1, SHOWN))
    return int(common.choose(st.select_slider, f"{SHOWN} classes from number", starts, key="first_class")) - 1


def sheet(card: cards.Card, first: int) -> None:
    """Examples of each class, and the mean and spread of their pixels."""
    rows, names = examples_of(card.name, first, card.figures is not None), card.classes[first : first + SHOWN]
    if not any(map(len, rows)):
        st.info("Its pictures appear here once it is downloaded.")
        return
    st.subheader("Examples of each class")
    show_sheet(
        contact_sheet(rows, names),
        key="sheet",
        alt=f"Examples of each class of {card.name}",
        code=code.sheet(card.name, first, SHOWN),
        arrays={f"class-{first + index}": row for index, row in enumerate(rows)},
    )
    if card.figures:
        values = zip(card.parts, card.figures.mean, card.figures.std, strict=True)
        words = ", ".join(f"{part} {mean:.3f} ± {std:.3f}" for part, mean, std in values)
        st.caption(f"Pixels on a scale from 0 to 1, mean and spread over {card.figures.measured:,} test pictures: {words}.")


def balance(card: cards.Card, first: int) -> None:
    """How many training examples each class has."""
    if not card.figures:
        return
    st.subheader("How many of each class")
    classes, values = card.classes[first : first + SHOWN], card.figures.counts[first : first + SHOWN]
    common.show(
        counts(classes, values),
        key="balance",
        alt="Training examples of each class",
        code=code.balance(card.name, first, SHOWN),
        columns={"class": classes, "training examples": values},
    )
    most, least = max(card.figures.counts), min(card.figures.counts)
    same = "Every class has the same number."
    st.caption(same if most == least else f"{most:,} in the largest class, {least:,} in the smallest.")


def features(card: cards.Card) -> None:
    """Two features against each other, and whether they tell the classes apart. URL: x_feature, y_feature."""
    points, labels = points_of(card.name)
    st.subheader("Two features against each other")
    x, y = pick_features(card, tables.most_telling(Examples(points, labels)))
    titles = (card.parts[x], card.parts[y])
    flat = card.shape[0] == 2 and (x, y) == (0, 1)
    common.show(
        scatter(points, labels, card.classes)
        if flat
        else feature_scatter(points[:, [x, y]], labels, card.classes, titles=titles),
        key="features",
        alt=f"{titles[0]} against {titles[1]}, coloured by class",
        code=code.plane(card.name, POINTS) if flat else code.features(card.name, x, y, POINTS),
        arrays={"points": points[:, [x, y]], "labels": labels},
    )
    shown = told_apart(card.name, (x, y))
    words = f"Of {len(labels):,} training points {shown:.1%} have a nearest neighbour of their own class in this picture"
    if card.shape[0] > 2:
        words += f", {told_apart(card.name, tuple(range(card.shape[0]))):.1%} with all {card.shape[0]} features"
    st.markdown(f"{words}: so far the classes can be told apart without any training.")
    with st.expander("What its numbers are"):
        st.dataframe(table(card), hide_index=True)


def pick_features(card: cards.Card, best: tuple[int, int]) -> tuple[int, int]:
    """URL: x_feature, y_feature: numbers of features; by default those that tell the classes apart best."""
    titles = dict(enumerate(card.parts))
    if len(titles) < 3:
        return 0, 1
    columns = st.columns(2)
    chosen = [
        common.choose(column.selectbox, label, list(titles), key=key, default=best[at], titles=titles)
        for at, (column, label, key) in enumerate(
            zip(columns, ("To the right", "Upwards"), ("x_feature", "y_feature"), strict=True)
        )
    ]
    return chosen[0], chosen[1]


def table(card: cards.Card) -> list[dict[str, Any]]:
    """A line for each feature."""
    found = card.figures
    assert found is not None
    lines = zip(card.parts, found.mean, found.std, found.low, found.high, strict=True)
    return [{"Feature": part, "Mean": mean, "Spread": std, "Least": low, "Most": high} for part, mean, std, low, high in lines]
