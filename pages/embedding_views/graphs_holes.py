"""The topic Holes of the view Graphs: a matrix of persons and items, filled in."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from pages import common, knobs
from pages.embedding_views.graphs_knobs import pick_seed
from vizlab.embeddings.graphs import holes
from vizlab.figures.embedding_graphs import marked
from vizlab.figures.embedding_grids import filling
from vizlab.figures.export import curve_columns
from vizlab.snippets import embedding_grids as code

ROUNDS, SHOWN = 30, 16  # rounds of learning; how many are shown


class Choice(NamedTuple):
    """What is planted, and how it is found."""

    planted_rank: int
    cell_noise: float
    seen: float
    seed: int
    way: str
    ridge: float

    def planted(self) -> holes.Tastes:
        """The matrix with its holes."""
        return holes.planted(*self[:4])


@st.cache_data(max_entries=32, show_spinner="Filling the holes …")
def filled(choice: Choice, rank: int) -> list[holes.Round]:
    known = {"way": choice.way, "ridge": choice.ridge, "rounds": ROUNDS, "seed": choice.seed}
    return holes.fill(choice.planted(), rank, **known)


@st.cache_data(max_entries=32, show_spinner="Trying the ranks …")
def tried(choice: Choice) -> dict[str, list[tuple[float, float]]]:
    return holes.by_rank(choice.planted(), way=choice.way, ridge=choice.ridge, rounds=ROUNDS, seed=choice.seed)


def pick() -> Choice:
    """URL: planted_rank, cell_noise, seen, seed, way, ridge."""
    columns = st.columns(3)
    with columns[0]:
        rank = knobs.knob("planted_rank", holes.KNOBS["planted_rank"], 3, label="Planted traits")
    with columns[1]:
        noise = knobs.knob("cell_noise", holes.KNOBS["cell_noise"], 0.3, label="Noise")
    with columns[2]:
        seen = knobs.knob("seen", holes.KNOBS["seen"], 0.5, label="Known cells")
    columns = st.columns(3)
    with columns[0]:
        seed = pick_seed()
    with columns[1]:
        way = common.choose(st.selectbox, "Learned by", list(holes.WAYS), key="way")
    with columns[2]:
        ridge = knobs.knob("ridge", holes.KNOBS["ridge"], 0.3, label="Ridge")
    return Choice(rank, noise, seen, seed, way, ridge)


def look() -> None:
    """URL: planted_rank, cell_noise, seen, seed, way, ridge, fill_rank."""
    choice = pick()
    rank = knobs.knob("fill_rank", holes.KNOBS["fill_rank"], 3, label="Numbers for each person and item")
    tastes, rounds = choice.planted(), filled(choice, rank)
    last, mean = rounds[-1], holes.means(tastes)
    common.metrics(
        {
            "Error on the holes, RMSE": f"{last.held_out:.3f}",
            "on known cells": f"{last.learned:.3f}",
            "filled with means": f"{mean.held_out:.3f}",
            "noise": f"{tastes.noise:g}",
            "about the least to expect": f"{holes.expected(tastes, choice.planted_rank):.3f}",
        }
    )
    known, needed = int(tastes.known.sum()), holes.unknowns(choice.planted_rank)
    st.caption(
        f"{known:,} of {tastes.known.size:,} cells are known; {choice.planted_rank} traits are {needed:,} numbers to find"
        f"{', more than there are cells' if needed > known else ''}. To be expected is the noise times √(1 + numbers / cells)."
    )
    show_filling(choice, rank, tastes, rounds)
    left, right = st.columns(2, gap="large")
    with left:
        show_ranks(choice, tastes, rank)
    with right:
        show_rounds(choice, rank, rounds)


def show_filling(choice: Choice, rank: int, tastes: holes.Tastes, rounds: list[holes.Round]) -> None:
    shown = [each.filled for each in rounds[:SHOWN]]
    common.show(
        filling(tastes.values, tastes.known, shown),
        key="filling",
        alt="What is known, the matrix that is filled in, and its error on the holes",
        code=code.filling(choice, rank, ROUNDS, SHOWN),
        arrays={"values": tastes.values, "known": tastes.known, "filled": rounds[-1].filled},
    )
    st.caption(
        "Rows are persons, columns items; blue is dislike, orange is liking. Empty cells are holes, or known ones in the error."
    )


def show_ranks(choice: Choice, tastes: holes.Tastes, rank: int) -> None:
    series = tried(choice)
    levels = {"means": holes.means(tastes).held_out} | ({"noise": tastes.noise} if tastes.noise else {})
    common.show(
        marked(series, {"planted": choice.planted_rank}, x_title="numbers for each", y_title="error, RMSE", levels=levels),
        key="hole-ranks",
        alt="Error on known cells and on holes against the rank",
        code=code.hole_ranks(choice, ROUNDS),
        columns=curve_columns(series),
    )
    st.caption(
        "Too few numbers miss traits; too many fit the noise of known cells, and err on the holes. Errors above 2 are cut off."
    )


def show_rounds(choice: Choice, rank: int, rounds: list[holes.Round]) -> None:
    series = holes.curves(rounds)
    common.show(
        marked(series, {}, x_title="round", y_title="error, RMSE"),
        key="hole-rounds",
        alt="Error on known cells and on holes by round",
        code=code.hole_rounds(choice, rank, ROUNDS),
        columns=curve_columns(series),
    )
