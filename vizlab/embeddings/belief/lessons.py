"""The six lessons of reading t-SNE: what a toy is in truth, what its map makes of it, both measured by the same function.

A measure is a function (points (n, d), labels (n,)) -> number, asked of the toy and of the map. To add a lesson: a line in
`LESSONS` whose toys are in `generators.GENERATORS`; to add a measure: such a function and a line in `MEASURES`.
Source: Wattenberg, Viegas & Johnson 2016, "How to use t-SNE effectively", Distill.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings.belief.scatter import lumps

Measure = Callable[[NDArray[Any], NDArray[Any]], float]
TORN = 4.0  # median steps along a curve: a longer one is a tear


@dataclass(frozen=True)
class Lesson:
    """What not to read off a map, and the toys that show it: name -> the names in `MEASURES` of what is measured of them."""

    claim: str
    toys: Mapping[str, tuple[str, ...]]


def contradictions(
    lesson: str, toy: str, points: NDArray[Any], labels: NDArray[Any], positions: NDArray[Any]
) -> dict[str, tuple[float, float]]:
    """What is measured of a toy -> the number in truth, of its points (n, d), and the number on its map (n, 2)."""
    chosen = {name: MEASURES[name] for name in LESSONS[lesson].toys[toy]}
    return {name: (measure(points, labels), measure(positions, labels)) for name, measure in chosen.items()}


def clumps(points: NDArray[Any], labels: NDArray[Any]) -> float:
    """How many groups an eye would count (see `scatter.lumps`)."""
    return float(lumps(torch.from_numpy(np.asarray(points, np.float64))).max() + 1)


def size_ratio(points: NDArray[Any], labels: NDArray[Any]) -> float:
    """How many times wider the last group is than the first: root mean square distances to their own centres."""
    first, *_, last = _widths(points, labels)
    return last / first


def gap_ratio(points: NDArray[Any], labels: NDArray[Any]) -> float:
    """How many times farther the last group's centre lies from the first than the second does."""
    centres = _centres(points, labels)
    away = np.linalg.norm(centres - centres[0], axis=1)
    return float(away[-1] / away[1])


def elongation(points: NDArray[Any], labels: NDArray[Any]) -> float:
    """The longest axis over the next: standard deviations along the first two principal components of the first group."""
    group = points[labels == 0]
    first, second = np.linalg.svd(group - group.mean(0), compute_uv=False)[:2]
    return float(first / max(second, 1e-12))


def eccentricity(points: NDArray[Any], labels: NDArray[Any]) -> float:
    """How far the centres of the first and the last group lie apart, in widths of the wider: 0 is one inside the other."""
    centres = _centres(points, labels)
    return float(np.linalg.norm(centres[-1] - centres[0]) / max(_widths(points, labels)))


def crossing(points: NDArray[Any], labels: NDArray[Any]) -> float:
    """Share of the first ring's points that lie nearer to the second ring's centre than that ring's own width."""
    centre, width = _centres(points, labels)[-1], _widths(points, labels)[-1]
    return float((np.linalg.norm(points[labels == 0] - centre, axis=1) < width).mean())


def tears(points: NDArray[Any], labels: NDArray[Any]) -> float:
    """How often a closed curve through the points in their order jumps: steps longer than `TORN` times the median step."""
    groups = [points] if len(np.unique(labels)) > 2 else [points[labels == label] for label in np.unique(labels)]
    steps = [np.linalg.norm(np.roll(group, -1, axis=0) - group, axis=1) for group in groups]
    return float(sum((step > TORN * np.median(step)).sum() for step in steps))


def _centres(points: NDArray[Any], labels: NDArray[Any]) -> NDArray[np.float64]:
    return np.stack([points[labels == label].mean(0, dtype=np.float64) for label in np.unique(labels)])


def _widths(points: NDArray[Any], labels: NDArray[Any]) -> list[float]:
    groups = [points[labels == label] for label in np.unique(labels)]
    return [float(np.sqrt(np.square(group - group.mean(0)).sum(1).mean())) for group in groups]


MEASURES: dict[str, Measure] = {
    "clumps": clumps,
    "times as wide": size_ratio,
    "times as far": gap_ratio,
    "times as long as thick": elongation,
    "widths between centres": eccentricity,
    "of one ring inside the other": crossing,
    "tears in the curve": tears,
}
LESSONS: dict[str, Lesson] = {
    "Settings": Lesson(
        "The same points can look like one clump, two or ten: perplexity decides, and no single value is the true one.",
        {"two clusters": ("clumps",)},
    ),
    "Cluster sizes": Lesson(
        "How large a cluster is drawn says nothing: dense ones are blown up and thin ones shrunk until all look alike.",
        {"tight and wide": ("times as wide",)},
    ),
    "Distances": Lesson(
        "The gaps between clusters need not say how far apart they are.",
        {"near and far": ("times as far",)},
    ),
    "Noise": Lesson(
        "Points without any structure form clumps at a small perplexity: what looks random on a map may be the only truth.",
        {"pure noise": ("clumps",)},
    ),
    "Shapes": Lesson(
        "A shape is seen at some perplexities only, and even there its proportions are not its own.",
        {"parallel lines": ("times as long as thick",), "long ellipsoid": ("times as long as thick",)},
    ),
    "Topology": Lesson(
        "What lies inside what, what is linked and what is whole cannot be read off one map.",
        {
            "linked rings": ("of one ring inside the other", "tears in the curve"),
            "unlinked rings": ("widths between centres", "tears in the curve"),
            "trefoil knot": ("tears in the curve",),
            "nested clusters": ("times as wide",),
        },
    ),
}
