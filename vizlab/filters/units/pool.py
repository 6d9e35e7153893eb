"""The pictures that units are looked at with: a model's own test set, what of it comes along, or pieces of photographs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import data, images, library
from vizlab.data import samples
from vizlab.data.examples import Examples
from vizlab.errors import VizlabError
from vizlab.filters.reading import material
from vizlab.filters.units.recipe import PARTS, SurveyRecipe

FITTED = {"digits": "digits", "pieces": material.PHOTOGRAPHS}  # parts of `PARTS` that are fitted to what the network takes


@dataclass(frozen=True)
class Pool:
    """inputs (n, c, h, w), uint8. labels (n,) int64, -1 where nobody knows. words: what they are."""

    inputs: NDArray[Any]
    labels: NDArray[np.int64]
    words: str

    def __len__(self) -> int:
        """How many pictures."""
        return len(self.labels)

    @property
    def is_labelled(self) -> bool:
        """Whether it is known what the pictures are."""
        return bool((self.labels >= 0).all())

    def batch(self, indices: Any) -> torch.Tensor:
        """Some of the pictures as a network gets them: float32 in [0, 1]."""
        return images.unit(torch.from_numpy(np.array(self.inputs[indices])))


def draw(model: library.Model, recipe: SurveyRecipe) -> Pool:
    """The pictures of a recipe. Errors: `VizlabError` if they are not here, or the model takes no pictures."""
    if len(model.shape) != 3:
        raise VizlabError(f"Only networks that take pictures have maps to look at; {model.title} takes points.")
    if recipe.part in FITTED:
        found = material.gather(FITTED[recipe.part], model.shape, recipe.pictures)
        return Pool((255 * found.inputs).round().byte().numpy(), found.labels, found.source)
    known = _known(model, recipe.part)
    count = min(recipe.pictures, len(known))
    if not count:
        raise VizlabError(f"Of {model.data or 'its data'} no {PARTS[recipe.part]} are here; photographs are always at hand.")
    whole = f"the first {count:,} of {len(known):,}" if count < len(known) else f"{count:,}"
    words = f"{whole} test pictures of {model.data}" + (" that come along" if recipe.part == "samples" else "")
    return Pool(known.inputs[:count], np.array(known.labels[:count], np.int64), words)


def parts(model: library.Model) -> list[str]:
    """The keys of `PARTS` of which there are pictures here, the best first."""
    found = ["digits", "pieces"] if model.classes == data.DIGITS else ["pieces"]
    if model.data and data.is_known(model.data):
        if data.is_ready(model.data):
            return ["test", "pieces"]
        if len(samples.crowd(model.data)):
            return ["samples", *found]
    return found


def size(model: library.Model, part: str) -> int:
    """How many pictures a part has, without reading them."""
    if part == "pieces":
        return len(material.CROPS) * len(images.PHOTOGRAPHS)
    if part == "digits":
        return data.find("digits").n_test + data.find("digits").n_train
    return data.find(model.data).n_test if part == "test" else len(samples.crowd(model.data))


def _known(model: library.Model, part: str) -> Examples:
    if part == "samples":
        return samples.crowd(model.data)
    return data.load(model.data).test
