"""The loss surface of the digits CNN against the loop that sets the weights and evaluates, point by point, over 360 pictures."""

from __future__ import annotations

import argparse
import copy
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor

from benchmarks.table import Row, against, verdict
from benchmarks.timing import alternate
from vizlab.landscapes.network import Scene, SurfaceRecipe, prepare

ROUNDS = 9
MOST_DIFFERENCE = 1e-5
COARSE = 6


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """The surface by the median of some of its rows, its largest difference, and the first coarse picture."""
    scene = prepare(SurfaceRecipe(part="test"))
    ours, peer = _ours(scene), _peer(scene)
    fine = [(float(x), float(y)) for y in scene.ys for x in scene.xs]
    row = fine[:: len(scene.xs)]  # points of one size each: the whole takes as many rows as columns
    ours_s, peer_s = (len(scene.xs) * seconds for seconds in alternate(lambda: ours(row), lambda: peer(row), rounds=ROUNDS))
    what = f"surface of the digits CNN, {len(scene.ys)} × {len(scene.xs)} points, 360 pictures, {ROUNDS} rows of it"
    yield against(what, ours_s, peer_s, "set weights, evaluate", at_most=0.50)
    some = fine[::7]
    gap = float(np.abs(ours(some) / peer(some) - 1).max())
    what = "the same, largest relative difference"
    yield Row(what, f"{gap:.1g}", target=f"≤ {MOST_DIFFERENCE:g}", met=verdict(gap <= MOST_DIFFERENCE))
    coarse = [(float(x), float(y)) for y in scene.ys[:: 40 // (COARSE - 1)] for x in scene.xs[:: 40 // (COARSE - 1)]]
    (first_s,) = alternate(lambda: ours(coarse))
    yield Row("a coarse picture of it", f"{1000 * first_s:.0f} ms", target="≤ 1 s", met=verdict(first_s <= 1))


def _ours(scene: Scene) -> Callable[[list[tuple[float, float]]], np.ndarray]:
    losses, (first, second) = scene.losses, scene.directions

    def found(points: list[tuple[float, float]]) -> np.ndarray:
        return losses.each_of([losses.centre + x * first + y * second for x, y in points]).double().mean(1).numpy()

    return found


def _peer(scene: Scene) -> Callable[[list[tuple[float, float]]], np.ndarray]:
    """What loss-surface tools do: write each parameter, then run the network as it was built, over one batch."""
    network = copy.deepcopy(scene.model.network).to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    inputs, labels = scene.batch.inputs.contiguous(), scene.batch.labels
    own = {name: parameter.detach().clone() for name, parameter in network.named_parameters()}
    first, second = (scene.losses.split(direction) for direction in scene.directions)

    def loss(x: float, y: float) -> Tensor:
        for name, parameter in network.named_parameters():
            parameter.data = own[name] + x * first[name] + y * second[name]
        with torch.no_grad():
            return torch.nn.functional.cross_entropy(network(inputs), labels)

    return lambda points: np.array([float(loss(x, y)) for x, y in points])
