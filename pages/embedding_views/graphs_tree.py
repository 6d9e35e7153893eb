"""The topic "A tree needs room" of the view Graphs: the hyperbolic disk against the plane."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, knobs
from pages.embedding_views.graphs_knobs import pick_seed
from vizlab.embeddings.graphs import spaces, taxonomy, trees
from vizlab.figures.embedding_graphs import CONTROLS_PX, Panel, film, marked, share, still
from vizlab.figures.export import curve_columns
from vizlab.snippets import embedding_grids as code

Choice = tuple[str, int, int, str, int]  # tree, branching, depth, goal, seed
GOALS = {
    "lineage": "ancestors and descendants near",
    "neighbours": "parents and children near",
    "distances": "distances as in the tree",
}


@st.cache_data(max_entries=16, show_spinner="Learning the tree in both spaces …")
def learned(tree: str, branching: int, depth: int, goal: str, seed: int) -> dict[str, list[taxonomy.Moment]]:
    grown = trees.TREES[tree](branching, depth)
    return {space: taxonomy.learn(grown, space, goal, seed=seed) for space in spaces.SPACES}


@st.cache_data(max_entries=16, show_spinner="Trying more dimensions …")
def tried(tree: str, branching: int, depth: int, goal: str, seed: int) -> dict[str, list[taxonomy.Numbers]]:
    return taxonomy.over_dims(trees.TREES[tree](branching, depth), goal, seed)


def look() -> None:
    """URL: tree, branching, tree_depth, goal, seed."""
    columns = st.columns(3)
    with columns[0]:
        tree = common.choose(st.segmented_control, "Tree", list(trees.TREES), key="tree", default="animals")
    with columns[1]:
        branching = knobs.knob("branching", trees.KNOBS["branching"], 3, disabled=tree == "animals")
    with columns[2]:
        depth = knobs.knob("tree_depth", trees.KNOBS["tree_depth"], 4, label="Depth")
    left, right = st.columns([2, 1])
    with left:
        help_text = "Near means nearer than all other nodes, as Nickel and Kiela 2017 learn WordNet."
        goal = common.choose(
            st.segmented_control, "What is asked", list(GOALS), key="goal", titles=GOALS, help=help_text, wrap=True
        )
    with right:
        seed = pick_seed()
    choice = (tree, branching, depth, goal, seed)
    grown, runs = trees.TREES[tree](branching, depth), learned(*choice)
    numbers(grown, goal, runs)
    show_film(choice, grown, runs)
    show_dims(choice)
    show_built(choice, grown)


def numbers(grown: trees.Tree, goal: str, runs: dict[str, list[taxonomy.Moment]]) -> None:
    ends = {space: moments[-1].numbers for space, moments in runs.items()}
    built = taxonomy.built(grown, goal=goal)
    st.table(
        {
            "In two dimensions": [*(f"{space}, learned" for space in ends), "hyperbolic, constructed"],
            "Distortion": [f"{each.distortion:.3f}" for each in (*ends.values(), built)],
            "Mean average precision": [f"{each.precision:.3f}" for each in (*ends.values(), built)],
            "Depth at the rim": [f"{each.depth:.2f}" for each in (*ends.values(), built)],
            "General in the middle": [f"{each.general:.2f}" for each in (*ends.values(), built)],
        },
        border="horizontal",
        hide_index=True,
    )
    st.caption(
        f"{grown.n} nodes. Distortion: by how much distances differ from those in the tree, at the best scale; 0 is exact. "
        "Precision: whether those that should be near are the nearest; 1 is exact. The last two are rank correlations with the "
        "distance from the middle, of depth and of how many stand below; no method was told of either."
    )


def panel(points: list[Any], grown: trees.Tree, space: str, title: str) -> Panel:
    return Panel(title, points, [spaces.paths(each, grown.edges, space) for each in points], rim=space == "hyperbolic")


def show_film(choice: Choice, grown: trees.Tree, runs: dict[str, list[taxonomy.Moment]]) -> None:
    common.snug_at("tree-film", share(2), CONTROLS_PX + 8)
    stops = [moment.step for moment in runs["flat"]]
    panels = [panel([moment.points for moment in moments], grown, space, space) for space, moments in runs.items()]
    common.show(
        film(panels, stops, grown.branches.tolist(), grown.names, size=7),
        key="tree-film",
        alt="The same tree in the hyperbolic disk, its edges as geodesics, and in the plane",
        code=code.tree_film(*choice),
        arrays={space: moments[-1].points for space, moments in runs.items()},
    )
    st.caption(
        "In the disk, an edge is a geodesic: the shortest way bends towards the middle, for the same inch is longer at the rim."
    )


def show_dims(choice: Choice) -> None:
    st.subheader("What more dimensions would do")
    found = tried(*choice)
    for place, name, title in zip(
        st.columns(2, gap="large"), ("precision", "distortion"), ("mean average precision", "distortion"), strict=True
    ):
        series = taxonomy.curves(found, name)
        with place:
            common.show(
                marked(series, {}, x_title="dimensions", y_title=title),
                key=f"tree-{name}",
                alt=f"{title} against dimensions, in the hyperbolic and in the flat space",
                code=code.tree_dims(*choice, name, title),
                columns=curve_columns(series),
            )


def show_built(choice: Choice, grown: trees.Tree) -> None:
    st.subheader("Without learning")
    tree, branching, depth, *_ = choice
    left, right = st.columns(2, gap="large")
    with left:
        tau = common.choose(
            st.select_slider, "Length of an edge", list(taxonomy.TAUS), key="tau", default=2.0,
            help="How far children are put from their parent, as the disk measures.",
        )  # fmt: skip
        numbers = taxonomy.built(grown, tau)
        common.metrics({"Distortion": f"{numbers.distortion:.3f}", "Mean average precision": f"{numbers.precision:.3f}"})
        st.caption(
            "Sarkar's construction: children fan out evenly round their parent. The longer the edges, the truer every distance; "
            "the plane has no such drawing at any scale."
        )
    with right:
        common.snug_at("tree-built", share(1), 8)
        points = taxonomy.constructed(grown, tau)
        common.show(
            still(panel([points], grown, "hyperbolic", ""), grown.branches.tolist(), grown.names),
            key="tree-built",
            alt="Sarkar's construction of the tree in the hyperbolic disk",
            code=code.tree_built(tree, branching, depth, tau),
            arrays={"points": points},
        )
