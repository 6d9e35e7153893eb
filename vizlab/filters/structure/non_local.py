"""A layer without weights of its own that looks everywhere: y_i = (1 / C) sum_j f(x_i, x_j) g(x_j), f = exp(x_i . x_j).

x: a vector at each place, of the picture or of a layer's maps, scaled so that its mean square length is the sharpness; g: the
place's values as they are; C = sum_j f. Source: Wang 2018, arXiv:1711.07971, equations 1 to 3. To add what x is: a line in
`VECTORS`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from vizlab.errors import VizlabError
from vizlab.inspection import activations

Array = NDArray[np.float64]
MOST_PLACES = 1200
PATCH = 3
SIZES = (7, 12, 20)


def values_of(model: nn.Module, image: NDArray[np.float32], layer: str) -> Array:
    """What stands at the places: the picture (c, h, w), or a layer's maps of it; sides halved until few enough are left."""
    values = torch.as_tensor(image, device=next(model.parameters()).device)[None]
    if layer:
        values = activations(model, values, [layer])[layer]
    values = values.cpu().double()
    values = values if values.ndim == 4 else values.reshape(1, -1, 1, 1)
    while values.shape[2] * values.shape[3] > MOST_PLACES:
        values = functional.avg_pool2d(values, 2)
    return np.asarray(values[0].numpy())


def sizes_tried(image: NDArray[np.float32], kind: str, sharpness: float) -> list[str]:
    """The layer at work on the picture at other sizes, by area: "14 × 14 → 14 × 14"."""
    told = []
    for side in SIZES:
        values = functional.interpolate(torch.as_tensor(image)[None], size=(side, side), mode="area")[0].double().numpy()
        found = mixed(weights(vectors(values, kind), sharpness), values)
        told.append(f"{side} × {side} → {found.shape[1]} × {found.shape[2]}")
    return told


def vectors(values: NDArray[np.floating], kind: str) -> Array:
    """What stands at each place of a picture or of maps (c, h, w), by a name in `VECTORS`: (h, w, d), mean removed."""
    if kind not in VECTORS:
        raise VizlabError(f"What is compared is one of {', '.join(VECTORS)}; got {kind!r}.")
    found = VECTORS[kind](np.asarray(values, np.float64))
    return np.asarray(found - found.mean(axis=(0, 1)))


def weights(x: Array, sharpness: float) -> Array:
    """How much each place takes from each other, (n, n), rows adding up to 1, for vectors (h, w, d) row by row.

    Errors: `VizlabError` for more places than `MOST_PLACES`: every one looks at all.
    """
    flat = x.reshape(-1, x.shape[-1])
    if len(flat) > MOST_PLACES:
        raise VizlabError(f"At most {MOST_PLACES:,} places can look at each other here; got {len(flat):,}.")
    length = float((flat**2).sum(axis=1).mean()) or 1.0
    scores = flat @ flat.T * (sharpness / length)
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True))


def mixed(looking: Array, values: NDArray[np.floating]) -> Array:
    """The output (c, h, w): at each place the mean of all values (c, h, w) by its weights (n, n)."""
    c, h, w = values.shape
    return (looking @ np.asarray(values, np.float64).reshape(c, -1).T).T.reshape(c, h, w)


def strongest(row: Array, at: tuple[int, int], count: int) -> list[tuple[int, int, float]]:
    """The places that one place takes most from, itself left out: (row, column, weight), for its weights (h, w)."""
    flat = row.copy()
    flat[at] = -1
    order = np.argsort(-flat, axis=None, kind="stable")[:count]
    places = np.stack(np.unravel_index(order, row.shape), axis=1)
    return [(int(i), int(j), float(row[i, j])) for i, j in places]


def spread(row: Array) -> float:
    """How many places it effectively looks at: the exponential of the entropy of its weights."""
    kept = row[row > 0]
    return float(np.exp(-(kept * np.log(kept)).sum()))


def distance(first: Array, second: Array) -> float:
    """How far the weights for two pictures lie apart: half the sum of the differences of a row, mean over all places, 0-1."""
    return float(np.abs(first - second).sum(axis=1).mean() / 2)


def _neighbourhoods(values: Array) -> Array:
    """The 3 x 3 pixels around each place, edges repeated: (h, w, 9 c)."""
    reach = PATCH // 2
    padded = np.pad(values, ((0, 0), (reach, reach), (reach, reach)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (PATCH, PATCH), axis=(1, 2))
    return windows.transpose(1, 2, 0, 3, 4).reshape(*values.shape[1:], -1)


VECTORS: dict[str, Callable[[Array], Array]] = {
    "values": lambda values: values.transpose(1, 2, 0),
    "3 × 3 around": _neighbourhoods,
}
