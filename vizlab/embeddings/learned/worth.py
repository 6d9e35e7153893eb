"""Two ways to judge vectors, over dimensions and seeds: by riddles about themselves, and by what they are good for.

Intrinsic: planted analogies answered right. Extrinsic: the kind of a word, guessed by a linear model from the mean vector of the
words around it, on sentences that it has not seen.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from vizlab.embeddings.learned.pairs import open_text, pairs
from vizlab.embeddings.learned.recipe import SIZE, SkipgramRecipe
from vizlab.embeddings.learned.skipgram import Lesson, start, update
from vizlab.embeddings.learned.study import Cell, Study, StudyRecipe
from vizlab.embeddings.words.corpora import Text
from vizlab.errors import VizlabError

DIMS, SEEDS = (2, 4, 8, 16, 32, 64), 2
UPDATES = 1500
REACH = 3  # words on either side that the linear model is shown
RIDGE = 1e-2  # of the mean square of a feature
ASKED_EVERY = 100


def measure(recipe: StudyRecipe, cell: str) -> Cell:
    """Of vectors of so many dimensions: intrinsic and extrinsic shares, a list each, one for every seed; and of random ones."""
    own = SkipgramRecipe(corpus=recipe.corpus, skip_dims=int(cell), updates=UPDATES, seed=recipe.seed)
    text = open_text(own.corpus, own.seed, SIZE, own.least)
    lesson = Lesson.of(own, text)
    sums, labels = around(text, lesson.kinds)
    found: dict[str, list[float]] = {"intrinsic": [], "extrinsic": [], "purity": [], "random": []}
    for index in range(SEEDS):
        each = replace(own, seed=recipe.seed * SEEDS + index)
        tables = start(lesson, each)
        found["random"].append(accuracy(sums @ tables.v, labels))
        for step in range(UPDATES):
            update(lesson, tables, each, step)
            if step % ASKED_EVERY == 0:
                yield
        numbers = lesson.numbers(tables.v)
        found["intrinsic"].append(numbers["analogies"])
        found["purity"].append(numbers["purity"])
        found["extrinsic"].append(accuracy(sums @ tables.v, labels))
    majority = float(torch.bincount(labels).max() / len(labels))
    return {**found, "majority": majority}, {}


def around(text: Text, kinds: dict[int, str]) -> tuple[Tensor, Tensor]:
    """For every place with a word of a kind: how often each word stands near it (m, n), shares; and the kind (m,).

    Errors: `VizlabError` if the text has no words of two planted kinds.
    """
    names = sorted(set(kinds.values()))
    if len(names) < 2:
        raise VizlabError("This needs a text with words of at least two planted kinds; this text has none.")
    centres, contexts = pairs(np.arange(len(text.ids)), text.ends, REACH)
    label = torch.tensor([names.index(kinds[word]) if word in kinds else -1 for word in range(len(text.vocabulary))])
    at = torch.from_numpy(np.flatnonzero(label.numpy()[text.ids] >= 0))
    row = torch.full((len(text.ids),), -1, dtype=torch.int64)
    row[at] = torch.arange(len(at))
    wanted = row[centres] >= 0
    words = torch.from_numpy(text.ids.astype(np.int64))
    counts = torch.zeros(len(at), len(text.vocabulary))
    counts.index_put_((row[centres[wanted]], words[contexts[wanted]]), torch.ones(int(wanted.sum())), accumulate=True)
    return counts / counts.sum(1, keepdim=True).clamp(min=1), label[words[at]]


def accuracy(features: Tensor, labels: Tensor) -> float:
    """Of a linear model (ridge regression on one-hot labels) taught on every even row of (m, d), on the odd ones."""
    inputs = torch.cat([features / features.std().clamp(min=1e-9), torch.ones(len(features), 1)], 1).double()
    goals = torch.nn.functional.one_hot(labels).double()
    taught, tests = slice(0, None, 2), slice(1, None, 2)
    square = inputs[taught].T @ inputs[taught]
    penalty = RIDGE * square.diagonal().mean() * torch.eye(len(square), dtype=torch.float64)
    weights = torch.linalg.solve(square + penalty, inputs[taught].T @ goals[taught])
    return float(((inputs[tests] @ weights).argmax(1) == labels[tests]).double().mean())


STUDY = Study(tuple(map(str, DIMS)), measure)
