"""Which pictures are near: by their pixels, and by what a layer of a network says of them.

Source: Krizhevsky 2012, figure 4: pictures whose features lie near each other show the same kind of thing, even where hardly a
pixel agrees. To add a distance: a line in `DISTANCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.filters.reading.material import Pictures
from vizlab.filters.reading.probes import layer_features

SAME = 1e-6  # pictures that differ less than that in every pixel are one picture


def distances(queries: torch.Tensor, features: torch.Tensor, measure: str) -> torch.Tensor:
    """From each query (m, d) to each of the others (n, d): (m, n), by a name in `DISTANCES`."""
    if measure not in DISTANCES:
        raise VizlabError(f"A distance is one of {', '.join(DISTANCES)}; got {measure!r}.")
    return DISTANCES[measure](queries.float(), features.float())


def look_up(
    model: nn.Module,
    pictures: Pictures,
    picture: NDArray[np.floating],
    space: str,
    k: int,
    measure: str,
    known: Mapping[str, torch.Tensor] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The k pictures nearest to one, (c, h, w), with their distances, in a space: "pixels" or a layer. Itself is left out.

    known: what the layers say of the pictures, where that has been computed before.
    """
    names = [] if space == "pixels" else [space]
    corpus = (layer_features(model, pictures.inputs, names) if known is None else known)[space]
    asked = layer_features(model, torch.as_tensor(np.asarray(picture, np.float32))[None], names)[space]
    return nearest(distances(asked, corpus, measure)[0], k, same_pictures(picture, pictures.inputs))


def alike(labels: NDArray[np.int64], found: NDArray[np.int64], truth: int | None) -> list[bool | None]:
    """Which of the pictures found have this class; None where it is not known."""
    return [None if truth is None else bool(labels[index] == truth) for index in found]


def nearest(away: torch.Tensor, k: int, left_out: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The k nearest by distances (n,), with their distances; those left out are not among them."""
    kept = torch.where(torch.from_numpy(left_out), torch.inf, away)
    order = kept.argsort(stable=True)[: min(k, int((~left_out).sum()))]
    return order.numpy(), kept[order].double().numpy()


def rates(features: Mapping[str, torch.Tensor], labels: NDArray[np.int64], k: int, measure: str) -> dict[str, float]:
    """Space -> how many of the k nearest others have a picture's class, mean over all pictures, 0-1.

    Errors: `VizlabError` if there are not more than k pictures.
    """
    n = len(labels)
    if not 1 <= k < n:
        raise VizlabError(f"Among {n} pictures between 1 and {n - 1} neighbours can be looked at; got {k}.")
    known = torch.from_numpy(labels)
    found = {}
    for name, values in features.items():
        away = distances(values, values, measure).fill_diagonal_(torch.inf)
        found[name] = float((known[away.topk(k, largest=False).indices] == known[:, None]).double().mean())
    return found


def chance(labels: NDArray[np.int64]) -> float:
    """The same rate for neighbours drawn blindly."""
    counts = np.unique(labels, return_counts=True)[1]
    return float((counts * (counts - 1)).sum() / (len(labels) * (len(labels) - 1)))


def same_pictures(picture: NDArray[np.floating], inputs: torch.Tensor) -> NDArray[np.bool_]:
    """Which of the pictures (n, c, h, w) are this one, (c, h, w)."""
    gap = (inputs - torch.from_numpy(np.asarray(picture, np.float32))).abs().flatten(1).amax(dim=1)
    return np.asarray(gap.numpy() < SAME)


def _straight(queries: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
    squares = queries.square().sum(dim=1)[:, None] + features.square().sum(dim=1) - 2 * queries @ features.T
    return torch.as_tensor(squares.clamp(min=0).sqrt())


def _turned(queries: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
    lengths = queries.norm(dim=1)[:, None] * features.norm(dim=1)
    return torch.as_tensor(1 - queries @ features.T / lengths.clamp(min=1e-12))


DISTANCES: dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "L2": _straight,
    "cosine": _turned,
}
