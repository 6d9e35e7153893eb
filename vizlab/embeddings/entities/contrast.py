"""Pictures and captions in one space: two small networks that must find each other's vectors among those of the others.

Source: Radford et al. 2021, arXiv:2103.00020 (CLIP), figure 3: with similarities of a batch over a learned temperature, each
picture must choose its caption among all captions and each caption its picture. Captions are the sum of their words' vectors;
pictures go through a convolution and a layer of 64.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import conv2d, cross_entropy, linear, max_pool2d, normalize

from vizlab import devices
from vizlab.adam import Adam
from vizlab.embeddings.entities.captions import SIDE_PX, Corpus, draw

DIMS, CHANNELS, HIDDEN, BATCH, LR = 16, 20, 64, 96, 0.01
DRAWN = 2400  # training pictures
KEPT = (0, 10, 30, 100, 300)  # steps whose vectors are kept
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """At each of `KEPT`: unit vectors of a new picture and of the caption of every combination, (., m, d); losses by step."""

    pictures: Array
    captions: Array
    losses: tuple[float, ...]


@dataclass(frozen=True)
class Found:
    """Shares of pictures (0-1) whose nearest caption of all is their own: of combinations seen in training, and never seen.

    words: of pictures never seen, the share of right words by kind (size, colour, shape, place) in the nearest caption.
    """

    seen: float
    unseen: float
    words: tuple[float, ...]


def train(known: Corpus, seed: int, *, shuffled: bool = False) -> Course:
    """Learn from `DRAWN` pictures of the captions that are not held out; shuffled: with the captions dealt out anew."""
    source = torch.Generator().manual_seed(seed)
    random = np.random.default_rng(seed)
    chosen = random.choice(np.flatnonzero(~known.held), DRAWN)
    inputs = _centred(draw(known, chosen, seed + 1))
    said = torch.from_numpy(known.captions[random.permutation(chosen) if shuffled else chosen])
    fresh, every = _centred(draw(known, np.arange(len(known.captions)), seed + 2)), torch.from_numpy(known.captions)
    weights = [each.requires_grad_() for each in _start(len(known.words), source)]
    descent, losses, kept = Adam(weights), [], []
    with devices.one_thread():
        for step in range(KEPT[-1] + 1):
            if step in KEPT:
                with torch.no_grad():
                    kept.append((look(fresh, weights), read(every, weights)))
            drawn = torch.randint(DRAWN, (BATCH,), generator=source)
            value = loss(look(inputs[drawn], weights), read(said[drawn], weights), weights[-1])
            descent.step(torch.autograd.grad(value, weights), LR)
            losses.append(float(value.detach()))
    pictures, captions = (np.stack([pair[side].double().numpy() for pair in kept]) for side in (0, 1))
    return Course(pictures, captions, tuple(losses))


def look(pictures: Tensor, weights: list[Tensor]) -> Tensor:
    """Unit vectors (n, d) of pictures (n, 3, h, w), minus a half."""
    maps = max_pool2d(conv2d(pictures, weights[0], weights[1]).relu(), 3)
    return normalize(linear(linear(maps.flatten(1), weights[2], weights[3]).relu(), weights[4]), dim=1)


def read(captions: Tensor, weights: list[Tensor]) -> Tensor:
    """Unit vectors (n, d) of captions (n, 4)."""
    return normalize(weights[5][captions].sum(1), dim=1)


def loss(pictures: Tensor, captions: Tensor, warmth: Tensor) -> Tensor:
    """Mean of both choices' cross entropies, in nats. warmth: log of the inverse temperature."""
    scores = warmth.exp() * pictures @ captions.T
    right = torch.arange(len(scores))
    return (cross_entropy(scores, right) + cross_entropy(scores.T, right)) / 2


def judge(pictures: Array, captions: Array, known: Corpus) -> Found:
    """Vectors (m, d) of the picture and the caption of every combination -> who finds whom among all m."""
    nearest = (pictures @ captions.T).argmax(1)
    right = nearest == np.arange(len(nearest))
    words = known.captions[nearest[known.held]] == known.captions[known.held]
    return Found(float(right[~known.held].mean()), float(right[known.held].mean()), tuple(words.mean(0).tolist()))


def unseen(known: Corpus, count: int) -> NDArray[np.int64]:
    """So many of the combinations that were held out, evenly chosen."""
    held = np.flatnonzero(known.held)
    return np.asarray(held[np.linspace(0, len(held) - 1, min(count, len(held))).round().astype(int)])


def curves(course: Course, known: Corpus) -> dict[str, list[tuple[float, float]]]:
    """Who finds their own caption, at each of `KEPT`, for combinations that training had and those that it had not."""
    found = [judge(pictures, captions, known) for pictures, captions in zip(course.pictures, course.captions, strict=True)]
    steps = [float(step) for step in KEPT]
    return {
        "combinations of training": list(zip(steps, [each.seen for each in found], strict=True)),
        "never seen": list(zip(steps, [each.unseen for each in found], strict=True)),
    }


def _start(n_words: int, source: torch.Generator) -> list[Tensor]:
    side = (SIDE_PX - 4) // 3
    shapes = [(CHANNELS, 3, 5, 5), (CHANNELS,), (HIDDEN, CHANNELS * side * side), (HIDDEN,), (DIMS, HIDDEN), (n_words, DIMS)]
    spread = [(2 / 75) ** 0.5, 0.0, (2 / (CHANNELS * side * side)) ** 0.5, 0.0, HIDDEN**-0.5, DIMS**-0.5]
    drawn = [torch.randn(shape, generator=source) * deviation for shape, deviation in zip(shapes, spread, strict=True)]
    return [*drawn, torch.tensor(2.0)]


def _centred(pictures: Array) -> Tensor:
    return torch.from_numpy(pictures).float() - 0.5
