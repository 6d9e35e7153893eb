"""What is shown of networks that learned from stylised pictures: whom they believe, with intervals, and the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.data import shapes
from vizlab.frames import Frames
from vizlab.store import Store
from vizlab.style import pictures
from vizlab.style.stylised import learning, sets

RESAMPLES = 400
Tiles = list[NDArray[np.uint8]]


@dataclass(frozen=True)
class Found:
    """Networks of one recipe. decided (starts, n): 1 for the outline, -1 for the texture, 0 for neither. accuracies: by name."""

    decided: NDArray[np.int8]
    accuracies: Mapping[str, list[float]]

    @property
    def fraction(self) -> float:
        """Decisions for the outline among those that name one of the two, all networks together; NaN if none does."""
        return fraction(self.decided)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of `fraction` over pictures: they are drawn again and again, with all networks' answers."""
        dice, n = np.random.default_rng(0), self.decided.shape[1]
        drawn = [fraction(self.decided[:, dice.integers(n, size=n)]) for _ in range(RESAMPLES)]
        low, high = np.nanquantile(drawn, [0.025, 0.975])
        return float(low), float(high)

    @property
    def rows(self) -> tuple[float, float, float, list[float]]:
        """Low end, value and high end, and the value of each network alone."""
        low, high = self.interval
        return low, self.fraction, high, [fraction(each) for each in self.decided]

    def accuracy(self, name: str) -> float:
        """The mean over networks."""
        return float(np.mean(self.accuracies[name]))


def fraction(decided: NDArray[Any]) -> float:
    """Shape decisions among all decisions."""
    shape, texture = int((decided == 1).sum()), int((decided == -1).sum())
    return shape / (shape + texture) if shape + texture else float("nan")


def found(recipe: learning.StylisedRecipe, store: Store | None = None) -> Found:
    """What the networks of a recipe go by; trained now, if they are not."""
    for _ in learning.learn(recipe, store):
        pass
    frames = Frames(learning.KIND, recipe, store).read()
    accuracies = {name: [float(frame.notes[name]) for frame in frames] for name in learning.ACCURACIES}
    return Found(np.stack([frame.arrays["decided"] for frame in frames]), accuracies)


def all_found(recipe: learning.StylisedRecipe, store: Store | None = None) -> dict[float, Found]:
    """Share -> what its networks go by, of all shares that are there."""
    return {share: found(run.recipe, store) for share, run in learning.known(recipe, store).items()}


def columns(results: Mapping[float, Found]) -> dict[str, list[float]]:
    """Accuracies by name, a value for each share."""
    return {name: [each.accuracy(name) for each in results.values()] for name in learning.ACCURACIES}


def texture_share(decided: NDArray[Any]) -> float:
    """The share of all answers that name the class of the texture."""
    return float((decided == -1).mean())


def verdict(results: Mapping[float, Found]) -> str:
    """What stylised pictures did to the texture's say, and whether the outline took its place: in words and numbers."""
    first, last = results[min(results)], results[max(results)]
    if len(results) < 2:
        return "Move the share to train others beside these."
    said = "loses its say" if first.interval[1] < last.interval[0] else "does not clearly lose its say"
    right, chance = last.accuracy("any texture"), 1 / len(shapes.CLASSES)
    learned = "is learned in its place" if right > 1.5 * chance else "is hardly learned in its place"
    return (
        f"**The texture {said}**: {texture_share(first.decided):.0%} of the answers follow it with {min(results):.0%} stylised, "
        f"{texture_share(last.decided):.0%} with {max(results):.0%}, over {len(first.decided)} networks each. The outline "
        f"{learned}: with any texture {right:.0%} are right then, and guessing gives {chance:.0%}."
    )


def tiles(recipe: sets.TwinsRecipe, store: Store | None = None) -> tuple[Tiles, list[str], list[str]]:
    """Plain pictures, then their twins: pixels with alpha, labels, and what hovering says. Twins are made, if they are not."""
    for _ in sets.make(recipe, store):
        pass
    plain, labels = sets.plain(recipe)
    names = [shapes.CLASSES[label] for label in labels]
    styles = [pictures.title(sets.style_of(recipe, at)) for at in range(recipe.pictures)]
    both = np.concatenate([plain, sets.read(recipe, store)]).transpose(0, 2, 3, 1)
    shown = [np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]) for pixels in both]
    hover = [f"{name}, its texture that of the class" for name in names]
    return (
        shown,
        [*names, *styles],
        [*hover, *(f"{name} in the style of {style}" for name, style in zip(names, styles, strict=True))],
    )
