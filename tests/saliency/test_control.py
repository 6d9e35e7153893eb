"""The random map: it asks the network nothing, and the evidence finds that out."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from scipy import ndimage
from torch import nn

from vizlab.saliency import edge_detector, gradient_map, random_map, score_drop, smooth_grad


def test_it_depends_on_the_seed_alone(model: nn.Module, images: torch.Tensor, targets: torch.Tensor) -> None:
    first = random_map(model, images, targets)
    assert first.shape == (4, 16, 16)
    assert torch.equal(first, random_map(nn.Linear(2, 2), 1 - images, targets - targets))
    assert not torch.equal(first, random_map(model, images, targets, seed=1))
    assert 0 <= first.min() < 0.05
    assert 0.95 < first.max() < 1


def test_the_edges_are_those_of_sobel(images: torch.Tensor, targets: torch.Tensor) -> None:
    found = edge_detector(nn.Linear(2, 2), images, targets)
    for edges, grey in zip(found.numpy(), images.mean(dim=1).numpy(), strict=True):
        expected = np.hypot(*(ndimage.sobel(grey, axis=axis, mode="nearest") for axis in (0, 1)))
        np.testing.assert_allclose(edges, expected, atol=1e-5)


def test_it_scores_at_chance_where_real_maps_do_not(trained: Any) -> None:
    """One in 21 beats the twenty others by luck: 7 of 150, and 16 are three and a half standard deviations more."""
    n = 150
    excess, beats = {}, {}
    for name, make in {"gradient": gradient_map, "SmoothGrad": smooth_grad, "random map": random_map}.items():
        maps = make(trained.model, trained.images[:n], trained.labels[:n])
        if name == "random map":  # a seed for each picture, as the page's slider would
            maps = torch.cat(
                [make(trained.model, trained.images[i : i + 1], trained.labels[i : i + 1], seed=i) for i in range(n)]
            )
        drops = [score_drop(trained.model, trained.images[i], maps[i], int(trained.labels[i]), seed=1000 + i) for i in range(n)]
        excess[name] = sum(drop.top - drop.elsewhere for drop in drops) / n
        beats[name] = sum(drop.beats_chance for drop in drops)
    assert abs(excess["random map"]) < 0.04
    assert beats["random map"] <= 16
    assert min(excess["gradient"], excess["SmoothGrad"]) > 0.1
    assert min(beats["gradient"], beats["SmoothGrad"]) > 40
