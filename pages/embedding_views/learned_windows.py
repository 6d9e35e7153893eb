"""The topic True or corrupted of the view Words by learning: windows that are said against windows that nobody says."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views.learned_choice import lead, pick_text
from vizlab.embeddings.learned import windows
from vizlab.figures import embedding_learned as drawings
from vizlab.figures.filter_why import lines
from vizlab.snippets import embedding_learned as code

RIVALS, SHOWN = 9, 60
LOOK = {"x_title": "steps", "y_title": "share of windows not seen before", "percent": True}


@st.cache_resource(max_entries=6, show_spinner="Training …")
def judge(corpus: str, seed: int) -> windows.Judge:
    return windows.train(corpus, seed)


@st.fragment
def look() -> None:
    """URL: corpus, seed, judged_after, judged_window."""
    with common.friendly():
        show()


def show() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        corpus, seed = pick_text()
    found = judge(corpus, seed)
    with left:
        help_text = f"Of {windows.BATCH} windows each; 0 is the start."
        stops = list(windows.MOMENTS)
        at = int(common.choose(st.select_slider, "Steps", stops, key="judged_after", default=stops[-1], help=help_text))
        count = min(SHOWN, len(found.tests))
        window = int(common.choose(st.select_slider, "Window", list(range(count)), key="judged_window"))
        st.caption(
            f"Five words go through a small network to one score. Loss: max(0, 1 − s(true) + s(corrupted)), the word in the "
            f"middle replaced by any other of {len(found.text.vocabulary):,}."
        )
    with right:
        curves = found.violations()
        shares = {name: dict(curve)[at] for name, curve in curves.items()}
        common.metrics(
            {
                "Margin below 1": f"{shares['margin below 1']:.1%}",
                "Wrong way round": f"{shares['wrong way round']:.1%}",
                "Guessing": "50.0%",
                "Rank of the true word": f"{found.rank(at, window)} of {len(found.text.vocabulary):,}",
            }
        )
        scores(corpus, seed, at, window, found)
        lead("Violations, over the training")
        common.show(
            lines(curves, at=float(at), **LOOK),
            key="margin",
            alt="Share of windows whose margin is below 1, and whose corrupted twin scores higher, by steps",
            code=code.violations(corpus, seed, LOOK | {"at": float(at)}),
            columns={"steps": stops} | {name: [value for _, value in curve] for name, curve in curves.items()},
        )
        st.caption(f"On {len(found.tests):,} windows that do not occur in what was learned from, each against one corruption.")


def scores(corpus: str, seed: int, at: int, window: int, found: Any) -> None:
    names, values, marked = found.rivals(at, window, RIVALS)
    words = [common.plain(word) for word in found.words(window)]
    words[windows.REACH] = f":orange-background[**{words[windows.REACH]}**]"
    st.markdown(" ".join(words))
    lead(f"Scores with other words in the middle, after {at:,} steps")
    common.show(
        drawings.bars(names, values, marked, title="score; orange: as it is said"),
        key="scores",
        alt="Scores of a window as it is said, and with other words in its middle",
        code=code.scores(corpus, seed, at, window, RIVALS),
        columns={"middle": names, "score": values, "true": marked},
    )
