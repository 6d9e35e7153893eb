"""Are a discriminator's features worth something? A linear classifier on them against one on raw pixels, by number of labels.

Only of a discriminator that was never told a class: then it learned from pictures alone (Radford et al. 2015, section 5.1). The
control is the same discriminator before training.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab import data, images
from vizlab.generative.image_gan.choices import ImageGanRecipe
from vizlab.generative.image_gan.networks import Discriminator
from vizlab.randomness import RandomStream

LABELS = (20, 50, 100, 200, 500)
DRAWS = 10  # of which pictures have a label
HELD = 1000
RIDGES = (0.01, 0.1, 1.0, 10.0)  # times the mean square of a feature; each kind of feature gets the one that suits it best


def compare(discriminator: Discriminator, recipe: ImageGanRecipe) -> dict[str, list[float]]:
    """Kind of features -> accuracy on held-out pictures, mean over draws, for each number of `LABELS`."""
    split, device = data.load(recipe.image_data), next(discriminator.parameters()).device
    with RandomStream(recipe.image_seed + 1):
        untrained = Discriminator(recipe, data.find(recipe.image_data).shape[-1], 0).to(device)
    labels, held = np.asarray(split.train.labels), np.asarray(split.test.labels)[:HELD]
    found = {}
    for name, network in {"discriminator": discriminator, "untrained": untrained, "raw pixels": None}.items():
        train, test = (
            _features(network, np.asarray(part.inputs)[:n], device) for part, n in ((split.train, 5000), (split.test, HELD))
        )
        found[name] = [_accuracy(train, labels[: len(train)], test, held, n) for n in LABELS]
    return found


def _features(network: Discriminator | None, pictures: NDArray[np.uint8], device: torch.device) -> NDArray[np.float64]:
    """Rows (n, d), and a column of ones."""
    x = images.unit(torch.tensor(pictures, device=device)) * 2 - 1
    with torch.no_grad():
        rows = (x if network is None else network.features(x)).flatten(1).cpu().numpy().astype(np.float64)
    return np.concatenate([rows, np.ones((len(rows), 1))], axis=1)


def _accuracy(train: Any, labels: Any, test: Any, held: Any, n: int) -> float:
    """Of the best ridge, mean over draws of n labelled pictures."""
    scores = np.zeros(len(RIDGES))
    for draw in range(DRAWS):
        chosen = np.random.default_rng(draw).permutation(len(train))[:n]
        x, y = train[chosen], np.eye(labels.max() + 1)[labels[chosen]]
        gram, unit = x @ x.T, float((x * x).mean()) * n
        for place, ridge in enumerate(RIDGES):
            weights = x.T @ np.linalg.solve(gram + ridge * unit * np.eye(n), y)
            scores[place] += float(((test @ weights).argmax(axis=1) == held).mean()) / DRAWS
    return float(scores.max())
