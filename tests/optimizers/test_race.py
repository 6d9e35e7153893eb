"""Races: exact paths where mathematics knows them, and outcomes that are what was measured."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from vizlab.errors import VizlabError
from vizlab.landscapes import SURFACES, Critical, Surface, slopes
from vizlab.optimizers import OPTIMIZERS, RATES, VERDICTS, outcome_rows, path_columns, race, rule_rows
from vizlab.optimizers.race import turned_axes

RAVINE, SADDLE, BOWL = SURFACES["ravine"], SURFACES["saddle"], SURFACES["bowl"]


def steep(curvature: float) -> Surface:
    """½ (x² + curvature y²)."""
    return dataclasses.replace(RAVINE, height=lambda x, y: 0.5 * (x * x + curvature * y * y))


def test_every_step_of_gradient_descent_stands_on_the_level_line() -> None:
    """O1: the step is -lr times the gradient, so perpendicular to the line of equal height; the loss falls at each."""
    surface = SURFACES["Rosenbrock"]
    path = race(surface, {"GD": 0.0005}, surface.start, steps=300)["GD"]
    gradients = slopes(surface, path.points[:-1])[1]
    steps = np.diff(path.points, axis=0)
    np.testing.assert_allclose(steps, -0.0005 * gradients, atol=1e-15)
    along = np.column_stack([-gradients[:, 1], gradients[:, 0]])
    assert np.abs((steps * along).sum(axis=1)).max() < 1e-12
    np.testing.assert_allclose((steps * gradients).sum(axis=1), -0.0005 * (gradients**2).sum(axis=1), rtol=1e-9)
    assert (np.diff(path.losses) < 0).all()


@pytest.mark.parametrize(("lr", "falls"), [(0.99 * 2 / 90, True), (1.01 * 2 / 90, False)])
def test_below_twice_over_the_curvature_the_loss_falls_at_every_step(lr: float, falls: bool) -> None:
    """O1: the bound is 2/λ of the steepest direction; just above it the loss rises in the end."""
    losses = race(RAVINE, {"GD": lr}, RAVINE.start, steps=300)["GD"].losses
    assert (np.diff(losses) < 0).all() == falls
    assert (losses[-1] < losses[0]) == falls


def test_on_a_quadratic_each_direction_shrinks_by_its_own_factor() -> None:
    """O43: after t steps (1 - lr λ)^t of each component is left."""
    lr, t = 0.015, np.arange(201)
    points = race(RAVINE, {"GD": lr}, (-1.8, 1.2), steps=200)["GD"].points
    np.testing.assert_allclose(points[:, 0], -1.8 * (1 - lr) ** t, rtol=1e-12)
    np.testing.assert_allclose(points[:, 1], 1.2 * (1 - 90 * lr) ** t, rtol=1e-10)


def test_in_a_ravine_it_swings_across_and_creeps_along() -> None:
    """O44: with 1 < lr λ < 2 across, the sign changes at each step; along it never does."""
    points = race(RAVINE, {"GD": 0.02}, RAVINE.start, steps=100)["GD"].points
    assert (points[1:, 1] * points[:-1, 1] < 0).all()
    assert (points[:, 0] < 0).all()
    assert (np.diff(points[:, 0]) > 0).all()
    assert abs(points[-1, 1]) < 1e-6 < abs(points[-1, 0])  # ERR-8: the coordinate swings, and the loss falls all the same


def best_after(steps: int, angle: float) -> dict[str, float]:
    """The least last loss over eleven rates, of each optimizer, in a ravine a thousand times steeper across."""
    found: dict[str, float] = {}
    for lr in (0.0015, 0.003, 0.01, 0.022, 0.032, 0.05, 0.1, 0.3, 0.7, 1.5, 3.0):
        names = dict.fromkeys(("GD", "momentum", "RMSProp", "Adam", "AdaGrad"), lr)
        for name, path in race(steep(1000), names, (1.0, 1.0), steps=steps, angle=angle).items():
            if path.evaluations == steps:
                found[name] = min(found.get(name, math.inf), float(path.losses[-1]))
    return found


def test_turned_axes_are_nothing_to_gradient_descent_and_much_to_adam() -> None:
    """O45: rules that divide coordinate by coordinate cure a ravine along the axes, and lose that when it lies aslant."""
    straight, aslant = best_after(500, 0), best_after(500, 45)
    assert aslant["GD"] == pytest.approx(straight["GD"], rel=1e-9)
    assert straight["GD"] == pytest.approx(0.1, rel=0.5)
    assert aslant["momentum"] == pytest.approx(straight["momentum"], rel=1e-3)
    assert straight["momentum"] < 1e-15
    assert straight["Adam"] < 1e-18
    assert aslant["Adam"] > 1e-9
    for name in ("RMSProp", "AdaGrad"):
        assert straight[name] < 1e-3
        assert aslant[name] > 1e-2


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_turned_axes_change_paths_of_rules_that_divide_by_coordinates_only(name: str) -> None:
    lr = RATES["Rosenbrock"][name]
    start = SURFACES["Rosenbrock"].start
    paths = [race(SURFACES["Rosenbrock"], {name: lr}, start, steps=40, angle=angle)[name].points for angle in (0, 30)]
    np.testing.assert_array_equal(paths[0][0], paths[1][0])
    same = bool(np.allclose(*paths, atol=1e-8))
    assert same == (name in ("GD", "momentum", "Nesterov"))
    back = race(SURFACES["Rosenbrock"], {name: lr}, start, steps=40, angle=90)[name].points
    np.testing.assert_allclose(back, paths[0], atol=1e-6)  # a right angle only swaps the axes


def test_axes_turn_to_the_left() -> None:
    np.testing.assert_allclose(turned_axes(90), [[0, 1], [-1, 0]], atol=1e-15)
    np.testing.assert_allclose(turned_axes(30)[0], [math.sqrt(3) / 2, 0.5])


def test_on_the_ridge_nothing_leaves_the_saddle_and_a_millionth_beside_it_does() -> None:
    """O46: with a rate of 0.05, |y| > 1 after 284 steps of gradient descent and 78 with momentum 0.9."""
    rates = {"GD": 0.05, "momentum": 0.05}
    for path in race(SADDLE, rates, (-0.8, 0.0), steps=5000).values():
        assert (path.points[:, 1] == 0).all()
        assert path.outcome.verdict == "stuck at a saddle"
    nudged = race(SADDLE, rates, (-0.8, 1e-6), steps=400)
    assert [path.outcome.left for path in nudged.values()] == [(284, "top"), (78, "top")]
    assert {path.outcome.verdict for path in nudged.values()} == {"ran off downhill"}
    assert math.ceil(math.log(1e6) / math.log(1.05)) == 284  # |y| = 1e-6 (1 + lr)^t, by hand
    down = race(SADDLE, rates, (-0.8, -1e-6), steps=400)
    assert down["GD"].outcome.left == (284, "bottom")


def test_on_a_plateau_only_rules_that_ignore_the_size_of_the_slope_move() -> None:
    """O42."""
    surface = SURFACES["plateau"]
    paths = race(surface, RATES["plateau"], surface.start, steps=300)
    assert {name: path.outcome.verdict for name, path in paths.items()} == {
        "GD": "stuck on a plateau",
        "momentum": "stuck on a plateau",
        "Nesterov": "stuck on a plateau",
        "AdaGrad": "arrived",
        "RMSProp": "arrived",
        "Adam": "arrived",
    }


def test_from_one_start_different_rules_end_in_different_valleys() -> None:
    """O42: many minima, equally deep."""
    surface = SURFACES["Himmelblau"]
    paths = race(surface, RATES["Himmelblau"], surface.start, steps=500)
    assert {path.outcome.verdict for path in paths.values()} == {"arrived"}
    assert len({tuple(path.points[-1].round(2)) for path in paths.values()}) == 2


def test_racers_do_not_disturb_each_other() -> None:
    """One that flies off into nothing, beside one that arrives."""
    together = race(RAVINE, {"GD": 2.0, "Adam": 0.5}, RAVINE.start, steps=300)
    for name, lr in {"GD": 2.0, "Adam": 0.5}.items():
        alone = race(RAVINE, {name: lr}, RAVINE.start, steps=300)[name]
        np.testing.assert_array_equal(together[name].points, alone.points)
        assert together[name].outcome == alone.outcome


def test_nothing_is_clipped_and_what_is_no_number_is_left_out() -> None:
    path = race(RAVINE, {"GD": 2.0}, RAVINE.start, steps=300)["GD"]
    np.testing.assert_allclose(path.points[:50, 1], 1.2 * (1 - 180.0) ** np.arange(50), rtol=1e-12)
    assert np.isfinite(path.points).all()
    assert np.isfinite(path.losses).all()
    assert len(path.points) == path.evaluations + 1 < 301
    assert path.losses[-1] > 1e300
    assert path.outcome.verdict == "flew off"
    assert path.outcome.left == (1, "bottom")
    assert path.outcome.sentence == "flew off: off the map at the bottom, step 1"


def test_just_over_the_edge_it_swings_for_ever() -> None:
    path = race(RAVINE, {"GD": 2 / 90}, (0.0, 1.0), steps=300)["GD"]
    assert path.outcome.verdict == "oscillating"
    assert path.outcome.distance == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("lr", "steps", "verdict", "step"),
    [(0.5, 100, "arrived", 7), (0.5, 6, "still moving", None), (0.001, 100, "still moving", None)],
)
def test_arrived_is_within_a_hundredth_of_the_map_to_the_end(lr: float, steps: int, verdict: str, step: int | None) -> None:
    """From (-2, 0) with lr = ½ the distance is 2 · 2^-t, which is below 0.04 from t = 6 on; at t = 5 it is 0.0625."""
    path = race(BOWL, {"GD": lr}, (-2.0, 0.0), steps=steps)["GD"]
    if (lr, steps) == (0.5, 6):
        assert path.outcome.verdict == "arrived"
        assert path.outcome.step == 6
        path = race(BOWL, {"GD": lr}, (-2.0, 0.0), steps=5)["GD"]
    elif step is not None:
        assert path.outcome.step == 6
        assert path.outcome.sentence == "arrived at step 6"
    assert path.outcome.verdict == verdict


def test_one_that_passes_through_a_minimum_has_not_arrived() -> None:
    """It must be there to the end: the heavy ball runs past the minimum several times before it stays."""
    path = race(BOWL, {"momentum": 0.02}, BOWL.start, steps=300)["momentum"]
    near = np.linalg.norm(path.points, axis=1) <= 0.04
    assert path.outcome.step == len(near) - int(np.argmin(near[::-1]))
    first_near = race(RAVINE, {"momentum": 0.01}, (0.0, 1.2), steps=300)["momentum"]
    touched = np.linalg.norm(first_near.points, axis=1) <= 0.04
    assert first_near.outcome.step is not None
    assert int(touched.argmax()) < first_near.outcome.step


def test_the_start_counts_as_arrived_where_it_is_the_minimum() -> None:
    assert race(BOWL, {"GD": 0.1}, (0.0, 0.0), steps=5)["GD"].outcome.sentence == "arrived at step 0"


def test_a_minimum_is_only_one_where_the_surface_has_it() -> None:
    elsewhere = dataclasses.replace(BOWL, critical=(Critical("minimum", 1, 1),))
    assert race(elsewhere, {"GD": 0.5}, BOWL.start, steps=100)["GD"].outcome.verdict != "arrived"


@pytest.mark.parametrize("surface", SURFACES)
def test_every_verdict_is_explained(surface: str) -> None:
    for lr in (0.001, 0.1, 2.0):
        for path in race(SURFACES[surface], dict.fromkeys(OPTIMIZERS, lr), SURFACES[surface].start, steps=60).values():
            assert path.outcome.verdict in VERDICTS


def test_the_same_race_has_the_same_bits() -> None:
    one, other = (race(RAVINE, RATES["ravine"], RAVINE.start, steps=200) for _ in range(2))
    for name in one:
        np.testing.assert_array_equal(one[name].points, other[name].points)


def test_tables_have_a_row_for_each() -> None:
    paths = race(RAVINE, {"GD": 0.02, "Adam": 2.0}, RAVINE.start, steps=10)
    rows = outcome_rows(paths)
    assert rows[""] == ["GD", "Adam"]
    assert {len(column) for column in rows.values()} == {2}
    assert rows["Outcome"] == [path.outcome.sentence for path in paths.values()]
    columns = path_columns(paths)
    assert {len(column) for column in columns.values()} == {22}
    assert (columns["optimizer"][11], columns["step"][12], columns["x"][0], columns["y"][11]) == ("Adam", 1, -1.8, 1.2)
    assert {len(column) for column in rule_rows().values()} == {len(OPTIMIZERS)}


@pytest.mark.parametrize(
    ("rates", "start", "steps", "said"),
    [
        ({}, (0, 0), 5, "at least one optimizer; got none"),
        ({"LBFGS": 0.1}, (0, 0), 5, "must be among GD.*got LBFGS"),
        ({"GD": 0.0}, (0, 0), 5, "above 0; got 0.0 for GD"),
        ({"GD": math.nan}, (0, 0), 5, "above 0; got nan for GD"),
        ({"GD": 0.1}, (math.inf, 0), 5, "two finite numbers"),
        ({"GD": 0.1}, (0, 0), 0, "1 to 10,000 steps; got 0"),
        ({"GD": 0.1}, (0, 0), 10_001, "got 10001"),
    ],
)
def test_what_makes_no_race_is_said(rates: dict[str, float], start: tuple[float, float], steps: int, said: str) -> None:
    with pytest.raises(VizlabError, match=said):
        race(BOWL, rates, start, steps=steps)
