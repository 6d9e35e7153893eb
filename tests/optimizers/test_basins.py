"""Basin maps: the ends of a race from every point, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.errors import VizlabError
from vizlab.landscapes import SURFACES, find
from vizlab.optimizers import default_rate, race
from vizlab.optimizers.outcome import NEAR
from vizlab.optimizers.starts.basins import CHECK, CHUNK, FAR, GONE, HOLD, UNDER_WAY, basin_map, fates, grid_starts

HIMMELBLAU, ROSENBROCK = SURFACES["Himmelblau"], SURFACES["Rosenbrock"]
WALKS = [  # surface, rule, rate, steps: fates of every kind
    ("Himmelblau", "momentum", 0.01, 300),
    ("Rosenbrock", "momentum", 0.001, 300),
    ("Styblinski-Tang", "Adam", 0.2, 200),
    ("plateau", "GD", 2.0, 200),
    ("monkey saddle", "momentum", 0.05, 200),
    ("two basins", "Lion", 0.02, 120),
]


def raced(name: str, rule: str, lr: float, start: tuple[float, float], steps: int) -> tuple[str, int]:
    """Where a single race says that a start ends, with the map's words; arrived is who stays `HOLD` steps or to the end."""
    surface = SURFACES[name]
    path = race(surface, {rule: lr}, start, steps=steps)[rule]
    minima = np.array(surface.places("minimum")).reshape(-1, 2)
    away = np.linalg.norm(path.points[:, None] - minima, axis=2)
    run = 0
    for step, row in enumerate(away):
        run = run + 1 if len(row) and row.min() <= NEAR * surface.side else 0
        if run and (run > HOLD or (step == steps and path.outcome.verdict == "arrived")):
            x, y = minima[row.argmin()]
            return f"minimum at ({x:.3g}, {y:.3g})", step - run + 1
    too_far = (np.abs(path.points - np.mean([surface.x, surface.y], axis=1)) > FAR * surface.side).any(axis=1)
    if path.outcome.left or path.outcome.verdict == "flew off":
        last = int(too_far.argmax()) if too_far.any() else -1
        return "downhill" if path.outcome.left and path.losses[last] <= path.losses[0] else "flew off", -1
    return UNDER_WAY, -1


@pytest.mark.parametrize(("name", "rule", "lr", "steps"), WALKS, ids=lambda part: str(part))
def test_every_start_ends_where_a_single_race_from_there_ends(name: str, rule: str, lr: float, steps: int) -> None:
    n = 16
    found = basin_map(SURFACES[name], rule, lr, n, steps=steps)
    chosen = np.random.default_rng(0).choice(n * n, 10, replace=False)
    for i in chosen:
        end, step = raced(name, rule, lr, tuple(found.start[i].tolist()), steps)
        said = found.names[found.fate[i]]
        assert ("downhill" if said in GONE else said, found.step[i]) == (end, step), found.start[i]
    assert len(set(found.fate)) >= (1 if name == "plateau" else 2)


def test_who_is_done_is_left_behind_and_nobody_else_notices() -> None:
    """A start's fate, step and last point are the same to the last bit alone and among others that drop out before it."""
    together = basin_map(HIMMELBLAU, "Adam", 0.3, 24, steps=260)
    late = np.argsort(together.step)[-4:]
    alone = fates(HIMMELBLAU, "Adam", 0.3, together.start[late], steps=260)
    for name in ("fate", "step", "loss", "end"):
        np.testing.assert_array_equal(getattr(together, name)[late], getattr(alone, name))
    first, last = together.step.min() + HOLD, together.step[late].min() + HOLD
    assert first + 2 * CHECK < last  # when others were left behind, these were still followed


def test_chunks_join_where_they_were_cut() -> None:
    starts = grid_starts(HIMMELBLAU, 130)[: CHUNK + 40]
    whole = fates(HIMMELBLAU, "GD", 0.01, starts, steps=30)
    rest = fates(HIMMELBLAU, "GD", 0.01, starts[CHUNK - 20 :], steps=30)
    np.testing.assert_array_equal(whole.fate[CHUNK - 20 :], rest.fate)
    np.testing.assert_array_equal(whole.end[CHUNK - 20 :], rest.end)


def test_a_convex_surface_has_one_basin() -> None:
    """O64: every start ends in the one minimum, at the same height."""
    for shape in ({"kappa": 20.0, "turned": 30.0}, {}):
        bowl = find("bowl", **shape)
        found = basin_map(bowl, "GD", 0.09, 32, steps=500)
        assert set(found.fate) == {0}
        assert np.ptp(found.loss) < 1e-3
    assert len(set(basin_map(HIMMELBLAU, "GD", 0.01, 32, steps=300).fate)) == 4


def test_with_more_momentum_fewer_starts_end_in_the_sharp_basin() -> None:
    surface = find("two basins")
    sharp = next(i for i, point in enumerate(surface.critical) if point.kind == "minimum" and point.x < 0)
    shares = [basin_map(surface, "momentum", 0.05, 48, steps=300, momentum=mu).shares()[sharp] for mu in (0.0, 0.9, 0.95)]
    assert shares[0] - 0.02 > shares[2], shares
    assert shares[0] > shares[1] > shares[2], shares


def test_a_symmetric_surface_has_a_symmetric_map() -> None:
    """Rastrigin's is its own mirror image along x, along y and along the diagonal; the saddle parts at y = 0."""
    n = 32
    rastrigin = SURFACES["Rastrigin"]
    found = basin_map(rastrigin, "RMSProp", 0.02, n, steps=80)
    minima = np.array(rastrigin.places("minimum"))
    places = np.where((found.fate < found.minima)[:, None], minima[found.fate.clip(0, found.minima - 1)], 0)
    x, y = (places[:, axis].reshape(n, n) for axis in (0, 1))
    np.testing.assert_allclose(x, -x[:, ::-1], atol=1e-6)
    np.testing.assert_allclose(y, -y[::-1], atol=1e-6)
    np.testing.assert_allclose(x, y.T, atol=1e-6)
    saddle = basin_map(SURFACES["saddle"], "GD", 0.1, n, steps=300)
    names = np.array(saddle.names)[saddle.fate].reshape(n, n)
    assert (names[: n // 2] == "downhill off the bottom").all()
    assert (names[n // 2 :] == "downhill off the top").all()


def test_gradient_descent_arrives_when_the_closed_form_says() -> None:
    """On ½ (x² + κ y²) from (x, 0) what is left after t steps is (1 - α)^t x."""
    bowl = find("bowl", kappa=1.0)
    starts = np.array([[0.5, 0.0], [-1.0, 0.0], [2.0, 0.0]])
    curvature = 2 * float(race(bowl, {"GD": 0.01}, (1.0, 0.0), steps=1)["GD"].losses[0])
    found = fates(bowl, "GD", 0.1, starts, steps=200)
    expected = np.ceil(np.log(NEAR * bowl.side / np.abs(starts[:, 0])) / np.log(1 - 0.1 * curvature))
    np.testing.assert_array_equal(found.step, expected)


def test_starts_are_the_centres_of_squares_row_by_row() -> None:
    starts = grid_starts(ROSENBROCK, 4)
    np.testing.assert_allclose(starts[:5], [[-1.5, -0.5], [-0.5, -0.5], [0.5, -0.5], [1.5, -0.5], [-1.5, 0.5]])


def test_shares_sum_to_one() -> None:
    found = basin_map(ROSENBROCK, "momentum", default_rate("Rosenbrock", "momentum"), 16, steps=50)
    assert found.shares().sum() == pytest.approx(1)
    assert len(found.shares()) == len(found.names)


@pytest.mark.parametrize(
    ("rule", "lr", "n", "steps", "said"),
    [
        ("Newton", 0.1, 4, 5, "must be one of GD"),
        ("GD", 0.0, 4, 5, "above 0; got 0.0"),
        ("GD", 0.1, 0, 5, "1 to 512 starts"),
        ("GD", 0.1, 4, 0, "1 to 2,000 steps; got 0"),
    ],
)
def test_what_makes_no_map_is_said(rule: str, lr: float, n: int, steps: int, said: str) -> None:
    with pytest.raises(VizlabError, match=said):
        basin_map(HIMMELBLAU, rule, lr, n, steps=steps)
