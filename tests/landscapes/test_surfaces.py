"""Every surface keeps what its table says: critical points are of their kind, the floor is the floor, slopes are exact."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from vizlab.errors import VizlabError
from vizlab.landscapes import SURFACES, Surface, curvatures, find, heights, sample_grid, slope_error, slopes

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
}


@pytest.mark.parametrize("name", SURFACES)
def test_heights_are_those_of_the_formula(name: str) -> None:
    expected = [WRITTEN[name](float(x), float(y)) for x, y in EIGHT]
    np.testing.assert_allclose(heights(SURFACES[name], EIGHT), expected, rtol=1e-12)


@every_surface
def test_slopes_agree_with_finite_differences(surface: Surface) -> None:
    assert slope_error(surface) < 1e-7
    bent = Surface(**{**vars(surface), "height": lambda x, y: surface.height(x, y.detach())})  # a slope that is lost is seen
    with pytest.raises(RuntimeError):
        slope_error(Surface(**{**vars(surface), "height": lambda x, y: surface.height(x, y).detach()}))
    assert not np.allclose(slopes(surface, EIGHT)[1][:, 1], 0)
    with pytest.raises(RuntimeError):
        slopes(bent, EIGHT)


@every_surface
def test_critical_points_are_what_they_are_called(surface: Surface) -> None:
    """No slope, and curvatures both up, both down, or one of each."""
    steepest = np.abs(slopes(surface, np.stack(np.meshgrid(*sample_grid(surface, 21)[:2]), axis=-1))[1]).max()
    for point in surface.critical:
        gradient = slopes(surface, np.array([point.x, point.y]))[1]
        assert np.abs(gradient).max() <= 1e-12 * steepest
        low, high = curvatures(surface, (point.x, point.y))
        assert {"minimum": low >= 0, "saddle": low < 0 < high, "maximum": high <= 0}[point.kind]
        assert surface.x[0] < point.x < surface.x[1]
        assert surface.y[0] < point.y < surface.y[1]


@every_surface
def test_the_floor_is_reached_at_every_minimum_and_nowhere_undercut(surface: Surface) -> None:
    lowest = sample_grid(surface, 201)[2].min()
    if surface.floor is None:
        assert not surface.places("minimum")
        assert lowest < 0
    else:
        np.testing.assert_allclose(heights(surface, np.array(surface.places("minimum"))), surface.floor, atol=1e-12)
        assert lowest >= surface.floor


@every_surface
def test_scipy_finds_the_stated_minima_and_no_others(surface: Surface) -> None:
    """BFGS from 49 places of the map; ends off the map, and those where it is merely flat, are none."""
    grid = np.stack(np.meshgrid(*sample_grid(surface, 9)[:2]), axis=-1)[1:-1, 1:-1].reshape(-1, 2)
    found = set()
    for start in grid:
        with np.errstate(all="ignore"):
            done = minimize(lambda p: tuple(map(np.asarray, slopes(surface, p))), start, jac=True, method="BFGS")
        x, y = (float(value) for value in done.x)
        inside = surface.x[0] < x < surface.x[1] and surface.y[0] < y < surface.y[1]
        if inside and curvatures(surface, (x, y))[0] > 1e-3:
            found.add((round(x, 3) + 0.0, round(y, 3) + 0.0))
    assert found == {(round(x, 3), round(y, 3)) for x, y in surface.places("minimum")}


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
