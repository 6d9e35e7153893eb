"""The view Graphs: what is joined to what, as points: communities, facts, tastes, words, trees."""

from __future__ import annotations

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.embedding_views.graphs", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "Communities": (
        "communities",
        "Joined nodes are drawn together and random pairs pushed apart: communities form that nobody named, and edges never seen "
        "can be foretold.",
    ),
    "Margin": (
        "margin",
        "The edge margin loss with its right sign and with the one in print, from the same start: one finds the communities, the "
        "other tears them apart.",
    ),
    "Relations": (
        "relations",
        "A small world of facts: which kinds of facts each operator can hold, and which it cannot, whatever it learns.",
    ),
    "Questions": (
        "questions",
        "Questions of the same world, answered by what lies nearest; some of the answers it has never been told.",
    ),
    "Holes": (
        "holes",
        "Persons and items get vectors so that their products fit the cells that are known; the holes fill themselves.",
    ),
    "A text as a graph": (
        "text",
        "Words are nodes, and two that stand near each other are joined: word vectors are node vectors.",
    ),
    "A tree needs room": (
        "tree",
        "A tree grows by multiplying, the plane only by adding: in the hyperbolic disk there is room for every leaf.",
    ),
    "Buckets": (
        "buckets",
        "A graph too large for one machine: each learns from edges between two parts at a time, and no two touch the same part.",
    ),
}
