"""Small t-SNE maps, several at once, made while one waits: the same descent as the large ones, on a batch of affinities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import devices
from vizlab.embeddings import pca
from vizlab.embeddings.affinities import joint
from vizlab.embeddings.tsne import Descent, start
from vizlab.errors import VizlabError

ITERATIONS = 500
MOMENTS = 25  # of a film
MOST_POINTS = 300
CELLS = 100_000  # of the matrices in work: more leave the cache
EXAGGERATION = 4.0  # with more, a few dozen points that are all neighbours fold together
LR = 50.0


@dataclass(frozen=True)
class Grown:
    """Maps that were made at once. iterations: of the kept moments; moments: (k, b, n, 2) float32; divergences: (b,) nats."""

    iterations: tuple[int, ...]
    moments: NDArray[np.float32]
    divergences: NDArray[np.float64]

    @property
    def maps(self) -> NDArray[np.float32]:
        """The finished maps, (b, n, 2)."""
        last: NDArray[np.float32] = self.moments[-1]
        return last


class Several:
    """The forces of several small sets of points at once: affinities (b, n, n), positions (b, n, 2)."""

    def __init__(self, p: torch.Tensor) -> None:
        """Keep P."""
        self._p = p

    def slope(self, positions: torch.Tensor, exaggeration: float) -> torch.Tensor:
        """Gradient (b, n, 2) of each map's own KL(exaggeration * P || Q)."""
        near = self._near(positions)
        z = near.sum((1, 2), keepdim=True)
        pull = torch.sub(self._p * exaggeration, near / z).mul_(near)
        return 4 * (pull.sum(2, keepdim=True) * positions - pull @ positions)

    def divergence(self, positions: torch.Tensor) -> float:
        """The sum of all maps' KL(P || Q), in nats."""
        return float(self.divergences(positions).sum())

    def divergences(self, positions: torch.Tensor) -> torch.Tensor:
        """KL(P || Q) of each map, (b,) float64 in nats."""
        near, p = self._near(positions.double()), self._p.double()
        spread = torch.where(p > 0, near.clamp(min=1e-300).log(), 0.0)
        return (torch.xlogy(p, p) - p * spread).sum((1, 2)) + near.sum((1, 2)).log()

    @staticmethod
    def _near(positions: torch.Tensor) -> torch.Tensor:
        """1 / (1 + |y_i - y_j|^2), (b, n, n), nothing to itself."""
        squares = positions.square().sum(2)
        apart = torch.baddbmm(squares[:, None, :], positions, positions.transpose(1, 2), alpha=-2).add_(squares[:, :, None])
        near = apart.clamp_(min=0).add_(1).reciprocal_()
        near.diagonal(dim1=1, dim2=2).zero_()
        return near


def grow(
    sets: Sequence[NDArray[Any]], perplexities: Sequence[float], seeds: Sequence[int], *, init: str = "random", moments: int = 1
) -> Grown:
    """A t-SNE map of each of some sets of points (n, d), all of one n, each with its own perplexity and seed of the start.

    moments: how many of the way are kept, evenly, the last among them; more than one also keeps the start. Errors:
    `VizlabError` if there are too many points, or too few for a perplexity.
    """
    n = len(sets[0])
    if n > MOST_POINTS:
        raise VizlabError(f"A map made at once has at most {MOST_POINTS} points; got {n}.")
    at_once = max(1, CELLS // n**2)
    jobs = list(zip(sets, perplexities, seeds, strict=True))
    with devices.one_thread():
        parts = [_grown(jobs[i : i + at_once], init, moments) for i in range(0, len(jobs), at_once)]
    moved = np.concatenate([part.moments for part in parts], 1)
    return Grown(parts[0].iterations, moved, np.concatenate([part.divergences for part in parts]))


def named(grown: Grown, place: int = 0) -> list[tuple[str, NDArray[np.float32]]]:
    """The moments of one of the maps, each with its iteration and its width: ("20, width 0.3", positions (n, 2))."""
    return [
        (f"{iteration}, width {float(np.ptp(positions[place], axis=0).max()):.3g}", positions[place])
        for iteration, positions in zip(grown.iterations, grown.moments, strict=True)
    ]


def plane(points: NDArray[Any]) -> NDArray[np.float32]:
    """The same points (n, d) by PCA, (n, 2): the control, which keeps distances."""
    flat: NDArray[np.float32] = _projected(torch.from_numpy(np.asarray(points, np.float32))).numpy()
    return flat


def _projected(features: torch.Tensor) -> torch.Tensor:
    return pca.fit(features).project(features)


def _grown(jobs: Sequence[tuple[NDArray[Any], float, int]], init: str, moments: int) -> Grown:
    features = [torch.from_numpy(np.asarray(points, np.float32)) for points, _, _ in jobs]
    forces = Several(torch.stack([joint(one, job[1]) for one, job in zip(features, jobs, strict=True)]))
    begin = [start(_projected(one), init, job[2]) for one, job in zip(features, jobs, strict=True)]
    descent = Descent(forces, torch.stack(begin), lr=LR, exaggeration=EXAGGERATION)
    every = ITERATIONS // moments
    kept = {0: descent.positions.numpy().copy()} if moments > 1 else {}
    for iteration in range(1, ITERATIONS + 1):
        descent.advance()
        if iteration % every == 0 or iteration == ITERATIONS:
            kept[iteration] = descent.positions.numpy().copy()
    return Grown(tuple(kept), np.stack(list(kept.values())), forces.divergences(descent.positions).numpy())
