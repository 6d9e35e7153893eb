"""Inputs, losses, penalties and random Hessians: every formula against autograd, scipy, scikit-learn or a count."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import binom
from sklearn.linear_model import ElasticNet, Lasso, Ridge

from vizlab import landscapes, optimizers
from vizlab.errors import VizlabError
from vizlab.landscapes import from_data, one_weight, penalties, spectra, two_weights

WEIGHTS = np.array([0.3, -0.7])


def by_autograd(problem: from_data.Regression, form: str) -> np.ndarray:
    weights = torch.tensor(WEIGHTS, requires_grad=True)
    squares = (torch.tensor(problem.targets) - torch.tensor(problem.inputs) @ weights) ** 2
    loss = squares.sum() if form == "sum" else 0.5 * squares.mean()
    return torch.autograd.grad(loss, weights)[0].numpy()


def test_single_mean_and_sum_gradients_are_those_of_autograd_and_the_sum_needs_a_rate_2n_below() -> None:
    problem = from_data.make_regression(3.0, 2.0, 1, n=50)
    for form in ("mean", "sum"):
        expected = by_autograd(problem, form)
        np.testing.assert_allclose(from_data.gradient(problem, WEIGHTS, form), expected, rtol=1e-10)
        np.testing.assert_allclose(landscapes.slopes(from_data.find_surface(problem, form), WEIGHTS)[1], expected, rtol=1e-10)
    rate, start = from_data.best_rate(problem), (0.5, -0.5)
    mean = optimizers.race(from_data.find_surface(problem), {"GD": rate}, start, steps=30)["GD"].points
    total = optimizers.race(from_data.find_surface(problem, "sum"), {"GD": rate / 100}, start, steps=30)["GD"].points
    np.testing.assert_allclose(total, mean, atol=1e-12)
    problem = from_data.make_regression(3.0, 2.0, 2, n=40)
    single = from_data.example_gradients(problem, WEIGHTS)
    assert np.abs(single[0] - single[1]).max() > 0.1
    np.testing.assert_allclose(single.mean(axis=0), by_autograd(problem, "mean"), atol=1e-6)


def test_descent_ends_at_the_normal_equation_in_as_many_steps_as_paper_says() -> None:
    problem = from_data.make_regression(3.0, 2.0, 0)
    np.testing.assert_allclose(problem.solution, np.linalg.lstsq(problem.inputs, problem.targets)[0], atol=1e-10)
    surface = from_data.find_surface(problem)
    path = optimizers.race(surface, {"GD": from_data.best_rate(problem)}, surface.start, steps=400)["GD"].points
    np.testing.assert_allclose(path[-1], problem.solution, atol=1e-6)
    away = np.linalg.norm(path - problem.solution, axis=1)
    counted = int((away <= 1e-3 * away[0]).argmax())
    assert counted == int(np.ceil(from_data.steps_on_paper(problem.kappa))) > 50


def test_standardised_inputs_make_the_ravine_a_circle() -> None:
    before = from_data.make_regression(2500.0, 0.0, 0)
    assert before.kappa == pytest.approx(6.2e6, rel=0.05)
    kappas = [from_data.make_regression(2500.0, 0.0, seed, treatment="standardised").kappa for seed in range(5)]
    assert np.median(kappas) == pytest.approx(1.01, abs=0.01)
    assert from_data.make_regression(2500.0, 4.0, 0, treatment="whitened").kappa == pytest.approx(1, abs=1e-9)
    assert from_data.make_regression(1.0, 4.0, 0).kappa > 30 * from_data.make_regression(1.0, 4.0, 0, treatment="centred").kappa
    with pytest.raises(VizlabError, match="bleached"):
        from_data.make_regression(1.0, 0.0, 0, treatment="bleached")


def test_positive_inputs_force_one_sign_and_centred_ones_do_not() -> None:
    signs = {}
    for treatment in ("as they are", "centred"):
        problem = from_data.make_regression(3.0, 2.0, 0, treatment=treatment)
        start = from_data.find_surface(problem).start
        signs[treatment] = from_data.sign_agreement(from_data.example_gradients(problem, np.array(start)))
        moves = np.diff(from_data.walk_examples(problem, start, 60), axis=0)
        assert (from_data.sign_agreement(moves) == 1) == (treatment == "as they are")
    assert signs["as they are"] == 1
    assert signs["centred"] == pytest.approx(0.5, abs=0.05)


def test_curvature_grows_with_the_number_of_positive_inputs_and_with_the_square_of_their_size() -> None:
    table = from_data.fan_in((1, 8, 64), 0)
    for _, paper, measured in table.values():
        np.testing.assert_allclose(measured, paper, rtol=0.06)
    positive, centred = (measured for _, _, measured in table.values())
    assert positive[2] / positive[1] == pytest.approx(8, rel=0.05)
    assert centred[2] / centred[0] < 1.5
    rows = from_data.scale_rows(from_data.make_regression(3.0, 2.0, 0, n=100), (1, 1000))
    assert rows["Gradient"] == ["× 1", "× 1,000"]
    assert rows["λmax"] == ["× 1", "× 1,000,000"]


def test_losses_over_one_weight_have_the_slopes_and_bends_of_autograd() -> None:
    margins = np.linspace(-6, 6, 13)
    targets = {
        "least squares": lambda m: (1 - torch.sigmoid(m)) ** 2,
        "cross-entropy": lambda m: -torch.nn.functional.logsigmoid(m),
    }
    for name, height in targets.items():
        m = torch.tensor(margins, requires_grad=True)
        slope = torch.autograd.grad(height(m).sum(), m, create_graph=True)[0]
        bend = torch.autograd.grad(slope.sum(), m)[0]
        loss = one_weight.LOSSES[name]
        for part, expected in ((loss.height, height(m)), (loss.slope, slope), (loss.bend, bend)):
            np.testing.assert_allclose(part(margins), expected.detach().numpy(), rtol=1e-9, atol=1e-15)
    threshold = (1.0 - (margins > 0)) ** 2  # least squares behind a hard threshold
    np.testing.assert_array_equal(one_weight.LOSSES["0-1"].height(margins), threshold)


def test_where_it_is_surely_wrong_least_squares_loses_its_slope_by_a_factor_of_at_most_a_quarter() -> None:
    others = one_weight.make_contributions(0)
    zero_one, squares, entropy = (
        abs(float(one_weight.mean_over(loss.slope, np.array(-15.0), others))) for loss in one_weight.LOSSES.values()
    )
    assert zero_one == 0
    assert squares < 1e-4
    assert entropy == pytest.approx(1, abs=1e-3)
    inputs, labels = two_weights.make_examples(3)
    targets = (labels == 0).astype(float)
    expected = landscapes.slopes(two_weights.find_model("logistic, least squares", 3), WEIGHTS)[1]
    np.testing.assert_allclose(two_weights.perceptron_gradient(inputs, targets, WEIGHTS), expected, rtol=1e-10)
    factors = one_weight.factor(np.linspace(-20, 20, 401))
    assert factors.max() == factors[200] == 0.25
    assert factors[0] < 1e-8


def test_jensen_gaps_are_never_negative_on_a_convex_loss_and_half_the_bend_for_a_short_chord() -> None:
    others, convex = one_weight.make_contributions(1), one_weight.LOSSES["cross-entropy"]
    for weight in np.linspace(-12, 12, 9):
        assert all(one_weight.jensen(convex, weight, spread, others)[0] >= 0 for spread in (0.5, 3, 9))
    gap, paper = one_weight.jensen(convex, 0.5, 0.02, others)
    assert gap == pytest.approx(paper, rel=1e-3)
    assert one_weight.jensen(one_weight.LOSSES["least squares"], -6, 3, others)[0] < -0.01


@pytest.mark.parametrize("name", two_weights.MODELS)
def test_linear_logistic_and_softmax_models_are_convex(name: str) -> None:
    least = two_weights.least_curvatures(two_weights.find_model(name, 0), 21)
    assert (least.min() >= -1e-8) == (name != "logistic, least squares")


def test_the_logistic_hessian_is_that_of_the_textbook() -> None:
    inputs, _ = two_weights.make_examples(0)
    y = 1 / (1 + np.exp(-inputs @ WEIGHTS))
    expected = (inputs * (y * (1 - y))[:, None]).T @ inputs / len(inputs)
    np.testing.assert_allclose(landscapes.hessians(two_weights.find_model("logistic", 0), WEIGHTS), expected, rtol=1e-9)


@pytest.mark.parametrize("inputs", [(1.0,), (0.5, 1.0), (-4.0, 4.0)])
def test_a_dead_unit_has_no_slope_over_the_share_of_the_plane_that_paper_says(inputs: tuple[float, ...]) -> None:
    x = np.array(inputs)
    points = np.random.default_rng(0).normal(size=(3000, 2))
    flat = (landscapes.slopes(two_weights.find_unit(x), points)[1] == 0).all(axis=1)
    np.testing.assert_array_equal(flat, two_weights.is_dead(x, points))
    assert two_weights.dead_share(x) == pytest.approx(0.5 if len(x) == 1 else flat.mean(), abs=0.03)
    assert flat.mean() == pytest.approx(two_weights.dead_share(x), abs=0.03)


def test_penalised_weights_are_those_of_scikit_learn_and_only_l1_makes_zeros() -> None:
    problem, lam = penalties.make_features(0), 0.3
    n = len(problem.targets)
    oracles = {
        "L1": Lasso(lam, fit_intercept=False, tol=1e-12),
        "elastic net": ElasticNet(lam, l1_ratio=0.5, fit_intercept=False, tol=1e-12),
        "L2": Ridge(lam * n, fit_intercept=False),
    }
    zeros = {}
    for name, share in penalties.PENALTIES.items():
        found = penalties.solve(problem, np.array([lam]), share)[0]
        np.testing.assert_allclose(found, oracles[name].fit(problem.inputs, problem.targets).coef_, atol=1e-7)
        assert penalties.miss(problem, found, lam, share) < 1e-10 < penalties.miss(problem, found + 1e-3, lam, share)
        zeros[name] = int((found == 0).sum())
    assert zeros["L2"] == 0
    assert zeros["L1"] == penalties.TRUE.count(0.0)
    assert not (penalties.subgradient(problem, lam, 1.0) == 0).any()


def test_the_lines_of_equal_penalty_and_equal_loss_touch_at_the_best_weights() -> None:
    problem = penalties.first(penalties.make_features(0), 2)
    surface = from_data.find_surface(problem)
    for share in penalties.PENALTIES.values():
        best = penalties.solve(problem, np.array([0.3]), share)[0]
        cost = share * np.abs(best).sum() + (1 - share) / 2 * (best**2).sum()
        ring = penalties.ball(best, share)
        np.testing.assert_allclose(share * np.abs(ring).sum(axis=1) + (1 - share) / 2 * (ring**2).sum(axis=1), cost)
        here = landscapes.heights(surface, best)
        np.testing.assert_allclose(landscapes.heights(surface, penalties.valley(problem, best)), here)
        assert landscapes.heights(surface, ring).min() >= here - 1e-12


def test_a_random_hessian_is_that_of_a_minimum_as_rarely_as_paper_says() -> None:
    known = [0.5, (2 - np.sqrt(2)) / 4, (np.pi - 2 * np.sqrt(2)) / (4 * np.pi)]
    paper = spectra.share_on_paper()
    np.testing.assert_allclose(paper[:3], known, rtol=1e-10)
    found = spectra.share_of_minima(4000, 0)
    for share, expected in zip(found.values, paper, strict=True):
        assert binom.cdf(round(share * 4000), 4000, expected) > 1e-4
        assert binom.sf(round(share * 4000) - 1, 4000, expected) > 1e-4
    np.testing.assert_allclose(paper[:4], [0.487, 0.156, 0.028, 0.0023], rtol=0.15)  # as counted in METHODS
    np.testing.assert_array_equal(found.values, spectra.share_of_minima(4000, 0).values)


def test_condition_numbers_grow_with_the_dimension() -> None:
    found = spectra.median_kappa(4000, 0, (1, 2, 3, 6, 24))
    assert found.values[0] == pytest.approx(1)
    assert found.values[1] == pytest.approx(spectra.EXACT_MEDIANS[2], abs=4 * found.errors[1])
    assert found.values[2] == pytest.approx(49, abs=4 * found.errors[2])  # as counted in METHODS
    assert (np.diff(found.values) > 0).all()
    assert found.values[4] == pytest.approx(spectra.large_median((24,))[0], rel=0.15)
    with pytest.raises(VizlabError, match="64"):
        spectra.median_kappa(10, 0, (65,))
