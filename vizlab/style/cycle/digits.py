"""Worlds of handwritten digits: as they are, and changed by a rule, from other digits, so that no two belong together.

Pictures are (n, channels, 16, 16) in [-1, 1], scikit-learn's digits made twice as large. A rule is a function of pictures
(n, 1, 16, 16) of ink in [0, 1] -> (n, channels, 16, 16) in [0, 1]; to add one: such a function and a line in `CHANGES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor
from torch.nn import functional

from vizlab import data
from vizlab.style.cycle.stacks import Shape, judge, perceptron, translator

SIDE = 16
CLASSES = 10
Rule = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Change:
    """rule: what makes B out of other digits. channels: of the pictures of both worlds. about: one sentence."""

    rule: Rule
    channels: int
    about: str


@dataclass(frozen=True)
class Worlds:
    """a, b: what is learned from, of different people's digits, (n, c, 16, 16), with the classes of b (never shown to the GAN).

    held: pictures of A for measuring, their true partners in B, and their classes.
    """

    a: Tensor
    b: Tensor
    b_classes: Tensor
    held: Tensor
    partners: Tensor
    classes: Tensor


@cache
def worlds(change: str) -> Worlds:
    """Half of the training digits for A, the other half for B; what is held for measuring are the test digits."""
    split, found = data.load("digits"), CHANGES[change]
    ink, labels = _enlarged(split.train.inputs), torch.from_numpy(split.train.labels)
    held = _enlarged(split.test.inputs)
    half = len(ink) // 2
    plain = [_scaled(part.expand(-1, found.channels, -1, -1)) for part in (ink[:half], held)]
    made = [_scaled(found.rule(part)) for part in (ink[half:], held)]
    return Worlds(plain[0], made[0], labels[half:], plain[1], made[1], torch.from_numpy(split.test.labels))


def _enlarged(pixels: object) -> Tensor:
    """Bytes (n, 1, 8, 8) -> ink (n, 1, 16, 16) in [0, 1]."""
    ink = torch.as_tensor(pixels).float() / 255
    return functional.interpolate(ink, size=(SIDE, SIDE), mode="bilinear", align_corners=False)


def _scaled(ink: Tensor) -> Tensor:
    return (2 * ink - 1).contiguous()


def _thick(ink: Tensor) -> Tensor:
    """The pen twice as wide: each pixel takes the darkest of its neighbours."""
    return functional.max_pool2d(ink, 3, stride=1, padding=1)


def _coloured(ink: Tensor) -> Tensor:
    """Orange ink on blue paper."""
    paper, pen = torch.tensor([0.05, 0.25, 0.55]), torch.tensor([1.0, 0.72, 0.25])
    return paper[None, :, None, None] + ink * (pen - paper)[None, :, None, None]


def _slanted(ink: Tensor) -> Tensor:
    """Leaning to the right, by half the height from top to bottom."""
    lean = torch.tensor([[1.0, 0.5, 0.0], [0.0, 1.0, 0.0]])
    grid = functional.affine_grid(lean.expand(len(ink), 2, 3), list(ink.shape), align_corners=False)
    return functional.grid_sample(ink, grid, align_corners=False)


def _mirrored(ink: Tensor) -> Tensor:
    return ink.flip(-1)


CHANGES: dict[str, Change] = {
    "inverted": Change(lambda ink: 1 - ink, 1, "White paper for black: each pixel could be changed alone."),
    "thick": Change(
        _thick,
        1,
        "A pen twice as wide. Many maps come home: only some weight of the identity makes the true one likely.",
    ),
    "coloured": Change(_coloured, 3, "Orange ink on blue paper: grey goes to one line through all colours."),
    "slanted": Change(_slanted, 1, "Leaning digits: pixels must move, further at the top and at the bottom."),
    "mirrored": Change(_mirrored, 1, "Seen in a mirror: what is left must come right, which no small window can do."),
}
# What kind of network carries pictures over: name -> (channels, units) -> the shapes of a generator and of a discriminator.
GENERATORS: dict[str, Callable[[int, int], tuple[Shape, Shape]]] = {
    "convolutional": lambda channels, units: (translator(channels, units), judge(channels, units)),
    "fully connected": lambda channels, units: _connected(channels, units),
}


def _connected(channels: int, units: int) -> tuple[Shape, Shape]:
    """Every pixel may go anywhere: perceptrons with sixteen times as many units as the others have channels."""
    pixels, wide = channels * SIDE * SIDE, 16 * units
    maker = perceptron(pixels, wide, pixels)

    def make(parts: object, inputs: Tensor) -> Tensor:
        return torch.tanh(maker.apply(parts, inputs)).reshape(inputs.shape)  # type: ignore[arg-type]

    return Shape(maker.sizes, make), perceptron(pixels, wide, 1)


def relative(a: Tensor, b: Tensor) -> float:
    """Mean absolute difference of pictures in [-1, 1], as a share of the whole range of grey."""
    return float((a - b).abs().mean()) / 2
