"""The topic Margin of the view Graphs: the edge margin loss with its right sign and as printed, one edge's pulls, and batches."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, knobs
from pages.embedding_views.graphs_knobs import Choice, pick_graph
from vizlab.embeddings.graphs import batches, generated, links, margin
from vizlab.figures.bars import counts
from vizlab.figures.embedding_graphs import CONTROLS_PX, Panel, arrows, film, marked, share, straight
from vizlab.figures.export import curve_columns
from vizlab.snippets import embedding_graphs as code
from vizlab.snippets.embedding_graphs import BATCH

Runs = dict[str, list[margin.Moment]]


@st.cache_data(max_entries=32, show_spinner="Learning with both signs …")
def learned(choice: Choice, edge_margin: float, replaced: str) -> tuple[links.Split, Runs]:
    graph = choice.drawn()
    known = links.split(graph, choice.seed)
    return known, margin.both(graph, known, edge_margin, replaced, seed=choice.seed)


@st.cache_data(max_entries=8, show_spinner="Racing …")
def raced(seed: int) -> batches.Pace:
    return batches.race(batches.batch(*BATCH, seed))


def look() -> None:
    """URL: graph, nodes, groups, inside, outside, seed, edge_margin, replaced, moment, edge."""
    choice = pick_graph()
    left, right = st.columns(2)
    with left:
        edge_margin = knobs.knob("edge_margin", margin.KNOBS["edge_margin"], 0.3, label="Margin λ")
    with right:
        help_text = "Which end of a true edge a random node takes, to make a false one."
        replaced = common.choose(st.segmented_control, "Replaced", list(margin.REPLACED), key="replaced", help=help_text)
    graph, (known, runs) = choice.drawn(), learned(choice, edge_margin, replaced)
    right_sign, misprint = runs["right"][-1], runs["misprinted"][-1]
    common.metrics(
        {
            "AUC on edges learned, right sign": f"{right_sign.learned:.3f}",
            "misprinted": f"{misprint.learned:.3f}",
            "AUC on held-out edges, right sign": f"{right_sign.auc:.3f}",
            "misprinted ": f"{misprint.auc:.3f}",
        }
        | ({"at best": f"{links.best_auc(graph):.3f}"} if graph.ties is not None else {})
    )
    st.markdown(
        "Right: Σ max(f(e′) − f(e) + λ, 0). Printed in the notes: Σ max(f(e) − f(e′) + λ, 0), which falls as joined nodes grow "
        "less alike. f(e) = cos(θ_s, θ_r + θ_d)."
    )
    show_film(choice, edge_margin, replaced, graph, known, runs)
    show_curves(choice, edge_margin, replaced, runs)
    show_pulls(choice, edge_margin, replaced, graph, known, runs)
    show_race(choice.seed)


def show_film(choice: Choice, edge_margin: float, replaced: str, graph: generated.Graph, known: links.Split, runs: Runs) -> None:
    common.snug_at("margin-film", share(2), CONTROLS_PX + 8)
    shown = {sign: [moment.points for moment in moments] for sign, moments in runs.items()}
    common.show(
        film(
            [Panel(f"{sign} sign", points, straight(points, known.known)) for sign, points in shown.items()],
            [moment.step for moment in runs["right"]],
            graph.labels.tolist(),
            graph.names,
        ),
        key="margin-film",
        alt="The same nodes, learned with the right sign and with the misprinted one",
        code=code.signs(choice, edge_margin, replaced),
        arrays={sign: points[-1] for sign, points in shown.items()},
    )
    st.caption(
        "Both see the same edges and the same strangers, step for step. Only directions count for a cosine: look for rays."
    )


def show_curves(choice: Choice, edge_margin: float, replaced: str, runs: Runs) -> None:
    left, right = st.columns(2, gap="large")
    for place, name, title in ((left, "learned", "AUC, edges learned from"), (right, "auc", "AUC, held-out edges")):
        series = margin.curves(runs, name)
        with place:
            common.show(
                marked(series, {}, x_title="step", y_title=title, levels={"chance": 0.5}, percent=True),
                key=f"margin-{name}",
                alt=f"{title} by step, with the right and with the misprinted sign",
                code=code.sign_curves(choice, edge_margin, replaced, name, title),
                columns=curve_columns(series),
            )


def show_pulls(choice: Choice, edge_margin: float, replaced: str, graph: generated.Graph, known: links.Split, runs: Runs) -> None:
    st.subheader("What one edge does")
    stops = [moment.step for moment in runs["right"]]
    columns = st.columns(2)
    with columns[0]:
        moment = common.choose(st.select_slider, "After step", stops, key="moment", default=stops[2])
    with columns[1]:
        help_text = "One of the edges learned from, with its own random strangers."
        edge = st.slider("Edge", 0, 19, 0, key="edge", bind="query-params", help=help_text)
    at = runs["right"][stops.index(moment)]
    found = margin.pulls(at, known, edge, edge_margin, replaced, choice.seed)
    for place, (sign, (moved, steps)) in zip(st.columns(2, gap="large"), found.items(), strict=True):
        with place:
            common.show(
                arrows(at.points, known.known, graph.labels.tolist(), moved.tolist(), steps, title=f"{sign} sign"),
                key=f"pulls-{sign}",
                alt=f"Where one step with the {sign} sign takes the two ends of an edge, and the strangers",
                code=code.pulls(choice, edge_margin, replaced, stops.index(moment), edge, sign),
                columns={"node": moved.tolist(), "x": steps[:, 0].tolist(), "y": steps[:, 1].tolist()},
            )
    still = not any(steps.any() for _, steps in found.values())
    st.caption(
        "Here nothing moves: the edge is closer than its strangers by more than the margin."
        if still
        else "Circles are the two ends of the edge, crosses its strangers. With the right sign the ends turn towards each other "
        "and strangers away; as printed, the ends turn away from each other and strangers towards them."
    )


def show_race(seed: int) -> None:
    st.subheader("Negatives in batches")
    pace = raced(seed)
    ways = list(pace.edges_per_s)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("Edges scored a millisecond")
        common.show(
            counts(ways, [round(speed / 1000) for speed in pace.edges_per_s.values()]),
            key="batch-speed",
            alt="Edges scored a millisecond, one by one, gathered and batched",
            code=code.race(seed),
            columns={"way": ways, "edges a second": list(pace.edges_per_s.values())},
        )
    with right:
        rows: dict[str, Any] = {"Way": ways, "Vectors read for a batch": [f"{pace.rows[way]:,}" for way in ways]}
        st.table(rows, border="horizontal", hide_index=True)
    speed = pace.edges_per_s["batched"] / pace.edges_per_s["one by one"]
    m, k, dims = BATCH
    st.caption(
        f"{m} edges with {k} strangers in {dims} dimensions, measured here and now: batched is {speed:,.0f} times as fast as the "
        f"loop, and {pace.edges_per_s['batched'] / pace.edges_per_s['gathered']:.1f} times as fast as gathering. The scores "
        f"differ by at most {pace.error:.0e}."
    )
