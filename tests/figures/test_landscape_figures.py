"""The race's figures: what is drawn is what was walked, scales are what they say."""

from __future__ import annotations

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from vizlab.figures import theme
from vizlab.figures.landscapes import FAR, FRAMES, height_scale, loss_curves, race_map, signed_log

X, Y = np.linspace(-2, 2, 9), np.linspace(-1, 3, 7)
GROUND = (X[None] ** 2) * 10 + (Y[:, None] + 1)
LONG = np.column_stack([np.linspace(-1.5, 1.5, 301), np.sin(np.arange(301.0))])
SHORT = LONG[:40] + 0.25


def trace(figure: go.Figure, name: str, *, moving: bool = False) -> go.Scatter:
    found = [each for each in figure.data if each.name == name]
    return found[1 if moving else 0]


def drawn(*, order: tuple[str, ...] = ("Adam", "GD", "other"), clickable: int = 0) -> go.Figure:
    marks = [("minimum", 0.0, -1.0), ("saddle", 1.0, 2.0)]
    return race_map(X, Y, GROUND, {"GD": LONG, "Adam": SHORT}, floor=0.0, marks=marks, order=order, clickable=clickable)


def test_the_ground_has_x_along_its_columns() -> None:
    contour = drawn().data[0]
    assert isinstance(contour, go.Contour)
    np.testing.assert_array_equal(contour.x, X)
    np.testing.assert_array_equal(contour.y, Y)
    assert contour.z.shape == (7, 9)
    np.testing.assert_allclose(contour.z, height_scale(GROUND, 0.0), rtol=1e-6)
    assert contour.contours.size == 0.5


def test_paths_are_whole_and_each_has_the_look_of_its_place_in_the_order() -> None:
    figure = drawn()
    for name, path, index in (("GD", LONG, 1), ("Adam", SHORT, 0)):
        line = trace(figure, name)
        np.testing.assert_allclose(np.column_stack([line.x, line.y]), path, rtol=1e-6, atol=1e-7)
        assert (line.line.color, line.marker.symbol) == (theme.color(index), theme.SYMBOLS[index])
        assert trace(figure, name, moving=True).marker.symbol == theme.SYMBOLS[index]


def test_frames_move_the_heads_along_the_paths() -> None:
    figure = drawn()
    stops = [int(frame.name) for frame in figure.frames]
    assert stops[0] == 0
    assert stops[-1] == 300
    assert stops == sorted(set(stops))
    assert len(stops) <= FRAMES + 1
    for frame in figure.frames:
        stop = int(frame.name)
        assert [figure.data[index].name for index in frame.traces] == ["GD", "Adam"]
        for head, path in zip(frame.data, (LONG, SHORT), strict=True):
            expected = path[min(stop, len(path) - 1)]  # who has ended waits there
            np.testing.assert_allclose([head.x[-1], head.y[-1]], expected, rtol=1e-6, atol=1e-7)
    # between two frames no step is left out of the tail
    assert len(figure.frames[0].data[0].x) > max(np.diff(stops))


def test_the_scrubber_and_the_buttons_name_what_there_is() -> None:
    figure = drawn()
    (slider,) = figure.layout.sliders
    assert [step.args[0][0] for step in slider.steps] == [frame.name for frame in figure.frames]
    assert slider.active == len(figure.frames) - 1
    play, pause = figure.layout.updatemenus[0].buttons
    assert (play.label, play.args[0], pause.label, pause.args[0]) == ("Play", None, "Pause", (None,))


def test_at_rest_it_shows_the_end() -> None:
    head = trace(drawn(), "GD", moving=True)
    np.testing.assert_allclose([head.x[-1], head.y[-1]], LONG[-1], rtol=1e-6)
    sizes = list(head.marker.size)
    assert sizes[-1] > 0
    assert set(sizes[:-1]) == {0}


def test_marks_and_start_lie_where_they_are() -> None:
    figure = drawn()
    assert (trace(figure, "minimum").x, trace(figure, "minimum").y) == ((0.0,), (-1.0,))
    assert (trace(figure, "saddle point").x, trace(figure, "saddle point").y) == ((1.0,), (2.0,))
    assert (trace(figure, "start").x, trace(figure, "start").y) == ((-1.5,), (0.0,))


def test_the_clickable_grid_covers_the_window() -> None:
    grid = trace(drawn(clickable=5), "start here")
    assert len(grid.x) == 25
    assert {float(value) for value in grid.x} == {-2, -1, 0, 1, 2}
    assert {float(value) for value in grid.y} == {-1, 0, 1, 2, 3}
    assert "start here" not in [each.name for each in drawn().data]


def test_a_path_that_flies_off_is_drawn_in_its_direction_until_it_is_far() -> None:
    path = np.array([[0.0, 1.0], [0.5, 1.0], [3e250, 6e250], [1e300, 1e300]])
    figure = race_map(X, Y, GROUND, {"GD": path}, floor=0.0)
    line = trace(figure, "GD")
    assert len(line.x) == 3
    assert np.abs(line.x).max() < 20 * FAR
    step = np.array([line.x[2] - line.x[1], line.y[2] - line.y[1]])
    np.testing.assert_allclose(step / np.linalg.norm(step), np.array([1, 2]) / np.sqrt(5), rtol=1e-5)
    json.loads(figure.to_json(), parse_constant=lambda name: pytest.fail(name))


def test_the_window_stays() -> None:
    figure = race_map(X, Y, GROUND, {"GD": LONG * 100}, floor=0.0)
    assert tuple(figure.layout.xaxis.range) == (-2, 2)
    assert tuple(figure.layout.yaxis.range) == (-1, 3)
    assert figure.layout.yaxis.scaleanchor == "x"


def test_heights_are_in_powers_of_ten_above_the_floor() -> None:
    np.testing.assert_allclose(height_scale(np.array([5.01, 6.0, 105.0]), 5.0), [-2, 0, 2], atol=1e-9)
    assert height_scale(np.array([5.0, 6.0]), 5.0)[0] == 0  # the floor itself gets the lowest value there is
    np.testing.assert_allclose(signed_log(np.array([-0.99, 0, 0.99])), [-2, 0, 2])


def test_losses_are_shown_above_the_floor_with_gaps_where_there_is_none() -> None:
    figure = loss_curves({"GD": np.array([105.0, 6.0, 5.0]), "Adam": np.array([105.0, 1e300])}, floor=5.0, order=("Adam", "GD"))
    assert figure.data[0].y == (100.0, 1.0, None)
    assert [each.line.color for each in figure.data] == [theme.color(1), theme.color(0)]
    assert figure.layout.yaxis.type == "log"
    low, high = figure.layout.yaxis.range
    assert low <= 0
    assert 2 <= high < 10  # what flies off does not press the others flat


def test_losses_without_a_floor_have_a_signed_scale() -> None:
    figure = loss_curves({"GD": np.array([0.99, 0.0, -1e9])}, floor=None)
    assert figure.data[0].y[:2] == (2.0, 0.0)
    assert figure.data[0].y[2] < 0
    assert figure.layout.yaxis.type is None
    assert "0" in figure.layout.yaxis.ticktext


def test_size_on_the_wire() -> None:
    rng = np.random.default_rng(0)
    paths = {str(index): rng.uniform(-2, 2, (1001, 2)) for index in range(6)}
    ground = rng.uniform(1, 2, (81, 81))
    axis = np.linspace(-2, 2, 81)
    assert len(race_map(axis, axis, ground, paths, floor=0.0, clickable=41).to_json()) < 500_000
    assert len(loss_curves({name: path[:, 0] + 3 for name, path in paths.items()}, floor=0.0).to_json()) < 500_000
