"""Knobs that topics of the view Graphs share: a small graph with communities, and seeds."""

from __future__ import annotations

from typing import Any, NamedTuple

import streamlit as st

from pages import common, knobs
from vizlab.embeddings.graphs.generated import GRAPHS, KNOBS, Graph
from vizlab.recipes import Knob

SEED = Knob(0, 2**31 - 1, "The graph, what is held out, the start and every draw.", tuple(range(20)))


class Choice(NamedTuple):
    """A graph by its knobs, in the order in which the functions of `GRAPHS` take them."""

    graph: str
    nodes: int
    groups: int
    inside: float
    outside: float
    seed: int

    def drawn(self) -> Graph:
        """The graph itself."""
        return GRAPHS[self.graph](*self[1:])


def pick_graph() -> Choice:
    """URL: graph, nodes, groups, inside, outside, seed."""
    columns = st.columns(3)
    with columns[0]:
        graph = common.choose(st.selectbox, "Graph", list(GRAPHS), key="graph")
    with columns[1]:
        nodes = knobs.knob("nodes", KNOBS["nodes"], 120, step=10)
    with columns[2]:
        groups = knobs.knob("groups", KNOBS["groups"], 4, label="Communities")
    columns = st.columns(3)
    with columns[0]:
        inside = knobs.knob("inside", KNOBS["inside"], 0.3, step=0.05, label="Edges inside", disabled=graph == "ring of cliques")
    with columns[1]:
        outside = knobs.knob(
            "outside", KNOBS["outside"], 0.02, step=0.01, label="Edges between", disabled=graph == "ring of cliques"
        )
    with columns[2]:
        seed = pick_seed()
    return Choice(graph, nodes, groups, inside, outside, seed)


def pick_seed() -> Any:
    """URL: seed."""
    return knobs.knob("seed", SEED, 0)
