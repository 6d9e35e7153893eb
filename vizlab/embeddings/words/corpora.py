"""Texts as numbers: generated ones in which relations are planted, and those of visitors.

`read(name, seed)` gives a `Text`: its vocabulary, the id of every word, and where sentences end. To add a generated text: a
line in `CORPORA`. A visitor's own is kept in the store under its checksum and named `text/<id>`, so that a link carries it.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vizlab.embeddings.words import grammar, lexicon
from vizlab.errors import VizlabError
from vizlab.store import Store, default_store

SIZE, MOST_SIZE = 80_000, 200_000  # words of a generated text
BIAS = 0.8
MOST_BYTES = 8 * 2**20  # of a text of a visitor's
MOST_TOKENS = 1_000_000  # of it are read
MOST_WORDS = 10_000  # different ones are kept, the most frequent
LEAST_WORDS = 4  # different ones: an analogy needs as many
ID_LENGTH = 16
OWN = "text/"
_ID = re.compile(rf"{OWN}[0-9a-f]{{{ID_LENGTH}}}")
_FILE = "text.txt"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_END = re.compile(r"[.!?;:\n]+")


class Text(NamedTuple):
    """vocabulary: the most frequent first. ids (n,) int32: places in it. ends (s,): sentence i is ids[ends[i-1]:ends[i]]."""

    vocabulary: list[str]
    ids: NDArray[np.int32]
    ends: NDArray[np.int64]

    @property
    def counts(self) -> NDArray[np.int64]:
        """How often each word of the vocabulary stands in the text, descending."""
        return np.bincount(self.ids, minlength=len(self.vocabulary))

    def sentence(self, index: int) -> list[str]:
        """The words of one sentence."""
        begin = int(self.ends[index - 1]) if index else 0
        return [self.vocabulary[word] for word in self.ids[begin : self.ends[index]]]


@dataclass(frozen=True)
class Corpus:
    """A generated text. about: one sentence. sources: of its sentences. shuffled: all words are dealt out anew at the end."""

    about: str
    sources: tuple[grammar.Source, ...]
    shuffled: bool = False


def read(name: str, seed: int = 0, *, size: int = SIZE, bias: float = BIAS) -> Text:
    """A text by its name in `CORPORA`, or a visitor's (`text/<id>`, which seed, size and bias leave as it is).

    size: words. bias: how far occupations lean to he or she, 0 to 1. Errors: `VizlabError` if there is none of this name.
    """
    if name.startswith(OWN):
        return tokenised(find(name))
    if name not in CORPORA:
        raise VizlabError(f"A text must be one of {', '.join(CORPORA)} or text/ and a checksum; got {name[:40]!r}.")
    if not 100 <= size <= MOST_SIZE or not 0 <= bias <= 1:
        raise VizlabError(f"size must lie between 100 and {MOST_SIZE:,} and bias between 0 and 1; got {size} and {bias}.")
    return _generated(name, seed, size, bias)


def tokenised(text: str) -> Text:
    """The words of a text, lower case: unicode letters, apostrophes inside; sentences end at . ! ? ; : and at line ends.

    Only the `MOST_WORDS` most frequent words of the first `MOST_TOKENS` are kept, the others left out as if they were not there.
    Errors: `VizlabError` if there are not at least two different words.
    """
    sentences: list[list[str]] = []
    left = MOST_TOKENS
    for part in _END.split(text.lower()):
        words = _WORD.findall(part)[:left]
        left -= len(words)
        if words:
            sentences.append(words)
        if not left:
            break
    if len({word for words in sentences for word in words}) < 2:
        raise VizlabError("A text must have at least two different words of letters; this one has not.")
    return numbered(sentences)


def numbered(sentences: Sequence[Sequence[str]], most: int = MOST_WORDS) -> Text:
    """Sentences of words as a `Text`; of the vocabulary the `most` frequent stay, equally frequent ones by the alphabet."""
    counts = Counter(itertools.chain.from_iterable(sentences))
    vocabulary = sorted(counts, key=lambda word: (-counts[word], word))[:most]
    places = {word: place for place, word in enumerate(vocabulary)}
    kept = [[places[word] for word in words if word in places] for words in sentences]
    kept = [words for words in kept if words]
    ids = np.fromiter(itertools.chain.from_iterable(kept), dtype=np.int32)
    return Text(vocabulary, ids, np.cumsum([len(words) for words in kept], dtype=np.int64))


def relations_in(vocabulary: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Relation -> its pairs both of whose words are known; relations with fewer than two are left out."""
    known = set(vocabulary)
    found = {name: [pair for pair in pairs if known.issuperset(pair)] for name, pairs in lexicon.RELATIONS.items()}
    return {name: pairs for name, pairs in found.items() if len(pairs) >= 2}


def kinds_of(vocabulary: Sequence[str]) -> dict[str, str]:
    """Word -> what kind it is ("animals", "capitals" ...), of the words in the lexicon's tables that are known."""
    known = set(vocabulary)
    return {word: kind for kind, words in KINDS.items() for word in words if word in known}


def keep(text: str, store: Store | None = None) -> str:
    """Keep a visitor's text; its name, `text/<id>`. Errors: `VizlabError` if it has too few words or is too long."""
    if (found := len(tokenised(text).vocabulary)) < LEAST_WORDS:
        raise VizlabError(f"A text must have at least {LEAST_WORDS} different words; got {found}.")
    packed = text.encode()
    if len(packed) > MOST_BYTES:
        raise VizlabError(f"A text must have at most {MOST_BYTES / 2**20:.0f} MB; got {len(packed) / 2**20:.1f} MB.")
    name = OWN + hashlib.sha256(packed).hexdigest()[:ID_LENGTH]
    (store or default_store()).write(name, {_FILE: packed}, {"bytes": len(packed)})
    return name


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8 if it can be, else Latin-1. Errors: `VizlabError` if it holds zero bytes, as pictures do."""
    if b"\0" in data[:4096]:
        raise VizlabError("A text must be a plain text file, UTF-8 or Latin-1; this file holds something else.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def is_here(name: str, store: Store | None = None) -> bool:
    """Whether `find` would find it; False also for what is no name at all."""
    return bool(_ID.fullmatch(name)) and (store or default_store()).meta(name) is not None


def find(name: str, store: Store | None = None) -> str:
    """A visitor's text by its name. Errors: `VizlabError` if it is none, or the store no longer has it."""
    if not _ID.fullmatch(name):
        raise VizlabError(f"A text is named text/ and {ID_LENGTH} of the digits 0-9 and a-f; got {name[:40]!r}.")
    found = (store or default_store()).read(name)
    if found is None:
        raise VizlabError(f"The text {name} is not kept here (any more); bring it again or choose another.")
    return found.files[_FILE].decode()


@lru_cache(maxsize=8)
def _generated(name: str, seed: int, size: int, bias: float) -> Text:
    corpus, random = CORPORA[name], Random(f"{name} {seed}")
    sentences: list[list[str]] = []
    written = 0
    for sentence in grammar.mixed(random, corpus.sources, bias):
        sentences.append(sentence[: size - written])
        written += len(sentences[-1])
        if written == size:
            break
    text = numbered(sentences)
    return text._replace(ids=_dealt(text.ids, seed)) if corpus.shuffled else text


def _dealt(ids: NDArray[np.int32], seed: int) -> NDArray[np.int32]:
    return np.random.default_rng(seed).permutation(ids)


_ALL = (grammar.people, grammar.occupations, grammar.places, grammar.comparisons, grammar.groups, grammar.meanings)
CORPORA: dict[str, Corpus] = {
    "small world": Corpus("People, countries, qualities, animals and more: everything that is planted.", _ALL),
    "people": Corpus("Kings and queens, brothers and sisters, and people at work.", (grammar.people, grammar.occupations)),
    "countries": Corpus("Countries and their capitals.", (grammar.places,)),
    "comparisons": Corpus("Big and bigger, warm and warmer.", (grammar.comparisons,)),
    "shuffled": Corpus("The control: the small world with all its words dealt out anew, so that no company is left.", _ALL, True),
}
KINDS: Mapping[str, tuple[str, ...]] = {
    "men": tuple(he for he, _ in lexicon.GENDER),
    "women": tuple(she for _, she in lexicon.GENDER),
    "countries": tuple(country for country, _ in lexicon.CAPITALS),
    "capitals": tuple(capital for _, capital in lexicon.CAPITALS),
    "qualities": tuple(plain for plain, _ in lexicon.COMPARATIVES),
    "comparatives": tuple(more for _, more in lexicon.COMPARATIVES),
    **{name: members for name, (members, _) in lexicon.GROUPS.items()},
    "occupations": tuple(lexicon.OCCUPATIONS),
}
