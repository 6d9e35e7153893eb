"""The game of two networks: who minimises what, what vanishes, and what one's step leaves alone in the other."""

from __future__ import annotations

import copy
import dataclasses
import math

import numpy as np
import pytest
import torch
from torch import nn

from vizlab.generative import GENERATOR_LOSSES, GanRecipe, states
from vizlab.generative.network import perceptron
from vizlab.generative.plane_gan import ahead, losses, regular
from vizlab.generative.plane_gan import game as gan
from vizlab.generative.plane_gan.unrolled import unrolled_loss
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
    sums: dict[str, list[float]] = {name: [] for name in losses.NORMS}
    for fake in torch.randn(4, 7, generator=torch.Generator().manual_seed(0)):
        for name in losses.NORMS:
            sums[name].append(float(GENERATOR_LOSSES[name](fake) + losses.discriminator_loss(real, fake)))
    assert np.ptp(sums["minimax"]) < 1e-6
    assert np.ptp(sums["non-saturating"]) > 0.1


def test_minimax_is_flat_where_the_discriminator_is_sure() -> None:
    """G28: at D = .0003 the slopes in the logit are .00034 and .99966 (logit -8)."""
    slopes = ahead.slopes_at(-8.0)
    assert slopes["minimax"] == pytest.approx(0.00034, abs=5e-6)
    assert slopes["non-saturating"] == pytest.approx(0.99966, abs=5e-6)
    assert slopes["least squares"] == pytest.approx(18)
    assert slopes["hinge"] == slopes["Wasserstein"] == 1
    assert torch.sigmoid(torch.tensor(ahead.logit(0.0003))) == pytest.approx(0.0003)


def test_the_drawn_curves_are_the_losses_and_their_finite_differences() -> None:
    x, values, slopes = ahead.curves()
    for name, loss in GENERATOR_LOSSES.items():
        expected = np.array([float(loss(torch.tensor([each]))) for each in x])
        seen = np.isfinite(values[name])
        np.testing.assert_allclose(values[name][seen], expected[seen], atol=1e-6)
        assert (expected[~seen] > ahead.TALLEST["loss"]).all()
        rough = np.abs(np.gradient(expected, x))
        shown = np.isfinite(slopes[name]) & (rough > 0.2)
        np.testing.assert_allclose(slopes[name][shown][2:-2], rough[shown][2:-2], rtol=0.06)


def test_the_other_losses_are_those_of_their_papers() -> None:
    real, fake = torch.tensor([0.3, -1.0, 2.0]), torch.tensor([2.0, -0.5])
    found = {name: float(loss(real, fake)) for name, loss in losses.DISCRIMINATOR_LOSSES.items()}
    assert found["least squares"] == pytest.approx((0.7**2 + 2**2 + 1) / 3 + (4 + 0.25) / 2)
    assert found["hinge"] == pytest.approx((0.7 + 2 + 0) / 3 + (3 + 0.5) / 2)
    assert found["Wasserstein"] == pytest.approx(0.75 - 1.3 / 3)
    assert float(GENERATOR_LOSSES["least squares"](fake)) == pytest.approx((1 + 2.25) / 2)
    assert float(GENERATOR_LOSSES["hinge"](fake)) == pytest.approx(-0.75)
    assert list(GENERATOR_LOSSES) == list(losses.DISCRIMINATOR_LOSSES)


@pytest.mark.parametrize("loss", GENERATOR_LOSSES)
def test_a_verdict_is_a_share_and_a_perfect_discriminator_is_right(loss: str) -> None:
    real, fake = torch.full((5,), 3.0), torch.full((7,), -3.0)
    field = torch.linspace(-4, 4, 50)
    said = losses.verdict(loss, field, real, fake)
    assert float(said.min()) >= 0
    assert float(said.max()) <= 1
    assert bool((said.diff() >= 0).all())
    assert float(losses.called_right(loss, real, fake)) == 1
    assert float(losses.called_right(loss, fake, real)) == 0


def linear(slope: float) -> nn.Sequential:
    layer = nn.Linear(2, 1)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[0.6, 0.8]]) * slope)
    return nn.Sequential(layer)


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0, 3.0])
def test_the_gradient_penalty_of_a_plane_is_known(slope: float) -> None:
    real, fake, mixed = torch.randn(16, 2), torch.randn(16, 2), torch.rand(16, 1)
    found = float(regular.gradient_penalty(linear(slope), real, fake, mixed).detach())
    assert found == pytest.approx((slope - 1) ** 2, abs=1e-5)


def test_the_gradient_penalty_is_that_of_torch_func_and_reaches_the_weights() -> None:
    with RandomStream(3):
        network = perceptron(2, 16, 1, nn.Tanh)
        real, fake, mixed = torch.randn(8, 2), torch.randn(8, 2), torch.rand(8, 1)
    places = mixed * real + (1 - mixed) * fake
    slopes = torch.func.vmap(torch.func.grad(lambda x: network(x[None])[0, 0]))(places)
    penalty = regular.gradient_penalty(network, real, fake, mixed)
    torch.testing.assert_close(penalty, (slopes.norm(dim=1) - 1).square().mean())
    penalty.backward()
    assert all(parameter.grad is not None for parameter in list(network.parameters())[::2])


def test_spectral_norm_holds_every_layer_at_one() -> None:
    """Each layer's largest singular value by SVD, after its power iteration has settled; without it they are far from 1."""
    run = gan.start(GanRecipe(spectral=True, hidden=32, batch_size=32), torch.device("cpu"))
    bare = gan.start(GanRecipe(hidden=32, batch_size=32), torch.device("cpu"))
    for index in range(150):
        for each in (run, bare):
            gan.update_discriminator(each, states.generator(torch.device("cpu"), 0, 5, index))
    for _ in range(100):  # a look in training mode is one more iteration; in training the weights move meanwhile
        run.discriminator.train()(torch.zeros(1, 2))
    run.discriminator.eval()
    sizes, free = (
        [
            float(torch.linalg.matrix_norm(layer.weight.detach(), 2))
            for layer in each.discriminator
            if isinstance(layer, nn.Linear)
        ]
        for each in (run, bare)
    )
    assert sizes == pytest.approx([1, 1, 1], abs=0.02)
    assert max(free) > 1.2
    before = weights(run.discriminator)
    gan.update_generator(run, states.generator(torch.device("cpu"), 0, 6))
    assert all(torch.equal(before[name], tensor) for name, tensor in run.discriminator.state_dict().items())


def test_clipped_weights_stay_inside() -> None:
    run = gan.start(GanRecipe(loss="Wasserstein", clip=0.05), torch.device("cpu"))
    gan.update_discriminator(run, states.generator(torch.device("cpu"), 0, 5))
    assert max(float(parameter.detach().abs().max()) for parameter in run.discriminator.parameters()) == pytest.approx(0.05)


def test_noise_goes_where_the_recipe_says_and_falls_to_nothing() -> None:
    real = torch.zeros(4000, 2)
    for noise_on, expected in (("both", (0.3, 0.3)), ("real only", (0.3, 0.0))):
        run = gan.start(GanRecipe(instance_noise=0.3, noise_on=noise_on), torch.device("cpu"))
        blurred = gan.noisy(run, real, real, 0.3, torch.Generator().manual_seed(0))
        assert [float(points.std()) for points in blurred] == pytest.approx(expected, abs=0.01)
    assert [regular.noise_at(0.3, step, 100) for step in (0, 50, 100)] == pytest.approx([0.3, 0.15, 0])


def test_no_unrolled_step_is_the_plain_loss_and_unrolling_leaves_the_discriminator_alone() -> None:
    recipe = GanRecipe(unrolled=3)
    run = gan.start(recipe, torch.device("cpu"))
    for index in range(30):
        gan.update_discriminator(run, states.generator(torch.device("cpu"), 0, 5, index))
    before, moments = weights(run.discriminator), copy.deepcopy(run.optimizer_d.state_dict()["state"])
    gan.update_generator(run, states.generator(torch.device("cpu"), 0, 7))
    assert all(torch.equal(before[name], tensor) for name, tensor in run.discriminator.state_dict().items())
    after = run.optimizer_d.state_dict()["state"]
    assert all(torch.equal(moments[i][key], after[i][key]) for i in moments for key in ("step", "exp_avg", "exp_avg_sq"))
    real, fake = torch.randn(50, 2), torch.randn(50, 2)
    with torch.no_grad():
        plain = GENERATOR_LOSSES[recipe.loss](run.discriminator(fake)[:, 0])
    unmoved = unrolled_loss(dataclasses.replace(recipe, unrolled=0), run.discriminator, run.optimizer_d, real, fake)
    torch.testing.assert_close(unmoved.detach(), plain)


def test_the_unrolled_discriminator_is_ahead_and_its_answer_is_felt() -> None:
    """Of three steps by hand on a copy, D's loss falls; G's loss against it is larger, and the slope in the points differs."""
    recipe = GanRecipe(unrolled=3, lr_d=0.01)
    run = gan.start(recipe, torch.device("cpu"))
    real, fake = torch.randn(100, 2) + 2, torch.randn(100, 2, requires_grad=True)
    later = unrolled_loss(recipe, run.discriminator, run.optimizer_d, real, fake)
    now = GENERATOR_LOSSES[recipe.loss](run.discriminator(fake)[:, 0])
    assert float(later) > float(now)
    ahead_by_hand = copy.deepcopy(run.discriminator)
    for _ in range(3):
        loss = losses.discriminator_loss(ahead_by_hand(real)[:, 0], ahead_by_hand(fake.detach())[:, 0])
        slopes = torch.autograd.grad(loss, list(ahead_by_hand.parameters()))
        with torch.no_grad():
            for parameter, slope in zip(ahead_by_hand.parameters(), slopes, strict=True):
                parameter -= recipe.lr_d * slope / (slope.abs() + 1e-8)  # Adam before its first step
    frozen = GENERATOR_LOSSES[recipe.loss](ahead_by_hand(fake)[:, 0])
    torch.testing.assert_close(later, frozen, atol=2e-3, rtol=0)
    through, past = torch.autograd.grad(later, fake)[0], torch.autograd.grad(frozen, fake)[0]
    assert float((through - past).norm()) > 0.01 * float(past.norm())


def test_a_head_start_silences_minimax_only() -> None:
    """G28, G29: after 400 steps of D alone (METHODS: 7.3e-4 against 1.83 there)."""
    run = gan.start(GanRecipe(head_start=400), torch.device("cpu"))
    fresh = gan.gradient_norms(run)
    gan.head_start(run)
    norms = gan.gradient_norms(run)
    assert fresh["minimax"] > 0.01
    assert norms["minimax"] < 0.01
    assert norms["non-saturating"] > 1
    assert norms["non-saturating"] > 300 * norms["minimax"]


def test_a_step_of_one_network_leaves_the_other_alone() -> None:
    """G27: G learns through D, whose weights, gradients and optimizer stay as they were."""
    run = gan.start(GanRecipe(), torch.device("cpu"))
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
    run = gan.start(GanRecipe(loss=loss, lr_g=1e-4), torch.device("cpu"))
    gan.head_start(gan.start(GanRecipe(head_start=100), torch.device("cpu")))
    for _ in range(50):
        gan.update_discriminator(run, states.generator(torch.device("cpu"), 0, 9))

    def own() -> float:
        with torch.no_grad():
            return float(GENERATOR_LOSSES[loss](run.discriminator(run.generator(run.codes))[:, 0]))

    before = own()
    for index in range(10):
        gan.update_generator(run, states.generator(torch.device("cpu"), 0, 7, index))
    assert own() < before


def test_at_equilibrium_the_discriminator_pays_two_log_two() -> None:
    assert float(losses.discriminator_loss(torch.zeros(3), torch.zeros(4))) == pytest.approx(2 * math.log(2))
