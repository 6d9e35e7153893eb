"""What is known on paper of bowls, against the rules themselves and against plain linear algebra."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab import landscapes
from vizlab.errors import VizlabError
from vizlab.optimizers.bowls import comparisons, contraction, escapes, orbits, quadratics, rotation, shrinkage, theory


def companion(alpha_lambda: float, momentum: float) -> np.ndarray:
    """(c_t, c_{t-1}) -> (c_{t+1}, c_t) along one eigenvector."""
    return np.array([[1 + momentum - alpha_lambda, -momentum], [1.0, 0.0]])


@pytest.mark.parametrize(
    ("alpha_lambda", "momentum"), [(0.3, 0.0), (1.9, 0.0), (0.04, 0.5), (1.9, 0.9), (0.25, 0.25), (0.1, 1.0)]
)
def test_each_coordinate_follows_its_closed_form(alpha_lambda: float, momentum: float) -> None:
    kappa, turned = 7.0, 25.0
    points = quadratics.descend("momentum", kappa, alpha_lambda / kappa, turned=turned, steps=30, momentum=momentum)
    shares = quadratics.components(points, turned) / quadratics.START
    for index, al in enumerate((alpha_lambda / kappa, alpha_lambda)):
        oracle = [(np.linalg.matrix_power(companion(al, momentum), t) @ (1.0, 1.0))[0] for t in range(31)]
        np.testing.assert_allclose(theory.coordinate(al, momentum, 30), oracle, atol=1e-9)
        np.testing.assert_allclose(shares[:, index], oracle, atol=1e-9)


@pytest.mark.parametrize(
    ("alpha_lambda", "end", "flips", "regime"),
    [
        (0.5, 6e-61, 0, "decays"),
        (1.5, 6e-61, 200, "swings and decays"),
        (2.0, 1.0, 200, "never settles"),
        (2.1, 1.9e8, 200, "diverges"),
    ],
)
def test_the_regimes_of_rate_times_curvature(alpha_lambda: float, end: float, flips: int, regime: str) -> None:
    points = quadratics.descend("GD", 1.0, alpha_lambda, start=(1.0, 0.0), steps=200)
    assert abs(points[-1, 0]) == pytest.approx(end, rel=0.05)
    assert comparisons.flips(points)[0] == flips
    assert theory.regime(alpha_lambda) == regime
    losses = quadratics.losses(points, 1.0)
    assert (np.diff(losses) < 0).all() == (alpha_lambda < 2)  # where the coordinate swings, the loss still falls


def test_too_small_best_and_too_large_are_told_apart() -> None:
    kappa = 20.0
    rates = {"too small": (0.04 / kappa, 0.0), "best": (2 / (1 + kappa), 0.0), "too large": (2.04 / kappa, 0.0)}
    table = comparisons.loss_table(kappa, rates)
    assert comparisons.largest_gap(table) < 1e-9
    small, best, large = (table[name][2] for name in rates)
    assert best[-1] < 0.002 * small[-1] < 0.002 * small[0]
    assert large[-1] > 10 * large[0]


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_divergence_begins_where_theory_says(momentum: float) -> None:
    bound = 2 * (1 + momentum) / 10.0
    assert contraction.divergence_begins(10.0, momentum=momentum) == pytest.approx(bound, rel=1e-5)
    assert theory.stability_bound(10.0, momentum) == pytest.approx(bound)


def test_measured_rates_are_within_a_hundredth_of_the_closed_forms() -> None:
    kappas = np.array(contraction.KAPPAS)
    closed = {"GD": (kappas - 1) / (kappas + 1), "momentum": (np.sqrt(kappas) - 1) / (np.sqrt(kappas) + 1)}
    table = comparisons.factor_table()
    for name, left in closed.items():
        np.testing.assert_allclose(table[name][2], left, rtol=0.01)
        np.testing.assert_allclose(np.log(table[name][2]), np.log(left), rtol=0.01)  # stricter where little is left
    assert contraction.best_rate_found(100.0) == pytest.approx(2 / 101, rel=1e-3)


def test_gradient_descent_pays_kappa_and_momentum_its_root() -> None:
    table = comparisons.steps_table((10.0, 1000.0))
    assert table["GD"][2] == table["GD"][1] == [35, 3454]  # ceil(log 1000 / log((κ + 1) / (κ − 1)))
    assert table["momentum"][2] == table["momentum"][1]
    few, many = table["momentum"][2]
    assert 8 < many / few < 14  # √100 and a logarithm
    assert contraction.steps_to("GD", 1000.0, 1e-6) is None


def test_the_map_of_rate_and_momentum_agrees_with_eigenvalues() -> None:
    kappa = 30.0
    rates, momenta, measured, _ = contraction.contraction_grid(kappa, side=21)
    for row in range(0, 21, 4):
        for column in range(0, 21, 4):
            both = [companion(rates[column] * curvature, momenta[row]) for curvature in (1 / kappa, 1.0)]
            left = max(np.abs(np.linalg.eigvals(matrix)).max() for matrix in both)
            assert measured[row, column] == pytest.approx(left, rel=0.01)
            assert (measured[row, column] < 1) == (rates[column] < 2 * (1 + momenta[row]))


def test_turning_the_valley_costs_those_that_see_coordinates() -> None:
    found = rotation.turn(("GD", "momentum", "AdaGrad", "RMSProp", "RMSProp, form A", "Adam"), 1000.0, angles=(0, 45))
    ends = {name: (turn.losses[0], turn.losses[-1]) for name, turn in found.items()}
    assert ends["GD"] == pytest.approx((0.1, 0.1), rel=0.1)
    assert ends["momentum"] == pytest.approx((3.3e-21, 3.3e-21), rel=0.05)
    assert ends["AdaGrad"] == (0, pytest.approx(0.13, rel=0.1))
    assert ends["Adam"] == pytest.approx((2e-25, 1e-7), rel=0.3)
    assert ends["RMSProp, form A"][1] > 100 * ends["RMSProp, form A"][0]
    assert ends["RMSProp"][1] > 0.05 > 1e-100 > ends["RMSProp"][0]


def test_newton_needs_one_step_at_every_angle() -> None:
    assert rotation.newton_miss(1000.0) < 1e-12


def test_without_friction_the_ball_keeps_its_energy() -> None:
    kappa, lr = 20.0, 0.02 / 20
    kept = orbits.energies(kappa, lr, 1.0, steps=2000)
    assert 1e-4 < orbits.swing(kept) <= orbits.swing_bound(kappa, lr) < 0.01
    assert comparisons.largest_gap(comparisons.energy_table(kappa, lr, (0.9, 1.0), steps=300)) < 1e-6
    lost = orbits.energies(kappa, lr, 0.99, steps=1000)
    np.testing.assert_allclose(np.log(lost[200:]), np.arange(200, 1000) * np.log(0.99), rtol=0.05)


def test_momentum_adds_up_what_is_steady_and_cancels_what_flips() -> None:
    assert orbits.gains(0.9) == pytest.approx((10, 1 / 1.9))


def test_steps_to_leave_a_saddle_and_a_plateau() -> None:
    table = comparisons.escape_table()
    _, paper, counted = table["saddle"]
    at = escapes.MOMENTA.index
    assert (counted[at(0.0)], counted[at(0.9)]) == (284, 78)
    assert counted == paper
    _, bound, counted = table["plateau"]
    assert all(bound[i] <= counted[i] <= 1.4 * bound[i] for i in range(at(0.9) + 1))
    assert counted[at(0.99)] < counted[0] / 10


def test_weight_decay_comes_to_rest_where_linear_algebra_says() -> None:
    surface = landscapes.find("bowl", kappa=20.0, turned=30.0)
    matrix = landscapes.hessians(surface, np.zeros(2))
    rest = np.linalg.inv(matrix + 0.5 * np.eye(2)) @ matrix @ shrinkage.TARGET
    found = shrinkage.compare(20.0, 30.0, 0.5, 50)
    np.testing.assert_allclose(found.paths["weight decay"][-1], rest, atol=1e-9)
    np.testing.assert_allclose(found.marks["rests here"], rest, atol=1e-12)
    assert found.alike == pytest.approx(1 / (0.025 * 50))
    assert found.adam[0] < 1e-6  # in the gradient: another bowl, the same point of rest
    assert found.adam[1] > 0.2  # beside it: on its way to w* itself
    assert np.linalg.norm(shrinkage.decayed("Adam", 20.0, 30.0, 0.01, 0.5, steps=4000)[-1] - shrinkage.TARGET) < 0.06


def test_stopping_early_resembles_weight_decay_while_little_is_learned() -> None:
    curved = [0.005, 0.05, 0.5]
    np.testing.assert_allclose(shrinkage.kept(curved, 5), [0.025, 0.226, 0.969], atol=5e-4)
    np.testing.assert_allclose(shrinkage.kept_by_decay(curved, 5), [0.024, 0.200, 0.714], atol=5e-4)
    assert comparisons.largest_gap(comparisons.shrink_table(5)) < 1e-9


@pytest.mark.parametrize("turned", [0.0, 30.0])
def test_it_is_the_bowl_of_the_other_views(turned: float) -> None:
    surface = landscapes.find("bowl", kappa=9.0, turned=turned)
    np.testing.assert_allclose(quadratics.hessian(9.0, turned), landscapes.hessians(surface, np.ones(2)), atol=1e-12)
    point = np.array([0.3, -1.1])
    assert quadratics.losses(point, 9.0, turned) == pytest.approx(landscapes.heights(surface, point))


@pytest.mark.parametrize("kappa", [0.5, 2000.0, float("nan")])
def test_a_condition_number_that_is_none_is_refused(kappa: float) -> None:
    with pytest.raises(VizlabError, match="condition number must be between 1 and 1000; got"):
        quadratics.descend("GD", kappa, 0.1)
