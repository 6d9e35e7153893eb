"""Hessian, quadratic, cut, convexity, differences and iterated maps, against closed forms and against each other."""

from __future__ import annotations

import math

import numpy as np
import pytest

from vizlab.errors import VizlabError
from vizlab.landscapes import SURFACES, Surface, find, heights, slopes
from vizlab.landscapes.convexity import bent_down, depths, random_chords
from vizlab.landscapes.differences import DISTANCES, best_distance, difference_errors
from vizlab.landscapes.iterates import wall
from vizlab.landscapes.local_shape import contraction, cut, halving_ratio, hessian_gaps, local_shape, model_errors, patch

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES.keys())
CONVEX = ("ravine", "bowl")


def test_the_hessian_of_himmelblaus_function_is_that_of_its_formula() -> None:
    x, y = 1.3, -0.7
    shape = local_shape(SURFACES["Himmelblau"], (x, y))
    expected = [[12 * x * x + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 12 * y * y + 4 * x - 26]]
    np.testing.assert_allclose(shape.hessian, expected, rtol=1e-13)
    assert shape.condition == pytest.approx(np.linalg.cond(np.array(expected)))


@every_surface
def test_the_hessian_is_symmetric_rebuilt_by_its_eigenvectors_and_that_of_differences(surface: Surface) -> None:
    """O57, O59."""
    gaps = hessian_gaps(surface, local_shape(surface, surface.start))
    assert gaps["transpose"] < 1e-12
    assert gaps["rebuilt"] < 1e-12
    assert gaps["differences"] < 1e-5


def test_at_a_kink_the_differences_say_that_there_is_no_hessian() -> None:
    surface = SURFACES["Ackley"]
    assert hessian_gaps(surface, local_shape(surface, (0.0, 0.0)))["differences"] > 1


@every_surface
def test_half_the_radius_leaves_an_eighth_of_the_error_of_the_quadratic(surface: Surface) -> None:
    """O58."""
    shape = local_shape(surface, surface.start)
    ratio = halving_ratio(shape, model_errors(surface, shape, 0.02 * surface.side)[1])
    quadratic = surface in [SURFACES[name] for name in (*CONVEX, "saddle")]
    assert ratio is None if quadratic else ratio == pytest.approx(8, abs=0.3)


def test_where_the_third_derivatives_vanish_half_the_radius_leaves_a_sixteenth() -> None:
    shape = local_shape(SURFACES["plateau"], (0.0, 0.0))
    assert halving_ratio(shape, model_errors(SURFACES["plateau"], shape, 0.1)[1]) == pytest.approx(16, abs=0.1)


def test_the_model_touches_the_surface_in_height_slope_and_curvature() -> None:
    surface = SURFACES["Beale"]
    shape = local_shape(surface, (1.0, -0.5))
    x, y, ground, model = patch(surface, shape, 1e-3, n=5)
    assert model[2, 2] == ground[2, 2]
    assert (x[2], y[2]) == (1.0, -0.5)
    np.testing.assert_allclose(model, ground, rtol=1e-7)
    assert not np.allclose(model, model.T)


def test_arrows_are_as_long_as_one_over_the_root_of_their_curvature() -> None:
    """O59: on a bowl turned by 30° the long one points there, and their lengths are as √κ to 1."""
    shape = local_shape(find("bowl", kappa=16, turned=30), (0.3, 0.2))
    long, short = shape.axes(0.5)
    assert np.linalg.norm(long) == pytest.approx(0.5)
    assert np.linalg.norm(short) == pytest.approx(0.5 / 4)
    assert abs(long @ [math.cos(math.pi / 6), math.sin(math.pi / 6)]) == pytest.approx(0.5)
    rises = [shape.model(shape.place + arrow) - shape.height - shape.slope @ arrow for arrow in (long, short)]
    assert rises[0] == pytest.approx(rises[1])  # so both end on one level line of the quadratic


@every_surface
def test_curvature_along_a_direction_is_the_second_difference(surface: Surface) -> None:
    """O60."""
    shape = local_shape(surface, surface.start)
    for direction in (0.0, 35.0, 120.0):
        found = cut(surface, shape, direction, 0.1 * surface.side)
        middle = len(found.distance) // 2
        assert found.bend[middle] == pytest.approx(shape.along(direction))
        assert found.measured == pytest.approx(shape.along(direction), rel=1e-3, abs=1e-6 * np.abs(shape.hessian).max())
        assert found.height[middle] == pytest.approx(shape.height, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "place", "kind", "definiteness"),
    [
        ("Himmelblau", (3, 2), "minimum", "positive definite"),
        ("Himmelblau", (-0.2708445906673476, -0.9230385564799813), "maximum", "negative definite"),
        ("saddle", (0, 0), "saddle", "indefinite"),
        ("monkey saddle", (0, 0), "saddle", "zero"),
        ("monkey saddle", (0.5, 0), "slope", "indefinite"),
        ("bowl", (0.5, 0), "slope", "positive definite"),
    ],
)
def test_labels_follow_the_signs_of_the_eigenvalues(name: str, place: tuple[float, float], kind: str, definiteness: str) -> None:
    """O42, O61."""
    shape = local_shape(SURFACES[name], place)
    assert (shape.kind, shape.definiteness) == (kind, definiteness)


def test_labels_of_half_definite_hessians() -> None:
    valley = find("own formula", formula="x^2 + y^4")
    assert (local_shape(valley, (0, 0)).kind, local_shape(valley, (0, 0)).definiteness) == ("minimum", "positive semidefinite")
    ridge = find("own formula", formula="y^3 - x^2")
    assert (local_shape(ridge, (0, 0)).kind, local_shape(ridge, (0, 0)).definiteness) == ("saddle", "negative semidefinite")
    assert local_shape(valley, (0, 0)).condition == math.inf


def test_a_place_without_curvature_is_refused() -> None:
    with pytest.raises(VizlabError, match=r"must have a finite height, slope and curvature at the point; at \(-1, 0\)"):
        local_shape(find("own formula", formula="log(x) + y"), (-1.0, 0.0))


def test_a_ravine_is_ninety_times_as_curved_across_as_along() -> None:
    """O44."""
    shape = local_shape(SURFACES["ravine"], (-1.8, 1.2))
    assert shape.condition == pytest.approx(90)
    assert np.abs(shape.vectors) == pytest.approx(np.eye(2))


def test_gradient_descent_at_its_best_rate_keeps_what_the_condition_number_says() -> None:
    """O68: (κ − 1) / (κ + 1), on the quadratic and on the surface itself."""
    for kappa in (2.0, 10.0, 200.0):
        surface = find("bowl", kappa=kappa, turned=20)
        exact, measured = contraction(local_shape(surface, (0.5, 0.5)))
        assert exact == pytest.approx((kappa - 1) / (kappa + 1))
        assert measured == pytest.approx(exact, rel=1e-9)
        point, far = local_shape(surface, (0, 0)).vectors.sum(axis=1), []
        for _ in range(20):
            far.append(float(np.linalg.norm(point)))
            point = point - 2 / (1 + kappa) * slopes(surface, point)[1]
        assert far[-1] / far[-2] == pytest.approx(exact, rel=1e-6)


@every_surface
def test_no_chord_is_cut_exactly_where_no_curvature_is_negative(surface: Surface) -> None:
    """O62."""
    chords = random_chords(surface, 500, 0)
    assert (chords.share == 0) == (not bent_down(surface, 41).any()) == (surface in [SURFACES[name] for name in CONVEX])
    assert len(chords.above) == 500
    worst = int(chords.above.argmax())
    middles = chords.ends[worst, 0] + np.linspace(0, 1, 17)[:, None] * (chords.ends[worst, 1] - chords.ends[worst, 0])
    along = heights(surface, middles)
    assert chords.above[worst] == pytest.approx(
        max(0.0, float((along - np.linspace(along[0], along[-1], 17))[1:-1].max())), abs=1e-9
    )


def test_chords_are_the_same_again_and_others_with_another_seed() -> None:
    surface = SURFACES["Beale"]
    first, again, other = (random_chords(surface, 50, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.ends, again.ends)
    assert not np.array_equal(first.ends, other.ends)


def test_walks_downhill_end_at_one_depth_if_the_surface_is_convex() -> None:
    """O64; and at those of the stated minima if it is not."""
    for name in CONVEX:
        assert depths(SURFACES[name], 7) == ({0.0: 49}, 0)
    found, others = depths(SURFACES["Styblinski-Tang"], 8)
    assert list(found) == pytest.approx([-78.332331, -64.195612, -50.058893])
    assert sum(found.values()) + others == 64
    assert depths(SURFACES["saddle"], 6) == ({}, 36)


def test_differences_are_best_at_the_cube_root_of_the_digits() -> None:
    """O31: central near 1e-5, forward near 1e-8, both worse on either side; their error falls as h² and as h."""
    surface = SURFACES["Himmelblau"]
    errors = difference_errors(surface, np.array([1.3, -0.7]))
    assert 1e-6 < best_distance(errors["central"]) < 1e-4
    assert 1e-9 < best_distance(errors["forward"]) < 1e-7
    assert errors["central"].min() < 1e-9 < 1e-8 < errors["forward"].min() * 10
    for name, power in (("central", 2), ("forward", 1)):
        near, far = (int(np.abs(DISTANCES - h).argmin()) for h in (1e-2, 1e-1))
        assert errors[name][far] / errors[name][near] == pytest.approx(10**power, rel=0.1)
        assert errors[name][0] > 1e3 * errors[name].min()


def test_an_iterated_map_grows_a_wall() -> None:
    """O49: the largest slope after n turns grows like cⁿ, and at the wall it is the closed form."""
    found = wall(3.0, (-2, 2), tuple(range(1, 11)))
    assert found.factor == pytest.approx(2.25)
    at = int(np.abs(found.y - found.at).argmin())
    np.testing.assert_allclose(found.slope[:, at], found.expected, rtol=1e-6)
    np.testing.assert_allclose(found.state[:, at], 0.5, atol=1e-9)
    growth = (found.steepest[-1] / found.steepest[4]) ** (1 / 5)
    assert growth == pytest.approx(2.25, rel=0.03)
    gentle = wall(0.8, (-2, 2), (1, 5, 20)).steepest
    assert gentle[2] < 2 * gentle[1]
