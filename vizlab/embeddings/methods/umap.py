"""UMAP: a graph of neighbours with a certainty for each edge, laid out by pulling along edges and pushing random pairs apart.

An iteration is an epoch. As in the authors' code, an edge is drawn in as many epochs as its weight is of the largest, each time
with `PUSHES` random points that push its head away; here all edges of a part of the epoch move at once. Every epoch has a random
stream of its own, so that a kept state needs positions alone.
Source: McInnes 2018, arXiv:1802.03426, algorithms 1 and 4-5, eq. 17 and 18.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.embeddings import pca
from vizlab.embeddings.methods.graph import Edges, fuzzy, nearest

if TYPE_CHECKING:
    from vizlab.embeddings.methods import State
    from vizlab.embeddings.recipe import EmbeddingRecipe

PUSHES = 5  # random points for each drawn edge
PARTS = 4  # of an epoch: fewer, and points with many edges overshoot
MOST_MOVE = 4.0  # along one axis, of one pull or push at full rate
START_WIDTH, JITTER = 10.0, 1e-4  # of the spectral start, and of the noise on it
SHY = 1e-3  # keeps the push of two points in one place finite
COMPARED = 1_000_000  # pairs of which the loss is read: all of 1,000 points, of more points the first rows


class Umap:
    """positions: (n, dims) float32; `curve`: a and b of the similarity 1 / (1 + a d^2b) on the map."""

    def __init__(self, edges: Edges, positions: torch.Tensor, recipe: EmbeddingRecipe, done: int) -> None:
        """Lay out from these positions, after so many epochs."""
        self.positions = positions
        self.curve = fit_curve(recipe.min_dist)
        self._edges, self._seed, self._done, self._whole = edges, recipe.seed, done, recipe.iterations
        self._rate = edges.weights / edges.weights.max()

    def advance(self) -> None:
        """One epoch; steps shorten from 1 to 0 over all of them."""
        rate, epoch = 1 - self._done / self._whole, self._done + 1
        self._done = epoch
        generator = torch.Generator().manual_seed(self._seed * 1_000_003 + epoch)
        due = ((self._rate * epoch).floor() > (self._rate * (epoch - 1)).floor()).nonzero()[:, 0]
        due = due[torch.randperm(len(due), generator=generator)]
        axes = self.positions.T.contiguous()
        for part in due.chunk(PARTS):
            heads, tails = self._edges.heads[part], self._edges.tails[part]
            others = torch.randint(axes.shape[1], (PUSHES, len(part)), generator=generator)
            pulls = self._pulls(axes[:, heads] - axes[:, tails])
            pushes = self._pushes(axes[:, None, heads] - axes[:, others]).sum(1)
            for axis, pull, push in zip(axes, pulls, pushes, strict=True):
                axis.index_add_(0, heads, pull + push, alpha=rate).index_add_(0, tails, pull, alpha=-rate)
        self.positions = axes.T.contiguous()

    def state(self) -> dict[str, NDArray[Any]]:
        """Positions, and how many epochs are over."""
        return {"positions": self.positions.numpy(), "epochs": np.array(self._done)}

    def loss(self) -> float:
        """Cross entropy of the edges' weights and the similarities on the map, in nats a point."""
        n = len(self.positions)
        rows = min(n, max(1, COMPARED // n))
        a, b = self.curve
        apart = -sum(float(torch.log1p(-similar).sum(dtype=torch.float64)) for similar in self._similar(rows))
        edges = self._edges.heads < rows
        heads, tails, weights = (part[edges] for part in (self._edges.heads, self._edges.tails, self._edges.weights.double()))
        squares = (self.positions[heads] - self.positions[tails]).double().square().sum(1).clamp(min=SHY)
        odds = -(a * squares.pow(b)).log()  # log of q / (1 - q)
        known = torch.xlogy(weights, weights) + torch.xlogy(1 - weights, 1 - weights)
        return (apart + float((known - weights * odds).sum())) / rows

    def _similar(self, rows: int) -> Generator[torch.Tensor, None, None]:
        a, b = self.curve
        axes = self.positions.T.contiguous()
        for begin in range(0, rows, 128):
            block = axes[:, begin : min(begin + 128, rows), None]
            squares = sum((one - axis).square_() for one, axis in zip(block, axes, strict=True)).clamp_(min=SHY)
            similar = 1 / (1 + a * squares.pow(b))
            own = torch.arange(len(similar))
            similar[own, own + begin] = 0
            yield similar

    def _pulls(self, gaps: torch.Tensor) -> torch.Tensor:
        """Moves (dims, m) of the heads towards the tails, at full rate."""
        a, b = self.curve
        squares = gaps.square().sum(0).clamp(min=1e-12)
        powers = squares.pow(b)
        return (gaps * (-2 * a * b * powers / (squares * (1 + a * powers)))).clamp_(-MOST_MOVE, MOST_MOVE)

    def _pushes(self, gaps: torch.Tensor) -> torch.Tensor:
        """Moves (dims, pushes, m) of the heads away from random points, at full rate."""
        a, b = self.curve
        squares = gaps.square().sum(0)
        return (gaps * (2 * b / ((SHY + squares) * (1 + a * squares.pow(b))))).clamp_(-MOST_MOVE, MOST_MOVE)


def prepare(features: torch.Tensor, recipe: EmbeddingRecipe, state: State | None) -> Generator[str, None, Umap]:
    """Look for neighbours, and begin where the slowest vibrations of the graph put each point."""
    parts = []
    for part in nearest(features, min(recipe.neighbors, len(features)) - 1):
        yield "looking for neighbours"
        parts.append(part)
    edges = fuzzy(*(torch.cat(found) for found in zip(*parts, strict=True)))
    heaviest = edges.weights >= edges.weights.max() / recipe.iterations  # lighter ones would never be drawn
    edges = Edges(edges.heads[heaviest], edges.tails[heaviest], edges.weights[heaviest].float())
    if state is not None:
        return Umap(edges, torch.from_numpy(np.array(state["positions"])), recipe, int(state["epochs"]))
    yield "finding a start"
    return Umap(edges, start(edges, features, recipe), recipe, 0)


def begin(features: torch.Tensor, recipe: EmbeddingRecipe, state: State | None) -> Umap:
    """The same, in one go."""
    steps = prepare(features, recipe, state)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def start(edges: Edges, features: torch.Tensor, recipe: EmbeddingRecipe) -> torch.Tensor:
    """Eigenvectors of the graph's Laplacian (n, dims), the slowest but the constant one; of a graph in pieces, the PCA map.

    Signs and scale are fixed, and a little noise parts points that coincide.
    """
    found = spectral(edges, len(features), recipe.dims)
    if found is None:
        found = pca.fit(features, k=recipe.dims).project(features)
    found = found / found.abs().max().clamp(min=1e-30) * START_WIDTH
    noise = torch.randn(found.shape, generator=torch.Generator().manual_seed(recipe.seed), dtype=torch.float64)
    return (found + JITTER * noise).float()


def spectral(edges: Edges, n: int, dims: int) -> torch.Tensor | None:
    """Eigenvectors (n, dims) of the normalised Laplacian after the constant one, the slowest first; None of a graph in pieces."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.sparse.linalg import eigsh

    heads, tails, weights = edges.heads.numpy(), edges.tails.numpy(), edges.weights.double().numpy()
    degrees = np.bincount(heads, weights, minlength=n)
    matrix = coo_array((weights / np.sqrt(degrees[heads] * degrees[tails]), (heads, tails)), shape=(n, n)).tocsr()
    if connected_components(matrix, directed=False)[0] > 1 or n < dims + 3:
        return None
    _, vectors = eigsh(matrix, k=dims + 1, which="LA", v0=np.sqrt(degrees), tol=1e-6)
    found = vectors[:, ::-1][:, 1:]
    largest = found[np.abs(found).argmax(0), np.arange(dims)]
    return torch.from_numpy(found * np.sign(largest))


def fit_curve(min_dist: float, spread: float = 1.0) -> tuple[float, float]:
    """a and b of 1 / (1 + a x^2b) nearest to 1 up to `min_dist` and exp(-(x - min_dist) / spread) after it, on 300 places.

    By Gauss and Newton's method, halving each step until it is one downhill.
    """
    x = np.linspace(0, 3 * spread, 300)[1:]  # at 0 both are 1
    wanted = np.where(x < min_dist, 1.0, np.exp(-(x - min_dist) / spread))
    theta = np.zeros(2)  # logarithms of a and b

    def curve(at: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(1 / (1 + np.exp(at[0]) * x ** (2 * np.exp(at[1]))))

    for _ in range(100):
        found = curve(theta)
        slope = -found * (1 - found)
        jacobian = np.stack([slope, slope * 2 * np.exp(theta[1]) * np.log(x)], 1)
        step = np.linalg.lstsq(jacobian, wanted - found, rcond=None)[0]
        while ((wanted - curve(theta + step)) ** 2).sum() > ((wanted - found) ** 2).sum() and np.abs(step).max() > 1e-12:
            step = step / 2
        theta = theta + step
        if np.abs(step).max() < 1e-12:
            break
    a, b = np.exp(theta)
    return float(a), float(b)
