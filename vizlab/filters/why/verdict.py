"""What the comparison of an MLP with a CNN says: accuracies, what shuffling costs, curves over nuisances, single answers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.filters.why import nuisances
from vizlab.filters.why.versus import NETWORKS, ORDERS, VersusRecipe, digits, network
from vizlab.frames import Frame
from vizlab.images import to_pixels


@dataclass(frozen=True)
class Disturbed:
    """Test digits under nuisances. pixels (n, 12, 12), uint8. titles: what each is and is taken for. accuracy: by network."""

    pixels: NDArray[np.uint8]
    titles: list[str]
    accuracy: dict[str, float]


def trained(frames: Sequence[Frame]) -> dict[str, nn.Module]:
    """The two networks of the first start, as they were kept."""
    found = {}
    for name in NETWORKS:
        found[name] = network(name, 0)
        nn.utils.vector_to_parameters(torch.from_numpy(frames[0].arrays[f"weights/{name}"]).float(), found[name].parameters())
        found[name].requires_grad_(False)
    return found


def accuracies(frames: Sequence[Frame]) -> dict[str, dict[str, list[float]]]:
    """Network -> order of pixels -> test accuracy of each start."""
    return {
        name: {order: [float(frame.arrays["accuracy"][i, j]) for frame in frames] for j, order in enumerate(ORDERS)}
        for i, name in enumerate(NETWORKS)
    }


def groups(frames: Sequence[Frame]) -> dict[str, list[float]]:
    """ "MLP<br>as they are" and so on -> test accuracy of each start, in the order in which they are drawn."""
    return {f"{name}<br>{order}": values for name, rows in accuracies(frames).items() for order, values in rows.items()}


def gaps(frames: Sequence[Frame]) -> dict[str, tuple[float, float]]:
    """Network -> what shuffling costs in accuracy: mean over the starts, and standard error of that mean."""
    found = {}
    for name, rows in accuracies(frames).items():
        lost = np.subtract(rows[ORDERS[0]], rows[ORDERS[1]])
        found[name] = float(lost.mean()), float(lost.std(ddof=1) / math.sqrt(len(lost)))
    return found


def twins(frames: Sequence[Frame]) -> int:
    """Answers, over all starts, that an MLP changed when its first weights were shuffled together with the pixels."""
    return int(sum(frame.arrays["twins"][0] for frame in frames))


def nuisance_curves(frames: Sequence[Frame], name: str) -> dict[str, NDArray[np.float64]]:
    """Network -> accuracy at each level of a nuisance, for each start: (starts, levels)."""
    ends = np.cumsum([len(nuisance.levels) for nuisance in nuisances.NUISANCES.values()])
    place = list(nuisances.NUISANCES).index(name)
    found = np.stack([np.split(frame.arrays["curves"], ends, axis=1)[place] for frame in frames]).astype(np.float64)
    return {title: found[:, place] for place, title in enumerate(NETWORKS)}


def mean_curves(frames: Sequence[Frame], name: str) -> dict[str, list[tuple[float, float]]]:
    """Network -> (level of a nuisance, accuracy), mean over the starts."""
    levels = nuisances.NUISANCES[name].levels
    rows = nuisance_curves(frames, name)
    return {title: list(zip(map(float, levels), found.mean(axis=0).tolist(), strict=True)) for title, found in rows.items()}


def areas(frames: Sequence[Frame]) -> dict[str, dict[str, float]]:
    """Nuisance -> network -> the mean over starts of the area under its curve, 0-1."""
    return {
        name: {
            title: float(np.mean([nuisances.area(row.tolist()) for row in rows]))
            for title, rows in nuisance_curves(frames, name).items()
        }
        for name in nuisances.NUISANCES
    }


def under(frames: Sequence[Frame], recipe: VersusRecipe, levels: Mapping[str, float], seed: int) -> Disturbed:
    """The test digits of the first start under nuisances, and what its two networks take them for."""
    known, nets = digits(recipe, 0), trained(frames)
    seen = nuisances.disturbed(known.test_inputs, seed, levels)
    with torch.no_grad():
        said = {name: net(seen).argmax(1) for name, net in nets.items()}
    answers = zip(known.test_labels.tolist(), *(each.tolist() for each in said.values()), strict=True)
    titles = [f"{truth}: MLP {mlp}, CNN {cnn}" for truth, mlp, cnn in answers]
    right = {name: float((each == known.test_labels).float().mean()) for name, each in said.items()}
    return Disturbed(_levels(seen), titles, right)


def both_orders(recipe: VersusRecipe, few: int) -> tuple[NDArray[np.uint8], list[str]]:
    """The first test digits of the first start as they are, then shuffled: (2 few, 12, 12), uint8, and what each is."""
    known = digits(recipe, 0)
    shown = torch.cat([known.test_inputs[:few], known.shuffled().test_inputs[:few]])
    return _levels(shown), [str(label) for label in known.test_labels[:few].tolist()] * 2


def _levels(seen: Tensor) -> NDArray[np.uint8]:
    """Pictures (n, 1, h, w) as grey levels, (n, h, w)."""
    levels: NDArray[np.uint8] = np.stack([to_pixels(picture)[:, :, 0] for picture in seen.clamp(0, 1)])
    return levels
