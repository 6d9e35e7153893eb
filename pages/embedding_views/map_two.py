"""The topic "Two maps": the same vectors laid out twice, the second laid upon the first, and who moved."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.embedding_views import map_data
from pages.embedding_views.choice import pick_n, pick_vectors
from pages.hover_picture import hover_pictures
from pages.map_points import map_points
from vizlab import embeddings
from vizlab.embeddings import KNOBS, EmbeddingRecipe, selection
from vizlab.embeddings.comparing import Comparison, compare, spread
from vizlab.embeddings.methods import METHODS
from vizlab.embeddings.recipe import INITS, largest_perplexity
from vizlab.embeddings.sources import find
from vizlab.figures import embedding_two as figures
from vizlab.figures import maps
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import embedding_two as code

FIRST, SECOND = "", "second_"  # how the keys of their knobs begin
SHOWN = ("perplexity", "neighbors", "min_dist", "init", "seed")  # knobs that are offered here
FARTHEST = 20
CHARTS = ("figure-first", "figure-second")


def look() -> None:
    """URL: data, vectors, reference, epoch, layer, n; method and its knobs, the same with second_ in front; selected."""
    vectors = pick_vectors()
    columns = st.columns(3, gap="large")
    with columns[0]:
        first = pick_method(FIRST, "First map", "t-SNE")
    with columns[1]:
        second = pick_method(SECOND, "Second map", "UMAP")
    with columns[2]:
        n = pick_n(vectors["data"], min((METHODS[name].most for name in (first, second) if METHODS[name].most), default=0))
    left, right = st.columns(2, gap="large")
    with left:
        one = pick_knobs(FIRST, vectors, first, n)
    with right:
        other = pick_knobs(SECOND, vectors, second, n)
    show(one, other)


def pick_method(prefix: str, label: str, default: str) -> str:
    method = common.choose(st.selectbox, label, list(METHODS), key=f"{prefix}method", default=default)
    return str(method)


def pick_knobs(prefix: str, vectors: dict[str, str], method: str, n: int) -> EmbeddingRecipe:
    """The recipe of one of the maps, always flat."""
    read = [name for name in SHOWN if name in METHODS[method].knobs]
    chosen: dict[str, Any] = {}
    for column, name in zip(st.columns(max(len(read), 3)), read, strict=False):
        with column:
            chosen[name] = pick_knob(prefix, name, n)
    return EmbeddingRecipe(**vectors, n=n, method=method, **chosen).settled


def pick_knob(prefix: str, name: str, n: int) -> Any:
    known = KNOBS.get(name)
    if known is None:
        return common.choose(st.segmented_control, "Start", list(INITS), key=f"{prefix}init")
    most = largest_perplexity(n) if name == "perplexity" else n - 1
    options = [value for value in known.choices if name not in ("perplexity", "neighbors") or value <= most]
    default = getattr(EmbeddingRecipe(), name)
    default = default if default % 1 else int(default)
    label = "Neighbours" if name == "neighbors" else name.replace("_", " ").capitalize()
    return common.choose(st.select_slider, label, options, key=f"{prefix}{name}", default=default, help=known.effect)


@st.cache_data(max_entries=16, show_spinner="Laying one upon the other …")
def compared(one: EmbeddingRecipe, other: EmbeddingRecipe) -> Comparison:
    return compare(map_data.positions(one), map_data.positions(other))


@st.cache_data(max_entries=64, show_spinner=False)
def alike(one: EmbeddingRecipe, other: EmbeddingRecipe) -> tuple[float, float]:
    """What is left between two maps, and the share of neighbours that both have."""
    found = compared(one, other)
    return found.residual, found.shared


def show(one: EmbeddingRecipe, other: EmbeddingRecipe) -> None:
    is_whole = all(map_data.positions(recipe) is not None for recipe in (one, other))
    if is_whole:
        show_numbers(compared(one, other), one.n)
    left, right = st.columns(2, gap="large")
    with left:
        if map_data.positions(one) is None:
            offer(one, "first")
        else:
            show_first(one)
    with right:
        if map_data.positions(other) is None:
            if other.method != one.method or map_data.positions(one) is not None:
                offer(other, "second")
        elif is_whole:
            show_second(one, other)
    if is_whole:
        link(one, other)
        hover(one)
        show_others(one, other)


@st.cache_data(max_entries=8, show_spinner=False)
def drawn_first(one: EmbeddingRecipe) -> Any:
    known, ids = items(one), selection.on_screen(one.n)
    look = maps.Look(ids=ids, noun=find(one.data).noun)
    labels = known.labels.numpy()[ids]
    return maps.point_map(map_data.positions(one)[ids], labels, known.classes, look=look, height_px=figures.HEIGHT_PX)


@st.cache_data(max_entries=8, show_spinner=False)
def drawn_second(one: EmbeddingRecipe, other: EmbeddingRecipe) -> Any:
    known, found = items(one), compared(one, other)
    look = maps.Look(ids=selection.on_screen(one.n), noun=find(one.data).noun)
    farthest, first = found.farthest(FARTHEST).tolist(), map_data.positions(one)
    return figures.moved(found.aligned, first, known.labels.numpy(), known.classes, farthest=farthest, look=look)


def show_numbers(found: Comparison, n: int) -> None:
    common.metrics(
        {
            "Left between them": f"{found.residual:.3f}",
            "If dealt out at random": f"{found.chance:.3f}",
            "Median move, of the width": f"{float(sorted(found.moves)[len(found.moves) // 2]):.1%}",
            "Neighbours in common": f"{found.shared:.0%}",
        }
    )


def show_first(one: EmbeddingRecipe) -> None:
    st.subheader(one.method, help=METHODS[one.method].about)
    ids, positions = selection.on_screen(one.n), map_data.positions(one)
    common.show(
        drawn_first(one),
        key="first",
        alt=f"{one.method} of the vectors",
        code=code.first(one, find(one.data).noun),
        columns={"id": ids, "x": positions[ids, 0], "y": positions[ids, 1]},
    )


def show_second(one: EmbeddingRecipe, other: EmbeddingRecipe) -> None:
    st.subheader(f"{other.method}, laid upon it", help=METHODS[other.method].about)
    ids, found = selection.on_screen(one.n), compared(one, other)
    common.show(
        drawn_second(one, other),
        key="second",
        alt=f"{other.method} of the same vectors, turned and scaled onto the first map; lines for those that moved farthest",
        code=code.second(one, other, find(one.data).noun, FARTHEST),
        columns={"id": ids, "x": found.aligned[ids, 0], "y": found.aligned[ids, 1], "move": found.moves[ids]},
    )
    st.caption(f"Lines lead the {FARTHEST} that moved farthest from where they are on the first map to where they are here.")


def show_others(one: EmbeddingRecipe, other: EmbeddingRecipe) -> None:
    """The first map beside all others of the same vectors that there are."""
    others = {name: recipe for name, recipe in candidates(one).items() if recipe != other}
    rows: dict[str, EmbeddingRecipe] = {f"{other.method}, the second map": other} | others
    found = {name: alike(one, recipe) for name, recipe in rows.items() if map_data.positions(recipe) is not None}
    found["the first, dealt out at random"] = (compared(one, one).chance, 10 / one.n)
    found = dict(sorted(found.items(), key=lambda row: row[1][0]))
    st.subheader("How much of the first map others have")
    st.table(
        {
            "Map": list(found),
            "Left between them": [f"{left:.3f}" for left, _ in found.values()],
            "Neighbours in common": [f"{shared:.0%}" for _, shared in found.values()],
        },
        border="horizontal",
        hide_index=True,
    )
    st.caption(
        "Left: squared distances after turning, mirroring, scaling and shifting, of the first map's spread. Each other method is "
        "listed, with default knobs, once it is computed."
    )


def candidates(one: EmbeddingRecipe) -> dict[str, EmbeddingRecipe]:
    """Other maps of the same vectors: the same recipe from other seeds, and every method as it is by default."""
    plain = map_data.space(one)
    seeds = {}
    if "seed" in METHODS[one.method].knobs:
        start = {"init": "random"} if one.method == "t-SNE" else {}
        seeds = {f"{one.method}, random start {seed}": dataclasses.replace(one, seed=seed, **start).settled for seed in (0, 1, 2)}
    methods = {}
    for name, method in METHODS.items():
        if not method.most or one.n <= method.most:
            perplexity = min(30, largest_perplexity(one.n))
            methods[name] = dataclasses.replace(plain, method=name, perplexity=perplexity, seed=0).settled
    return {name: recipe for name, recipe in (methods | seeds).items() if recipe != one}


def items(recipe: EmbeddingRecipe) -> Any:
    return map_data.items(map_data.space(recipe))


def offer(recipe: EmbeddingRecipe, which: str) -> None:
    st.subheader(recipe.method, help=METHODS[recipe.method].about)
    run = Frames(embeddings.KIND, recipe)
    if job_panel.offer(run, label=f"Compute the {which} map", draw=lambda snapshot: draw_live(run, snapshot)):
        st.caption(f"{recipe.method} of {recipe.n:,} points, in a job that can be cancelled and gone on with.")


def draw_live(run: Frames, snapshot: Snapshot) -> None:
    frame = job_panel.newest(run, snapshot)
    if frame is None:
        return
    known, ids = items(run.recipe), selection.on_screen(run.recipe.n)
    figure = maps.point_map(frame.arrays["map"][ids], known.labels.numpy()[ids], known.classes, height_px=420)
    common.sketch(figure, key="live-map", alt="The map so far")


@st.fragment
def link(one: EmbeddingRecipe, other: EmbeddingRecipe) -> None:
    """A selection, or what is pointed at, in one map is lit in the other. URL: selected."""
    with common.friendly():
        chosen = selected(one.n)
        map_points(charts=CHARTS, key="two-points", n=one.n, chosen=chosen or None, lassoed=lambda ids: take(ids, one.n))
        if chosen:
            here, there = (spread(map_data.positions(recipe), chosen) for recipe in (one, other))
            st.markdown(
                f"**{len(chosen):,} selected**, lit in both. From their middle they stand {here:.1%} of the first map's width, "
                f"{there:.1%} of the second's."
            )
            st.button("Let go", key="let_go_two", type="tertiary", on_click=take, args=([], one.n))
        else:
            st.caption("Point at one to see it in both; draw round a group to see where it went.")


def selected(n: int) -> list[int]:
    return selection.unpack(str(st.session_state.get("selected", st.query_params.get("selected", ""))), n)


def take(ids: list[int], n: int) -> None:
    """Who was drawn round; the address carries them, as on the topic One map."""
    text = selection.pack(ids, n)
    st.session_state["selected"] = text
    if text:
        st.query_params["selected"] = text
    else:
        st.query_params.pop("selected", None)


def hover(one: EmbeddingRecipe) -> None:
    plain = map_data.space(one)
    sheet, names, lines = map_data.sheet(one.data, one.n), map_data.names(plain), map_data.lines(plain)
    hover_pictures(charts=CHARTS, sheet=sheet, names=names, noun=find(one.data).noun, lines=lines, key="two-hover")
