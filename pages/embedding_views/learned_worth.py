"""The topic What for of the view Words by learning: riddles about vectors against their use, over dimensions and seeds."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.embedding_views.learned_choice import Found, lead, show_study
from vizlab.embeddings.learned import telling
from vizlab.embeddings.learned.study import StudyRecipe
from vizlab.figures import embedding_learned as drawings
from vizlab.snippets import embedding_learned as code

MEASURES = {"intrinsic": "planted analogies right", "purity": "nearest neighbour of the same kind"}
ABOUT = (
    "Skip-gram vectors of 2 to 64 numbers, two seeds each. In use: a linear model guesses the kind of a word from the mean "
    "vector of the words around it, in places it was not taught."
)


@st.fragment
def look() -> None:
    """URL: corpus, seed."""
    with common.friendly():
        show_study("intrinsic and extrinsic", draw, ABOUT)


def draw(recipe: StudyRecipe, found: Found) -> None:
    common.metrics(
        {
            f"Rank correlation, {title}": f"{telling.correlation(found, measure):.2f}".replace("-", "−")
            for measure, title in MEASURES.items()
        }
        | {"Always the same guess": f"{found[next(iter(found))]['majority']:.0%}"}
    )
    for place, (measure, title) in zip(st.columns(2, gap="large"), MEASURES.items(), strict=True):
        groups, looks = telling.worth(found, measure), {"x_title": title, "y_title": "kind guessed right, in use"}
        with place:
            lead(title.capitalize())
            common.show(
                drawings.against(groups, **looks),
                key=f"worth-{measure}",
                alt=f"Share of kinds guessed right against {title}, a point for each training",
                code=code.worth(recipe, measure, looks),
                columns={"group": [name for name, points in groups.items() for _ in points]}
                | {axis: [point[at] for points in groups.values() for point in points] for at, axis in enumerate(looks.values())},
            )
    cells = list(found)
    random = found[cells[-1]]["random"]
    st.caption(
        f"A riddle can mislead: with more numbers the use goes on rising when the nearest neighbour gets worse. Untrained "
        f"vectors of {cells[-1]} numbers already reach {max(random):.0%} in use, for the linear model learns too."
    )
