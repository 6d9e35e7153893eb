"""The doctor's patients: each shows the sign of its fault, the right cure helps, and a healthy run shows none."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from vizlab.doctor import CURES, FAULTS, Setup, cured, network, patient, runs, train, verdict
from vizlab.errors import VizlabError

SEEDS = (0, 1, 2)


@pytest.mark.parametrize("activation", network.ACTIVATIONS)
def test_the_gradient_is_that_of_automatic_differentiation(activation: str) -> None:
    dice = np.random.default_rng(0)
    layers = network.start((5, 4, 3), activation, spread=1.0, bias=0.1, dice=dice)
    inputs, labels = dice.normal(size=(20, 5)), dice.integers(0, 3, 20)
    torch_layers = [tuple(torch.tensor(part, requires_grad=True) for part in layer) for layer in layers]
    known = {"ReLU": torch.relu, "leaky ReLU": lambda z: torch.nn.functional.leaky_relu(z, network.LEAK)}
    value = torch.tensor(inputs)
    for index, (weights, biases) in enumerate(torch_layers):
        value = value @ weights + biases
        if index == 0:
            value = (known | {"tanh": torch.tanh, "sigmoid": torch.sigmoid})[activation](value)
    loss = torch.nn.functional.cross_entropy(value, torch.tensor(labels))
    loss.backward()
    assert float(network.losses(network.sums(layers, inputs, activation)[-1], labels).mean()) == pytest.approx(
        loss.item(), abs=1e-12
    )
    for mine, theirs in zip(network.gradients(layers, inputs, labels, activation), torch_layers, strict=True):
        for part, wanted in zip(mine, theirs, strict=True):
            np.testing.assert_allclose(part, wanted.grad, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_the_cure_improves_the_run_by_half_at_least(fault: str, seed: int) -> None:
    """METHODS O94, for every fault: its sign is there before and gone after, and the final validation loss falls by a third."""
    known = FAULTS[fault]
    sick = train(known.make(seed))
    better = train(cured(sick.setup, known.cure))
    assert known.shows(sick)
    assert better.final < sick.final / 1.35
    assert not known.shows(better)
    assert verdict(sick, fault, fault)[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_healthy_run_shows_no_sign(seed: int) -> None:
    course = train(Setup(seed=seed))
    assert [name for name, fault in FAULTS.items() if fault.shows(course)] == []
    assert course.accuracy > 0.9


def test_every_ward_has_every_fault_once_and_is_the_same_for_all() -> None:
    faults = [patient(number, 7)[0] for number in range(1, len(FAULTS) + 1)]
    assert sorted(faults) == sorted(FAULTS)
    assert [patient(number, 8)[0] for number in range(1, len(FAULTS) + 1)] != faults
    with pytest.raises(VizlabError, match="beds 1 to 8; got 9"):
        patient(9, 0)


def test_a_wrong_diagnosis_is_told_apart_from_a_consequence() -> None:
    course = train(FAULTS["slow progress"].make(0))
    right, said = verdict(course, "slow progress", "instability")
    assert not right
    assert said.startswith("No. At its highest, the validation loss is 1.")
    blown = train(FAULTS["instability"].make(0))
    both = [name for name, fault in FAULTS.items() if fault.shows(blown) and name != "instability"]
    for name in both:
        assert verdict(blown, "instability", name)[1].startswith("That can be seen, but")
    with pytest.raises(VizlabError, match="got 'flu'"):
        verdict(course, "slow progress", "flu")
    with pytest.raises(VizlabError, match="got 'sleep'"):
        cured(course.setup, "sleep")


def test_what_is_logged_is_what_is_measured_again() -> None:
    """METHODS O103: loss and gradient norm of the first step, by automatic differentiation over the whole training set."""
    setup = Setup(batch_size=0, steps=3)
    course = train(setup)
    inputs, labels, *_ = runs.examples(setup)
    layers = network.start((64, 32, 32, 10), "ReLU", spread=1.0, bias=0.0, dice=np.random.default_rng([0, 0]))
    tensors = [(torch.tensor(w, requires_grad=True), torch.tensor(b)) for w, b in layers]
    value = torch.tensor(inputs)
    for weights, biases in tensors[:-1]:
        value = torch.relu(value @ weights + biases)
    loss = torch.nn.functional.cross_entropy(value @ tensors[-1][0] + tensors[-1][1], torch.tensor(labels))
    loss.backward()
    assert course.batch_losses[0] == pytest.approx(loss.item(), abs=1e-12)
    norms = [float(weights.grad.norm()) for weights, _ in tensors]  # type: ignore[union-attr]
    np.testing.assert_allclose(course.gradient_norms[0], norms, rtol=1e-10)


def test_the_same_setup_gives_the_same_numbers_and_every_cure_may_be_tried() -> None:
    setup = dataclasses.replace(FAULTS["fluctuations"].make(1), steps=12)
    assert train(setup).batch_losses.tolist() == train(setup).batch_losses.tolist()
    for cure in CURES:
        assert len(train(cured(setup, cure)).batch_losses) == (120 if "longer" in cure else 12)
