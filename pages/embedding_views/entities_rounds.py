"""The topic Round after round of the view Entities: nodes that take the mean of their neighbours, and what it does to them."""

from __future__ import annotations

import streamlit as st

from pages import common, knobs
from vizlab.embeddings.entities import rounds
from vizlab.embeddings.graphs import generated
from vizlab.figures import maps, progress
from vizlab.recipes import Knob
from vizlab.snippets import embedding_entities as code

NODES, GROUPS, MOST = 200, 4, 40
SEED = Knob(0, 2**31 - 1, "The graph, what nodes say of themselves, and which of them are taught.", tuple(range(20)))
INSIDE, OUTSIDE = (0.06, 0.09, 0.12, 0.2), (0.01, 0.02, 0.04)


def look() -> None:
    """URL: round_takes, within, across, seed."""
    columns = st.columns([3, 2, 2, 2])
    with columns[0]:
        way = common.choose(st.segmented_control, "A round takes", list(rounds.WAYS), key="round_takes", wrap=True)
    with columns[1]:
        help_text = "The chance that two nodes of one community are joined."
        inside = common.choose(st.select_slider, "Joined within", INSIDE, key="within", default=0.12, help=help_text)
    with columns[2]:
        outside = common.choose(st.select_slider, "Joined across", OUTSIDE, key="across", default=0.02)
    with columns[3]:
        seed = int(knobs.knob("seed", SEED, 0))
    of = (NODES, GROUPS, float(inside), float(outside), seed)
    graph = generated.planted(*of)
    course = rounds.go(graph, MOST, way, seed)
    best = int(course.accuracy.argmax())
    common.metrics(
        {
            "Right at the start": f"{course.accuracy[0]:.0%}",
            f"Best, round {best}": f"{course.accuracy[best]:.0%}",
            f"After {MOST} rounds": f"{course.accuracy[-1]:.0%}",
            "By chance": f"{1 / GROUPS:.0%}",
        }
    )
    left, right = st.columns(2, gap="large")
    with left:
        show_film(graph, course, of, way)
    with right:
        show_fading(graph, course, of, way)
        points = [(float(k), float(share)) for k, share in enumerate(course.accuracy)]
        levels = {"chance": 1 / GROUPS}
        right_curve = progress.lines({"right": points}, x_title="round", y_title="nodes right", percent=True, levels=levels)
        common.sketch(right_curve, key="right-by-round", alt="Share of nodes whose community is told right, by round")


def show_film(graph: generated.Graph, course: rounds.Course, of: tuple[int, int, float, float, int], way: str) -> None:
    names = [f"{k}: {share:.0%} right" for k, share in enumerate(course.accuracy)]
    flat = rounds.flat(course.states)
    classes = [f"community {group + 1}" for group in range(GROUPS)]
    look_of_nodes = maps.Look(noun="node")
    common.show(
        maps.film(list(zip(names, flat, strict=True)), graph.labels, classes, prefix="Round ", look=look_of_nodes),
        key="rounds",
        alt=f"{NODES} nodes of {GROUPS} communities on their first two principal components, round after round",
        code=code.rounds(of, way, MOST),
        arrays={"states": course.states, "labels": graph.labels},
    )
    st.caption("Every round is drawn as large as it fits: the true size of the differences is in the chart beside it.")


def show_fading(graph: generated.Graph, course: rounds.Course, of: tuple[int, int, float, float, int], way: str) -> None:
    found = rounds.fading(course, graph)
    common.show(
        progress.lines(found, x_title="round", y_title="left of the differences", log=True),
        key="fading",
        alt="How much of the nodes' differences is left after each round",
        code=code.fading(of, way, MOST),
        columns={"round": list(range(MOST + 1))} | {name: [value for _, value in points] for name, points in found.items()},
    )
