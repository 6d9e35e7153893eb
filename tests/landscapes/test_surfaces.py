"""Every surface keeps what its table says: critical points are of their kind, the floor is the floor, slopes are exact."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from vizlab.errors import VizlabError
from vizlab.landscapes import SURFACES, Surface, curvatures, find, heights, hessians, sample_grid, slope_error, slopes
from vizlab.landscapes.calculus import derived_slopes
from vizlab.landscapes.search import critical_points, kind_of

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES.keys())
EIGHT = np.random.default_rng(0).uniform(-1, 1, (8, 2))

# The same formulas once more, in plain floats, as the page writes them.
WRITTEN = {
    "ravine": lambda x, y: (x**2 + 90 * y**2) / 2,
    "Rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "bowl": lambda x, y: x**2 / 2 + y**2,
    "Himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "saddle": lambda x, y: (x**2 - y**2) / 2,
    "plateau": lambda x, y: 1 - math.exp(-(x**2 + y**2) / 2),
    "Beale": lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
    "Styblinski-Tang": lambda x, y: (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y) / 2,
    "Rastrigin": lambda x, y: 20 + x**2 - 10 * math.cos(2 * math.pi * x) + y**2 - 10 * math.cos(2 * math.pi * y),
    "Ackley": lambda x, y: (
        20
        + math.e
        - 20 * math.exp(-0.2 * math.sqrt((x**2 + y**2) / 2))
        - math.exp((math.cos(2 * math.pi * x) + math.cos(2 * math.pi * y)) / 2)
    ),
    "monkey saddle": lambda x, y: x**3 - 3 * x * y**2,
    "cliff": lambda x, y: (recurrent(x, y, 5) - 0.8) ** 2 + 0.02 * (x**2 + y**2),
    "two basins": lambda x, y: (
        0.03 * (x**2 + y**2)
        - math.exp(-12.5 * ((x + 1.5) ** 2 + (y + 1) ** 2))
        - 0.9 * math.exp(-((x - 1) ** 2 + (y - 0.6) ** 2) / 1.62)
    ),
    "own formula": lambda x, y: (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2,
}


DEPTHS = {"Styblinski-Tang": 3, "Rastrigin": 6, "Ackley": 6, "two basins": 2, "own formula": 3}  # how many the minima have


def name_of(surface: Surface) -> str:
    return next(name for name, known in SURFACES.items() if known is surface)


def recurrent(x: float, y: float, turns: int) -> float:
    h = 0.5
    for _ in range(turns):
        h = math.tanh(x * h + y)
    return h


@pytest.mark.parametrize("name", SURFACES)
def test_heights_are_those_of_the_formula(name: str) -> None:
    expected = [WRITTEN[name](float(x), float(y)) for x, y in EIGHT]
    np.testing.assert_allclose(heights(SURFACES[name], EIGHT), expected, rtol=1e-12, atol=1e-14)


@every_surface
def test_slopes_agree_with_finite_differences_and_are_lost_aloud(surface: Surface) -> None:
    assert slope_error(surface) < (1e-5 if surface is SURFACES["cliff"] else 1e-7)
    assert not np.allclose(slopes(surface, EIGHT)[1][:, 1], 0)
    for lost in (lambda x, y: surface.height(x, y).detach(), lambda x, y: surface.height(x, torch.zeros_like(y))):
        with pytest.raises(RuntimeError):
            slopes(dataclasses.replace(surface, height=lost), EIGHT)


@every_surface
def test_slopes_written_out_are_those_of_automatic_differentiation(surface: Surface) -> None:
    x, y = (np.random.default_rng(axis).uniform(*span, 9000) for axis, span in enumerate((surface.x, surface.y)))
    points = np.column_stack([x, y])  # more than are worked at in one go
    (written, gradients), (derived, exact) = slopes(surface, points), derived_slopes(surface, points)
    np.testing.assert_allclose(written, derived, rtol=1e-12, atol=1e-12 * np.abs(derived).max())
    np.testing.assert_allclose(gradients, exact, rtol=0, atol=1e-12 * np.abs(exact).max())


@every_surface
def test_hessians_are_those_of_torch_one_by_one(surface: Surface) -> None:
    middle = np.array([np.mean(surface.x), np.mean(surface.y)]) + 0.1 * surface.side * EIGHT[:4].reshape(2, 2, 2)
    found = hessians(surface, middle)
    assert found.shape == (2, 2, 2, 2)
    for place, hessian in zip(middle.reshape(-1, 2), found.reshape(-1, 2, 2), strict=True):
        one = torch.autograd.functional.hessian(lambda both: surface.height(both[0], both[1]), torch.tensor(place))
        np.testing.assert_allclose(hessian, one.numpy(), rtol=1e-12, atol=1e-12 * float(one.abs().max()))


@every_surface
def test_critical_points_are_what_they_are_called(surface: Surface) -> None:
    """No slope, and curvatures both up, both down, or one of each; where they vanish, the heights around decide."""
    steepest = np.abs(slopes(surface, np.stack(np.meshgrid(*sample_grid(surface, 21)[:2]), axis=-1))[1]).max()
    for point in surface.critical:
        gradient = slopes(surface, np.array([point.x, point.y]))[1]
        assert np.abs(gradient).max() <= 1e-12 * steepest
        assert kind_of(surface, np.array([point.x, point.y])) == point.kind
        assert surface.x[0] < point.x < surface.x[1]
        assert surface.y[0] < point.y < surface.y[1]


@every_surface
def test_the_floor_is_reached_at_a_minimum_and_nowhere_undercut(surface: Surface) -> None:
    lowest = sample_grid(surface, 201)[2].min()
    if surface.floor is None:
        assert not surface.places("minimum")
        assert lowest < 0
    else:
        depths = heights(surface, np.array(surface.places("minimum")))
        assert depths.min() == pytest.approx(surface.floor, abs=1e-12)
        assert lowest >= surface.floor
        assert len(set(depths.round(9))) == DEPTHS.get(name_of(surface), 1)


@every_surface
def test_no_critical_point_is_missing(surface: Surface) -> None:
    """Newton's method from every node of a grid finds the stated ones and no other."""
    found, stated = critical_points(surface, 31), surface.critical
    assert len(found) == len(stated)
    for point in found:
        away = [math.hypot(point.x - other.x, point.y - other.y) for other in stated]
        assert min(away) < 1e-6 * surface.side
        assert stated[away.index(min(away))].kind == point.kind


@every_surface
def test_scipy_finds_the_stated_minima_and_no_others(surface: Surface) -> None:
    """BFGS from 16 places of the map; ends off the map, and those where it is merely flat, are none.

    It jumps: where there are many minima it need not find them all.
    """
    grid = np.stack(np.meshgrid(*sample_grid(surface, 6)[:2]), axis=-1)[1:-1, 1:-1].reshape(-1, 2)
    found = set()
    for start in grid:
        with np.errstate(all="ignore"):
            done = minimize(lambda p: tuple(map(np.asarray, slopes(surface, p))), start, jac=True, method="BFGS")
        x, y = (float(value) for value in done.x)
        inside = surface.x[0] < x < surface.x[1] and surface.y[0] < y < surface.y[1]
        if inside and curvatures(surface, (x, y))[0] > 1e-3:
            found.add((round(x, 3) + 0.0, round(y, 3) + 0.0))
    stated = {(round(x, 3) + 0.0, round(y, 3) + 0.0) for x, y in surface.places("minimum")}
    assert found <= stated
    assert found == stated or len(stated) > 4


@every_surface
def test_the_start_is_on_the_map_and_on_the_slider(surface: Surface) -> None:
    for value, span in zip(surface.start, (surface.x, surface.y), strict=True):
        assert span[0] <= value <= span[1]
        notches = (value - span[0]) / surface.notch
        assert notches == pytest.approx(round(notches), abs=1e-9)


def test_signatures_of_the_gallery() -> None:
    """O42: bowl, ravine, saddle and plateau by their curvatures."""
    assert curvatures(SURFACES["bowl"], (0, 0)) == pytest.approx([1, 2])
    assert curvatures(SURFACES["ravine"], (0.3, -0.2)) == pytest.approx([1, 90])
    assert curvatures(SURFACES["saddle"], (0.5, 0.5)) == pytest.approx([-1, 1])
    assert curvatures(SURFACES["Rosenbrock"], (1, 1)) == pytest.approx([0.39936, 1001.60064], rel=1e-5)  # the textbook's


def test_a_bowl_has_the_asked_condition_number_and_stands_as_it_was_turned() -> None:
    """O43, O68: curvatures 1 and κ; the flat direction is x turned to the left."""
    for kappa, turned in ((1.0, 0.0), (2.0, 0.0), (50.0, 30.0), (1000.0, 90.0)):
        hessian = hessians(find("bowl", kappa=kappa, turned=turned), EIGHT[0])
        values, vectors = np.linalg.eigh(hessian)
        np.testing.assert_allclose(values, [1, kappa], rtol=1e-9)
        if kappa > 1:
            flat = math.cos(math.radians(turned)), math.sin(math.radians(turned))
            assert abs(vectors[:, 0] @ flat) == pytest.approx(1, abs=1e-12)
    assert heights(find("bowl"), EIGHT) == pytest.approx(heights(SURFACES["bowl"], EIGHT))
    for wrong in ({"kappa": 0.5}, {"kappa": math.nan}, {"turned": math.inf}):
        with pytest.raises(VizlabError, match="must be"):
            find("bowl", **wrong)


def test_another_height_has_no_written_slope() -> None:
    other = dataclasses.replace(SURFACES["bowl"], height=lambda x, y: x + 2 * y)
    np.testing.assert_array_equal(slopes(other, EIGHT)[1], np.tile([1.0, 2.0], (8, 1)))
    np.testing.assert_array_equal(hessians(other, EIGHT), np.zeros((8, 2, 2)))


def test_the_sharp_basin_is_deeper_and_twenty_times_as_curved() -> None:
    """O51: the same shift of the weights costs far more in the sharp minimum."""
    surface = SURFACES["two basins"]
    sharp, flat = np.array(surface.places("minimum"))
    assert heights(surface, sharp) < heights(surface, flat)
    assert np.linalg.det(hessians(surface, sharp)) > 20**2 * np.linalg.det(hessians(surface, flat))
    shift = 0.3 * np.random.default_rng(0).standard_normal((2000, 2))
    costs = [float(np.mean(heights(surface, place + shift) - heights(surface, place))) for place in (sharp, flat)]
    assert costs[0] > 5 * costs[1]


def test_the_kink_of_ackleys_minimum_has_slope_zero_by_agreement_and_a_steep_one_beside_it() -> None:
    surface = SURFACES["Ackley"]
    assert (slopes(surface, np.zeros(2))[1] == 0).all()
    beside = slopes(surface, np.array([[1e-9, 0], [0, -1e-9]]))[1]
    np.testing.assert_allclose(beside, [[2 * math.sqrt(2), 0], [0, -2 * math.sqrt(2)]], atol=1e-5)


def test_the_plateau_is_flat_where_the_race_starts() -> None:
    surface = SURFACES["plateau"]
    angles = np.linspace(0, 2 * np.pi, 24)
    ring = 5 * np.column_stack([np.cos(angles), np.sin(angles)])
    assert np.linalg.norm(slopes(surface, ring)[1], axis=1).max() < 2e-5  # 5 exp(-12.5) = 1.9e-5
    assert np.linalg.norm(slopes(surface, ring / 5)[1], axis=1).min() > 0.5
    assert math.hypot(*surface.start) == pytest.approx(5)


def test_points_of_any_shape_and_their_batch_agree() -> None:
    surface = SURFACES["Himmelblau"]
    values, gradients = slopes(surface, EIGHT.reshape(2, 4, 2))
    assert values.shape == (2, 4)
    assert gradients.shape == (2, 4, 2)
    for index, point in enumerate(EIGHT):
        value, gradient = slopes(surface, point)
        assert value == values.ravel()[index]
        assert (gradient == gradients.reshape(8, 2)[index]).all()


def test_the_grid_has_rows_of_equal_y() -> None:
    x, y, z = sample_grid(SURFACES["Rosenbrock"], 5)
    assert z[0, 4] == pytest.approx(WRITTEN["Rosenbrock"](2, -1))
    assert (x[4], y[0]) == (2, -1)


def test_an_unknown_surface_is_refused_by_name() -> None:
    with pytest.raises(VizlabError, match=r"one of ravine, Rosenbrock.*got 'moon'"):
        find("moon")
