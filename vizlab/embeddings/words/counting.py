"""Which text is counted, and how: the frozen recipe of a table of counts, from which the view is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from vizlab.embeddings.words import cooccurrence, corpora, ways
from vizlab.embeddings.words.corpora import Text
from vizlab.recipes import Knob, check


@dataclass(frozen=True, kw_only=True)
class Counting:
    """Everything that decides a table of counts. Field names are also widget keys and URL parameters.

    corpus: a name in `corpora.CORPORA`, or `text/<id>`. vocabulary: how many words are counted, the most frequent.
    """

    corpus: str = "small world"
    seed: int = 0
    corpus_words: int = corpora.SIZE
    bias: float = corpora.BIAS
    window: int = 5
    vocabulary: int = 600

    def __post_init__(self) -> None:
        """Check types and ranges. Errors: `VizlabError`."""
        check(self, {name: KNOBS[name] for name in ("seed", "corpus_words", "bias", "window", "vocabulary")})

    def text(self) -> Text:
        """The whole text. Errors: `VizlabError` if there is none of this name."""
        return corpora.read(self.corpus, self.seed, size=self.corpus_words, bias=self.bias)

    def counted(self) -> tuple[list[str], NDArray[Any]]:
        """The words, the most frequent first, and their table (v, v)."""
        text = self.text()
        return text.vocabulary[: self.vocabulary], cooccurrence.counts(text, self.window, words=self.vocabulary)

    def vectors(self, way: str, dims: int) -> tuple[list[str], NDArray[Any]]:
        """The words and a vector for each, (v, dims) float32, by a way in `ways.WAYS`."""
        words, counts = self.counted()
        return words, ways.vectors(way, counts, dims, self.seed)


def usual(words: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The wanted words; for each that is not among the words the most frequent one that is not taken yet."""
    spare = (word for word in words if word not in wanted)
    return [word if word in words else next(spare) for word in wanted]


KNOBS: dict[str, Knob] = {
    "seed": Knob(0, 2**31 - 1, "Another text of the same kind, and another start of whatever learns.", tuple(range(20))),
    "corpus_words": Knob(
        1000,
        corpora.MOST_SIZE,
        "How long the text is: rare words need a long one.",
        (5000, 10_000, 20_000, 40_000, 80_000, 160_000),
    ),
    "bias": Knob(0.0, 1.0, "How far occupations lean to he or to she in the text; 0: not at all."),
    "window": Knob(1, 10, "How many words to either side count as company."),
    "vocabulary": Knob(10, 2000, "How many words are counted: the most frequent ones.", (100, 200, 400, 600, 800)),
    "vector_dims": Knob(
        2, 300, "Numbers in a vector: too few cannot hold what is planted, too many hold noise.", (2, 4, 8, 16, 32, 64, 128)
    ),
}
