"""The start of a run: its data on its device, and a fresh model with optimizer, schedule and random stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn, optim
from torch.optim.lr_scheduler import LRScheduler

from vizlab import data
from vizlab.errors import VizlabError
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.training import untrained
from vizlab.training.choices import OPTIMIZERS, SCHEDULES


@dataclass(frozen=True)
class Material:
    """The data of a run on its device: training, held-back validation and test examples."""

    inputs: Tensor
    labels: Tensor
    held_inputs: Tensor
    held_labels: Tensor
    test_inputs: Tensor
    test_labels: Tensor


@dataclass(frozen=True)
class Learner:
    """The moving parts of one training run."""

    model: nn.Module
    optimizer: optim.Optimizer
    scheduler: LRScheduler
    stream: RandomStream


def load_material(recipe: Recipe, device: torch.device) -> Material:
    """The recipe's data on a device; validation examples are drawn by the recipe's seed, the test set never changes."""
    split = data.load(recipe.data, noise=recipe.noise, seed=recipe.seed)
    order = np.random.default_rng(recipe.seed).permutation(len(split.train.labels))
    held = held_back(recipe, len(order))
    parts = [
        (split.train.inputs[order[held:]], split.train.labels[order[held:]]),
        (split.train.inputs[order[:held]], split.train.labels[order[:held]]),
        (split.test.inputs, split.test.labels),
    ]
    return Material(*(torch.tensor(array, device=device) for part in parts for array in part))


def start(recipe: Recipe, examples: int, device: torch.device, weights: Mapping[str, Tensor] | None = None) -> Learner:
    """A fresh model with its optimizer, schedule and random stream; weights: what it begins with where name and shape agree.

    Errors: `VizlabError` if less than half of the network agrees with the weights.
    """
    dataset = data.find(recipe.data)
    model, stream = untrained.network(recipe, dataset.shape, len(dataset.classes))
    if weights is not None:
        _put(model, weights)
    model.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # about twice as fast on the CPU for convolutions
    optimizer = OPTIMIZERS[recipe.optimizer](model.parameters(), recipe)
    per_epoch = steps_per_epoch(recipe, examples)
    return Learner(model, optimizer, SCHEDULES[recipe.schedule](optimizer, per_epoch * recipe.epochs, per_epoch), stream)


def _put(model: nn.Module, weights: Mapping[str, Tensor]) -> None:
    own = model.state_dict()
    known = {name: value for name, value in weights.items() if name in own and own[name].shape == value.shape}
    if 2 * sum(value.numel() for value in known.values()) < sum(value.numel() for value in own.values()):
        raise VizlabError("The weights to begin with must be those of such a network; less than half of them fit.")
    model.load_state_dict(own | known)


def held_back(recipe: Recipe, examples: int) -> int:
    """How many of the training examples are for validation only."""
    return max(round(recipe.validation * examples), 1)


def steps_per_epoch(recipe: Recipe, examples: int) -> int:
    """Full batches only: a last batch of one would break batch norm."""
    return max(examples // recipe.batch_size, 1)
