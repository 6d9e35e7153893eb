"""The vectors to embed: raw pixels or columns, what a layer of a trained network makes of them, or their codes in a VAE."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import images, library, vae_codes
from vizlab.embeddings import sources
from vizlab.embeddings.recipe import EmbeddingRecipe
from vizlab.errors import VizlabError
from vizlab.inspection import activations, layer_names

MOST_NUMBERS = 4096  # a layer with more has its maps averaged down: 2,000 pictures are 33 MB then
CHUNK = 250  # pictures


@dataclass(frozen=True)
class Items:
    """features (n, d) float32; labels (n,) int64; pictures (n, c, h, w) uint8, None of points; classes: names of the labels.

    names: what each item is called. columns: further values to colour by, (n,) each, float64 (NaN where missing) or words.
    notes: sentences on what was left out. Without labels all items are of one class: see `is_labelled`.
    """

    features: torch.Tensor
    labels: torch.Tensor
    pictures: NDArray[np.uint8] | None
    classes: tuple[str, ...]
    names: tuple[str, ...] = ()
    columns: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def is_labelled(self) -> bool:
        """Whether there are classes to tell apart."""
        return len(self.classes) > 1


def read(recipe: EmbeddingRecipe) -> Items:
    """What a recipe embeds; pictures of 64 px are averaged to 32, as wide layers are.

    Errors: `VizlabError` if data or model are not here, or do not belong together.
    """
    rows = sources.rows(recipe.data, recipe.n)
    inputs, columns = unit(rows.inputs), dict(rows.columns)
    if vae_codes.is_reference(recipe.reference):
        features = vae_codes.encode(vae_codes.of_data(recipe.reference, sources.find(recipe.data).data), inputs)[0]
    elif recipe.reference:
        model = open_for(recipe)
        found = several_layers(model, inputs, list(dict.fromkeys([recipe.layer, layer_names(model.network)[-1]])))
        features = found[recipe.layer]
        columns |= answers(list(found.values())[-1], torch.from_numpy(rows.labels), rows.classes)
    else:
        features = fitting(inputs).flatten(1)
    pictures = rows.inputs if rows.inputs.ndim == 4 else None
    return Items(features, torch.from_numpy(rows.labels), pictures, rows.classes, rows.names, columns, rows.notes)


def unit(inputs: NDArray[Any]) -> torch.Tensor:
    """Inputs as a network gets them: pictures (n, c, h, w) in [0, 1], points (n, d) as they are; float32."""
    if inputs.dtype == np.uint8:
        return images.unit(torch.from_numpy(inputs))
    return torch.from_numpy(np.asarray(inputs, np.float32))


def answers(scores: torch.Tensor, labels: torch.Tensor, classes: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """What a network with scores (n, classes) says of items: right or wrong, its answer, how sure it is, its loss in nats."""
    if scores.ndim != 2 or scores.shape[1] != len(classes):
        return {}
    said = scores.argmax(1)
    loss = torch.nn.functional.cross_entropy(scores.double(), labels, reduction="none")
    right = np.where((said == labels).numpy(), "right", "wrong")
    numbers = {"confidence of the network": scores.double().softmax(1).amax(1).numpy(), "loss of the network": loss.numpy()}
    return {"right or wrong": right, "answer": np.array(classes)[said.numpy()], **numbers}


def pictures_of(name: str, n: int) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The first n inputs and labels (n,) of a source. Errors: `VizlabError` if the data is not here."""
    rows = sources.rows(name, n)
    return rows.inputs, rows.labels


def open_for(recipe: EmbeddingRecipe) -> library.Model:
    """The model of a recipe. Errors: `VizlabError` if it was trained on other data."""
    model = library.open_model(recipe.reference)
    data = sources.find(recipe.data).data
    if not data or model.data != data:
        raise VizlabError(f"The model must be trained on {recipe.data}; {recipe.reference} knows {model.data or 'other data'}.")
    return model


def layer_features(model: library.Model, inputs: torch.Tensor, layer: str) -> torch.Tensor:
    """What a layer says of inputs (n, ...): (n, d) float32 on the CPU, d at most about `MOST_NUMBERS`.

    Maps of a wider layer are averaged over neighbouring pixels until they fit. Errors: those of `inspection.activations`.
    """
    return several_layers(model, inputs, [layer])[layer]


def several_layers(
    model: library.Model, inputs: torch.Tensor, layers: list[str], most: int = MOST_NUMBERS
) -> dict[str, torch.Tensor]:
    """The same of several layers from one pass: name -> (n, d), d at most about `most`."""
    parts: dict[str, list[torch.Tensor]] = {layer: [] for layer in layers}
    with model.lock:
        for part in inputs.split(CHUNK):
            for layer, found in activations(model.network, part.to(model.device), layers).items():
                parts[layer].append(fitting(found, most).flatten(1).float().cpu())
    return {layer: torch.cat(found) for layer, found in parts.items()}


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
    numbers, fitted = math.prod(shape), fitting(torch.empty(1, *shape))
    averaged = "" if fitted[0].numel() == numbers else f", averaged to {fitted[0].numel():,}"
    return f"{words[0].upper()}{words[1:]}: {numbers:,} numbers{averaged}"


def last_hidden(names: list[str]) -> str:
    """The layer that the answer is read off: the last but one."""
    return names[-2] if len(names) > 1 else names[0]


def fitting(maps: Any, most: int = MOST_NUMBERS) -> torch.Tensor:
    """Maps (n, c, h, w) with h and w halved until they hold at most `most` numbers; others as they are."""
    while maps.ndim == 4 and maps[0].numel() > most and min(maps.shape[2:]) > 1:
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
