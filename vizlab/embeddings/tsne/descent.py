"""The descent of t-SNE: from almost a point to a map, with early exaggeration, momentum and gains.

Source: van der Maaten & Hinton 2008, JMLR 9, algorithm 1; gains as in the authors' code, start and step size as in scikit-learn.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import devices
from vizlab.embeddings import pca
from vizlab.embeddings.affinities import joint
from vizlab.embeddings.tsne import sparse
from vizlab.embeddings.tsne.exact import Exact
from vizlab.errors import VizlabError

if TYPE_CHECKING:
    from vizlab.embeddings.methods import State
    from vizlab.embeddings.recipe import EmbeddingRecipe

SPREAD = 1e-4  # standard deviation of the start: almost a point
EXAGGERATED = 250  # iterations of early exaggeration, with little momentum
MOMENTUM = (0.5, 0.8)  # early, late
LEAST_GAIN = 0.01
FEW = 2500  # points: of more, the grid is faster than all pairs
EXACT_MOST = 10_000  # points: their P takes 400 MB
MANY, COLUMNS = 5000, 50  # of more points, wide features are searched for neighbours on their first principal components
ROWS = 2000
CHECK_EVERY = 10  # iterations of early exaggeration, after which a map that shrinks to a point is blown up
STATE = ("positions", "velocity", "gains")


class Forces(Protocol):
    """What pulls and pushes the points of a map (n, dims)."""

    def slope(self, positions: torch.Tensor, exaggeration: float) -> torch.Tensor:
        """Gradient (n, dims) of KL(exaggeration * P || Q)."""

    def divergence(self, positions: torch.Tensor) -> float:
        """KL(P || Q) in nats."""


class Descent:
    """A t-SNE map on its way. positions, velocity, gains: (n, dims). iteration: how many were done."""

    def __init__(self, forces: Forces, positions: torch.Tensor, *, lr: float, exaggeration: float) -> None:
        """Begin at rest."""
        self._forces, self._lr, self._exaggeration = forces, lr, exaggeration
        self.positions = positions.contiguous()
        self.velocity, self.gains = torch.zeros_like(positions), torch.ones_like(positions)
        self.iteration = 0

    def advance(self) -> None:
        """One iteration, in place: gains, momentum, move."""
        self.iteration += 1
        early = self.iteration <= EXAGGERATED
        if self.iteration == EXAGGERATED + 1:  # as scikit-learn: what was learned of the exaggerated slope does not hold any more
            self.velocity, self.gains = torch.zeros_like(self.velocity), torch.ones_like(self.gains)
        slope = self._forces.slope(self.positions, self._exaggeration if early else 1.0)
        turned = self.velocity * slope < 0  # the descent goes on in its direction: lengthen the step there
        self.gains = torch.where(turned, self.gains + 0.2, self.gains * 0.8).clamp_(min=LEAST_GAIN)
        self.velocity.mul_(MOMENTUM[0] if early else MOMENTUM[1]).addcmul_(self.gains, slope, value=-self._lr)
        self.positions += self.velocity
        if early and self.iteration % CHECK_EVERY == 0:
            self.positions = _kept_apart(self.positions)

    def loss(self) -> float:
        """KL(P || Q) in nats."""
        return self._forces.divergence(self.positions)

    def state(self) -> dict[str, NDArray[Any]]:
        """What the descent goes on from."""
        arrays = {name: getattr(self, name).numpy() for name in STATE}
        return {**arrays, "iteration": np.array([self.iteration])}

    def restore(self, state: State) -> None:
        """Go on from a kept state, to the same bits."""
        for name in STATE:
            setattr(self, name, torch.from_numpy(np.array(state[name])))
        self.iteration = int(state["iteration"][0])


def _kept_apart(positions: torch.Tensor) -> torch.Tensor:
    """The same positions (..., n, dims), a map of a hundredth of `SPREAD` and less blown up to `SPREAD` about its middle.

    Exaggerated attraction draws points without structure together until float32 could not tell them apart any more; so near
    each other only the shape of the cloud matters, not its size.
    """
    centred = positions - positions.mean(-2, keepdim=True)
    width = centred.abs().amax((-2, -1), keepdim=True)
    return torch.where(width < SPREAD / 100, centred * (SPREAD / width.clamp(min=1e-30)), positions)


def start(projection: torch.Tensor, init: str, seed: int) -> torch.Tensor:
    """The first positions: the PCA projection (n, dims) or a random cloud, shrunk to `SPREAD`; float32."""
    if init == "PCA":
        positions = projection / projection[:, 0].std(correction=0).clamp(min=1e-30) * SPREAD
    else:
        positions = torch.randn(projection.shape, generator=torch.Generator().manual_seed(seed)) * SPREAD
    return positions.float().contiguous()


def prepare(features: torch.Tensor, recipe: EmbeddingRecipe, state: State | None) -> Generator[str, None, Descent]:
    """Begin the map of features (n, d), or go on from a kept state; says what it is doing on the way."""
    features = yield from narrowed(features)
    forces = yield from forces_of(features, recipe)
    begin = start(pca.fit(features, k=recipe.dims).project(features), recipe.init, recipe.seed)
    descent = Descent(forces, begin, lr=recipe.step_size, exaggeration=recipe.exaggeration)
    if state is not None:
        descent.restore(state)
    return descent


def narrowed(features: torch.Tensor) -> Generator[str, None, torch.Tensor]:
    """Features (n, d), wide ones of many points on their first `COLUMNS` principal components, found block by block."""
    d = features.shape[1]
    if len(features) <= MANY or d <= COLUMNS:
        return features
    mean = features.mean(0)
    products = torch.zeros(d, d, dtype=torch.float64)
    for part in features.split(ROWS):
        yield "looking for the principal components"
        products += (part - mean).T @ (part - mean)
    directions = torch.linalg.eigh(products).eigenvectors[:, -COLUMNS:].float()
    parts = []
    for part in features.split(ROWS):
        yield "looking for the principal components"
        parts.append((part - mean) @ directions)
    return torch.cat(parts)


def forces_of(features: torch.Tensor, recipe: EmbeddingRecipe) -> Generator[str, None, Forces]:
    """The forces that the recipe wants. Errors: `VizlabError` if the grid is asked for more than a plane, or n is too large."""
    n, dims, device = recipe.n, recipe.dims, devices.pick()
    has_gpu = device.type == "cuda"  # Apple's has no float64, in which sums are kept
    is_small = len(features) <= FEW or dims > 2 or (has_gpu and len(features) <= EXACT_MOST)
    if recipe.force == "exact" or (recipe.force == "automatic" and is_small):
        if len(features) > EXACT_MOST:
            raise VizlabError(f"n must be at most {EXACT_MOST:,} where every pair of points is summed, as in 3-D; got {n:,}.")
        yield "looking for neighbours"
        p = joint(features, recipe.perplexity, recipe.broad)
        return Exact(p.to(device) if has_gpu else p)
    if dims > 2:
        raise VizlabError(f"The grid is flat: force must be exact or automatic with dims = 3; got {recipe.force!r}.")
    return (yield from sparse.begun(features, recipe.perplexity, recipe.broad))


def begin(features: torch.Tensor, recipe: EmbeddingRecipe, state: State | None) -> Descent:
    """The same without a word."""
    steps = prepare(features, recipe, state)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Descent = end.value
            return found
