"""One word, two meanings: a table has one vector for both, a network that looks at the sentence has one for each place.

The network foretells every word from the others of its sentence: how much it listens to each is a learned number of that word and
of how far away it stands, and what it hears is one vector. Sources: Bahdanau 2015 (attention); Peters 2018 (vectors in context).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, pad

from vizlab.embeddings.learned import networks
from vizlab.embeddings.learned.networks import TABLE, Weights
from vizlab.embeddings.learned.pairs import open_text, unevened
from vizlab.embeddings.learned.skipgram import THRESHOLD
from vizlab.embeddings.words.corpora import Text
from vizlab.embeddings.words.lexicon import AMBIGUOUS
from vizlab.errors import VizlabError

DIMS, LONGEST = 16, 14  # words of a sentence, beyond which it is cut
SIZE, LEAST = 80_000, 15
BATCH, STEPS, RATE = 48, 300, 0.03


@dataclass(frozen=True)
class Reader:
    """A trained network, the sentences it has read (s, `LONGEST`), -1 after their end."""

    text: Text
    weights: Weights
    sentences: Tensor

    def places(self, word: str) -> tuple[Tensor, Tensor]:
        """Where an ambiguous word stands, (m, 2) sentence and place; and which meaning it has there, 0 or 1, by its company."""
        known = {name: place for place, name in enumerate(self.text.vocabulary)}
        found = (self.sentences == known[word]).nonzero()
        rows = self.sentences[found[:, 0]]
        sides = [
            torch.isin(rows, torch.tensor([known[name] for name in side if name in known])).sum(1) for side in AMBIGUOUS[word]
        ]
        clear = (sides[0] > 0) != (sides[1] > 0)
        return found[clear], (sides[1] > sides[0])[clear].long()

    def vectors(self, places: Tensor) -> Tensor:
        """What the network hears at these places, (m, d)."""
        return heard(self.weights, self.sentences[places[:, 0]])[0][torch.arange(len(places)), places[:, 1]]

    def attention(self, place: Tensor) -> list[tuple[str, float]]:
        """The words of one sentence, and the share of each in what is heard at a place (2,)."""
        sentence = self.sentences[place[0]]
        shares = heard(self.weights, sentence[None])[1][0, place[1]]
        return [(self.text.vocabulary[word], float(share)) for word, share in zip(sentence, shares, strict=True) if word >= 0]


def heard(weights: Weights, sentences: Tensor) -> tuple[Tensor, Tensor]:
    """Vectors in context (s, l, d), and whom each place listens to (s, l, l), of sentences (s, l)."""
    n = sentences.shape[1]
    words = weights[TABLE][sentences.clamp(min=0)]
    apart = torch.arange(n)[None] - torch.arange(n)[:, None] + LONGEST
    loudness = (words @ weights["key"])[:, None, :, 0] + weights["distance"][apart]
    deaf = (sentences < 0)[:, None] | torch.eye(n, dtype=torch.bool)
    shares = torch.softmax(loudness.masked_fill(deaf, -1e9), 2)
    return shares @ (words @ weights["value"]), shares


def train(corpus: str, seed: int) -> Reader:
    """Teach the network to foretell every word from the others of its sentence. Errors: `VizlabError` as `readable`."""
    text = open_text(corpus, seed, SIZE, LEAST)
    if not readable(text):
        raise VizlabError(f"This needs a text with one of the words {', '.join(AMBIGUOUS)}; this text has none.")
    sentences, source = _rows(text), torch.Generator().manual_seed(seed)
    n, rarity = len(text.vocabulary), unevened(text.counts, THRESHOLD).float()
    weights = {
        TABLE: 0.3 * torch.randn(n, DIMS, generator=source),
        "key": torch.zeros(DIMS, 1),
        "distance": torch.zeros(2 * LONGEST + 1),
        "value": torch.randn(DIMS, DIMS, generator=source) / DIMS**0.5,
        "head": torch.randn(DIMS, n, generator=source) / DIMS**0.5,
        "head bias": torch.zeros(n),
    }

    def loss(weights: Weights, step: int) -> Tensor:
        chosen = sentences[torch.randint(len(sentences), (BATCH,), generator=source)]
        known = chosen >= 0
        scores = heard(weights, chosen)[0][known] @ weights["head"] + weights["head bias"]
        return cross_entropy(scores, chosen[known], rarity)

    for _ in networks.learn(weights, loss, STEPS, RATE):
        pass
    return Reader(text, weights, sentences)


def readable(text: Text) -> list[str]:
    """The ambiguous words that a text has."""
    known = set(text.vocabulary)
    return [word for word, sides in AMBIGUOUS.items() if word in known and all(known & set(side) for side in sides)]


def told_apart(vectors: Tensor, meanings: Tensor) -> float:
    """Share of places whose meaning is that of the nearer mean of the others: each place is left out of its own mean."""
    right = 0.0
    for sense in (0, 1):
        own, other = vectors[meanings == sense], vectors[meanings != sense]
        rest = (own.sum(0) - own) / max(len(own) - 1, 1)
        nearer = (own - rest).norm(dim=1) - (own - other.mean(0)).norm(dim=1)
        right += float((nearer < 0).double().sum() + 0.5 * (nearer == 0).double().sum())
    return right / len(vectors)


@dataclass(frozen=True)
class Laid:
    """Where an ambiguous word stands, on a plane. groups: meaning -> points. right: share told apart by vectors in context;
    majority: by a table at best, which always says the more frequent meaning. texts: the sentences."""

    groups: dict[str, list[tuple[float, float]]]
    right: float
    majority: float
    texts: list[str]


def lay_out(reader: Reader, word: str) -> Laid:
    """The vectors in context of a word at all its places, on their plane of greatest variance."""
    places, meanings = reader.places(word)
    vectors = reader.vectors(places)
    at = plane(vectors).tolist()
    groups = {
        " ".join(AMBIGUOUS[word][sense]): [(x, y) for (x, y), own in zip(at, meanings.tolist(), strict=True) if own == sense]
        for sense in (0, 1)
    }
    share = float(meanings.double().mean())
    texts = [
        " ".join(reader.text.vocabulary[at] for at in reader.sentences[row].tolist() if at >= 0) for row, _ in places.tolist()
    ]
    return Laid(groups, told_apart(vectors, meanings), max(share, 1 - share), texts)


def listening(reader: Reader, word: str, place: int) -> tuple[list[str], list[float], list[bool]]:
    """Words of the place-th sentence with an ambiguous word, how much it listens to each, whether they tell the meaning."""
    company = {name for side in AMBIGUOUS[word] for name in side}
    found = reader.attention(reader.places(word)[0][place])
    return [name for name, _ in found], [share for _, share in found], [name in company for name, _ in found]


def plane(vectors: Tensor) -> Tensor:
    """Vectors on their plane of greatest variance, (m, 2)."""
    centred = vectors - vectors.mean(0)
    _, _, axes = torch.linalg.svd(centred, full_matrices=False)
    signs = torch.sign(axes.gather(1, axes.abs().argmax(1, keepdim=True)))
    flat: Tensor = centred @ (axes * signs)[:2].T
    return flat


def _rows(text: Text) -> Tensor:
    begins = [0, *text.ends[:-1].tolist()]
    ids = torch.from_numpy(text.ids).long()
    stretches = [ids[begin:end][:LONGEST] for begin, end in zip(begins, text.ends.tolist(), strict=True)]
    return torch.stack([pad(row, (0, LONGEST - len(row)), value=-1) for row in stretches if len(row) > 1])
