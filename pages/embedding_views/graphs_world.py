"""What the topics Relations and Questions of the view Graphs share: the small world, and operators that have learned it."""

from __future__ import annotations

import streamlit as st

from pages import common
from vizlab.embeddings.graphs import knowledge, relations


@st.cache_data(max_entries=16, show_spinner="Learning with four operators …")
def learned(closeness: str, seed: int) -> tuple[knowledge.World, relations.Learned]:
    world = knowledge.world(seed)
    return world, relations.learn(world, closeness=closeness, seed=seed)


def pick_operator() -> str:
    """URL: operator."""
    titles = {name: f"{name}: {operator.formula}" for name, operator in relations.OPERATORS.items()}
    operators = list(relations.OPERATORS)
    help_text = "What is done to the destination's vector θ before it is compared with the source's."
    return str(
        common.choose(
            st.segmented_control,
            "Operator",
            operators,
            key="operator",
            default="translation",
            titles=titles,
            help=help_text,
            wrap=True,
        )
    )


def pick_closeness() -> str:
    """URL: compared_by."""
    help_text = "How the source and the carried destination are compared."
    return str(common.choose(st.segmented_control, "Compared by", list(relations.CLOSENESS), key="compared_by", help=help_text))
