"""Whether the maps of a number find its planted cause, picture after picture, against chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.inspection import inspected
from vizlab.saliency import find
from vizlab.saliency.affordable import affordable
from vizlab.saliency.any_output.networks import NETWORKS, Network
from vizlab.saliency.any_output.scenes import HALF, SIDE, Scenes, draw
from vizlab.saliency.evidence.places import mass, pointing

SEED = 1 << 20  # of the scenes behind a rate; those that are looked at have small seeds
N, LEAST, PASSES = 200, 10, 6_000  # pictures of a rate, at most and at least; images that may go through the network for it


@dataclass(frozen=True)
class Rate:
    """Over n pictures: how often the strongest pixel hits the cause, how much of the map lies on it, and its area: chance."""

    hits: float
    mass: float
    chance: float
    n: int


def cause(scenes: Scenes, network: str, target: int) -> NDArray[np.bool_]:
    """(n, h, w): where the cause of a network's number is to be seen: its thing, what is odd, or a whole quarter."""
    if network == "reader":
        return scenes.masks[:, target].numpy()
    if target == 0:
        return scenes.masks[:, 3].numpy()
    quarter = np.zeros((SIDE, SIDE), np.bool_)
    top, left = HALF * ((target - 1) // 2), HALF * ((target - 1) % 2)
    quarter[top : top + HALF, left : left + HALF] = True
    return np.broadcast_to(quarter, (len(scenes.images), SIDE, SIDE))


def maps(
    model: nn.Module, network: str, scenes: Scenes, target: int, method: str, settings: Mapping[str, Any]
) -> NDArray[np.float32]:
    """The maps (n, h, w) of this number. Errors: `VizlabError` as of the method, or for a number that there is not."""
    known = NETWORKS[network]
    if not 0 <= target < len(known.outputs):
        raise VizlabError(f"The number must be one from 0 to {len(known.outputs) - 1}; got {target}.")
    targets = torch.full((len(scenes.images),), target, dtype=torch.int64)
    found: NDArray[np.float32] = find(method).map(model, scenes.images, targets, **_settings(known, method, settings)).numpy()
    return found


def outputs(model: nn.Module, scenes: Scenes) -> NDArray[np.float32]:
    """What the network puts out for each scene, (n, k)."""
    with inspected(model), torch.no_grad():
        numbers: NDArray[np.float32] = model(scenes.images).numpy()
    return numbers


def rate(model: nn.Module, network: str, target: int, method: str) -> Rate:
    """Over 200 scenes, or fewer where a map takes many passes."""
    known = NETWORKS[network]
    image, chosen = draw(1, SEED, odd=known.odd).images[0], _settings(known, method, {})
    n = affordable(model, image, method, chosen, passes=PASSES, least=LEAST, most=N)
    scenes = draw(n, SEED, odd=known.odd)
    found, masks = maps(model, network, scenes, target, method, {}), cause(scenes, network, target)
    return Rate(float(pointing(found, masks).mean()), float(mass(found, masks).mean()), float(masks.mean()), n)


def fit(model: nn.Module, network: str) -> tuple[float, ...]:
    """Whether there is something to explain. Of the reader: R² of each number over unseen scenes. Of the autoencoder: how many
    times as large its error is on pictures with the odd thing as on pictures without.
    """
    scenes = draw(N, SEED)
    said = outputs(model, scenes)
    if network == "reader":
        truth = scenes.numbers.numpy()
        missed = ((said - truth) ** 2).sum(axis=0) / ((truth - truth.mean(axis=0)) ** 2).sum(axis=0)
        return tuple((1 - missed).tolist())
    return (float(outputs(model, draw(N, SEED, odd=True))[:, 0].mean() / said[:, 0].mean()),)


def _settings(known: Network, method: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that the method takes, and the layer that it looks at if it looks at one."""
    options = find(method).options
    chosen = {name: value for name, value in settings.items() if name in options}
    return chosen | ({"layer": known.layer} if "layer" in options else {})
