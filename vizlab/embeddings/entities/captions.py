"""Pictures with captions, drawn by formula: one object of a shape, a colour, a size and a place on grainy grey.

Every caption is a combination of four words; some combinations are kept from training altogether, so that whoever finds their
pictures has understood the words, not learned the sentences.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.data.shape_drawing import COLOURS, OUTLINES

SIDE_PX, GRAIN = 24, 0.08
SHAPES = ("disc", "square", "triangle", "star", "cross", "ring")
SIZES = {"small": 4.6, "large": 7.0}  # radii in pixels
PLACES = {"top left": (-1, -1), "top right": (1, -1), "bottom left": (-1, 1), "bottom right": (1, 1)}
AWAY_PX, SWAY_PX = 4.2, 0.6  # of the place from the middle, and of the object from its place
HELD_OUT = 0.2  # of the combinations
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Corpus:
    """captions: all combinations, four words each, as numbers (m, 4) into `words`. held (m,): never seen in training."""

    words: tuple[str, ...]
    captions: NDArray[np.int64]
    held: NDArray[np.bool_]

    def say(self, caption: int) -> str:
        """ "large red star, top left"."""
        size, colour, shape, place = (self.words[word] for word in self.captions[caption])
        return f"{size} {colour} {shape}, {place}"


def corpus(seed: int) -> Corpus:
    """All combinations of the words; those held out are drawn by the seed."""
    kinds = (tuple(SIZES), tuple(COLOURS), SHAPES, tuple(PLACES))
    words = tuple(itertools.chain(*kinds))
    captions = np.array([[words.index(word) for word in combined] for combined in itertools.product(*kinds)])
    held = np.random.default_rng(seed).random(len(captions)) < HELD_OUT
    return Corpus(words, captions, held)


def draw(known: Corpus, captions: NDArray[np.int64], seed: int) -> Array:
    """A picture of each of these captions (k,): (k, 3, SIDE_PX, SIDE_PX) in [0, 1], never the same twice."""
    source = np.random.default_rng(seed)
    pictures = 0.5 + GRAIN * source.standard_normal((len(captions), 3, SIDE_PX, SIDE_PX))
    line = np.arange(SIDE_PX) - (SIDE_PX - 1) / 2
    for picture, caption in zip(pictures, known.captions[captions], strict=True):
        size, colour, shape, place = (known.words[word] for word in caption)
        x, y = AWAY_PX * np.array(PLACES[place]) + source.normal(0, SWAY_PX, 2)
        radius, turn = SIZES[size] * source.uniform(0.92, 1.08), source.uniform(-0.3, 0.3)
        across, down = (line - x)[None, :] / radius, (line - y)[:, None] / radius
        inside = OUTLINES[shape](across * np.cos(turn) + down * np.sin(turn), down * np.cos(turn) - across * np.sin(turn))
        picture[:, inside] += _rgb(colour)[:, None] - 0.5  # the grain stays
    return np.clip(pictures, 0, 1)


def _rgb(colour: str) -> Array:
    _, text = COLOURS[colour]
    return np.array([int(text[i : i + 2], 16) for i in (0, 2, 4)]) / 255
