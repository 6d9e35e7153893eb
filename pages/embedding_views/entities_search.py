"""The topic Nearest of many of the view Entities: exact search against indexes, recall against what it costs."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, knobs
from vizlab.embeddings.entities import search
from vizlab.figures import embedding_entities as figures
from vizlab.recipes import Knob
from vizlab.snippets import embedding_entities as code

SEED = Knob(0, 2**31 - 1, "The vectors, the questions, and the indexes.", tuple(range(20)))
COUNTS, WIDTHS, OPENED = (2000, 5000, 10_000, 20_000), (4, 8, 16, 32, 64), tuple(range(1, 13))
AGAINST = {"asked": "what is compared", "ms": "time on this machine"}


@st.cache_data(max_entries=16, show_spinner="Asking 200 questions of each index …")
def compared(kind: str, n: int, d: int, seed: int) -> dict[str, list[search.Result]]:
    return search.compare(search.SOURCES[kind](n, d, seed), seed)


@st.cache_data(max_entries=16, show_spinner=False)
def plane(opened: int, seed: int) -> Any:
    return search.plane(opened=opened, seed=seed)


def look() -> None:
    """URL: vectors_lie, count, width, against, opened, seed."""
    columns = st.columns([2, 2, 2, 2])
    with columns[0]:
        help_text = "In groups, neighbours share a cell. One cloud has no structure that an index could use."
        kind = common.choose(st.segmented_control, "Vectors lie", list(search.SOURCES), key="vectors_lie", help=help_text)
    with columns[1]:
        n = int(common.choose(st.select_slider, "Vectors", COUNTS, key="count", default=5000))
    with columns[2]:
        d = int(common.choose(st.select_slider, "Dimensions", WIDTHS, key="width", default=32))
    with columns[3]:
        seed = int(knobs.knob("seed", SEED, 0))
    found = compared(kind, n, d, seed)
    left, right = st.columns(2, gap="large")
    with left:
        show_recalls(found, (kind, n, d, seed))
    with right:
        show_cells(seed)


def show_recalls(found: dict[str, list[search.Result]], source: tuple[str, int, int, int]) -> None:
    st.subheader("How many of the ten nearest are found")
    against = common.choose(st.segmented_control, "Against", list(AGAINST), key="against", titles=AGAINST)
    curves = {
        name: [(getattr(each, against), each.recall) for each in results] for name, results in found.items() if name != "exact"
    }
    is_share = against == "asked"
    level = None if is_share else found["exact"][0].ms
    title = "share of the vectors compared" if is_share else "ms a question"
    common.show(
        figures.recalls(curves, x_title=title, percent=is_share, level=level),
        key="recalls",
        alt="Recall of each index against what it costs",
        code=code.recalls(source, against),
        columns={
            "index": [name for name, results in found.items() for _ in results],
            "compared": [each.asked for results in found.values() for each in results],
            "recall": [each.recall for results in found.values() for each in results],
            "ms": [each.ms for results in found.values() for each in results],
        },
    )
    cells = found["k-means cells"]
    enough = next((each for each in cells if each.recall >= 0.9), None)
    said = "never finds 90 %" if enough is None else f"finds {enough.recall:.0%} after comparing {enough.asked:.1%}"
    st.caption(f"The index of cells {said}. Whatever is asked is compared exactly: an index only errs by whom it does not ask.")


def show_cells(seed: int) -> None:
    st.subheader("In the plane: cells that are opened")
    opened = int(common.choose(st.select_slider, "Cells opened", OPENED, key="opened", default=1))
    seen = plane(opened, seed)
    common.show(
        figures.opened_cells(vars(seen)),
        key="cells",
        alt=f"600 points in k-means cells, of which {opened} are opened for a question",
        code=code.cells(opened, seed),
        columns={"x": seen.points[:, 0], "y": seen.points[:, 1], "cell": seen.cells},
    )
    found = 10 - len(seen.missed)
    st.caption(f"{len(seen.asked)} of {len(seen.points)} points are compared, and {found} of the ten nearest found.")
