"""Of the topic Neural models: the vectors of a neural language model beside those of skip-gram."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.embedding_views.learned_choice import Found, lead, show_study
from pages.embedding_views.words_choice import pick_word
from vizlab.embeddings.learned import language
from vizlab.embeddings.learned.pairs import open_text
from vizlab.embeddings.learned.recipe import SIZE, SkipgramRecipe
from vizlab.embeddings.learned.study import KIND, StudyRecipe
from vizlab.figures.embedding_words import grouped
from vizlab.frames import Frames
from vizlab.snippets import embedding_learned as code

ABOUT = (
    "A network foretells the next word from the three before it (Bengio 2003) and learns a vector for each word on the way. The "
    "control is the same network on the same words, dealt out anew."
)
TITLE = "share right"


@st.cache_data(max_entries=8, show_spinner=False)
def vocabulary(corpus: str, seed: int) -> list[str]:
    return open_text(corpus, seed, SIZE, SkipgramRecipe.least).vocabulary


@st.fragment
def look() -> None:
    """URL: corpus, seed, word."""
    with common.friendly():
        show_study("neural language model", draw, ABOUT)


def draw(recipe: StudyRecipe, found: Found) -> None:
    run = Frames(KIND, recipe)
    record: Any = run.record()
    near = {frame.notes["cell"]: frame.arrays["near"] for frame in job_panel.finished(run, record)}
    words = vocabulary(recipe.corpus, recipe.seed)
    first = near[language.SKIPGRAM]
    common.metrics(
        {
            f"Of {first.shape[1]} neighbours shared": f"{language.overlap(first, near[language.NEURAL]):.1%}",
            "With the control": f"{language.overlap(first, near[language.SHUFFLED]):.1%}",
            "By chance": f"{first.shape[1] / (len(words) - 1):.1%}",
        }
    )
    word = pick_word("Neighbours of", words, "word", "queen")
    own = words.index(word)
    known = {cell: [words[at] for at in rows[own].tolist()] for cell, rows in near.items()}
    both = set(known[language.SKIPGRAM]) & set(known[language.NEURAL])
    for place, cell in zip(st.columns(3, gap="large"), known, strict=True):
        with place:
            lead(cell[0].upper() + cell[1:])
            marked = [f":green-background[{common.plain(name)}]" if name in both else common.plain(name) for name in known[cell]]
            st.markdown("  \n".join(marked))
    names = list(found)
    groups = {
        "analogies": [found[name]["analogies"] for name in names],
        "neighbour of the same kind": [found[name]["purity"] for name in names],
    }
    common.show(
        grouped(names, groups, title=TITLE, height_px=320),
        key="neural",
        alt="Analogies right and neighbours of the same kind, for skip-gram, the network and the control",
        code=code.neural(recipe, TITLE),
        columns={"model": names} | groups,
    )
