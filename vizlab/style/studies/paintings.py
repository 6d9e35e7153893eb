"""The paintings of each study: recipes of the one engine that differ in one thing, all from the same noise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vizlab.style.losses import STATISTICS
from vizlab.style.recipe import StyleRecipe
from vizlab.style.studies.recipe import StudyRecipe

# Features before they are cut off at zero, and pools that let a gradient reach every pixel: with others the same losses are
# reached under a veil of noise.
EYES: dict[str, Any] = {"tap": "before", "pooling": "average"}
PAINT: dict[str, Any] = {"paint": "pixels", "optimizer": "L-BFGS", "scales": 1, "colors": "style", "init": "noise"}
STRENGTH = 100.0
SMOOTH = 0.1  # weight of the total variation where a layer decides alone: enough to settle what it leaves open


def paintings(recipe: StudyRecipe, layers: int) -> dict[str, StyleRecipe]:
    """What each painting of a study is called, and its recipe. layers: how many layers the network listens to."""
    return PAINTINGS[recipe.study](recipe, layers)


def of_texture(recipe: StudyRecipe, **fields: Any) -> StyleRecipe:
    """Style alone, from noise."""
    return _small(recipe, **({"alpha": 0.0, "strength": STRENGTH, "tv": 0.0} | fields))


def of_content(recipe: StudyRecipe, content_layers: str) -> StyleRecipe:
    """Content alone, from noise."""
    return _small(recipe, strength=0.0, content_layers=content_layers, tv=SMOOTH)


def _small(recipe: StudyRecipe, **fields: Any) -> StyleRecipe:
    return StyleRecipe(
        content=recipe.picture, style=recipe.picture, network=recipe.network, size_px=recipe.side_px, steps=recipe.rounds,
        seed=recipe.seed, **EYES, **PAINT, **fields,
    )  # fmt: skip


def _naive(recipe: StudyRecipe, layers: int) -> dict[str, StyleRecipe]:
    every = ",".join(map(str, range(1, layers + 1)))
    return {"content loss": of_content(recipe, every), "Gram matrices": of_texture(recipe)}


def _statistics(recipe: StudyRecipe, layers: int) -> dict[str, StyleRecipe]:
    return {name: of_texture(recipe, statistic=name) for name in STATISTICS}


def _layers(recipe: StudyRecipe, layers: int) -> dict[str, StyleRecipe]:
    return {f"layer {number}": of_texture(recipe, tv=SMOOTH, **_only(number)) for number in range(1, layers + 1)}


def _only(number: int) -> dict[str, Any]:
    """Weights that leave one layer of style, its number counted from 1."""
    return {"w_pixels": 0.0} | {f"w_{other}": float(other == number) for other in range(1, 6)}


def _reconstruction(recipe: StudyRecipe, layers: int) -> dict[str, StyleRecipe]:
    return {f"layer {number}": of_content(recipe, str(number)) for number in range(1, layers + 1)}


PAINTINGS: dict[str, Callable[[StudyRecipe, int], dict[str, StyleRecipe]]] = {
    "naive": _naive,
    "statistics": _statistics,
    "layers": _layers,
    "reconstruction": _reconstruction,
}
