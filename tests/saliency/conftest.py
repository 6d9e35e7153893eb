"""Networks to look into: one trained on real digits, and how to make untrained ones."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional as F

from vizlab.models import build
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe


@dataclass(frozen=True)
class Trained:
    """A network in evaluation mode, with held-out images (n, 1, 8, 8) that it classifies rightly."""

    model: nn.Module
    untrained: nn.Module
    images: torch.Tensor
    labels: torch.Tensor


@pytest.fixture(scope="session")
def trained() -> Trained:
    digits = load_digits()
    images = torch.from_numpy(digits.images).float()[:, None] / 16
    labels = torch.from_numpy(digits.target).long()
    recipe = Recipe(depth=2, width=8)
    with RandomStream(1):
        untrained = build(recipe, (1, 8, 8), 10).eval()
    with RandomStream(0):
        model = build(recipe, (1, 8, 8), 10)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        for batch in torch.randperm(1500).repeat(3).split(100):
            optimizer.zero_grad()
            F.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
    model.eval()
    right = (model(images[1500:]).argmax(dim=1) == labels[1500:]).nonzero()[:, 0]
    assert len(right) > 240  # of 297
    return Trained(model, untrained, images[1500:][right], labels[1500:][right])


@pytest.fixture
def model() -> nn.Module:
    """An untrained small CNN for colour images of 16 px and 5 classes, with batch norm, in training mode."""
    with RandomStream(0):
        return build(Recipe(depth=2, width=8, dropout=0.3), (3, 16, 16), 5)


@pytest.fixture
def images() -> torch.Tensor:
    """Images (4, 3, 16, 16)."""
    return torch.rand(4, 3, 16, 16, generator=torch.Generator().manual_seed(1))


@pytest.fixture
def targets() -> torch.Tensor:
    """A class for each of `images`."""
    return torch.tensor([0, 4, 2, 2])
