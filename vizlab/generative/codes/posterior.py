"""Prior and aggregate posterior: where codes are drawn, and where the codes of real pictures lie.

A VAE is trained so that the codes of all pictures together, the aggregate posterior q(z) = mean of q(z|x), come near the prior
N(0, I). Where they do not, the prior draws codes the decoder was never trained on. Without the KL term nothing holds the two
together: a plain auto-encoder.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.generative.codes import drawing
from vizlab.generative.codes.opened import Codes, Opened, Pixels

FAR = 0.95  # of distances to the codes of other pictures; beyond that, ground is empty
INSIDE = 0.99  # of the prior; what is farther from 0 it hardly ever draws
REAL = 0.1  # of real pictures our classifier is less sure than the threshold
BINS = 41
Draw = Callable[[Opened, int, np.random.Generator], Codes]


@dataclass(frozen=True)
class Looks:
    """Samples from one source: codes, pictures, and the share on which our classifier is as sure as on nine in ten real ones."""

    codes: Codes
    pictures: Pixels
    sure: float | None


def aggregate(model: Opened, n: int, source: np.random.Generator) -> Codes:
    """n codes of the aggregate posterior: a held-out picture at random, then a draw of its q(z|x)."""
    index = source.integers(len(model.mu), size=n)
    mu, logvar = model.mu[index].astype(np.float64), model.logvar[index].astype(np.float64)
    drawn: Codes = mu + np.exp(logvar / 2) * source.standard_normal(mu.shape)
    return drawn


def gaussian(model: Opened, n: int, source: np.random.Generator) -> Codes:
    """n codes of one Gaussian with the mean and covariance of the aggregate posterior."""
    mu, variance = model.mu.astype(np.float64), np.exp(model.logvar.astype(np.float64)).mean(0)
    covariance = np.atleast_2d(np.cov(mu, rowvar=False)) + np.diag(variance)
    drawn: Codes = source.multivariate_normal(mu.mean(0), covariance, size=n)
    return drawn


def normal(model: Opened, n: int, source: np.random.Generator) -> Codes:
    """n codes of the prior."""
    return source.standard_normal((n, model.latent))


def looks(model: Opened, origin: str, n: int, seed: int) -> Looks:
    """n samples from one of `ORIGINS`, with how sure our classifier is of them. Errors: `VizlabError` for an unknown origin."""
    if origin not in ORIGINS:
        raise VizlabError(f"The origin must be one of {', '.join(ORIGINS)}; got {origin!r}.")
    codes = ORIGINS[origin](model, n, np.random.default_rng(seed))
    pictures = model.decode(codes, drawing.classes_for(model, n, None))
    return Looks(codes, pictures, share_as_sure(model, pictures))


def share_as_sure(model: Opened, pictures: Pixels) -> float | None:
    """The share of pictures of which our classifier is at least as sure as of nine in ten real ones; None without one."""
    found, real = drawing.judge(model.data, pictures), drawing.judge(model.data, model.pictures)
    if found is None or real is None:
        return None
    return float((found[1] >= np.quantile(real[1], REAL)).mean())


def empty_share(model: Opened, n: int, seed: int) -> tuple[float, float]:
    """The share of n draws of the prior on empty ground, and of n draws of the aggregate posterior: the floor.

    Empty: farther from the code of any held-out picture than 95 % of draws of the aggregate posterior are from the codes of
    pictures other than their own.
    """
    source = np.random.default_rng(seed)
    (one, fresh), ground = (_to_others(model, n, source) for _ in range(2)), model.mu.astype(np.float64)
    far = np.quantile(one, FAR)
    return float((nearest(normal(model, n, source), ground) > far).mean()), float((fresh > far).mean())


def outside_share(model: Opened, n: int, seed: int) -> float:
    """The share of n draws of the aggregate posterior farther from 0 than 99 % of the prior: 1 % where the two agree."""
    source = np.random.default_rng(seed)
    reach = np.quantile(np.linalg.norm(normal(model, 10 * n, source), axis=1), INSIDE)
    return float((np.linalg.norm(aggregate(model, n, source), axis=1) > reach).mean())


def _to_others(model: Opened, n: int, source: np.random.Generator) -> NDArray[np.float64]:
    """How far n draws of the aggregate posterior are from the nearest code of a picture other than their own."""
    index = source.integers(len(model.mu), size=n)
    mu, logvar = model.mu[index].astype(np.float64), model.logvar[index].astype(np.float64)
    drawn, ground = mu + np.exp(logvar / 2) * source.standard_normal(mu.shape), model.mu.astype(np.float64)
    squares = _squares(drawn, ground)
    squares[np.arange(n), index] = np.inf
    gaps: NDArray[np.float64] = np.sqrt(np.maximum(squares.min(1), 0))
    return gaps


def nearest(codes: Codes, ground: Codes) -> NDArray[np.float64]:
    """The distance of each code (n, latent) to the nearest of the others (m, latent): (n,)."""
    gaps: NDArray[np.float64] = np.sqrt(np.maximum(_squares(codes, ground).min(1), 0))
    return gaps


def _squares(codes: Codes, ground: Codes) -> NDArray[np.float64]:
    squares: NDArray[np.float64] = (codes**2).sum(1)[:, None] + (ground**2).sum(1) - 2 * codes @ ground.T
    return squares


def sigmas(model: Opened) -> NDArray[np.float64]:
    """The mean width of q(z|x) for each number of the code, over held-out pictures: near 1 says nothing, near 0 is exact."""
    mean: NDArray[np.float64] = np.exp(model.logvar.astype(np.float64) / 2).mean(0)
    return mean


def histogram(model: Opened, number: int, n: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Edges, density of one number of the code under the aggregate posterior, and its total variation distance to N(0, 1)."""
    values = aggregate(model, n, np.random.default_rng(seed))[:, number]
    reach = max(4.0, float(np.abs(values).max()))
    edges = np.linspace(-reach, reach, BINS + 1)
    density = np.histogram(values, edges, density=True)[0]
    return edges, density, float(np.abs(density - standard(edges)).sum() * (edges[1] - edges[0]) / 2)


def standard(edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """The density of N(0, 1) in the middle of each bin."""
    middle = (edges[1:] + edges[:-1]) / 2
    density: NDArray[np.float64] = np.exp(-(middle**2) / 2) / np.sqrt(2 * np.pi)
    return density


ORIGINS: dict[str, Draw] = {
    "the prior": normal,
    "the aggregate posterior": aggregate,
    "a Gaussian fitted to it": gaussian,
}
