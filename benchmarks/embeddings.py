"""t-SNE of the 1,797 digits against scikit-learn's Barnes-Hut, from pixels to map: time, and how good the map is.

Both with torch's threads, PCA start, perplexity 30, 1,000 iterations, automatic learning rate. scikit-learn's own KL counts
nearest neighbours only, so both maps are judged by one yardstick: our exact P and KL.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import torch
from sklearn.manifold import TSNE

from benchmarks.table import Row, against, verdict
from benchmarks.timing import alternate
from vizlab.embeddings import EmbeddingRecipe, pca, read, tsne
from vizlab.embeddings.affinities import joint

ROUNDS = 3
MOST = 1.05  # times scikit-learn's divergence


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """One row for the time, one for the divergence."""
    recipe = EmbeddingRecipe()
    features = read(recipe).features
    peer = TSNE(method="barnes_hut", init="pca", n_jobs=torch.get_num_threads(), random_state=0)
    ours_s, peer_s = alternate(lambda: _ours(recipe, features), lambda: peer.fit(features.numpy()), rounds=ROUNDS)
    yield against("t-SNE of 1,797 digits, 1,000 iterations, median of three", ours_s, peer_s, "scikit-learn", at_most=1.0)
    p = joint(features, recipe.perplexity)
    ours = tsne.divergence(_ours(recipe, features), p)
    theirs = tsne.divergence(torch.from_numpy(peer.fit(features.numpy()).embedding_), p)
    met = verdict(ours <= MOST * theirs)
    ratio = f"{ours / theirs:.2f}"
    what = "KL divergence of that map, exact"
    yield Row(what, f"{ours:.3f} nats", f"{theirs:.3f} nats (scikit-learn)", ratio, f"≤ {MOST:.2f} ×", met)


def _ours(recipe: EmbeddingRecipe, features: torch.Tensor) -> torch.Tensor:
    p = joint(features, recipe.perplexity)
    layout = tsne.start(pca.fit(features).project(features), recipe.init, recipe.seed)
    for iteration in range(1, recipe.iterations + 1):
        tsne.step(layout, p, iteration=iteration, lr=recipe.step_size, exaggeration=recipe.exaggeration)
    return layout.positions
