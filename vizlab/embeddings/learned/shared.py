"""One table of vectors for two tasks, or a table for each: what does a text without labels do for a task with few labels?

The task: which kind of word stands in the middle of a window (an animal, a capital ...), taught on few windows and tested around
words that were not taught. The other task, for which any text will do: the next word. Source: Collobert 2008.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from vizlab.embeddings.learned import networks
from vizlab.embeddings.learned.networks import TABLE, Shape, Weights
from vizlab.embeddings.learned.pairs import open_text, windows
from vizlab.embeddings.learned.study import Cell, Study, StudyRecipe
from vizlab.embeddings.words.corpora import Text, kinds_of
from vizlab.errors import VizlabError

REACH, DIMS, HIDDEN = 2, 12, 24
LABELS = (10, 30, 100, 300)  # taught windows
SIZE, LEAST = 60_000, 20
BATCH, RATE = 128, 0.02
ALONE, TOGETHER, JOINT_RATE = 1000, 200, 0.005  # steps of the other task before, and of both
TAUGHT_WORDS = 0.5  # of each kind; the others are for the test
TESTS = 1500  # windows
SEEDS = 2
SHARED, SEPARATE = "one table for both", "a table of its own"
Windows = tuple[Tensor, Tensor]  # (w, 5), and the kind of the word in the middle (w,)


def measure(recipe: StudyRecipe, cell: str) -> Cell:
    """Accuracy around untaught words with one number of labels, by either way; a list each, one for every seed."""
    text, found = open_text(recipe.corpus, recipe.seed, SIZE, LEAST), {SHARED: list[float](), SEPARATE: list[float]()}
    majority = 0.0
    for index in range(SEEDS):
        source = torch.Generator().manual_seed(recipe.seed * SEEDS + index)
        everything, taught, tests = split(text, source)
        few = (taught[0][: int(cell)], taught[1][: int(cell)])
        majority = float(torch.bincount(tests[1]).max() / len(tests[1]))
        for way, accuracies in found.items():
            tagger = yield from _taught(everything, few, way == SHARED, len(text.vocabulary), recipe.seed * SEEDS + index)
            guessed = networks.answer(tagger, tests[0]).argmax(1)
            accuracies.append(float((guessed == tests[1]).double().mean()))
    return {"accuracy": found, "majority": majority}, {}


def split(text: Text, source: torch.Generator) -> tuple[Tensor, Windows, Windows]:
    """All windows; those around words that are taught; and those around words that are not, for the test.

    Errors: `VizlabError` if the text has no words of two planted kinds.
    """
    kinds = kinds_of(text.vocabulary)
    names = sorted(set(kinds.values()))
    if len(names) < 2:
        raise VizlabError("This needs a text with words of at least two planted kinds; this text has none.")
    labels = torch.tensor([names.index(kinds[word]) if word in kinds else -1 for word in text.vocabulary])
    is_taught = torch.rand(len(labels), generator=source) < TAUGHT_WORDS
    found = windows(text.ids, text.ends, REACH)
    found = found[torch.randperm(len(found), generator=source)]
    middle = found[:, REACH]
    is_known = labels[middle] >= 0
    if not (is_known & is_taught[middle]).any() or not (is_known & ~is_taught[middle]).any():
        raise VizlabError("This needs sentences of five words or more around words of planted kinds; this text has too few.")
    taught, tests = found[is_known & is_taught[middle]], found[is_known & ~is_taught[middle]][:TESTS]
    return found, (taught, labels[taught[:, REACH]]), (tests, labels[tests[:, REACH]])


def _taught(everything: Tensor, few: Windows, is_shared: bool, words: int, seed: int) -> Generator[None, None, Weights]:
    """A tagger, learned from few windows; if its table is shared, that has learned to foretell words before, and still does."""
    source = torch.Generator().manual_seed(seed)
    tagger = networks.start(Shape(words, 2 * REACH + 1, DIMS, HIDDEN, int(few[1].max()) + 1), source)
    own = _tagging(few, source)
    if not is_shared:
        yield from _through(networks.learn(tagger, own, TOGETHER, JOINT_RATE))
        return tagger
    foreteller = networks.start(Shape(words, 2 * REACH, DIMS, HIDDEN, words), source)
    other = networks.foretelling(everything, BATCH, source)
    yield from _through(networks.learn(foreteller, other, ALONE, RATE))
    both = tagger | {f"next {name}": weight for name, weight in foreteller.items() if name != TABLE}
    both[TABLE] = foreteller[TABLE]

    def loss(weights: Weights, step: int) -> Tensor:
        head = {name: weights[name if name == TABLE else f"next {name}"] for name in foreteller}
        return own(weights, step) + other(head, step)

    yield from _through(networks.learn(both, loss, TOGETHER, JOINT_RATE))
    return both


def _tagging(few: Windows, source: torch.Generator) -> Callable[[Weights, int], Tensor]:
    def loss(weights: Weights, step: int) -> Tensor:
        chosen = torch.randint(len(few[0]), (BATCH,), generator=source)
        return cross_entropy(networks.answer(weights, few[0][chosen]), few[1][chosen])

    return loss


def _through(steps: Generator[float, None, None]) -> Generator[None, None, None]:
    for step, _ in enumerate(steps):
        if step % 50 == 0:
            yield


STUDY = Study(tuple(map(str, LABELS)), measure)
