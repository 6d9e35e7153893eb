"""The content-style curve: one painting for each strength of the style, all from the photograph, none knowing of the others."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.images import unit
from vizlab.progress import Step
from vizlab.recipes import Knob, check
from vizlab.store import Store
from vizlab.style.canvas import prepare
from vizlab.style.features import network_of
from vizlab.style.objective import Objective
from vizlab.style.recipe import KNOBS as STYLE_KNOBS
from vizlab.style.recipe import StyleRecipe
from vizlab.style.series import Painted, coarse_to_fine, paint_all
from vizlab.style.sight import luminance
from vizlab.style.texture.synthesis import EVEN

KIND = "style-tradeoff"
STRENGTHS = tuple(value for value in STYLE_KNOBS["strength"].choices if 0 < value <= 1000)  # beyond, nothing changes any more

# What a painting has here whatever the default is: two losses and nothing else, so that one is given for the other.
PLAIN: dict[str, Any] = {
    "alpha": 1.0, "tv": 0.0, "scales": 1, "paint": "pixels", "pooling": "max", "tap": "after", "optimizer": "L-BFGS",
    "colors": "style", "statistic": "Gram", "seamless": False, **EVEN,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CurveRecipe:
    """Everything that decides a curve. content, style, network, content_layers, seed: as of a painting.

    point_px: longer side of each picture. point_steps: iterations of each.
    """

    content: str = StyleRecipe.content
    style: str = StyleRecipe.style
    network: str = StyleRecipe.network
    content_layers: str = StyleRecipe.content_layers
    point_px: int = 64
    point_steps: int = 100
    seed: int = 0
    algorithm: int = 1  # raised when the same recipe comes to mean another curve

    def __post_init__(self) -> None:
        """Check types and ranges."""
        check(self, KNOBS)

    def paintings(self) -> dict[str, StyleRecipe]:
        """Strength -> its painting, weak to strong."""
        return {f"{strength:g}": self.painting(strength) for strength in STRENGTHS}

    def painting(self, strength: float) -> StyleRecipe:
        """The painting of one strength."""
        return StyleRecipe(
            content=self.content, style=self.style, network=self.network, content_layers=self.content_layers, init="content",
            strength=strength, size_px=self.point_px, steps=self.point_steps, seed=self.seed, **PLAIN,
        )  # fmt: skip

    def order(self) -> list[int]:
        """Both ends first, then the middles."""
        return coarse_to_fine(len(STRENGTHS))


def trace(recipe: CurveRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Paint all points of a curve; see `series.paint_all`."""
    yield from paint_all(KIND, recipe, store)


def losses(points: Sequence[Painted]) -> NDArray[np.float64]:
    """Content and style loss (n, 2) of each point, in the eyes of the network that painted it."""
    return np.array([[point.last["content"], point.last["style"]] for point in points]).reshape(-1, 2)


def judged(points: Sequence[Painted], recipe: CurveRecipe, store: Store | None = None) -> NDArray[np.float64]:
    """Content and style loss (n, 2) of each point as the network and layers of another curve see it."""
    painting = recipe.painting(STRENGTHS[0])
    network = network_of(painting, store)
    objective = Objective(painting, network, prepare(painting, network, store))
    found = []
    for point in points:
        picture = unit(torch.from_numpy(point.pixels.copy())).permute(2, 0, 1).to(network.device)
        with torch.no_grad():
            values = objective.losses(picture if network.channels == 3 else luminance(picture))
        found.append([float(values["content"]), float(values["style"])])
    return np.array(found).reshape(-1, 2)


def is_monotone(values: NDArray[np.float64], slack: float = 0.0) -> bool:
    """Whether points (n, 2), weak to strong, never lose content loss and never gain style loss by more than this share of it."""
    content, style = values.T
    return bool((content[1:] >= content[:-1] * (1 - slack)).all() and (style[1:] <= style[:-1] * (1 + slack)).all())


def knee(values: NDArray[np.float64]) -> int | None:
    """Which of the points (n, 2) lies farthest below the line between the ends; None if none does.

    Losses are shares, so both axes count from their smallest to their largest. From the knee on, less of one loss costs more of
    the other. Source: Satopaa 2011, "Finding a Kneedle in a Haystack".
    """
    if len(values) < 3:
        return None
    low, high = values.min(axis=0), values.max(axis=0)
    below = 1 - ((values - low) / np.maximum(high - low, 1e-12)).sum(axis=1)
    return int(below.argmax()) if below.max() > 1e-9 else None


def beside(recipe: CurveRecipe, other: str) -> CurveRecipe:
    """The curve that is held against one: "layer/2" with another content layer, "network/<reference>" with another network."""
    kind, _, value = other.partition("/")
    changed: Mapping[str, Any] = {"content_layers": value} if kind == "layer" else {"network": value}
    return replace(recipe, **changed)


KNOBS: dict[str, Knob] = {
    "point_px": Knob(16, 256, "Longer side of each picture in pixels: time grows with its square.", (64, 96, 128)),
    "point_steps": Knob(1, 500, "Iterations of each picture: too few, and the curve bends back.", (25, 50, 100, 200)),
    "seed": Knob(0, 2**31 - 1, "The weights of the random network.", tuple(range(100))),
}
