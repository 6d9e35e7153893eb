"""Each rule against what is known of it on paper: closed forms, and figures that were checked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from vizlab.landscapes import SURFACES, find, slopes
from vizlab.optimizers import OPTIMIZERS, race
from vizlab.optimizers.rules import Walker

ONE = np.ones(1)


def steps_under(name: str, slope: np.ndarray, count: int, lr: float = 1.0, **settings: float) -> np.ndarray:
    """The lengths of the steps under a constant slope."""
    walker = Walker(OPTIMIZERS[name], slope.shape, lr, settings)
    return -np.array([walker.advance(slope)[0] for _ in range(count)])


def descend(name: str, lr: float, steps: int, **settings: float) -> float:
    """Where it ends on ½ w² from w = 1."""
    w, walker = np.ones(1), Walker(OPTIMIZERS[name], (1,), lr, settings)
    for _ in range(steps):
        w = w + walker.advance(w + walker.ahead())
    return float(w[0])


def test_momentum_has_three_conventions() -> None:
    """O7, O8, O9: physics = accumulator; averaged = both at 1/(1 - β) times the rate. Steady steps: -1.0 and -0.1 at α = 0.1."""
    surface, lr = SURFACES["Rosenbrock"], 0.0005
    found = race(surface, {"momentum": lr, "momentum, physics": lr, "momentum, averaged": 10 * lr}, surface.start, steps=300)
    paths = [path.points for path in found.values()]
    np.testing.assert_allclose(paths[1], paths[0], rtol=1e-10)
    np.testing.assert_allclose(paths[2], paths[0], rtol=1e-10)
    assert steps_under("momentum, physics", ONE, 300, 0.1)[-1] == pytest.approx(1.0, rel=1e-9)
    assert steps_under("momentum, averaged", ONE, 300, 0.1)[-1] == pytest.approx(0.1, rel=1e-9)


def test_the_two_forms_of_nesterov_share_their_look_ahead_points() -> None:
    """O12: the stated form, plus its velocity times β, is where the change of variables says it is."""
    surface, lr = SURFACES["Rosenbrock"], 0.0005
    found = race(surface, {"Nesterov": lr, "Nesterov, look-ahead": lr}, surface.start, steps=300)
    changed, stated = (path.points for path in found.values())
    moves = np.diff(stated, axis=0)
    np.testing.assert_allclose(stated[1:] + 0.9 * moves, changed[1:], rtol=0, atol=1e-10)
    assert np.abs(stated - changed).max() > 0.01


def test_misprinted_momentum_and_nesterov_climb() -> None:
    """O10, O12 (ERR-1, ERR-2): on ½ w², with α = 0.1 and β = 0.9, after 400 steps."""
    assert descend("momentum, misprinted", 0.1, 400) == pytest.approx(5.7e10, rel=0.02)
    assert descend("momentum, physics", 0.1, 400) == pytest.approx(-7e-10, rel=0.02)
    assert descend("Nesterov, misprinted", 0.1, 400) == pytest.approx(2e16, rel=0.02)
    assert descend("Nesterov, look-ahead", 0.1, 400) == pytest.approx(2e-19, rel=0.1)


def test_rprop_walks_away_where_rmsprop_stays() -> None:
    """O14: rounds of nine slopes of +0.1 and one of -0.9: by signs a drift of eight steps a round, by RMSProp a tenth of that."""
    drift, bound = {}, 59
    for name in ("sign descent", "RMSProp"):
        walker = Walker(OPTIMIZERS[name], (1,), 1.0, {"decay": 0.999})
        steps = [-float(walker.advance(np.array([slope]))[0]) for slope in [*[0.1] * 9, -0.9] * (20 * bound)]
        drift[name] = sum(steps[-10 * bound :]) / bound
    assert drift["sign descent"] == pytest.approx(8)
    assert abs(drift["RMSProp"]) < 0.1


def test_the_three_forms_of_rmsprop() -> None:
    """O15, O16, O17: A with γ = 0.1 is C with β = 0.9; all agree without ε; the first step is 3.162 α, later ones tend to α."""
    surface = SURFACES["Himmelblau"]
    forms = [race(surface, {f"RMSProp, form {form}": 0.005}, surface.start, steps=150) for form in "ABC"]
    paths = [next(iter(found.values())).points for found in forms]
    np.testing.assert_allclose(paths[0], paths[2], rtol=1e-10)
    np.testing.assert_allclose(paths[1], paths[2], atol=1e-5)
    assert (paths[1] != paths[2]).any()
    for form in "ABC":
        steps = steps_under(f"RMSProp, form {form}", ONE, 200, eps=0.0)
        np.testing.assert_allclose(steps, 1 / np.sqrt(1 - 0.9 ** np.arange(1, 201)), rtol=1e-9)
        assert steps[0] == pytest.approx(3.162, abs=5e-4)
        assert steps[-1] == pytest.approx(1, rel=1e-6)


def test_misprinted_rmsprop_is_adagrad() -> None:
    """O18 (ERR-5): step by step; the right rule differs from the second step on."""
    surface = SURFACES["Rosenbrock"]
    found = race(surface, dict.fromkeys(("AdaGrad", "RMSProp, misprinted", "RMSProp"), 0.05), surface.start, steps=50)
    np.testing.assert_array_equal(found["RMSProp, misprinted"].points, found["AdaGrad"].points)
    right, wrong = (steps_under(name, ONE, 3) / steps_under(name, ONE, 1) for name in ("RMSProp", "RMSProp, misprinted"))
    assert abs(right[1] - wrong[1]) < 0.01 < abs(right[2] - wrong[2]) * 100


def test_adam_without_correction_starts_too_fast() -> None:
    """O19, O76: under a constant slope the first step is 3.162 α and the twelfth, the longest, 6.57 α; corrected, all are α."""
    steps = steps_under("Adam, uncorrected", ONE, 300, eps=0.0)
    assert steps[0] == pytest.approx(3.162, abs=5e-4)
    assert steps.argmax() + 1 == 12
    assert steps.max() == pytest.approx(6.57, abs=5e-3)
    t = np.arange(1, 301)
    np.testing.assert_allclose(steps, (1 - 0.9**t) / np.sqrt(1 - 0.999**t), rtol=1e-9)
    np.testing.assert_allclose(steps_under("Adam", ONE, 300, eps=0.0), 1, rtol=1e-9)


def test_misprinted_adams_step_too_far() -> None:
    """ERR-3: 19 times at every step. ERR-6: 10 α first, 8.1 α at the tenth."""
    np.testing.assert_allclose(steps_under("Adam, misprinted sign", ONE, 40) / steps_under("Adam", ONE, 40), 19, rtol=1e-9)
    steps = steps_under("Adam, misprinted power", ONE, 10)
    assert steps[0] == pytest.approx(10, rel=1e-6)
    assert steps[9] == pytest.approx(8.1, abs=0.05)


def test_adam_can_end_at_the_worst_point() -> None:
    """O77: slopes 3, -1, -1 for ever, on [-1, 1]: their mean says -1. Source: Reddi 2018, theorem 1."""
    ends = {}
    for name in ("Adam, uncorrected", "AMSGrad", "GD"):
        walker, w = Walker(OPTIMIZERS[name], (1,), 1.0, {"beta1": 0.0, "beta2": 0.1}), np.zeros(1)
        for t in range(1, 6001):
            slope = np.array([3.0 if t % 3 == 1 else -1.0])
            w = np.clip(w + walker.advance(slope, 0.5 / math.sqrt(t)), -1, 1)
        ends[name] = float(w[0])
    assert ends["Adam, uncorrected"] > 0.99
    assert ends["GD"] == pytest.approx(-1, abs=0.02)
    assert ends["AMSGrad"] == pytest.approx(-1, abs=0.02)


def test_lion_and_muon_step_by_their_rate() -> None:
    gradients = np.random.default_rng(0).normal(size=(40, 2)) * np.logspace(-3, 3, 40)[:, None]
    lion, muon = (Walker(OPTIMIZERS[name], (2,), 0.1, {}) for name in ("Lion", "Muon"))
    for gradient in gradients:
        np.testing.assert_allclose(np.abs(lion.advance(gradient)), 0.1)
        assert np.linalg.norm(muon.advance(gradient)) == pytest.approx(0.1)


@pytest.mark.parametrize("turned", [0.0, 17.0, 45.0])
@pytest.mark.parametrize("kappa", [2.0, 1000.0])
def test_newton_needs_one_step_on_a_bowl_at_every_rotation(turned: float, kappa: float) -> None:
    """O22."""
    bowl = find("bowl", kappa=kappa, turned=turned)
    for angle in (0.0, 30.0):
        points = race(bowl, {"Newton": 1.0}, (-1.3, 0.9), steps=1, angle=angle)["Newton"].points
        assert np.abs(points[1]).max() < 1e-12


def test_newton_is_drawn_to_saddles_and_damped_newton_is_not() -> None:
    """O22: on the saddle it arrives there in one step; with all curvatures lifted above zero it leaves, downhill all the way."""
    saddle = SURFACES["saddle"]
    found = race(saddle, {"Newton": 1.0, "damped Newton": 1.0}, (-0.8, 0.01), steps=40)
    assert np.abs(found["Newton"].points[1]).max() < 1e-15
    assert found["Newton"].outcome.verdict == "stuck at a saddle"
    assert found["damped Newton"].outcome.verdict == "ran off downhill"
    assert (np.diff(found["damped Newton"].losses) < 0).all()
    hilly = SURFACES["Himmelblau"]
    ends = [race(hilly, {"Newton": 1.0}, start, steps=60)["Newton"].points[-1] for start in ((0.2, 2.0), (-2.0, -0.5))]
    kinds = [min(hilly.critical, key=lambda spot, end=end: math.hypot(spot.x - end[0], spot.y - end[1])).kind for end in ends]
    assert "saddle" in kinds


def test_bfgs_explains_the_last_change_of_slope_and_needs_few_steps() -> None:
    """O23: B y = s after each step; in a ravine, far fewer steps than gradient descent; with noise it stays ten times higher."""
    ravine = SURFACES["ravine"]
    walker, w = Walker(OPTIMIZERS["BFGS"], (2,), 1.0, {}), np.array([-1.8, 1.2])
    gradient = slopes(ravine, w)[1]
    for _ in range(4):
        step = walker.advance(gradient)
        after = slopes(ravine, w + step)[1]
        change, w, gradient = after - gradient, w + step, after
        peek = Walker(OPTIMIZERS["BFGS"], (2,), 1.0, {})
        peek.t, peek.memory = walker.t, walker.memory
        peek.advance(gradient)
        inverse = np.stack(peek.memory[2:])
        np.testing.assert_allclose(inverse @ change, step, rtol=1e-9)
        np.testing.assert_allclose(inverse, inverse.T, rtol=1e-9)
    exact = race(ravine, {"BFGS": 1.0, "L-BFGS": 1.0, "GD": 0.02}, ravine.start, steps=300)
    steps = {name: path.outcome.step for name, path in exact.items()}
    assert max(steps["BFGS"] or 999, steps["L-BFGS"] or 999) < 30 < (steps["GD"] or 999)
    noisy = race(ravine, {"BFGS": 1.0, "L-BFGS": 1.0}, ravine.start, steps=300, noise=0.5)
    for name, path in noisy.items():
        assert np.median(path.losses[-100:]) > 10 * np.median(exact[name].losses[-100:]) + 1e-6


def test_search_finds_the_way_without_slopes_and_loses_to_slopes_as_dimensions_grow() -> None:
    """O24: its losses never rise; heights until ½ ‖w‖² is a thousandth of the start grow with dimensions, gradients do not."""
    himmelblau = SURFACES["Himmelblau"]
    for name, path in race(himmelblau, {"random search": 0.5, "genetic": 0.5}, himmelblau.start, steps=150).items():
        assert (np.diff(path.losses) <= 1e-12).all()
        assert path.outcome.verdict == "arrived", name
    needed = [heights_needed(d) for d in (2, 10, 50)]
    assert needed[0] * 2 < needed[1]
    assert needed[1] * 2 < needed[2]
    assert needed[0] > math.log(0.001) / math.log(0.25)  # gradient descent at α = ½ halves ‖w‖ a step, in any dimension


def heights_needed(d: int) -> int:
    random, w = np.random.default_rng(0), np.full(d, 1 / math.sqrt(d))
    walker = Walker(OPTIMIZERS["random search"], (d,), 0.3, {})
    for step in range(1, 20_000):
        here = w
        change = lambda trial, here=here: 0.5 * ((here + trial) ** 2).sum(axis=-1) - 0.5 * (here**2).sum()  # noqa: E731
        w = here + walker.advance(here, change=change, draws=random.normal(size=(1, 2, d)))
        if (w**2).sum() < 0.001:
            return step
    return 20_000
