"""What training did to the first kernels (METHODS C50), on every network that comes with its start, against shuffled taps."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.filters import change, kernels, oriented_share
from vizlab.models import build
from vizlab.recipes import Recipe

CONVOLVING = [run for run in library.bundled() if run.is_of_images and run.epochs[0] == 0]


def test_closed_forms_of_the_oriented_share() -> None:
    """A difference along one side has P = 4 sin^2(pi u) and so |mean of P exp(2ia)| / mean of P by its integral: high."""
    assert oriented_share(np.zeros((3, 3))) == 0
    assert oriented_share(np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])) == pytest.approx(0, abs=1e-3)  # white: no direction
    line = oriented_share(np.array([[1.0, -2, 1]] * 5))
    assert line > 0.85
    assert oriented_share(np.array([[1.0, -2, 1]] * 5).T) == pytest.approx(line)
    assert oriented_share(np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])) == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("run", CONVOLVING, ids=lambda run: run.reference)
def test_training_turns_the_first_kernels_and_gives_them_a_direction(run: library.Run) -> None:
    untrained, trained = (library.open_model(f"{run.reference}@{epoch}").network for epoch in (run.epochs[0], run.epochs[-1]))
    found = change(untrained, trained)
    assert found.degrees > 10
    if run.shape[0] == 1:  # with colours, much of what first kernels learn is one colour against another, without direction
        assert found.after > found.before + 0.03
    assert change(untrained, untrained).degrees == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("reference", ["bundled/mnist-lenet5", "bundled/digits-cnn"])
def test_shuffled_taps_lose_the_direction(reference: str) -> None:
    """Control: the same weights in another order have the share of dice; 20 shuffles, all below what was learned."""
    model = library.open_model(reference).network
    name = "conv1" if reference.endswith("lenet5") else "block1.conv"
    weights = kernels(model, name)[:, 0]
    learned = np.mean([oriented_share(kernel) for kernel in weights])
    dice = np.random.default_rng(0)
    shuffled = [
        np.mean([oriented_share(dice.permutation(kernel.ravel()).reshape(kernel.shape)) for kernel in weights]) for _ in range(20)
    ]
    assert learned > max(shuffled)


def test_the_angle_is_that_of_the_weights() -> None:
    model = build(Recipe(depth=1, width=4), (1, 8, 8), 10)
    turned, moved = copy.deepcopy(model), copy.deepcopy(model)
    with torch.no_grad():
        turned.get_parameter("block1.conv.weight").mul_(-3)
        moved.get_parameter("block1.conv.weight")[:2].mul_(-1)
    assert change(model, turned).degrees == pytest.approx(180, abs=0.1)
    assert change(model, moved).degrees == pytest.approx(90, abs=0.1)
    assert change(model, turned).after == pytest.approx(change(model, turned).before)


def test_other_networks_are_refused() -> None:
    small, large = (build(Recipe(depth=1, width=width), (1, 8, 8), 10) for width in (4, 8))
    with pytest.raises(VizlabError, match="one shape; got"):
        change(small, large)
    with pytest.raises(VizlabError, match="convolutions is needed"):
        change(build(Recipe(model="MLP"), (1, 8, 8), 10), small)
