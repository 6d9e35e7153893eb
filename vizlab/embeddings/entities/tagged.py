"""Words, texts and tags in one space: a text is the mean of its words, and must lie nearer to its own tag than to others.

Source: Wu, Fisch, Chopra, Adams, Bordes & Weston 2017, arXiv:1709.03856 (StarSpace); Weston, Chopra & Adams 2014 (TagSpace).
Similarity is the cosine; the loss is sum over other tags of max(0, margin - sim(text, own) + sim(text, other)), the sum over
all other tags, of which there are few. A part of each text's words must also find another part of them among all texts, so that
texts of one tag stay apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy, normalize

from vizlab.adam import Adam
from vizlab.embeddings.affinities import joint
from vizlab.embeddings.pca import fit
from vizlab.embeddings.tsne import Descent, Exact, start
from vizlab.errors import VizlabError

DIMS, PASSES, MARGIN, LR = 24, 120, 0.3, 0.03
SHARPNESS, LOST = 10.0, 0.5  # of finding texts again: inverse temperature, and the share of words that a part lacks
HELD_OUT = 0.2  # of the texts
PERPLEXITY, ITERATIONS, STEP, EARLY = 15.0, 400, 50.0, 4.0  # of the map
STEM = 5
WORD = re.compile(r"[a-z]+")
EMPTY = {  # words that say nothing by themselves
    "a", "all", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "has", "have", "how", "in",
    "into", "is", "it", "its", "more", "most", "no", "not", "of", "on", "one", "or", "so", "than", "that", "the", "their", "them",
    "then", "they", "this", "to", "two", "what", "when", "where", "which", "who", "why", "with",
}  # fmt: skip
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Texts:
    """bags (n, v): the share of each word in each text. tags (n,): numbers of the tags. held (n,): kept from training."""

    names: tuple[str, ...]
    words: tuple[str, ...]
    bags: Array
    tags: NDArray[np.int64]
    tag_names: tuple[str, ...]
    held: NDArray[np.bool_]


@dataclass(frozen=True)
class Space:
    """Unit vectors: words (v, d), texts (n, d), tags (t, d). losses: of every pass."""

    words: Array
    texts: Array
    tags: Array
    losses: tuple[float, ...]


@dataclass(frozen=True)
class Judged:
    """Of held-out texts, 0-1: nearest tag is their own; nearer to their own than to one drawn; and the same by chance."""

    right: float
    triplets: float
    chance: float


def gather(names: Sequence[str], tags: Sequence[str], seed: int) -> Texts:
    """Texts with a tag each, as bags of words. Errors: `VizlabError` if they are fewer than ten or all have one tag."""
    tag_names = tuple(dict.fromkeys(tags))
    if len(names) < 10 or len(tag_names) < 2:
        raise VizlabError(f"At least ten texts with two different tags are needed; got {len(names)} with {len(tag_names)}.")
    counts = [Counter(spelled(name)) for name in names]
    words = tuple(sorted(set().union(*counts)))
    place = {word: index for index, word in enumerate(words)}
    bags = np.zeros((len(names), len(words)))
    for row, count in zip(bags, counts, strict=True):
        row[[place[word] for word in count]] = list(count.values())
    held = np.zeros(len(names), dtype=bool)
    held[np.random.default_rng(seed).permutation(len(names))[: round(HELD_OUT * len(names))]] = True
    shares = bags / np.maximum(bags.sum(1, keepdims=True), 1)
    return Texts(tuple(names), words, shares, np.array([tag_names.index(tag) for tag in tags]), tag_names, held)


def spelled(text: str) -> list[str]:
    """The words of a text that say something, in small letters, cut to `STEM` letters: paint, paints and painted are one."""
    return [word[:STEM] for word in WORD.findall(text.casefold()) if word not in EMPTY]


def train(texts: Texts, seed: int, *, passes: int = PASSES, shuffled: bool = False) -> Space:
    """The space after so many passes over the texts that are not held out; shuffled: their tags dealt out anew, the control."""
    source = torch.Generator().manual_seed(seed)
    words = torch.randn(len(texts.words), DIMS, generator=source) / DIMS**0.5
    tags = torch.randn(len(texts.tag_names), DIMS, generator=source) / DIMS**0.5
    learned = ~texts.held
    bags, own = torch.from_numpy(texts.bags[learned]).float(), torch.from_numpy(texts.tags[learned])
    if shuffled:
        own = own[torch.randperm(len(own), generator=source)]
    weights = [words.requires_grad_(), tags.requires_grad_()]
    descent, losses = Adam(weights), []
    for _ in range(passes):
        first = torch.rand(bags.shape, generator=source) > LOST
        halves = [normalize((bags * part) @ words, dim=1) for part in (first, torch.rand(bags.shape, generator=source) > LOST)]
        value = loss(halves[0] @ normalize(tags, dim=1).T, own) + found_again(*halves)
        descent.step(torch.autograd.grad(value, weights), LR)
        losses.append(float(value.detach()))
    return _space(words.detach().double(), tags.detach().double(), texts, losses)


def loss(similarities: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
    """Mean over texts of the hinges against all other tags. similarities (n, t), own (n,)."""
    gaps = MARGIN - similarities.gather(1, own[:, None]) + similarities
    others = torch.ones_like(gaps).scatter_(1, own[:, None], 0)
    return (gaps.clamp(min=0) * others).sum(1).mean()


def found_again(some: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
    """Mean cross entropy, in nats, of finding a text by other words of it among all texts: two draws of unit vectors (n, d)."""
    return cross_entropy(SHARPNESS * some @ others.T, torch.arange(len(some)))


def judge(space: Space, texts: Texts, seed: int) -> Judged:
    """How held-out texts find their tags. chance: of always saying the most common tag."""
    held, own = space.texts[texts.held], texts.tags[texts.held]
    similar = held @ space.tags.T
    rows = np.arange(len(own))
    others = (own + np.random.default_rng(seed).integers(1, len(texts.tag_names), len(own))) % len(texts.tag_names)
    common = np.bincount(texts.tags[~texts.held]).argmax()
    return Judged(
        right=float((similar.argmax(1) == own).mean()),
        triplets=float((similar[rows, own] > similar[rows, others]).mean()),
        chance=float((own == common).mean()),
    )


def ask(space: Space, texts: Texts, question: str) -> Array:
    """Similarity (n,) of words of one's own to every text. Errors: `VizlabError` if none of the words is known."""
    known = [texts.words.index(word) for word in spelled(question) if word in texts.words]
    if not known:
        raise VizlabError(f"At least one word of the question must occur in the texts; got {question[:60]!r}.")
    asked = space.words[known].mean(0)
    return np.asarray(space.texts @ asked / max(float(np.linalg.norm(asked)), 1e-12))


def _space(words: torch.Tensor, tags: torch.Tensor, texts: Texts, losses: Sequence[float]) -> Space:
    """Words keep their length: that of a rare word is small, and a text is pulled by the long ones."""
    found = normalize(torch.from_numpy(texts.bags) @ words, dim=1)
    return Space(words.numpy(), found.numpy(), normalize(tags, dim=1).numpy(), tuple(losses))


def layout(space: Space, seed: int) -> tuple[Array, Array]:
    """Texts (n, 2) and tags (t, 2) on one t-SNE map."""
    vectors = torch.from_numpy(np.concatenate([space.texts, space.tags]))
    begin = start(fit(vectors).project(vectors), "PCA", seed)
    descent = Descent(Exact(joint(vectors, PERPLEXITY)), begin, lr=STEP, exaggeration=EARLY)
    for _ in range(ITERATIONS):
        descent.advance()
    positions = descent.positions.double().numpy()
    return positions[: len(space.texts)], positions[len(space.texts) :]
