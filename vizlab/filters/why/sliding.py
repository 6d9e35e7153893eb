"""A classifier slid over a wide canvas: its full layer becomes a convolution with kernels as large as its input.

A small network learns windows of 12 x 12 px: ten digits, and "nothing" for windows beside one. Its last layer, 216 -> 11, is also
a convolution with 11 kernels of 24 x 3 x 3; on a larger picture the same weights give a map of scores, one for each window, 2 px
apart. Source: LeCun 1998, section VII; Sermanet 2014, arXiv:1312.6229, section 3.5.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from vizlab import data
from vizlab.adam import Adam
from vizlab.devices import one_thread
from vizlab.errors import VizlabError
from vizlab.images import unit
from vizlab.models.anatomy import anatomy
from vizlab.randomness import RandomStream

DIGIT_PX, WINDOW_PX, STRIDE = 8, 12, 2
PITCH_PX, HEIGHT_PX, MARGIN_PX = 12, 24, 2  # from digit to digit; of the canvas; of a window around its digit
FAR_PX = 6  # how far beside a digit windows of "nothing" lie at most
NOTHING = 10  # the class of a window without a digit in its middle
STEPS, BATCH, RATE = 250, 128, 0.02
DRAWS = 8  # windows around each digit
MOST = 9  # digits on a canvas
SURE = 0.5  # probability from which a window counts as read


@dataclass(frozen=True)
class Slide:
    """What the network says all over a canvas. canvas: (h, w) in [0, 1]. shares: probabilities (11, rows, columns).

    gap: the largest difference of a score from cutting out every window and classifying it alone. work: multiply-adds of one
    pass over the canvas, and of all windows one by one.
    """

    canvas: NDArray[np.float32]
    shares: NDArray[np.float32]
    gap: float
    work: tuple[int, int]

    @property
    def windows(self) -> int:
        """How many windows there are."""
        return int(self.shares[0].size)

    @property
    def read(self) -> list[tuple[int, int, int]]:
        """The digits found, from left to right: digit, row and column of its window. Of windows that overlap, the surest."""
        best, digit = self.shares[:NOTHING].max(axis=0), self.shares[:NOTHING].argmax(axis=0)
        found: list[tuple[int, int, int]] = []
        for place in np.argsort(-best, axis=None, kind="stable"):
            row, column = divmod(int(place), best.shape[1])
            if best[row, column] < SURE:
                break
            if all(abs(column - other) * STRIDE > DIGIT_PX for _, _, other in found):
                found.append((int(digit[row, column]), row, column))
        return sorted(found, key=lambda each: each[2])


def slide(number: str, seed: int, classifier: nn.Sequential) -> Slide:
    """Write a number with real digits on a canvas and look for digits everywhere. Errors: `VizlabError` as `canvas`."""
    drawn, slid = canvas(number, seed), as_convolutions(classifier)
    with torch.no_grad():
        once = slid(drawn[None, None])[0]
        cut = drawn.unfold(0, WINDOW_PX, STRIDE).unfold(1, WINDOW_PX, STRIDE)
        alone = classifier(cut.reshape(-1, 1, WINDOW_PX, WINDOW_PX)).T.reshape(once.shape)
    one, many = anatomy(slid, (1, *drawn.shape)), anatomy(classifier, (1, WINDOW_PX, WINDOW_PX))
    work = one.multiply_adds, many.multiply_adds * once[0].numel()
    return Slide(drawn.numpy(), once.softmax(0).numpy(), float((once - alone).abs().max()), work)


def train(seed: int, steps: int | None = None) -> nn.Sequential:
    """The classifier of windows (n, 1, 12, 12) -> scores (n, 11), trained on the training digits; about a second."""
    with RandomStream(seed):
        network = nn.Sequential(
            nn.Conv2d(1, 12, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(12, 24, 3), nn.ReLU(), nn.Flatten(), nn.Linear(216, 11)
        )
    draw = np.random.default_rng(seed)
    inputs, labels = (torch.cat(parts) for parts in zip(*(windows(draw) for _ in range(DRAWS)), strict=True))
    steps = STEPS if steps is None else steps
    weights = list(network.parameters())
    adam = Adam(weights)
    source = torch.Generator().manual_seed(seed)
    with one_thread():
        for step in range(steps):
            batch = torch.randint(0, len(inputs), (BATCH,), generator=source)
            slopes = torch.autograd.grad(cross_entropy(network(inputs[batch]), labels[batch]), weights)
            adam.step(slopes, RATE * (1 - step / steps))
    return network.eval().requires_grad_(False)


def windows(draw: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Windows (n, 1, 12, 12) and classes (n,): each training digit between two others, at most 1 px off the middle, or beside."""
    known = data.load("digits").train
    pixels, n = known.inputs[:, 0] / np.float32(255), len(known)
    room = MARGIN_PX + FAR_PX
    scene = np.zeros((n, DIGIT_PX + 2 * room, DIGIT_PX + 2 * room), np.float32)
    scene[:, room:-room, room:-room] = pixels
    beside = room - PITCH_PX + DIGIT_PX  # so much of each neighbour is seen
    scene[:, room:-room, :beside] = pixels[draw.permutation(n)][:, :, -beside:]
    scene[:, room:-room, -beside:] = pixels[draw.permutation(n)][:, :, :beside]
    near = draw.integers(-1, 2, size=(n, 2))
    far = draw.integers(-FAR_PX, FAR_PX + 1, size=(n, 2))
    away = np.abs(far).max(axis=1) >= 3  # between 1 and 3 px off, both answers are fair
    views = np.lib.stride_tricks.sliding_window_view(scene, (WINDOW_PX, WINDOW_PX), axis=(1, 2))
    rows = np.arange(n)
    hits = views[rows, FAR_PX + near[:, 0], FAR_PX + near[:, 1]]
    misses = views[rows, FAR_PX + far[:, 0], FAR_PX + far[:, 1]][away]
    labels = np.concatenate([known.labels, np.full(len(misses), NOTHING)])
    return torch.from_numpy(np.concatenate([hits, misses]))[:, None].contiguous(), torch.from_numpy(labels)


def as_convolutions(classifier: nn.Sequential) -> nn.Sequential:
    """The same network with its full layers as convolutions, for inputs of any size; their first input must be square maps."""
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    channels = 0
    for name, layer in classifier.named_children():
        kept: nn.Module = _convolution(layer, channels) if isinstance(layer, nn.Linear) else layer
        if isinstance(kept, nn.Conv2d):
            channels = kept.out_channels
        if not isinstance(kept, nn.Flatten):
            layers[name] = kept
    return nn.Sequential(layers).requires_grad_(False)


def canvas(number: str, seed: int) -> Tensor:
    """A picture (24, w) of a number's digits at random heights, from the test digits: float32 in [0, 1].

    Errors: `VizlabError` unless it is one to nine digits.
    """
    if not (number.isascii() and number.isdigit() and len(number) <= MOST):
        raise VizlabError(f"The number to write must be 1 to {MOST} digits from 0 to 9; got {number[:20]!r}.")
    known, draw = data.load("digits").test, np.random.default_rng(seed)
    found = torch.zeros(HEIGHT_PX, PITCH_PX * len(number) + 2 * MARGIN_PX)
    for place, digit in enumerate(number):
        chosen = draw.choice(np.flatnonzero(known.labels == int(digit)))
        top = int(draw.integers(MARGIN_PX, HEIGHT_PX - DIGIT_PX - 1))
        left = PITCH_PX * place + 2 * MARGIN_PX
        found[top : top + DIGIT_PX, left : left + DIGIT_PX] = unit(torch.from_numpy(known.inputs[chosen, 0]))
    return found


def _convolution(layer: nn.Linear, channels: int) -> nn.Conv2d:
    """A full layer as the convolution that gives its scores where the input is just as large as its kernel."""
    side = round((layer.in_features / channels) ** 0.5)
    found = nn.Conv2d(channels, layer.out_features, side, device="meta")
    found.weight = nn.Parameter(layer.weight.reshape(layer.out_features, channels, side, side))
    found.bias = layer.bias
    return found
