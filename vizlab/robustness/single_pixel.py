"""One pixel against a picture, and against many: the search, what its colour does everywhere else, and how often it works."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab import images, library
from vizlab.robustness.attacks import answers, scores
from vizlab.robustness.attacks.one_pixel import Pixel, everywhere, evolve, exhaust, put
from vizlab.robustness.crowd import gather
from vizlab.robustness.effort import affordable, multiply_adds

Array = NDArray[Any]
Image = Tensor | NDArray[np.float32]
PLACES = (8, 16, 32)  # along a side of the map: of larger pictures, every second pixel, third, ...
POPULATIONS, ROUNDS = (16, 32, 64, 128, 256), (5, 10, 20, 40)  # candidates and generations that are offered
EXTREMES = ((0.0,), (1.0,))  # the colours that are tried for every pixel of a grey picture
POPULATION, GENERATIONS = 24, 9  # of the search in many pictures, shorter than in one
COUNTS, WORK = (5, 10, 25, 50, 100), 50_000_000_000  # pictures; multiply-adds that a visitor waits for


@dataclass(frozen=True)
class Found:
    """pixel: the best that evolution found. every: the best of all pixels, black and white, for grey pictures; else None.

    before (n_classes,): probabilities without it. picture (c, h, w): with it. everywhere: the answer's probability with this
    colour at every `stride`th place.
    """

    pixel: Pixel
    every: Pixel | None
    before: Array
    picture: Array
    everywhere: Array
    stride: int

    @property
    def answer(self) -> int:
        """What the network said without it."""
        return int(self.before.argmax())

    @property
    def curve(self) -> dict[str, list[tuple[float, float]]]:
        """The answer's probability with the best pixel so far, by generation."""
        return {"best pixel so far": [(float(at), value) for at, value in enumerate(self.pixel.history)]}


@dataclass(frozen=True)
class Rate:
    """Many pictures (n, c, h, w), as they are and with their pixel; answers (n,) before and after. chance: the share of single
    random pixels, in random colours, that change an answer.
    """

    changed: Array
    before: Array
    after: Array
    chance: float

    @property
    def rate(self) -> float:
        """The share of pictures whose answer changed."""
        return float((self.before != self.after).mean())

    def shown(self, classes: Sequence[str], most: int = 3) -> tuple[list[Array], list[str]]:
        """Some of the pictures with their pixel, first those that gave way, and what the network says before and after."""
        which = np.argsort(self.before == self.after, kind="stable")[:most]
        pairs = [(classes[self.before[at]], classes[self.after[at]]) for at in which]
        titles = [f"still {was}" if was == now else f"{was} → {now}" for was, now in pairs]
        return [images.to_pixels(self.changed[at]) for at in which], titles


def look(model: nn.Module, image: Image, *, population: int = 64, generations: int = 20, seed: int = 0) -> Found:
    """The pixel that hurts the answer for an image (c, h, w) most."""
    image = torch.as_tensor(image, device=next(model.parameters()).device)
    before = scores(model, image[None]).softmax(1)[0]
    answer = int(before.argmax())
    pixel = evolve(model, image, answer, population=population, generations=generations, seed=seed)
    is_small = len(image) == 1 and max(image.shape) <= PLACES[-1]
    every = exhaust(model, image, answer, colours=EXTREMES) if is_small else None
    side = math.isqrt(affordable(multiply_adds(model, image), [side**2 for side in PLACES], WORK))
    stride = -(-max(image.shape[1:]) // side)
    places = everywhere(model, image, answer, pixel.colour, stride=stride)
    return Found(pixel, every, before.cpu().numpy(), put(image, pixel).cpu().numpy(), places, stride)


def rounds(model: library.Model) -> list[int]:
    """The numbers of generations that a visitor can wait for, with the fewest candidates."""
    return [count for count in ROUNDS if _work(model, POPULATIONS[0], count) <= WORK] or [ROUNDS[0]]


def populations(model: library.Model, generations: int) -> list[int]:
    """The numbers of candidates that a visitor can wait for."""
    return [count for count in POPULATIONS if _work(model, count, generations) <= WORK] or [POPULATIONS[0]]


def counts(model: library.Model) -> list[int]:
    """The numbers of pictures that a visitor can wait for, perhaps none."""
    return [count for count in COUNTS if count * _work(model, POPULATION, GENERATIONS) <= WORK]


def rate(model: library.Model, n: int, seed: int = 0) -> Rate:
    """A short search in each of n pictures that are at hand for a network."""
    pictures = gather(model, n).inputs
    network, before = model.network, answers(model.network, pictures)
    found = [
        evolve(network, picture, int(label), population=POPULATION, generations=GENERATIONS, seed=seed + at)
        for at, (picture, label) in enumerate(zip(pictures, before, strict=True))
    ]
    changed = torch.stack([put(picture, pixel) for picture, pixel in zip(pictures, found, strict=True)])
    chance = float(
        np.mean([_chance(network, picture, int(label), seed) for picture, label in zip(pictures, before, strict=True)])
    )
    after = answers(network, changed)
    return Rate(changed.cpu().numpy(), before.cpu().numpy(), after.cpu().numpy(), chance)


def _work(model: library.Model, population: int, generations: int) -> int:
    """The multiply-adds of a search."""
    each = multiply_adds(model.network, torch.zeros(model.shape, device=model.device))
    return each * population * (generations + 1)


def _chance(model: nn.Module, picture: Tensor, label: int, seed: int) -> float:
    """The share of random pixels, in random colours, that change the answer."""
    dice = np.random.default_rng(seed)
    changed = picture.repeat(POPULATION, 1, 1, 1)
    rows, columns = (torch.from_numpy(dice.integers(0, size, POPULATION)) for size in picture.shape[1:])
    changed[torch.arange(POPULATION), :, rows, columns] = torch.from_numpy(dice.random((POPULATION, len(picture)))).to(picture)
    return float((answers(model, changed) != label).double().mean())
