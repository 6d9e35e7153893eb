"""Settling a recipe: its words are known, its parts fit together, and knobs that nothing reads are at their defaults.

Two recipes that compute the same thing must have the same id, so a dropout rate left over from another architecture, say, is
reset before the id is taken.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from vizlab import data, models
from vizlab.errors import VizlabError
from vizlab.recipes import Recipe
from vizlab.training.choices import AUGMENTATIONS, MOMENTUM_USERS, OPTIMIZERS, SCHEDULES

_DEFAULTS = Recipe()
_TABLES: dict[str, Mapping[str, Any]] = {
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "augment": AUGMENTATIONS,
    "activation": models.ACTIVATIONS,
}
_MODEL_OPTIONS = ("depth", "width", "activation", "batch_norm", "dropout")


def settled(recipe: Recipe) -> Recipe:
    """The recipe with unread knobs at their defaults. Errors: `VizlabError` for unknown words or parts that do not fit."""
    dataset = data.find(recipe.data)
    models.find(recipe.model)
    for name, table in _TABLES.items():
        _require(name, getattr(recipe, name), table)
    if not models.fits(recipe.model, dataset.shape):
        fitting = ", ".join(label for label in models.ARCHITECTURES if models.fits(label, dataset.shape))
        raise VizlabError(f"{recipe.model} cannot take {recipe.data}; these can: {fitting}.")
    changes: dict[str, Any] = {name: getattr(_DEFAULTS, name) for name in unread(recipe)}
    return dataclasses.replace(recipe, data_version=dataset.version, **changes)


def unread(recipe: Recipe) -> frozenset[str]:
    """The knobs that this data set, architecture and optimizer do not read."""
    options = models.find(recipe.model).options
    names = [name for name in _MODEL_OPTIONS if name not in options]
    if recipe.optimizer not in MOMENTUM_USERS:
        names.append("momentum")
    dataset = data.find(recipe.data)
    if not dataset.takes_noise:
        names.append("noise")
    if not dataset.is_images:
        names += ["augment", "eps"]
    return frozenset(names)


def _require(name: str, value: str, table: Mapping[str, Any]) -> None:
    if value not in table:
        raise VizlabError(f"{name} must be one of {', '.join(table)}; got {value!r}.")
