"""Figures of mini-batches: the arrows go downhill, axes are not swapped, errors and gaps are drawn as they are."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.figures import landscape_noise

AXIS = np.linspace(-3, 3, 7)
GROUND = 1 + AXIS[None] ** 2 + 10 * (AXIS[:, None] - 1) ** 2  # lowest at x = 0, y = 1
TITLES = ("a", "b")


def trace(figure: object, name: str) -> object:
    return next(found for found in figure.data if found.name == name)  # type: ignore[attr-defined]


def test_arrows_go_against_their_gradients_and_to_one_scale() -> None:
    draws, full = np.array([[1.0, 0.0], [0.0, -4.0]]), np.array([0.5, -2.0])
    figure = landscape_noise.arrow_map(AXIS, GROUND, (1.0, 2.0), draws, full, titles=TITLES)
    x, y = (
        np.array(values).reshape(2, 3)[:, 1]
        for values in (trace(figure, "one batch's step").x, trace(figure, "one batch's step").y)
    )
    scale = 1.0 - x[0]
    assert scale > 0
    np.testing.assert_allclose(np.column_stack([x, y]), [1.0, 2.0] - scale * draws, rtol=1e-6)
    tip = trace(figure, "the full step")
    np.testing.assert_allclose([tip.x[1], tip.y[1]], [1.0, 2.0] - scale * full, rtol=1e-6)


def test_the_lowest_point_of_a_batch_is_where_its_heights_are_lowest() -> None:
    moved = 1 + (AXIS[None] + 2) ** 2 + (AXIS[:, None] - 3) ** 2
    figure = landscape_noise.flicker(AXIS, GROUND, np.stack([GROUND, moved]), titles=TITLES)
    assert (trace(figure, "lowest of all").x, trace(figure, "lowest of all").y) == ((0.0,), (1.0,))
    heights, lowest = figure.frames[1].data
    assert (lowest.x, lowest.y) == ((-2.0,), (3.0,))
    assert np.unravel_index(np.argmin(heights.z), heights.z.shape) == (6, 1)
    np.testing.assert_array_equal(heights.x if heights.x is not None else AXIS, AXIS)


def test_the_ellipse_is_two_deviations_wide() -> None:
    cloud = landscape_noise.gradient_cloud(np.zeros((3, 2)), np.array([1.0, 2.0]), np.diag([4.0, 0.25]), titles=TITLES)
    ring = trace(cloud, "2σ by theory")
    assert (np.ptp(ring.x), np.ptp(ring.y)) == pytest.approx((8.0, 2.0))
    assert (np.mean(ring.x[:-1]), np.mean(ring.y[:-1])) == pytest.approx((1.0, 2.0))


def test_a_hover_without_a_variance_has_no_ellipse() -> None:
    figure = landscape_noise.hover_map(np.zeros((3, 2)), np.zeros(2), np.full((2, 2), np.nan), titles=TITLES)
    assert [found.name for found in figure.data] == ["a run, in the end", "minimum"]


def test_bars_are_two_errors_and_a_logarithm_leaves_gaps() -> None:
    x, y = np.array([1.0, 2.0, 4.0]), np.array([0.1, 0.0, np.inf])
    figure = landscape_noise.measurements({"a": (x, y)}, {"a": (x, y, y)}, titles=("x", "y"), log="xy")
    line, dots = figure.data
    np.testing.assert_array_equal(np.isnan(dots.y), [False, True, True])
    assert dots.error_y.array[0] == pytest.approx(0.2)
    assert line.line.dash == "dash"
    assert line.line.color == dots.marker.color
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "log")
