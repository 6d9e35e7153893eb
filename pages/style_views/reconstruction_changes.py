"""The topic "What is lost": a photograph changed in one respect, and how much of that each layer notices."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.public_weights import fetched
from pages.style_views.choice import pick_content, pick_network
from pages.style_views.statistics_seen import pixels
from vizlab.figures.style_statistics import cells, wall
from vizlab.snippets import style_reconstruction as code
from vizlab.style.reconstruction import changes
from vizlab.style.statistics import looking

FIRST = "shifted by 4 px"


@st.cache_data(max_entries=32, show_spinner=False)
def noticed(content: str, network: str) -> changes.Noticed:
    return changes.table(looking.open_eyes(network), pixels(content))


@st.cache_data(max_entries=64, show_spinner=False)
def changed(content: str, change: str) -> Any:
    return changes.changed(pixels(content), change)


def look() -> None:
    """URL: content, network, lost."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        content, network = pick_content(), pick_network()
        change = str(common.choose(st.selectbox, "Change", list(changes.CHANGES), key="lost", default=FIRST))
    with right, common.friendly():
        if fetched(network):
            show(content, network, change)


def show(content: str, network: str, change: str) -> None:
    snippets = code.changes(content, network, change)
    photograph, other = pixels(content), changed(content, change)
    shown = {"the photograph": photograph, change: other, "their difference": changes.difference(photograph, other)}
    figure = wall(shown, columns=3)
    common.snug("changed", figure)
    common.show(
        figure, key="changed", alt=f"The photograph, the same {change}, and their difference", code=snippets[0], arrays=shown
    )
    found = noticed(content, network)
    st.markdown(sentence(found, change))
    common.show(
        cells(found.values, found.changes, found.layers, noun="content loss", chosen=change),
        key="changes",
        alt="Content loss at each layer for each change of the photograph",
        code=snippets[1],
        columns={"change": found.changes}
        | {f"content loss at {layer}": found.values[:, at].tolist() for at, layer in enumerate(found.layers)}
        | {f"style loss at {layer}": found.styles[:, at].tolist() for at, layer in enumerate(found.layers)},
    )
    st.caption("Content losses as shares: 1 is as far off as a picture that excites no feature at all; 2 is an unrelated one.")


def sentence(found: changes.Noticed, change: str) -> str:
    """What the least and the most sensitive layer say of the change, and what the Gram matrix of the deepest says."""
    losses, style = found.values[found.changes.index(change)], found.styles[found.changes.index(change)]
    least, most = int(losses.argmin()), int(losses.argmax())
    return (
        f"**{common.plain(change)}**: least noticed by {common.plain(found.layers[least])}, a content loss of "
        f"**{losses[least]:.2f}**; most by "
        f"{common.plain(found.layers[most])}, **{losses[most]:.2f}**. As style, {common.plain(found.layers[most])} counts it "
        f"**{style[most]:.3f}**."
    )
