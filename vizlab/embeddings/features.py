"""The vectors to embed: raw pixels, or what a layer of a trained network makes of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import data, images, library
from vizlab.embeddings.recipe import EmbeddingRecipe
from vizlab.errors import VizlabError
from vizlab.inspection import activations, layer_names

MOST_NUMBERS = 4096  # a layer with more has its maps averaged down: 2,000 pictures are 33 MB then
CHUNK = 250  # pictures


@dataclass(frozen=True)
class Items:
    """features (n, d) float32; labels (n,) int64; pictures (n, c, h, w) uint8; classes: the names of the labels."""

    features: torch.Tensor
    labels: torch.Tensor
    pictures: NDArray[np.uint8]
    classes: tuple[str, ...]


def read(recipe: EmbeddingRecipe) -> Items:
    """What a recipe embeds; pictures of 64 px are averaged to 32, as wide layers are.

    Errors: `VizlabError` if data or model are not here, or do not belong together.
    """
    pictures, labels = pictures_of(recipe.data, recipe.n)
    inputs = images.unit(torch.from_numpy(pictures))
    features = layer_features(open_for(recipe), inputs, recipe.layer) if recipe.reference else _fitting(inputs).flatten(1)
    return Items(features, torch.from_numpy(labels), pictures, data.find(recipe.data).classes)


def pictures_of(name: str, n: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The first n pictures (n, c, h, w) and labels (n,): of the test set, and where it is small of the training set after it.

    Errors: `VizlabError` if the data is not downloaded yet, or holds no pictures.
    """
    split = data.load(name)
    parts = [split.test] if len(split.test) >= n else [split.test, split.train]
    pictures = np.concatenate([np.asarray(part.inputs[:n]) for part in parts])[:n]
    return pictures, np.concatenate([part.labels[:n] for part in parts])[:n]


def open_for(recipe: EmbeddingRecipe) -> library.Model:
    """The model of a recipe. Errors: `VizlabError` if it was trained on other data."""
    model = library.open_model(recipe.reference)
    if model.data != recipe.data:
        raise VizlabError(f"The model must be trained on {recipe.data}; {recipe.reference} knows {model.data or 'other data'}.")
    return model


def layer_features(model: library.Model, inputs: torch.Tensor, layer: str) -> torch.Tensor:
    """What a layer says of inputs (n, c, h, w): (n, d) float32 on the CPU, d at most about `MOST_NUMBERS`.

    Maps of a wider layer are averaged over neighbouring pixels until they fit. Errors: those of `inspection.activations`.
    """
    parts = []
    with model.lock:
        for part in inputs.split(CHUNK):
            found = activations(model.network, part.to(model.device), [layer])[layer]
            parts.append(_fitting(found).flatten(1).float().cpu())
    return torch.cat(parts)


def layer_sizes(model: library.Model) -> dict[str, tuple[int, ...]]:
    """Layer -> the shape of what it says of one picture, in the order of the network."""
    names = layer_names(model.network)
    blank = torch.zeros(1, *model.shape, device=model.device)
    with model.lock:
        found = activations(model.network, blank, names)
    return {name: tuple(found[name].shape[1:]) for name in names}


def layer_title(name: str, shape: tuple[int, ...]) -> str:
    """ "block2.pool", (64, 2, 2) -> "Block 2, pooling: 256 numbers"; says where maps are averaged down."""
    words = ", ".join(map(_spelled, name.split(".")))
    numbers, fitted = math.prod(shape), _fitting(torch.empty(1, *shape))
    averaged = "" if fitted[0].numel() == numbers else f", averaged to {fitted[0].numel():,}"
    return f"{words[0].upper()}{words[1:]}: {numbers:,} numbers{averaged}"


def last_hidden(names: list[str]) -> str:
    """The layer that the answer is read off: the last but one."""
    return names[-2] if len(names) > 1 else names[0]


def _fitting(maps: Any) -> torch.Tensor:
    """Maps (n, c, h, w) with h and w halved until they hold at most `MOST_NUMBERS` numbers; others as they are."""
    while maps.ndim == 4 and maps[0].numel() > MOST_NUMBERS and min(maps.shape[2:]) > 1:
        maps = torch.nn.functional.avg_pool2d(maps, 2)
    return torch.as_tensor(maps)


def _spelled(word: str) -> str:
    """ "block2" -> "block 2", "fc1" -> "fully connected 1"."""
    letters = word.rstrip("0123456789")
    return f"{_KINDS.get(letters, letters)} {word[len(letters) :]}".strip()


_KINDS: dict[str, str] = {
    "conv": "convolution",
    "norm": "batch norm",
    "activation": "activation",
    "pool": "pooling",
    "fc": "fully connected",
    "average": "averaged maps",
    "flatten": "flattened for the last layers",
    "output": "class scores",
}
