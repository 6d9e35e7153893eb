"""The fixed examples that a network's loss is measured on: drawn once by a seed, the same at every point of a surface."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from vizlab import data, library
from vizlab.data import samples
from vizlab.data.examples import Examples
from vizlab.errors import VizlabError
from vizlab.recipes import Recipe
from vizlab.training.report import to_inputs
from vizlab.training.setup import held_back

GROUPS = 8  # mini-batches that the examples are dealt out to


@dataclass(frozen=True)
class Batch:
    """inputs: float32, images (n, c, h, w) in [0, 1] or points (n, d). labels (n,) int64. words: what they are."""

    inputs: Tensor
    labels: Tensor
    words: str


def draw(model: library.Model, part: str, n: int, seed: int) -> Batch:
    """At most n examples of a model's own data, a multiple of `GROUPS`, in random order.

    Errors: `VizlabError` if the data is not here.
    """
    if model.run is None or not data.is_known(model.data):
        raise VizlabError(f"A loss needs the data that a network was trained on; that of {model.title} is not known here.")
    known = _known(model.run.recipe, part)
    count = min(n, len(known) - len(known) % GROUPS)
    if not count:
        raise VizlabError(f"Of {model.data} there are {len(known)} {PARTS[part]} here; a loss needs {GROUPS} or more.")
    chosen = np.random.default_rng(seed).permutation(len(known))[:count]
    inputs, labels = (torch.from_numpy(np.asarray(array)[chosen]) for array in (known.inputs, known.labels))
    words = f"{count:,} of {len(known):,} {PARTS[part]} of {model.data}"
    return Batch(to_inputs(inputs).to(model.device), labels.to(model.device), words)


def default_part(name: str) -> str:
    """What of a data set is offered first, the same on every machine: what is always at hand, where there is such a thing."""
    return "training" if not data.is_known(name) or not data.find(name).files or not samples.come_along(name) else "samples"


def _known(recipe: Recipe, part: str) -> Examples:
    """Examples of one part; those of training as the run saw them, without what it held back."""
    if part == "samples":
        return samples.samples(recipe.data)
    split = data.load(recipe.data, noise=recipe.noise, seed=recipe.seed)
    if part == "test":
        return split.test
    order = np.random.default_rng(recipe.seed).permutation(len(split.train.labels))[held_back(recipe, len(split.train.labels)) :]
    return Examples(split.train.inputs[order], split.train.labels[order])


PARTS: dict[str, str] = {
    "training": "training examples",
    "test": "test examples",
    "samples": "pictures that come with vizlab",
}
