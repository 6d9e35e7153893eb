"""A neural language model beside skip-gram: do vectors that foretell the next word know the same neighbours?"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.embeddings.learned import networks, reading
from vizlab.embeddings.learned.networks import TABLE, Shape
from vizlab.embeddings.learned.pairs import open_text, windows
from vizlab.embeddings.learned.recipe import SIZE, SkipgramRecipe
from vizlab.embeddings.learned.skipgram import Lesson, start, update
from vizlab.embeddings.learned.study import Cell, Study, StudyRecipe
from vizlab.errors import VizlabError

BEFORE = 3  # words from which the next is foretold
HIDDEN, BATCH, RATE, STEPS = 32, 256, 0.01, 1200
SKIPGRAM, NEURAL, SHUFFLED = "skip-gram", "neural language model", "the same, words dealt out anew"
KEPT = 5  # neighbours of each word
ASKED_EVERY = 100


def measure(recipe: StudyRecipe, cell: str) -> Cell:
    """Nearest neighbours (n, `KEPT`) of every word by one model, and what its vectors are worth."""
    own = SkipgramRecipe(corpus=recipe.corpus, seed=recipe.seed)
    text = open_text(own.corpus, own.seed, SIZE, own.least)
    if cell == SHUFFLED:
        text = text._replace(ids=np.random.default_rng(recipe.seed).permutation(text.ids))
    lesson = Lesson.of(own, text)
    if cell == SKIPGRAM:
        tables = start(lesson, own)
        for index in range(own.updates):
            update(lesson, tables, own, index)
            if index % ASKED_EVERY == 0:
                yield
        vectors = tables.v
    else:
        source, words = torch.Generator().manual_seed(recipe.seed), len(text.vocabulary)
        weights = networks.start(Shape(words, BEFORE, own.skip_dims, HIDDEN, words), source)
        stretches = _stretches(lesson)
        for step, _ in enumerate(networks.learn(weights, networks.foretelling(stretches, BATCH, source), STEPS, RATE)):
            if step % ASKED_EVERY == 0:
                yield
        vectors = weights[TABLE]
    return lesson.numbers(vectors) | {"words": len(vectors)}, {"near": near(vectors)}


def near(vectors: Tensor) -> NDArray[Any]:
    """The places of each word's nearest neighbours by cosine, nearest first, (n, `KEPT`) int16."""
    units = reading.unit(vectors)
    return np.asarray((units @ units.T).fill_diagonal_(-2).topk(min(KEPT, len(vectors) - 1)).indices.to(torch.int16))


def overlap(first: NDArray[Any], second: NDArray[Any]) -> float:
    """Share of the neighbours of a word by one model that are neighbours by the other, over all words."""
    shared = (first[:, :, None] == second[:, None, :]).any(2)
    return float(shared.mean())


def _stretches(lesson: Lesson) -> Tensor:
    """Four words in a row of one sentence, (w, 4). Errors: `VizlabError` if there are none."""
    reach = (BEFORE + 1) // 2
    found = windows(lesson.text.ids, lesson.text.ends, reach)[:, : BEFORE + 1]
    if not len(found):
        raise VizlabError("This needs sentences of five words or more that are not rare; this text has none.")
    return found


STUDY = Study((SKIPGRAM, NEURAL, SHUFFLED), measure)
