"""The topic Relations of the view Graphs: which kinds of facts each operator can hold."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages import common
from pages.embedding_views.graphs_knobs import pick_seed
from pages.embedding_views.graphs_world import learned, pick_closeness, pick_operator
from vizlab.embeddings.graphs import knowledge, nodes, relations
from vizlab.figures.embedding_graphs import facts
from vizlab.figures.embedding_grids import numbers
from vizlab.snippets import embedding_graphs as code

WHICH = {"held out": "held out", "learned": "learned from"}


def look() -> None:
    """URL: compared_by, seed, ranked_by, facts, operator, relation."""
    left, right = st.columns(2)
    with left:
        closeness = pick_closeness()
    with right:
        seed = pick_seed()
    world, found = learned(closeness, seed)
    st.caption(
        f"{world.n} people, cities and countries, {len(world.learned)} facts to learn from and {len(world.hidden)} held out, "
        "all of them invented. Every held-out fact follows from others: who is married to whom is so both ways."
    )
    left, right = st.columns(2)
    with left:
        which = common.choose(st.segmented_control, "Facts", list(WHICH), key="facts", titles=WHICH)
    with right:
        help_text = "Hits@1: how often the right entity is ranked first among all. MRR: the mean of one over its rank."
        measure = common.choose(st.segmented_control, "Measured by", list(relations.MEASURES), key="ranked_by", help=help_text)
    show_table(world, found, closeness, seed, which, measure)
    left, right = st.columns(2)
    with left:
        operator = pick_operator()
    with right:
        relation = common.choose(st.selectbox, "Relation", list(knowledge.RELATIONS), key="relation", default="capital of")
    show_map(world, found, closeness, seed, operator, relation)


def show_table(world: knowledge.World, found: relations.Learned, closeness: str, seed: int, which: str, measure: str) -> None:
    known = world.hidden if which == "held out" else world.learned
    values, columns = relations.shown(found, world, known, measure)
    common.show(
        numbers(values, list(relations.OPERATORS), columns, noun=measure),
        key="relation-cells",
        alt=f"{measure} of each operator on each relation",
        code=code.relation_cells(closeness, seed, which, measure),
        columns={"operator": list(relations.OPERATORS)} | {name: values[:, i].tolist() for i, name in enumerate(columns)},
    )
    shares = {
        name: relations.directed(scores, world.facts) for name, scores in zip(relations.OPERATORS, found.scores, strict=True)
    }
    common.metrics({f"Right way round, {name}": f"{share:.0%}" for name, share in shares.items()})
    st.caption(
        "A symmetric fact and its reverse need θ + δ one way and θ − δ the other, so translation fails there. Right way round: "
        "how often a one-way fact scores above its reverse; 50% is a coin, and identity can do no better."
    )


def show_map(world: knowledge.World, found: relations.Learned, closeness: str, seed: int, operator: str, relation: str) -> None:
    points, involved, pairs = relations.part(found, world, operator, relation)
    names, kinds = [world.names[i] for i in involved], [world.kinds[i] for i in involved]
    common.show(
        facts(nodes.flat([points])[0], names, kinds, pairs),
        key="relation-map",
        alt=f"Entities as {operator} has learned them, with arrows for {relation}",
        code=code.relation_map(closeness, seed, operator, relation),
        arrays={"points": points, "names": np.array(names), "pairs": pairs},
    )
    st.caption(
        f"Who takes part in the relation, on their plane of greatest variance of {relations.DIMS} dimensions. An arrow leads "
        "from the destination to the source of each fact: with translation, the arrows of a one-way relation lie side by side."
    )
