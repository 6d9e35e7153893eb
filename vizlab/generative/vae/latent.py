"""The space of codes, decoded: the plane as a sheet of pictures, and the way from one code to another.

Works on what a frame keeps (numpy arrays), so that a page needs neither data nor a GPU. To add a way between two codes: a
function (a, b, t) -> codes and one line in `PATHS`; to add a spacing of the plane: one line in `SPACINGS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import NormalDist
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.frames import Frame
from vizlab.generative.network import revived
from vizlab.generative.states import below

SIDE = 13  # codes along each side of the plane
LIMIT = 3.0  # half the side of the square
NEIGHBOURS = 10

Codes = NDArray[np.float64]
Pixels = NDArray[np.uint8]


def decode(arrays: Mapping[str, NDArray[Any]], codes: NDArray[Any]) -> Pixels:
    """Codes (n, latent) -> the means of their pixels (n, h, w) as grey levels; h = w. `arrays`: of a frame with a decoder.

    The codes of a conditional decoder end with one number a class (see `conditioned`).
    Errors: `VizlabError` if the frame keeps none, or the codes have another length.
    """
    grey: Pixels = (means(arrays, codes) * np.iinfo(np.uint8).max).round().astype(np.uint8)
    return grey


def means(arrays: Mapping[str, NDArray[Any]], codes: NDArray[Any]) -> NDArray[np.float32]:
    """The same as numbers in [0, 1]."""
    weights = below("decoder/", arrays) or below("model/decoder.", arrays)
    if not weights:
        raise VizlabError("This epoch keeps no decoder; epochs 0, 1, 3, 10 and the last do.")
    decoder, wanted = revived(weights), weights["0.weight"].shape[1]
    if np.ndim(codes) != 2 or np.shape(codes)[1] != wanted:
        raise VizlabError(f"Codes must have the shape (n, {wanted}); got {np.shape(codes)}.")
    with torch.no_grad():
        found = torch.sigmoid(decoder(torch.tensor(codes, dtype=torch.float32)))
    side = round(found.shape[1] ** 0.5)
    pixels: NDArray[np.float32] = found.numpy().reshape(-1, side, side)
    return pixels


def conditioned(codes: NDArray[Any], labels: NDArray[Any], classes: int) -> Codes:
    """Codes (n, latent) with their labels (n,) beside them, one number a class: (n, latent + classes)."""
    return np.concatenate([np.asarray(codes, np.float64), np.eye(classes)[np.asarray(labels)]], axis=1)


def has_decoder(frame: Frame) -> bool:
    """Whether codes can be decoded by this frame."""
    return any(name.startswith(("decoder/", "model/decoder.")) for name in frame.arrays)


def code_length(arrays: Mapping[str, NDArray[Any]]) -> int:
    """How many numbers the codes of a frame with a decoder have."""
    weights = below("decoder/", arrays) or below("model/decoder.", arrays)
    return int(weights["0.weight"].shape[1])


def axis(spacing: str) -> NDArray[np.float64]:
    """The values (13,) of a code along one side of the plane, ascending. Errors: `VizlabError` for an unknown spacing."""
    if spacing not in SPACINGS:
        raise VizlabError(f"The spacing must be one of {', '.join(SPACINGS)}; got {spacing!r}.")
    return SPACINGS[spacing]()


def main_dimensions(mu: NDArray[Any]) -> tuple[int, int]:
    """The two dimensions of codes mu (n, latent) that differ most from picture to picture; with one only, that one twice."""
    order = np.argsort(-np.var(mu, axis=0), kind="stable")
    first, second = int(order[0]), int(order[min(1, len(order) - 1)])
    return min(first, second), max(first, second)


def code_at(z1: float, z2: float, latent: int, dimensions: tuple[int, int]) -> Codes:
    """The code (1, latent) at a point of the plane of these dimensions, 0 in all others; one dimension: z1 alone."""
    code = np.zeros((1, latent))
    code[0, min(dimensions[1], latent - 1)] = z2
    code[0, dimensions[0]] = z1
    return code


def plane_codes(spacing: str, latent: int, dimensions: tuple[int, int]) -> Codes:
    """Codes (13 · 13, latent) of the plane, row by row, the first row at the top, where z2 is largest."""
    line = axis(spacing)
    return np.concatenate([code_at(z1, z2, latent, dimensions) for z2 in line[::-1] for z1 in line])


def interpolate(a: NDArray[Any], b: NDArray[Any], n: int, path: str) -> Codes:
    """n codes (n, latent) on the way from a to b (latent,), whose first and last are exactly a and b.

    Errors: `VizlabError` for an unknown path.
    """
    if path not in PATHS:
        raise VizlabError(f"The path must be one of {', '.join(PATHS)}; got {path!r}.")
    return np.stack([PATHS[path](np.asarray(a, np.float64), np.asarray(b, np.float64), t) for t in np.linspace(0, 1, n)])


def linear(a: Codes, b: Codes, t: float) -> Codes:
    """The straight line."""
    return (1 - t) * a + t * b


def spherical(a: Codes, b: Codes, t: float) -> Codes:
    """Along the arc between the directions of a and b; straight where they are parallel, opposite or zero.

    Source: Shoemake 1985; for codes White 2016, arXiv:1609.04468: a straight line between two codes far from 0 passes nearer
    to 0 than the prior ever does when there are many dimensions.
    """
    norms = np.linalg.norm(a) * np.linalg.norm(b)
    angle = float(np.arccos(np.clip(a @ b / norms, -1, 1))) if norms else 0.0
    if np.sin(angle) < 1e-6:
        return linear(a, b, t)
    way: Codes = np.sin((1 - t) * angle) / np.sin(angle) * a + np.sin(t * angle) / np.sin(angle) * b
    return way


def nearest_classes(codes: NDArray[Any], mu: NDArray[Any], labels: NDArray[Any]) -> NDArray[np.int64]:
    """Codes (n, latent) -> the commonest label (n,) among the ten nearest of the labelled codes mu (m, latent)."""
    return _votes(_gaps(codes, mu), labels)


def agreement(mu: NDArray[Any], labels: NDArray[Any]) -> float:
    """The share of codes mu (m, latent) whose ten nearest others have mostly their own label: 0-1; blind guessing 1 / classes."""
    gaps = _gaps(mu, mu)
    np.fill_diagonal(gaps, np.inf)
    return float((_votes(gaps, labels) == labels).mean())


def nearest_gap(code: NDArray[Any], mu: NDArray[Any]) -> float:
    """The distance of a code (1, latent) to the nearest of the codes mu (m, latent)."""
    return float(_gaps(code, mu).min())


def usual_gap(mu: NDArray[Any]) -> float:
    """The median distance of the codes mu (m, latent) to their nearest others."""
    gaps = _gaps(mu, mu)
    np.fill_diagonal(gaps, np.inf)
    return float(np.median(gaps.min(axis=1)))


def unevenness(pictures: Pixels) -> float:
    """The largest step between neighbours of a strip (n, h, w) over the mean step, in pixel distance: 1 is perfectly even."""
    steps = np.sqrt(np.square(np.diff(pictures.astype(np.float64), axis=0)).sum(axis=(1, 2)))
    return float(steps.max() / steps.mean()) if steps.any() else 1.0


def changes(classes: NDArray[np.int64]) -> int:
    """How often the class changes along a strip of classes (n,)."""
    return int((np.diff(classes) != 0).sum())


def _gaps(codes: NDArray[Any], mu: NDArray[Any]) -> NDArray[np.float64]:
    gaps: NDArray[np.float64] = np.linalg.norm(np.asarray(codes, np.float64)[:, None] - mu, axis=2)
    return gaps


def _votes(gaps: NDArray[np.float64], labels: NDArray[Any]) -> NDArray[np.int64]:
    nearest = np.asarray(labels, np.int64)[np.argsort(gaps, axis=1, kind="stable")[:, :NEIGHBOURS]]
    return np.array([np.bincount(row).argmax() for row in nearest], dtype=np.int64)


def _square() -> NDArray[np.float64]:
    return np.linspace(-LIMIT, LIMIT, SIDE)


def _quantiles() -> NDArray[np.float64]:
    """Every cell holds the same share of the prior N(0, I)."""
    return np.array([NormalDist().inv_cdf((i + 0.5) / SIDE) for i in range(SIDE)])


PATHS: dict[str, Callable[[Codes, Codes, float], Codes]] = {
    "linear": linear,
    "spherical": spherical,
}
SPACINGS: dict[str, Callable[[], NDArray[np.float64]]] = {
    "equal shares of the prior": _quantiles,
    "even square": _square,
}
