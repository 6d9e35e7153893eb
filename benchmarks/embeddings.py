"""t-SNE against scikit-learn's Barnes-Hut and openTSNE: time, and how good the map is; and how fast a map is judged.

All with torch's threads, PCA start, perplexity 30 and their own defaults else. The digits are mapped as the page does, frames and
their numbers included. Every program counts other pairs in its own KL, so all maps are judged by one yardstick: of the digits our
exact P and KL, of the 10,000 pictures the P of nearest neighbours, which is the same in all three, and Z of all pairs.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from collections.abc import Callable, Iterator

import numpy as np
import openTSNE  # type: ignore[import-untyped]
import torch
from sklearn.datasets import make_blobs
from sklearn.manifold import TSNE, trustworthiness

from benchmarks.table import Row, against, seconds, verdict
from benchmarks.timing import alternate
from vizlab.data import is_ready
from vizlab.embeddings import EmbeddingRecipe, embed, pca, read, tsne
from vizlab.embeddings.affinities import joint
from vizlab.embeddings.quality import judge
from vizlab.embeddings.tsne.exact import spread
from vizlab.embeddings.tsne.sparse import begun
from vizlab.frames import Frames
from vizlab.store import Store

ROUNDS = 3
MOST = 1.01  # times the other's divergence
FIRST_S, JUDGED_S, LEAST_TRUST = 2.5, 3.0, 0.990
MANY = 10_000
PHOTOS = ("MNIST", "Fashion-MNIST")  # the first that is here; else blobs


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """The digits, 10,000 points, the numbers of a map, and the same seed twice."""
    yield from _digits()
    yield from _many()
    yield from _judged()


def _digits() -> Iterator[Row]:
    recipe = EmbeddingRecipe(seed=7)  # the map from the PCA start is the same for every seed, but this one does not come along
    features = read(recipe).features
    peer = _scikit_learn()
    ours_s, peer_s = alternate(lambda: _frames(recipe), lambda: peer.fit(features.numpy()), rounds=ROUNDS)
    yield against("t-SNE of 1,797 digits with frames, median of three", ours_s, peer_s, "scikit-learn", at_most=1.0)
    began = time.perf_counter()
    frames, first_s = _film(recipe)
    yield Row("the same, its numbers at the end included, once", seconds(time.perf_counter() - began))
    again, _ = _film(recipe)
    yield Row("first frame of them", seconds(first_s), target=f"≤ {FIRST_S} s", met=verdict(first_s <= FIRST_S))
    positions = [torch.from_numpy(np.array(run.read()[-1].arrays["positions"])) for run in (frames, again)]
    p = joint(features, recipe.perplexity)
    theirs = tsne.divergence(torch.from_numpy(peer.fit(features.numpy()).embedding_), p)
    yield _divergences("KL divergence of that map, exact", tsne.divergence(positions[0], p), theirs, "scikit-learn")
    trust = trustworthiness(features.numpy(), positions[0].numpy(), n_neighbors=10)
    yield Row("trustworthiness of that map, 10 neighbours", f"{trust:.4f}", target="≥ 0.990", met=verdict(trust >= LEAST_TRUST))
    yield Row("the same seed twice", "the same bits", target="the same bits", met=verdict(torch.equal(*positions)))


def _many() -> Iterator[Row]:
    name, features = _vectors()
    peers: dict[str, Callable[[], object]] = {
        "openTSNE": lambda: openTSNE.TSNE(n_jobs=torch.get_num_threads(), random_state=0).fit(features.numpy()),
        "scikit-learn": lambda: _scikit_learn().fit(features.numpy()).embedding_,
    }
    began = time.perf_counter()
    descent = _descended(features)
    ours_s = time.perf_counter() - began
    forces = _drained(begun(features, 30.0))
    ours = _divergence(forces, descent.positions)
    for peer, program in peers.items():
        began = time.perf_counter()
        found = np.asarray(program(), np.float32)
        yield against(f"t-SNE of {MANY:,} x 50 ({name}), once", ours_s, time.perf_counter() - began, peer, at_most=1.0)
        yield _divergences("KL divergence of that map", ours, _divergence(forces, torch.from_numpy(found)), peer)


def _judged() -> Iterator[Row]:
    features = _vectors()[1][:5000]
    positions, labels = pca.fit(features).project(features), torch.arange(len(features)) % 10
    ours_s, peer_s = alternate(
        lambda: judge(features, positions, labels), lambda: trustworthiness(features, positions, n_neighbors=10), rounds=ROUNDS
    )
    what = "all numbers of a map of 5,000 points (of scikit-learn: trustworthiness alone)"
    yield Row(what, seconds(ours_s), seconds(peer_s), f"{ours_s / peer_s:.2f}", f"≤ {JUDGED_S:g} s", verdict(ours_s <= JUDGED_S))
    gap = abs(judge(features, positions, labels).trustworthiness - trustworthiness(features, positions, n_neighbors=10))
    yield Row("trustworthiness of it", f"{gap:.0e} apart", "scikit-learn", target="≤ 1e-6", met=verdict(gap <= 1e-6))


def _divergences(what: str, ours: float, theirs: float, peer: str) -> Row:
    return Row(
        what, f"{ours:.3f}", f"{theirs:.3f} ({peer})", f"{ours / theirs:.3f}", f"≤ {MOST} ×", verdict(ours <= MOST * theirs)
    )


def _divergence(forces: tsne.Sparse, positions: torch.Tensor) -> float:
    return forces.fit(positions) + math.log(spread(positions))


def _scikit_learn() -> TSNE:
    return TSNE(init="pca", n_jobs=torch.get_num_threads(), random_state=0)


def _frames(recipe: EmbeddingRecipe) -> None:
    """All frames, each with its KL, trustworthiness and kNN accuracy, but not the numbers at the end."""
    for step in embed(recipe, Store(tempfile.mkdtemp())):
        if step.frame == recipe.iterations:
            return


def _film(recipe: EmbeddingRecipe) -> tuple[Frames, float]:
    """The finished run in a store of its own, and seconds until the second frame, the first that is no point any more."""
    store, began, first = Store(tempfile.mkdtemp()), time.perf_counter(), 0.0
    for step in embed(recipe, store):
        if step.frame and not first:
            first = time.perf_counter() - began
    return Frames("embedding", recipe, store), first


def _descended(features: torch.Tensor) -> tsne.Descent:
    recipe = EmbeddingRecipe(seed=7)  # the map from the PCA start is the same for every seed, but this one does not come along
    forces = _drained(begun(features, recipe.perplexity))
    begin = tsne.start(pca.fit(features).project(features), recipe.init, recipe.seed)
    lr = max(len(features) / recipe.exaggeration / 4, 50.0)
    descent = tsne.Descent(forces, begin, lr=lr, exaggeration=recipe.exaggeration)
    for _ in range(recipe.iterations):
        descent.advance()
    return descent


def _drained(steps: Iterator[str]) -> tsne.Sparse:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: tsne.Sparse = end.value
            return found


def _vectors() -> tuple[str, torch.Tensor]:
    """10,000 pictures on their first 50 principal components, or as many points in ten blobs."""
    for name in PHOTOS:
        if is_ready(name):
            pixels = read(EmbeddingRecipe(data=name, n=MANY)).features
            return f"{name}, 50 components", pca.fit(pixels, k=50).project(pixels).float()
    return "blobs", torch.from_numpy(make_blobs(MANY, 50, centers=10, random_state=0)[0]).float()
