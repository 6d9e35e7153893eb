"""Races: exact paths where mathematics knows them, and outcomes that are what was measured."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
import torch

from vizlab.errors import VizlabError
from vizlab.landscapes import SURFACES, Critical, Surface, slopes
from vizlab.landscapes.surface import Sloped
from vizlab.optimizers import CLASSICS, OPTIMIZERS, RATES, VERDICTS, outcome_rows, path_columns, race, rule_rows
from vizlab.optimizers.march import march
from vizlab.optimizers.rules import Walker
from vizlab.optimizers.sight import Conditions, clipped, turned_axes

RAVINE, SADDLE, BOWL = SURFACES["ravine"], SURFACES["saddle"], SURFACES["bowl"]


def steep(curvature: float) -> Surface:
    """½ (x² + curvature y²)."""

    def height(x, y):  # type: ignore[no-untyped-def]
        return 0.5 * (x * x + curvature * y * y)

    return dataclasses.replace(RAVINE, height=Sloped(height, lambda x, y: (height(x, y), x, curvature * y)))


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


def best_after(steps: int, angle: float, schedule: str = "constant") -> dict[str, float]:
    """The least last loss over rates a tenth of a decade apart, of each optimizer, in a valley 1,000 times steeper across."""
    names, rates = ("GD", "momentum", "RMSProp, form B", "Adam", "AdaGrad"), np.logspace(-4, 1, 51)
    walkers = [Walker(OPTIMIZERS[name], (51, 2), rates[:, None], {}) for name in names]
    starts = np.broadcast_to([1.0, 0.37], (len(names), 51, 2))  # equal coordinates would be a gift to rules that take signs
    losses = march(steep(1000), walkers, starts, steps, Conditions(angle=angle, schedule=schedule)).losses[-1]
    return dict(zip(names, np.nan_to_num(losses, nan=np.inf).min(axis=1), strict=True))


def test_turned_axes_are_nothing_to_gradient_descent_and_much_to_adam() -> None:
    """O45, O73: rules that divide coordinate by coordinate cure a ravine along the axes, and lose that when it lies aslant.

    Known: GD 1e-1 and momentum 3e-21, both unchanged; Adam 2e-25 to 1e-7, AdaGrad 0 to 1e-1.
    """
    straight, aslant = best_after(500, 0), best_after(500, 45)
    assert straight["GD"] == pytest.approx(0.102, rel=0.01)
    assert aslant["GD"] == pytest.approx(straight["GD"], rel=1e-9)
    assert straight["momentum"] == pytest.approx(3.3e-21, rel=0.05)
    assert aslant["momentum"] == pytest.approx(straight["momentum"], rel=1e-3)
    assert straight["Adam"] == pytest.approx(1.6e-25, rel=0.1)
    assert aslant["Adam"] == pytest.approx(1e-7, rel=0.2)
    assert straight["AdaGrad"] < 1e-100
    assert aslant["AdaGrad"] == pytest.approx(0.13, rel=0.05)


def test_a_falling_rate_lets_rmsprop_settle_and_turned_axes_cost_it_hundreds_of_times() -> None:
    """O45, O73: known are 2e-4 to 7e-2, 460 times. At a constant rate it ends in a cycle as wide as its steps, at both angles."""
    straight, aslant = (best_after(500, angle, "inverse root")["RMSProp, form B"] for angle in (0, 45))
    assert straight == pytest.approx(1.55e-4, rel=0.1)
    assert aslant == pytest.approx(7.4e-2, rel=0.1)
    assert 420 < aslant / straight < 540
    assert best_after(500, 0)["RMSProp, form B"] > 4 * straight
    name, rule = "RMSProp, form B", {"steps": 500, "schedule": "inverse root"}  # as the link of the index has it
    near, far = (race(steep(1000), {name: 0.05}, (1.0, 0.35), angle=angle, **rule)[name].losses[-1] for angle in (0, 45))
    assert 80 < far / near < 200


def test_momentum_saves_thousands_of_steps() -> None:
    """O69: from (1, 1) to a loss of 1e-6 at the best of rates a quarter of a decade apart: known are 3,687 steps and 156."""
    rates = np.logspace(-4, 0, 17)
    walkers = [Walker(OPTIMIZERS[name], (17, 2), rates[:, None], {}) for name in ("GD", "momentum")]
    losses = march(steep(1000), walkers, np.ones((2, 17, 2)), 4000, Conditions()).losses
    there = losses < 1e-6  # (4001, 2, 17)
    steps = np.where(there.any(axis=0), there.argmax(axis=0), 4001)
    assert steps.min(axis=1).tolist() == [3687, 156]
    assert np.log10(rates[steps.argmin(axis=1)]).tolist() == pytest.approx([-2.75, -2.5])
    linked = race(steep(1000), {"GD": 0.001, "momentum": 0.002}, (1.0, 1.0), steps=1000)  # as the index has it
    assert linked["GD"].losses[-1] == pytest.approx(0.5 * 0.999**2000, rel=1e-6)  # on its way, to arrive after 6,558 steps
    assert 100 < (linked["momentum"].losses > 1e-6).sum() < 400
    assert math.ceil(math.log(0.5e6) / (-2 * math.log(1 - 10**-2.75))) == 3687  # of the flat direction, in closed form


ROUND = {  # rules that see no axes
    *(name for name, known in OPTIMIZERS.items() if known.family == "momentum"),
    *("Muon", "Newton", "damped Newton", "momentum, misprinted", "Nesterov, misprinted"),
}


@pytest.mark.parametrize("name", [name for name, known in OPTIMIZERS.items() if known.family != "search"])
def test_turned_axes_change_paths_of_rules_that_divide_by_coordinates_only(name: str) -> None:
    lr = 0.1 * RATES["Rosenbrock"][name]
    start = SURFACES["Rosenbrock"].start
    paths = [race(SURFACES["Rosenbrock"], {name: lr}, start, steps=30, angle=angle)[name].points for angle in (0, 30)]
    np.testing.assert_array_equal(paths[0][0], paths[1][0])
    same = bool(np.allclose(*paths, rtol=1e-8, atol=1e-8))
    assert same == (name in ROUND)
    back = race(SURFACES["Rosenbrock"], {name: lr}, start, steps=30, angle=90)[name].points
    np.testing.assert_allclose(back, paths[0], rtol=1e-6, atol=1e-6)  # a right angle only swaps the axes


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
    paths = race(surface, {name: RATES["plateau"][name] for name in CLASSICS}, surface.start, steps=300)
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
    paths = race(surface, {name: RATES["Himmelblau"][name] for name in CLASSICS}, surface.start, steps=500)
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
    for path in race(SURFACES[surface], dict.fromkeys(OPTIMIZERS, 0.1), SURFACES[surface].start, steps=40).values():
        assert path.outcome.verdict in VERDICTS


def test_the_same_race_has_the_same_bits() -> None:
    one, other = (race(RAVINE, RATES["ravine"], RAVINE.start, steps=50, noise=0.1, seed=3) for _ in range(2))
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


@pytest.mark.parametrize(
    ("condition", "value", "said"),
    [
        ("clip", -1.0, "clip must be a number from 0 on; got -1.0"),
        ("noise", math.nan, "noise must be"),
        ("weight_decay", math.inf, "weight_decay must be"),
        ("schedule", "faster", "schedule must be one of constant.*got 'faster'"),
    ],
)
def test_conditions_that_make_no_race_are_said(condition: str, value: object, said: str) -> None:
    with pytest.raises(VizlabError, match=said):
        race(BOWL, {"GD": 0.1}, (0, 0), steps=5, **{condition: value})


@pytest.mark.parametrize("across", [1, 4])
def test_without_friction_the_ball_circles_for_ever(across: float) -> None:
    """O71: with β = 1 nothing is lost; with less, the same orbit winds in and arrives."""
    verdicts = {
        beta: race(steep(across), {"momentum": 0.01}, (1.0, 0.6), steps=500, momentum=beta)["momentum"].outcome.verdict
        for beta in (1.0, 0.995, 0.98)
    }
    assert verdicts == {1.0: "circling", 0.995: "still moving", 0.98: "arrived"}


def test_a_path_tells_how_far_it_is_and_what_was_computed() -> None:
    names = ("GD", "Newton", "random search", "genetic")
    paths = race(BOWL, dict.fromkeys(names, 0.1), (-1.0, 0.5), steps=20)
    counts = {name: (path.evaluations, path.hessians, path.heights) for name, path in paths.items()}
    assert counts == {"GD": (20, 0, 0), "Newton": (20, 20, 0), "random search": (0, 0, 21), "genetic": (0, 0, 241)}
    for path in paths.values():
        assert path.distances is not None
        np.testing.assert_allclose(path.distances, np.hypot(*path.points.T), rtol=1e-12)
    assert race(SADDLE, {"GD": 0.1}, (-0.8, 0.1), steps=5)["GD"].distances is None
    passing = race(RAVINE, {"momentum": 0.01}, (0.0, 1.2), steps=300)["momentum"]
    assert passing.distances is not None
    assert passing.reached == int((passing.distances <= 0.04).argmax()) < (passing.outcome.step or 0)
    assert outcome_rows(paths)["Computed"] == ["20 gradients", "20 gradients + 20 Hessians", "21 heights", "241 heights"]


def test_clipped_gradients_keep_their_direction_and_never_exceed_the_limit() -> None:
    """O28: at the foot of a wall one clipped step stays near, where the unclipped one leaps off the map."""
    gradients = np.random.default_rng(0).normal(size=(500, 2)) * np.logspace(-6, 6, 500)[:, None]
    short = clipped(gradients, 0.5)
    lengths, before = np.linalg.norm(short, axis=1), np.linalg.norm(gradients, axis=1)
    assert lengths.max() <= 0.5
    np.testing.assert_allclose(lengths, np.minimum(before, 0.5), rtol=3e-6)
    np.testing.assert_allclose((short * gradients).sum(axis=1), lengths * before, rtol=1e-12)
    torch_own = torch.tensor(gradients[-1], requires_grad=True)
    torch_own.grad = torch.tensor(gradients[-1])
    torch.nn.utils.clip_grad_norm_([torch_own], 0.5)
    np.testing.assert_allclose(short[-1], torch_own.grad.numpy(), rtol=1e-15)
    cliff = SURFACES["cliff"]
    wild, tame = (race(cliff, {"GD": 1.0}, cliff.start, steps=100, clip=clip)["GD"].points for clip in (0.0, 0.1))
    assert np.abs(np.diff(tame, axis=0)).max() <= 0.1
    assert np.abs(np.diff(wild, axis=0)).max() > 1


def test_noise_leaves_the_expected_step_and_lengthens_the_path() -> None:
    """O3: mean of noisy first steps = the exact one, within four standard errors; the way to the minimum is longer.

    Where it hovers, each direction's variance is α² s² / (1 - (1 - αλ)²), the formula of a constant rate (O37).
    """
    lr, noise = 0.5, 0.3
    runs = [race(BOWL, {"GD": lr}, (-1.0, 0.5), steps=1, noise=noise, seed=seed)["GD"].points[1] for seed in range(200)]
    exact = race(BOWL, {"GD": lr}, (-1.0, 0.5), steps=1)["GD"].points[1]
    assert np.abs(np.mean(runs, axis=0) - exact).max() < 4 * lr * noise / math.sqrt(200)
    assert np.std(runs, axis=0) == pytest.approx([lr * noise] * 2, rel=0.2)
    rough, smooth = (race(BOWL, {"GD": lr}, (-1.0, 0.5), steps=3000, noise=sd)["GD"].points for sd in (noise, 0.0))
    assert length(rough[:20]) / length(smooth[:20]) > 1.5
    curvature = np.array([1.0, 2.0])
    theory = lr**2 * noise**2 / (1 - (1 - lr * curvature) ** 2)
    np.testing.assert_allclose(rough[100:].var(axis=0), theory, rtol=0.1)


def test_all_racers_feel_the_same_noise_whoever_takes_part() -> None:
    together = race(BOWL, {"GD": 0.1, "genetic": 0.1, "Adam": 0.1}, (-1.0, 0.5), steps=30, noise=0.3, seed=5)
    for name in together:
        alone = race(BOWL, {name: 0.1}, (-1.0, 0.5), steps=30, noise=0.3, seed=5)[name]
        np.testing.assert_array_equal(alone.points, together[name].points)
    other = race(BOWL, {"GD": 0.1}, (-1.0, 0.5), steps=30, noise=0.3, seed=6)["GD"]
    assert np.abs(other.points - together["GD"].points).max() > 0.01


def length(points: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())


def test_weight_decay_moves_the_minimum_towards_the_origin() -> None:
    """O26: the fixed point is (H + λI)⁻¹ H w*; beside Adam's root (AdamW) it pulls otherwise than within."""
    hessian, best, decay = np.array([1.0, 3.0]), np.array([1.5, -1.0]), 0.5

    def height(x, y):  # type: ignore[no-untyped-def]
        return 0.5 * ((x - 1.5) ** 2 + 3 * (y + 1) ** 2)

    surface = dataclasses.replace(RAVINE, height=height)
    paths = race(surface, {"GD": 0.1, "Adam": 0.05, "AdamW": 0.05}, (0.0, 0.0), steps=600, weight_decay=decay)
    fixed = hessian * best / (hessian + decay)
    np.testing.assert_allclose(paths["GD"].points[-1], fixed, atol=1e-12)
    np.testing.assert_allclose(paths["Adam"].points[-1], fixed, atol=1e-4)
    assert np.abs(paths["AdamW"].points[-1] - fixed).max() > 0.1
    first = paths["GD"].points[1]  # (1 - αλ) w - α g from the origin, and once more
    np.testing.assert_allclose(paths["GD"].points[2], (1 - 0.1 * decay) * first - 0.1 * hessian * (first - best), rtol=1e-12)
