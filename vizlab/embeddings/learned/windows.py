"""True windows against corrupted ones: a network learns to score what is said above what nobody says, by a margin of 1.

Source: Collobert 2008. Every seventh sentence is held back, and what is measured is measured there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.embeddings.learned import networks
from vizlab.embeddings.learned.networks import Shape, Weights
from vizlab.embeddings.learned.pairs import open_text, windows
from vizlab.embeddings.words.corpora import Text, kinds_of
from vizlab.errors import VizlabError

REACH, DIMS, HIDDEN = 2, 12, 24
BATCH, RATE, STEPS = 128, 0.02, 600
MOMENTS = (0, 20, 60, 150, 300, 600)
SIZE, LEAST = 40_000, 20
HELD_BACK = 7  # every so many sentences
TESTED = 1500  # windows


@dataclass(frozen=True)
class Judge:
    """A trained scorer. moments: step -> weights. tests, false: windows not seen before, and a corrupted one for each, (w, 5).

    The tests begin with those around words of a known kind.
    """

    text: Text
    moments: dict[int, Weights]
    tests: Tensor
    false: Tensor

    def margins(self, step: int) -> NDArray[np.float32]:
        """s(true) − s(corrupted) of every test, after so many steps."""
        return np.asarray(networks.margins(self.moments[step], self.tests, self.false))

    def scores(self, step: int, window: int, words: list[int]) -> list[float]:
        """The score of one test window with each of these words in its middle."""
        rows = self.tests[window].repeat(len(words), 1)
        rows[:, REACH] = torch.tensor(words)
        return networks.answer(self.moments[step], rows)[:, 0].tolist()

    def rank(self, step: int, window: int) -> int:
        """How many words score at least as high in the middle as the true one; 1 is the best."""
        scores = torch.tensor(self.scores(step, window, list(range(len(self.text.vocabulary)))))
        return int((scores >= scores[self.tests[window, REACH]]).sum())

    def rivals(self, step: int, window: int, count: int) -> tuple[list[str], list[float], list[bool]]:
        """The true window, and the same with other words in its middle, best first: those words, their scores, whether true."""
        n, true = len(self.text.vocabulary), int(self.tests[window, REACH])
        source = torch.Generator().manual_seed(window)
        others = [word for word in torch.randperm(n, generator=source).tolist() if word != true][:count]
        scored = zip([true, *others], self.scores(step, window, [true, *others]), strict=True)
        best = sorted(scored, key=lambda found: -found[1])
        names = [self.text.vocabulary[word] for word, _ in best]
        return names, [score for _, score in best], [word == true for word, _ in best]

    def violations(self) -> dict[str, list[tuple[float, float]]]:
        """By step: share of tests whose margin is below 1, and of those whose corrupted window scores higher."""
        found = {step: self.margins(step) for step in self.moments}
        return {
            "margin below 1": [(step, float((margins < 1).mean())) for step, margins in found.items()],
            "wrong way round": [(step, float((margins < 0).mean())) for step, margins in found.items()],
        }

    def words(self, window: int) -> list[str]:
        """The five words of a test window."""
        return [self.text.vocabulary[at] for at in self.tests[window].tolist()]


def train(corpus: str, seed: int) -> Judge:
    """Train a scorer; its weights at `MOMENTS`. Errors: as `corpora.read`."""
    text = open_text(corpus, seed, SIZE, LEAST)
    learned, tests = held_back(text, REACH)
    source, words = torch.Generator().manual_seed(seed), len(text.vocabulary)
    tests = tests[torch.randperm(len(tests), generator=source)[:TESTED]]
    known = kinds_of(text.vocabulary)
    tests = tests[torch.tensor([text.vocabulary[at] not in known for at in tests[:, REACH].tolist()]).sort(stable=True).indices]
    weights = networks.start(Shape(words, 2 * REACH + 1, DIMS, HIDDEN, 1), source)
    moments = {0: _copied(weights)}
    steps = networks.learn(weights, networks.ranking(learned, words, BATCH, source), STEPS, RATE)
    for done, _ in enumerate(steps, 1):
        if done in MOMENTS:
            moments[done] = _copied(weights)
    return Judge(text, moments, tests, networks.corrupted(tests, words, torch.Generator().manual_seed(seed + 1)))


def held_back(text: Text, reach: int) -> tuple[Tensor, Tensor]:
    """Windows of the sentences to learn from, and of those that are held back; none of the latter is among the former.

    Errors: `VizlabError` if there are no such windows.
    """
    begins = np.concatenate([[0], text.ends[:-1]])
    parts = [], []  # type: ignore[var-annotated]
    for index, (begin, end) in enumerate(zip(begins, text.ends, strict=True)):
        parts[index % HELD_BACK == 0].append((begin, end))
    found = []
    for stretches in parts:
        if not stretches:
            raise VizlabError("This needs a text of at least two sentences; this one has a single one.")
        ids = np.concatenate([text.ids[begin:end] for begin, end in stretches])
        ends = np.cumsum([end - begin for begin, end in stretches])
        found.append(windows(ids, ends, reach))
    if not all(map(len, found)):
        raise VizlabError(f"This needs sentences of {2 * reach + 1} words or more that are not rare; this text has too few.")
    known = {tuple(row) for row in found[0].tolist()}
    new = torch.tensor([tuple(row) not in known for row in found[1].tolist()], dtype=torch.bool)
    if not new.any():
        raise VizlabError("This needs a text that does not say the same over and over: nothing is left to be tested on.")
    return found[0], found[1][new]


def _copied(weights: Weights) -> Weights:
    return {name: weight.clone() for name, weight in weights.items()}
