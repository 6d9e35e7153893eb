"""Linear probes: what a straight line through the activations of a layer can tell, and how much of it training put there.

Ridge regression on one-hot targets in closed form, so that a probe has no steps and no seed. Source: Alain & Bengio 2016,
arXiv:1610.01644.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.filters.reading.material import Pictures
from vizlab.inspection import activations

MOST_FEATURES = 512  # wider layers have their maps averaged down first
STRENGTH = 1e-2  # of the penalty, relative to the mean variance of a direction
CHUNK = 64  # pictures
TEST_SHARE = 3  # every third picture is for testing


@dataclass(frozen=True)
class Probe:
    """A layer's: accuracy on pictures that were left out, and with the labels of the others shuffled; width: features."""

    layer: str
    accuracy: float
    shuffled: float
    width: int


def probe_layers(model: nn.Module, pictures: Pictures, names: list[str], seed: int = 0) -> list[Probe]:
    """A probe on the pixels and one on each layer, fitted on two thirds of the pictures, tested on the rest.

    Errors: `VizlabError` if the pictures have no labels, or are fewer than three for each class.
    """
    _check(pictures)
    shuffled = np.random.default_rng(seed).permutation(pictures.labels)
    probes = []
    for name, features in layer_features(model, pictures.inputs, names).items():
        accuracy, control = (_held_out(features, pictures.labels, labels) for labels in (pictures.labels, shuffled))
        probes.append(Probe(name, accuracy, control, features.shape[1]))
    return probes


def layer_features(model: nn.Module, inputs: torch.Tensor, names: list[str]) -> dict[str, torch.Tensor]:
    """Layer -> what it says of pictures (n, c, h, w), as (n, d) float32 on the CPU, "pixels" first; d at most `MOST_FEATURES`.

    Maps are averaged over neighbours until they fit; more channels than that stay as they are.
    """
    device = next(model.parameters()).device
    parts: dict[str, list[torch.Tensor]] = {name: [] for name in names}
    for part in inputs.split(CHUNK):
        for name, found in activations(model, part.to(device), names).items():
            parts[name].append(_fitting(found).flatten(1).float().cpu())
    return {"pixels": _fitting(inputs).flatten(1)} | {name: torch.cat(found) for name, found in parts.items()}


def fit_ridge(features: torch.Tensor, labels: NDArray[np.int64], n_classes: int, strength: float) -> tuple[torch.Tensor, ...]:
    """Weights (d, classes) and biases (classes,) that come nearest to one-hot targets, with a penalty on the weights.

    strength: relative to the mean variance of a direction, so that it means the same for wide and narrow layers.
    """
    x = features.double()
    y = torch.nn.functional.one_hot(torch.from_numpy(labels), n_classes).double()
    mean_x, mean_y = x.mean(dim=0), y.mean(dim=0)
    x, y = x - mean_x, y - mean_y
    penalty = strength * float(x.square().sum()) / min(x.shape) + 1e-12
    if x.shape[0] < x.shape[1]:  # the same solution from the smaller of both matrices
        weights = x.T @ torch.linalg.solve(x @ x.T + penalty * torch.eye(len(x)).double(), y)
    else:
        weights = torch.linalg.solve(x.T @ x + penalty * torch.eye(x.shape[1]).double(), x.T @ y)
    return weights, mean_y - mean_x @ weights


def _held_out(features: torch.Tensor, labels: NDArray[np.int64], taught: NDArray[np.int64]) -> float:
    """The accuracy on every third picture of a probe that was taught these labels on the others."""
    test = np.arange(len(labels)) % TEST_SHARE == 0
    weights, bias = fit_ridge(features[~test], taught[~test], int(labels.max()) + 1, STRENGTH)
    said = (features[test].double() @ weights + bias).argmax(dim=1).numpy()
    return float((said == labels[test]).mean())


def _fitting(maps: torch.Tensor) -> torch.Tensor:
    while maps.ndim == 4 and maps[0].numel() > MOST_FEATURES and min(maps.shape[2:]) > 1:
        maps = torch.nn.functional.avg_pool2d(maps, 2, ceil_mode=True)
    return maps


def _check(pictures: Pictures) -> None:
    if (pictures.labels < 0).any() or len(pictures) < 3 * len(set(pictures.labels.tolist())):
        raise VizlabError(f"A probe needs labels, and three pictures of each class; got {pictures.source}.")
