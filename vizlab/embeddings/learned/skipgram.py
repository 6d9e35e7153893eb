"""The training of skip-gram vectors: a window slides over the text, and each word learns to foretell what stands around it.

Kept on the way: a few moments of both tables, as whole numbers of one byte for the screen, and what to go on from.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.embeddings.learned import reading
from vizlab.embeddings.learned.objectives import OBJECTIVES, Objective
from vizlab.embeddings.learned.pairs import open_text, pairs, unevened
from vizlab.embeddings.learned.recipe import KIND, SIZE, SkipgramRecipe
from vizlab.embeddings.learned.tables import STATE, Tables
from vizlab.embeddings.words.corpora import Text, kinds_of, relations_in
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.progress import Step
from vizlab.store import Store

BATCH = 256  # pairs
FEWEST = 5  # words
THRESHOLD = 1 / 800  # share of the text above which a word is passed over now and then
MOMENTS = (0.05, 0.15, 1.0)  # of the updates, after which both tables are kept
POINTS = 60  # of the curve of the loss
STREAM = 1_000_003  # seeds of the draws of two steps never meet


@dataclass(frozen=True)
class Lesson:
    """A text, cut into pairs, and what is asked of its vectors."""

    text: Text
    centres: Tensor
    contexts: Tensor
    objective: Objective

    @classmethod
    def of(cls, recipe: SkipgramRecipe, text: Text) -> Lesson:
        """Errors: `VizlabError` if no two words stand together."""
        centres, contexts = pairs(text.ids, text.ends, recipe.skip_reach)
        if not len(centres):
            raise VizlabError("A text needs sentences of two words or more; after leaving out rare words this one has none.")
        return cls(text, centres, contexts, OBJECTIVES[recipe.objective](text.counts.tolist(), recipe.negatives))

    @cached_property
    def places(self) -> dict[str, int]:
        """Word -> its row."""
        return {word: place for place, word in enumerate(self.text.vocabulary)}

    @cached_property
    def questions(self) -> dict[str, Tensor]:
        """The planted analogies that can be asked of this text."""
        return reading.questions(self.places, relations_in(self.text.vocabulary))

    @cached_property
    def kinds(self) -> dict[int, str]:
        """Row -> planted kind of word."""
        return {self.places[word]: kind for word, kind in kinds_of(self.text.vocabulary).items()}

    @cached_property
    def _upto(self) -> Tensor:
        keep = unevened(self.text.counts, THRESHOLD)
        return (keep[self.centres] * keep[self.contexts]).cumsum(0)

    def draw(self, n: int, source: torch.Generator) -> tuple[Tensor, Tensor]:
        """n pairs, those of very frequent words less often than they occur."""
        at = torch.rand(n, generator=source, dtype=torch.float64) * self._upto[-1]
        chosen = torch.searchsorted(self._upto, at).clamp_(max=len(self.centres) - 1)
        return self.centres[chosen], self.contexts[chosen]

    def numbers(self, vectors: Tensor) -> dict[str, Any]:
        """What vectors (n, d) are worth: analogies answered right, in all and by relation, and purity; shares."""
        right = reading.analogies(vectors, self.questions)
        return {
            "analogies": reading.mean(right, self.questions),
            "by relation": right,
            "purity": reading.purity(vectors, self.kinds),
        }


def update(lesson: Lesson, tables: Tables, recipe: SkipgramRecipe, index: int) -> float:
    """Step `index` (from 0) of a training, in place; the mean loss of its pairs, nats."""
    source = torch.Generator().manual_seed(recipe.seed * STREAM + index)
    centres, contexts = lesson.draw(BATCH, source)
    answer = lesson.objective.answer(tables.v, tables.u, centres, contexts, source)
    tables.descend(centres, answer, recipe.word_lr * (1 - index / recipe.updates))
    return float(answer.loss.mean())


def train(recipe: SkipgramRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train vectors step by step: `Step`s in updates, a frame at each of `moments`, the record at the end.

    Resumes from its newest frame, to the same bits. Errors: `VizlabError` if the text is not here or has no pairs.
    """
    run = Frames(KIND, recipe, store)
    if (record := run.record()) is not None:
        yield Step(recipe.updates, recipe.updates, "done", "update", result=record)
        return
    lesson, newest, began = _lesson(recipe), run.newest(), time.perf_counter()
    done, curve, spent = (0, [], 0.0) if newest is None else (newest.index, newest.notes["curve"], newest.notes["seconds"])
    tables = start(lesson, recipe) if newest is None else Tables.restored(newest.arrays)
    losses: list[float] = []
    for index in range(done, recipe.updates):
        losses.append(update(lesson, tables, recipe, index))
        count, note = index + 1, ""
        if count % max(recipe.updates // POINTS, 1) == 0 or count == recipe.updates:
            curve, losses = [*curve, (count, float(np.mean(losses)))], []
        if kept := count in moments(recipe):
            notes = {"curve": curve, "seconds": spent + time.perf_counter() - began, **lesson.numbers(tables.v)}
            note = run.keep(count, _small(tables) | (tables.arrays() if count < recipe.updates else {}), notes)
        if kept or not losses:
            yield Step(
                count, recipe.updates, "training", "update", {"loss": curve[-1][1]}, frame=count if kept else None, note=note
            )
    seconds = spent + time.perf_counter() - began
    record = _record(lesson, tables, recipe, curve) | {"seconds": seconds}
    note = run.finish(record, drop=STATE)
    yield Step(recipe.updates, recipe.updates, "done", "update", result=record, note=note)


def finished(recipe: SkipgramRecipe, store: Store | None = None) -> list[Frame]:
    """The kept moments of a training, trained first if nobody has."""
    run = Frames(KIND, recipe, store)
    if run.record() is None:
        for _ in train(recipe, store):
            pass
    return run.read()


def moments(recipe: SkipgramRecipe) -> list[int]:
    """After how many updates both tables are kept, ascending; the last is the end."""
    return sorted({max(round(share * recipe.updates), 1) for share in MOMENTS})


def tables_of(recipe: SkipgramRecipe, frames: Sequence[Frame], at: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """v (n, d) and u (rows, d) after `at` updates: as kept, or at 0 the start."""
    if at == 0:
        lesson = _lesson(recipe)
        begun = start(lesson, recipe)
        return begun.v.numpy(), begun.u.numpy()
    frame = next(frame for frame in frames if frame.index == at)
    return _large(frame, "v"), _large(frame, "u")


def start(lesson: Lesson, recipe: SkipgramRecipe) -> Tables:
    """The tables before the first step."""
    return Tables.start(len(lesson.text.vocabulary), lesson.objective.size, recipe.skip_dims, recipe.seed)


def text_of(recipe: SkipgramRecipe) -> Text:
    """What a recipe reads. Errors: `VizlabError` if it is not here, or too few of its words are frequent enough."""
    text = open_text(recipe.corpus, recipe.seed, SIZE, recipe.least)
    enough = int((text.counts >= recipe.least).sum())
    if enough < FEWEST:
        raise VizlabError(f"least must leave {FEWEST} words or more; only {enough} of this text occur {recipe.least} times.")
    return text


def _lesson(recipe: SkipgramRecipe) -> Lesson:
    return Lesson.of(recipe, text_of(recipe))


def _record(lesson: Lesson, tables: Tables, recipe: SkipgramRecipe, curve: Sequence[tuple[int, float]]) -> dict[str, Any]:
    begun = start(lesson, recipe).v
    words = len(lesson.text.vocabulary)
    return {
        "curve": [(at, float(f"{loss:.4g}")) for at, loss in curve],
        "numbers": lesson.numbers(tables.v),
        "untrained": lesson.numbers(begun),
        "chance": {"analogies": 1 / max(words - 3, 1), "purity": reading.chance(lesson.kinds)},
        "asked": sum(len(rows) for rows in lesson.questions.values()),
        "words": words,
        "tokens": len(lesson.text.ids),
        "pairs": len(lesson.centres),
    }


def _small(tables: Tables) -> dict[str, NDArray[Any]]:
    """Both tables as bytes, each with the number that 127 stands for."""
    found: dict[str, NDArray[Any]] = {}
    for name, table in (("v", tables.v), ("u", tables.u)):
        largest = float(table.abs().max()) or 1.0
        found[f"{name}_bytes"] = (table / largest * 127).round().to(torch.int8).numpy()
        found[f"{name}_largest"] = np.array([largest], dtype=np.float32)
    return found


def _large(frame: Frame, name: str) -> NDArray[np.float32]:
    bytes_, largest = frame.arrays[f"{name}_bytes"], frame.arrays[f"{name}_largest"]
    return np.asarray(bytes_.astype(np.float32) * (largest / 127), dtype=np.float32)
