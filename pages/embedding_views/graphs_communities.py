"""The topic Communities of the view Graphs: from random points to communities, as a film."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages import common, knobs
from pages.embedding_views.graphs_knobs import Choice, pick_graph
from vizlab.embeddings.graphs import generated, links, nodes
from vizlab.figures.embedding_graphs import CONTROLS_PX, Panel, film, marked, share, straight
from vizlab.figures.export import curve_columns
from vizlab.snippets import embedding_graphs as code

FILM_PX = 540


@st.cache_data(max_entries=32, show_spinner="Learning the nodes …")
def learned(choice: Choice, closeness: str, dims: int) -> tuple[links.Split, list[nodes.Moment]]:
    graph = choice.drawn()
    known = links.split(graph, choice.seed)
    return known, nodes.learn(graph, known, closeness=closeness, dims=dims, seed=choice.seed)


@st.cache_data(max_entries=16, show_spinner="Dissolving the communities …")
def dissolved(choice: Choice, closeness: str, dims: int) -> list[tuple[float, float, float]]:
    """Chance of an edge between communities, AUC, purity."""
    found = nodes.over_outside(choice.nodes, choice.groups, choice.inside, closeness=closeness, dims=dims, seed=choice.seed)
    return [(outside, end.auc, end.purity) for outside, end in found]


def look() -> None:
    """URL: graph, nodes, groups, inside, outside, seed, closeness, graph_dims."""
    choice = pick_graph()
    left, right = st.columns(2)
    with left:
        closeness = common.choose(st.segmented_control, "Closeness", list(nodes.CLOSENESS), key="closeness", wrap=True)
    with right:
        dims = knobs.knob("graph_dims", generated.KNOBS["graph_dims"], 2, label="Dimensions")
    graph, (known, moments) = choice.drawn(), learned(choice, closeness, dims)
    numbers(graph, moments)
    left, right = st.columns([1, 1], gap="large")
    with left:
        show_film(choice, closeness, dims, graph, known, moments)
    with right:
        show_curves(choice, closeness, dims, graph, moments)
        if choice.graph == "planted communities":
            show_dissolved(choice, closeness, dims)


def numbers(graph: generated.Graph, moments: Sequence[nodes.Moment]) -> None:
    first, last = moments[0], moments[-1]
    best = links.best_auc(graph)
    shown = {
        "Edges foretold, AUC": f"{last.auc:.3f}",
        "by random vectors": f"{first.auc:.3f}",
        "at best": f"{best:.3f}",
        "Purity of clusters": f"{last.purity:.0%}",
        "Signal over the least needed": f"{generated.detectable(graph):.1f}",
    }
    common.metrics({name: value for name, value in shown.items() if value != "nan"})
    st.caption(
        f"A fifth of the {len(graph.edges):,} edges was held out. AUC is the chance that such an edge is closer than a pair "
        "without one; at best is who knows all communities. More dimensions learn the known edges by heart, and foretell less."
    )


def show_film(
    choice: Choice, closeness: str, dims: int, graph: generated.Graph, known: links.Split, moments: Sequence[nodes.Moment]
) -> None:
    common.snug_at("graph-film", share(1), CONTROLS_PX + 8)
    shown = nodes.flat([moment.points for moment in moments])
    common.show(
        film(
            [Panel("", shown, straight(shown, known.known))],
            [moment.step for moment in moments],
            graph.labels.tolist(),
            graph.names,
            wide_px=FILM_PX,
        ),
        key="graph-film",
        alt=f"{graph.n} nodes and their edges, from random places to {graph.groups} communities",
        code=code.communities(choice, closeness, dims, FILM_PX),
        arrays={"points": moments[-1].points, "edges": graph.edges, "labels": graph.labels},
    )
    st.caption("Each moment is drawn as large as it fits. Colours are the planted communities, which the descent never sees.")


def show_curves(choice: Choice, closeness: str, dims: int, graph: generated.Graph, moments: Sequence[nodes.Moment]) -> None:
    series, levels = nodes.curves(moments), links.levels(graph)
    common.show(
        marked(series, {}, x_title="step", y_title="AUC, purity", levels=levels, percent=True),
        key="graph-curves",
        alt="AUC on held-out edges and purity by step",
        code=code.curves(choice, closeness, dims),
        columns=curve_columns(series),
    )


def show_dissolved(choice: Choice, closeness: str, dims: int) -> None:
    found = dissolved(choice, closeness, dims)
    series = {"AUC": [(x, y) for x, y, _ in found], "purity": [(x, y) for x, _, y in found]}
    marks = generated.marks(choice.nodes, choice.groups, choice.inside)
    common.show(
        marked(series, marks, x_title="edges between communities", y_title="at the end", percent=True),
        key="graph-dissolved",
        alt="AUC and purity as edges between communities grow as frequent as inside",
        code=code.dissolved(choice, closeness, dims),
        columns=curve_columns(series),
    )
    st.caption("Right of the dashed line no method finds the communities of a large sparse graph, though they are there.")
