"""Three losses of skip-gram, given the same seconds on the same text: how many planted analogies does each get right?"""

from __future__ import annotations

import time

from vizlab.embeddings.learned.objectives import OBJECTIVES
from vizlab.embeddings.learned.pairs import open_text
from vizlab.embeddings.learned.recipe import SIZE, SkipgramRecipe
from vizlab.embeddings.learned.skipgram import BATCH, Lesson, start, update
from vizlab.embeddings.learned.study import Cell, Study, StudyRecipe

BUDGET_S = 2.0  # of the processor, for each
UPDATES = 6000  # over which the rate would fall to zero
ASKED_EVERY = 100  # updates; the asking is not counted
LEAST, DIMS = 5, 24


def measure(recipe: StudyRecipe, cell: str) -> Cell:
    """[(seconds, share of analogies right), ...] of one loss, and its updates."""
    own = SkipgramRecipe(corpus=recipe.corpus, objective=cell, skip_dims=DIMS, updates=UPDATES, least=LEAST, seed=recipe.seed)
    lesson = Lesson.of(own, open_text(own.corpus, own.seed, SIZE, own.least))
    tables, spent, curve, index = start(lesson, own), 0.0, [(0.0, 0.0)], 0
    while spent < BUDGET_S and index < UPDATES:
        began = time.process_time()
        for _ in range(ASKED_EVERY):
            update(lesson, tables, own, index)
            index += 1
        spent += time.process_time() - began
        curve.append((round(spent, 3), lesson.numbers(tables.v)["analogies"]))
        yield
    words = len(lesson.text.vocabulary)
    return {"curve": curve, "updates": index, "pairs": index * BATCH, "words": words, "rows": lesson.objective.looked}, {}


STUDY = Study(tuple(OBJECTIVES), measure)
