"""Counts against features: a table of trigrams and a neural language model, read ever more of one text, asked of another part."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from vizlab.embeddings.learned import networks, ngrams
from vizlab.embeddings.learned.networks import Shape, Weights
from vizlab.embeddings.learned.pairs import open_text
from vizlab.embeddings.learned.study import Cell, Study, StudyRecipe
from vizlab.embeddings.words.corpora import Text
from vizlab.errors import VizlabError

SIZES = (2000, 5000, 10_000, 20_000, 40_000)  # words to learn from
SIZE, LEAST = 60_000, 20  # of the whole text
TESTS = 4000  # trigrams
LEAST_TEXT = 3 * TESTS  # words
DIMS, HIDDEN, BATCH, RATE, STEPS, ASKED_EVERY = 12, 32, 256, 0.01, 700, 100
WAYS = ("table, add k", "table, back-off", "neural language model")


def measure(recipe: StudyRecipe, cell: str) -> Cell:
    """Perplexities of one amount of text: of all test trigrams, and of those that it does not contain."""
    text = open_text(recipe.corpus, recipe.seed, SIZE, LEAST)
    words = len(text.vocabulary)
    learned, validation, tests = parts(text, int(cell))
    table = ngrams.Table(learned, words)
    found = {
        WAYS[0]: table.added(tests, ngrams.best_added(table, validation)),
        WAYS[1]: table.backed_off(tests),
    }
    shape = Shape(words, 2, DIMS, HIDDEN, words)
    source = torch.Generator().manual_seed(recipe.seed)
    weights, best = networks.start(shape, source), (np.inf, np.zeros(0))
    loss = networks.foretelling(torch.from_numpy(learned), BATCH, source)
    for step, _ in enumerate(networks.learn(weights, loss, STEPS, RATE), 1):
        if step % ASKED_EVERY == 0:  # of all moments the best on other text: a small text is soon known by heart
            best = min(best, (ngrams.perplexity(_foretold(weights, validation)), _foretold(weights, tests)), key=lambda at: at[0])
            yield
    found[WAYS[2]] = best[1]
    new = ~table.knows(tests)
    numbers: dict[str, Any] = {
        "all": {way: ngrams.perplexity(p) for way, p in found.items()},
        "unseen": {way: ngrams.perplexity(p[new]) for way, p in found.items()},
        "unseen share": float(new.mean()),
        "zero cells": table.zero_cells,
        "cells": words**3,
        "weights": words * DIMS + 2 * DIMS * HIDDEN + HIDDEN + (HIDDEN + 1) * words,
        "words": words,
    }
    return numbers, {}


def parts(text: Text, size: int) -> tuple[ngrams.Array, ngrams.Array, ngrams.Array]:
    """Trigrams of the first `size` words, of the validation part, and of the test part at the end, the same for every size.

    Errors: `VizlabError` if the text is too short for that.
    """
    if len(text.ids) < LEAST_TEXT:
        raise VizlabError(
            f"This needs a text of at least {LEAST_TEXT:,} words that are not rare; this one has {len(text.ids):,}."
        )
    rows = text.ids.astype(np.int64)
    trigrams = np.stack([rows[:-2], rows[1:-1], rows[2:]], 1)
    return trigrams[: min(size, len(trigrams) - 2 * TESTS)], trigrams[-2 * TESTS : -TESTS], trigrams[-TESTS:]


def _foretold(weights: Weights, trigrams: ngrams.Array) -> ngrams.Probabilities:
    """p of the last word of each trigram, (n,)."""
    rows: Tensor = torch.from_numpy(trigrams)
    logs = torch.log_softmax(networks.answer(weights, rows[:, :2]), 1)
    return np.asarray(logs.gather(1, rows[:, 2:])[:, 0].exp().double())


STUDY = Study(tuple(map(str, SIZES)), measure)
