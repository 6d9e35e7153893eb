"""A finished run of all families, opened for looking: what each frame keeps, and the models that are kept whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.frames import Frame
from vizlab.generative.families import shapes
from vizlab.generative.families.choices import FamiliesRecipe
from vizlab.generative.families.learning import FAMILIES, revived
from vizlab.generative.families.training import SHOWN, SIDE, grid
from vizlab.generative.states import below


def samples(frames: Sequence[Frame], name: str) -> NDArray[np.float32]:
    """Samples (700, 2) of a family."""
    return _frame(frames, name).arrays["samples"].astype(np.float32)


def density(frames: Sequence[Frame], name: str) -> NDArray[np.float32] | None:
    """p(x) over the square, (56, 56), row by row from below; None if the family has none."""
    kept = _frame(frames, name).arrays.get("density")
    return None if kept is None else np.exp(kept.astype(np.float32))


def real(recipe: FamiliesRecipe, part: int = 1) -> NDArray[np.float32]:
    """As many real points, (700, 2): held-out ones, or of another part of `shapes.draws`."""
    return shapes.draws(recipe.plane_data, SHOWN, recipe.plane_seed, part)


def true_density(recipe: FamiliesRecipe) -> NDArray[np.float32]:
    """The true p(x) over the square, (56, 56)."""
    found = shapes.shape(recipe.plane_data).log_density(grid().numpy())
    return np.exp(found).reshape(SIDE, SIDE).astype(np.float32)


def total(recipe_density: NDArray[np.floating]) -> float:
    """How much of a density (s, s) over the square there is: close to 1 if little lies outside and cells are fine enough."""
    cell = (2 * shapes.EDGE / len(recipe_density)) ** 2
    return float(np.asarray(recipe_density, np.float64).sum() * cell)


def model(frames: Sequence[Frame], name: str) -> Any:
    """The flow or the diffusion model of a run, frozen. Errors: `VizlabError` for a family that is not kept whole."""
    arrays = below("weights/", _frame(frames, name).arrays)
    if not arrays:
        raise VizlabError(f"The weights of {name} are not kept.")
    return revived(name, arrays)


def _frame(frames: Sequence[Frame], name: str) -> Frame:
    number = list(FAMILIES).index(name)
    found = next((frame for frame in frames if frame.index == number), None)
    if found is None:
        raise VizlabError(f"{name} has not been taught in this run.")
    return found
