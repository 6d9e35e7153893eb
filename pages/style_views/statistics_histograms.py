"""The topic "Histograms": the older summary of a texture beside Gram matrices, and what a channel of ones adds to these."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.style_views.statistics_seen import pick_layer, pixels, with_both
from vizlab.figures import style_statistics as figures
from vizlab.frames import Frames
from vizlab.snippets import style_statistics as code
from vizlab.style.statistics import histograms, looking
from vizlab.style.studies.recipe import KIND, StudyRecipe
from vizlab.style.studies.result import opened


@st.cache_data(max_entries=32, show_spinner=False)
def compared(content: str, manner: str, network: str, layer: str, with_painting: bool) -> histograms.Rivals:
    painted = opened(Frames(KIND, naive(manner, network)).read())[-1].pictures[-1] if with_painting else None
    return histograms.compare(looking.open_eyes(network), layer, pixels(content), pixels(manner), painted)


@st.cache_data(max_entries=32, show_spinner=False)
def features(manner: str, network: str, layer: str) -> tuple[histograms.Means, int, Any, Any]:
    """What tells the means apart; the strongest channel, its values before and after."""
    eyes = looking.open_eyes(network)
    seen = looking.see_layer(eyes, layer, looking.as_input(eyes, pixels(manner)))
    channel = int(seen.mean((1, 2)).argmax())
    other = histograms.flipped_means(seen)
    return histograms.compare_means(seen), channel, seen[channel].numpy(), other[channel].numpy()


def naive(manner: str, network: str) -> StudyRecipe:
    """The study whose painting by Gram matrices is shown, if it is finished."""
    return StudyRecipe(study="naive", picture=manner, network=network)


def look() -> None:
    """URL: content, style, network, layer."""
    with_both(show)


def show(content: str, manner: str, network: str) -> None:
    layer = pick_layer(network)
    study = naive(manner, network) if Frames(KIND, naive(manner, network)).record() is not None else None
    found = compared(content, manner, network, layer, study is not None)
    snippets = code.rivals(content, manner, network, layer, study)
    figure = figures.wall(found.pictures, columns=4)
    common.snug("rivals", figure)
    common.show(
        figure,
        key="rivals",
        alt="The style picture, and pictures with the same histograms",
        code=snippets[0],
        arrays=found.pictures,
    )
    common.show(
        figures.cells(found.values, found.rows, histograms.COLUMNS, noun="distance"),
        key="rival-table",
        alt="How far each is from the style picture: in histograms of pixels and of features, and in Gram matrices",
        code=snippets[1],
        columns={"picture": found.rows} | dict(zip(histograms.COLUMNS, found.values.T.tolist(), strict=True)),
    )
    shuffled = found.values[found.rows.index(histograms.SHUFFLED), 2]
    st.markdown(
        f"The shuffled picture has **exactly** the style's pixel histograms, and its Gram matrix at {common.plain(layer)} is "
        f"still **{shuffled:.2f}** of its own length away: a histogram of pixels knows no strokes."
    )
    show_means(manner, network, layer)


def show_means(manner: str, network: str, layer: str) -> None:
    st.header("What a Gram matrix leaves out in turn")
    means, channel, before, after = features(manner, network, layer)
    common.show(
        figures.histograms({"F": before, "F − 2 mean(F)": after}, title=f"value of channel {channel}"),
        key="means",
        alt=f"Histogram of channel {channel} of {layer}, and of the same less twice its mean",
        code=code.means(manner, network, layer, channel),
        arrays={"before": before, "after": after},
    )
    common.metrics(
        {
            "Means apart": f"{means.means:.0%}",
            "Gram matrices apart": f"{means.grams:.0e}",
            "with a channel of ones": f"{means.with_ones:.2g}",
        }
    )
    st.caption(
        "Take twice its mean from every feature: all means change their sign, and no mean product changes. A channel of ones "
        "beside the features puts the means into the matrix, and it notices."
    )
