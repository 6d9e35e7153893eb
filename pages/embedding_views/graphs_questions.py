"""The topic Questions of the view Graphs: a question finds an entity and a relation, and the nearest entity answers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views.graphs_knobs import pick_seed
from pages.embedding_views.graphs_world import learned, pick_closeness, pick_operator
from vizlab.embeddings.graphs import knowledge, questions, relations
from vizlab.figures.bars import probabilities
from vizlab.figures.embedding_grids import numbers
from vizlab.snippets import embedding_graphs as code

FIRST, MOST = "What is the capital of Cestria?", 6  # answers that are shown


@st.cache_data(max_entries=32, show_spinner="Asking …")
def asked(closeness: str, seed: int) -> dict[str, list[tuple[str, str, str, bool]]]:
    """Operator -> question, first answer, true one, and whether that is right, for every held-out fact."""
    world, found = learned(closeness, seed)
    return {
        name: questions.answered(world, scores, world.hidden)
        for name, scores in zip(relations.OPERATORS, found.scores, strict=True)
    }


def look() -> None:
    """URL: compared_by, seed, operator, question."""
    left, right = st.columns(2)
    with left:
        closeness = pick_closeness()
    with right:
        seed = pick_seed()
    operator = pick_operator()
    world, found = learned(closeness, seed)
    scores = found.scores[list(relations.OPERATORS).index(operator)]
    left, right = st.columns(2, gap="large")
    with left:
        help_text = "Name a person, a city or a country of this world, and say what is asked."
        text = st.text_input("Question", FIRST, max_chars=120, key="question", bind="query-params", help=help_text)
        with st.expander("What can be asked"):
            st.markdown("  \n".join(questions.ways()))
            st.markdown("Of " + ", ".join(world.names))
        with common.friendly():
            show_answer(world, scores, closeness, seed, operator, text)
    with right:
        show_accuracy(world, closeness, seed, operator)


def show_answer(world: knowledge.World, scores: Any, closeness: str, seed: int, operator: str, text: str) -> None:
    question = questions.understand(text, world)
    answer = questions.ask(question, scores, world)
    names, shares = questions.likeliest(answer, world, MOST)
    kind = list(knowledge.RELATIONS)[question.relation]
    gap = "?"
    ends = (gap, world.names[question.entity]) if question.of_source else (world.names[question.entity], gap)
    st.markdown(
        f"Understood as **{ends[0]} {kind} {ends[1]}**, at a likeness of {question.nearness:.2f} with the nearest way of asking."
    )
    common.show(
        probabilities(names, shares, highlight=questions.first_true(answer, world)),
        key="answers",
        alt="The likeliest answers",
        code=code.answers(closeness, seed, operator, text, MOST),
        columns={"answer": names, "share": shares},
    )
    learned_from = questions.is_learned(question, answer, world)
    st.caption(
        f"In colour: what is true here. {'The graph was told so.' if learned_from else 'The graph was never told; it follows.'}"
    )


def show_accuracy(world: knowledge.World, closeness: str, seed: int, operator: str) -> None:
    found = asked(closeness, seed)
    values, columns = questions.by_relation(found, world)
    chance = questions.chance(world, world.hidden)
    common.metrics(
        {
            "Held-out facts answered right": f"{sum(right for *_, right in found[operator]) / len(found[operator]):.0%}",
            "by guessing": f"{chance:.0%}",
        }
    )
    common.show(
        numbers(values, list(found), columns, noun="answered right"),
        key="answered",
        alt="Share of held-out facts answered right, by operator and relation",
        code=code.answered(closeness, seed),
        columns={"operator": list(found)} | {name: values[:, i].tolist() for i, name in enumerate(columns)},
    )
    st.caption(
        "Only answers of the right kind count, and never the entity in the question: so even identity knows who belongs together."
    )
    wrong = [(asks, says, true) for asks, says, true, right in found[operator] if not right][:5]
    if wrong:
        st.table(
            {"Answered wrong": [w[0] for w in wrong], "answer": [w[1] for w in wrong], "true": [w[2] for w in wrong]},
            border="horizontal", hide_index=True,
        )  # fmt: skip
