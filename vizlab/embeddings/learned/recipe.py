"""What decides a training of skip-gram vectors: a frozen recipe whose hash names the run.

To add a knob: a field, a line in `KNOBS`, and the code that reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.embeddings.learned.objectives import FULL, OBJECTIVES, SAMPLED
from vizlab.embeddings.words.corpora import CORPORA, OWN
from vizlab.errors import VizlabError
from vizlab.recipes import Knob, check

KIND = "learned"
SIZE = 80_000  # words of a generated text


@dataclass(frozen=True, kw_only=True)
class SkipgramRecipe:
    """Everything that decides the vectors; field names are also widget keys, URL parameters and CLI options.

    corpus: of `words.corpora`, or a visitor's `text/<id>`. objective: in `OBJECTIVES`. skip_reach: words on either side of the
    one in the middle, the notes' m. least: how often a word must occur. seed: of the text, of the start and of every draw.
    """

    corpus: str = "small world"
    objective: str = FULL
    negatives: int = 5
    skip_reach: int = 3
    skip_dims: int = 16
    updates: int = 2000
    word_lr: float = 0.15
    least: int = 30
    seed: int = 0
    algorithm: int = 1  # raised when the same knobs come to mean other vectors

    def __post_init__(self) -> None:
        """Check types, ranges and names; what the objective does not read is set to its default. Errors: `VizlabError`."""
        check(self, KNOBS)
        check_corpus(self.corpus)
        if self.objective not in OBJECTIVES:
            raise VizlabError(f"objective must be one of {', '.join(OBJECTIVES)}; got {self.objective!r}.")
        if self.objective != SAMPLED:
            object.__setattr__(self, "negatives", SkipgramRecipe.negatives)


def check_corpus(corpus: str) -> None:
    """Errors: `VizlabError` if there can be no such text."""
    if corpus not in CORPORA and not corpus.startswith(OWN):
        raise VizlabError(f"corpus must be one of {', '.join(CORPORA)} or text/ and a checksum; got {corpus[:40]!r}.")


KNOBS: dict[str, Knob] = {
    "negatives": Knob(1, 50, "Made-up pairs beside each true one: more are a better guess of the softmax.", (1, 2, 5, 10, 20)),
    "skip_reach": Knob(
        1, 10, "Words on either side that count as near: wide windows find topics, narrow ones roles.", (1, 2, 3, 4, 5, 8)
    ),
    "skip_dims": Knob(2, 128, "Numbers that a word has to say what it is.", (2, 4, 8, 16, 24, 32, 64)),
    "updates": Knob(10, 100_000, "Steps of 256 pairs each; the rate falls to zero over them.", (300, 1000, 2000, 4000, 8000)),
    "word_lr": Knob(0.001, 2.0, "Length of a step, each number at its own pace.", (0.02, 0.05, 0.1, 0.15, 0.3, 0.6)),
    "least": Knob(1, 1000, "How often a word must occur to have a vector.", (1, 2, 5, 10, 20, 30, 60)),
    "seed": Knob(0, 2**31 - 1, "The text, the start and every draw. Same seed, same vectors, bit for bit.", tuple(range(20))),
}
