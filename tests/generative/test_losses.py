"""The game of two networks: who minimises what, what vanishes, and what one's step leaves alone in the other."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
from torch import nn

from vizlab.generative import GENERATOR_LOSSES, GanRecipe, states
from vizlab.generative.network import perceptron
from vizlab.generative.plane_gan import losses
from vizlab.generative.plane_gan import training as gan
from vizlab.randomness import RandomStream


def weights(network: nn.Module) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def test_the_losses_are_the_formulas() -> None:
    real, fake = torch.tensor([0.3, -1.0]), torch.tensor([2.0, -0.5, 0.1])
    d_real, d_fake = torch.sigmoid(real), torch.sigmoid(fake)
    expected = -d_real.log().mean() - (1 - d_fake).log().mean()
    torch.testing.assert_close(losses.discriminator_loss(real, fake), expected)
    torch.testing.assert_close(losses.minimax(fake), (1 - d_fake).log().mean())
    torch.testing.assert_close(losses.non_saturating(fake), -d_fake.log().mean())


def test_the_game_is_zero_sum_in_the_generator() -> None:
    """G26: J_G + J_D does not depend on the generated points; with the other loss it does."""
    real = torch.tensor([0.3, -1.0])
    sums = {name: [] for name in GENERATOR_LOSSES}
    for fake in torch.randn(4, 7, generator=torch.Generator().manual_seed(0)):
        for name, loss in GENERATOR_LOSSES.items():
            sums[name].append(float(loss(fake) + losses.discriminator_loss(real, fake)))
    assert np.ptp(sums["minimax"]) < 1e-6
    assert np.ptp(sums["non-saturating"]) > 0.1


def test_minimax_is_flat_where_the_discriminator_is_sure() -> None:
    """G28: at D = .0003 the slopes in the logit are .00034 and .99966 (logit -8)."""
    slopes = {}
    for name, loss in GENERATOR_LOSSES.items():
        logit = torch.tensor([-8.0], requires_grad=True)
        loss(logit).backward()
        slopes[name] = abs(float(logit.grad))  # type: ignore[arg-type]
    assert slopes["minimax"] == pytest.approx(0.00034, abs=5e-6)
    assert slopes["non-saturating"] == pytest.approx(0.99966, abs=5e-6)


def test_a_head_start_silences_minimax_only() -> None:
    """G28, G29: after 400 steps of D alone (METHODS: 7.3e-4 against 1.83 there)."""
    run = gan._start(GanRecipe(head_start=400), torch.device("cpu"))
    fresh = gan.gradient_norms(run)
    gan._head_start(run)
    norms = gan.gradient_norms(run)
    assert fresh["minimax"] > 0.01
    assert norms["minimax"] < 0.01
    assert norms["non-saturating"] > 1
    assert norms["non-saturating"] > 300 * norms["minimax"]


def test_a_step_of_one_network_leaves_the_other_alone() -> None:
    """G27: G learns through D, whose weights, gradients and optimizer stay as they were."""
    run = gan._start(GanRecipe(), torch.device("cpu"))
    source = states.generator(torch.device("cpu"), 0, 5)
    before, moments = weights(run.discriminator), copy.deepcopy(run.optimizer_d.state_dict())
    own = weights(run.generator)
    gan.update_generator(run, source)
    assert all(torch.equal(before[name], tensor) for name, tensor in run.discriminator.state_dict().items())
    assert all(parameter.grad is None for parameter in run.discriminator.parameters())
    assert run.optimizer_d.state_dict()["state"] == moments["state"]
    assert any(not torch.equal(own[name], tensor) for name, tensor in run.generator.state_dict().items())
    own = weights(run.generator)
    gan.update_discriminator(run, source)
    assert all(torch.equal(own[name], tensor) for name, tensor in run.generator.state_dict().items())
    assert any(not torch.equal(before[name], tensor) for name, tensor in run.discriminator.state_dict().items())


@pytest.mark.parametrize("loss", GENERATOR_LOSSES)
def test_a_step_of_the_generator_goes_down_its_own_loss(loss: str) -> None:
    run = gan._start(GanRecipe(loss=loss, lr_g=1e-4), torch.device("cpu"))
    gan._head_start(gan._start(GanRecipe(head_start=100), torch.device("cpu")))
    for _ in range(50):
        gan.update_discriminator(run, states.generator(torch.device("cpu"), 0, 9))

    def own() -> float:
        with torch.no_grad():
            return float(GENERATOR_LOSSES[loss](run.discriminator(run.generator(run.codes))[:, 0]))

    before = own()
    for index in range(10):
        gan.update_generator(run, states.generator(torch.device("cpu"), 0, 7, index))
    assert own() < before


def test_the_best_discriminator_says_p_over_p_plus_q() -> None:
    """G25, in one dimension: p = N(-1, 1), q = N(1, 1.5²), trained on fresh samples of both."""
    source = torch.Generator().manual_seed(0)
    with RandomStream(0):
        network = perceptron(1, 32, 1, nn.Tanh)
    optimizer = torch.optim.Adam(network.parameters(), 0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 1200)
    for _ in range(1200):
        real = -1 + torch.randn(512, 1, generator=source)
        fake = 1 + 1.5 * torch.randn(512, 1, generator=source)
        optimizer.zero_grad()
        losses.discriminator_loss(network(real)[:, 0], network(fake)[:, 0]).backward()
        optimizer.step()
        schedule.step()
    x = torch.linspace(-3, 3, 61)[:, None]
    p = torch.distributions.Normal(-1.0, 1.0).log_prob(x).exp()
    q = torch.distributions.Normal(1.0, 1.5).log_prob(x).exp()
    with torch.no_grad():
        said = torch.sigmoid(network(x))
    assert float((said - p / (p + q)).abs().max()) < 0.04
    assert float((0.5 - p / (p + q)).abs().max()) > 0.3, "guessing would pass"


def test_at_equilibrium_the_discriminator_pays_two_log_two() -> None:
    assert float(losses.discriminator_loss(torch.zeros(3), torch.zeros(4))) == pytest.approx(2 * math.log(2))
