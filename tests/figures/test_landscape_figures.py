"""The race's figures: what is drawn is what was walked, scales are what they say."""

from __future__ import annotations

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from vizlab.figures import racers, theme
from vizlab.figures.film import BACK, FORTH, SPEEDS
from vizlab.figures.landscape_curves import FELL, ROSE, change_strip, distance_curves, loss_curves, rate_curves
from vizlab.figures.landscape_relief import LIFT, race_relief
from vizlab.figures.landscapes import height_scale, levels, race_map, signed_log
from vizlab.figures.racers import FAR, FRAMES, TAIL

X, Y = np.linspace(-2, 2, 9), np.linspace(-1, 3, 7)
GROUND = (X[None] ** 2) * 10 + (Y[:, None] + 1)
LONG = np.column_stack([np.linspace(-1.5, 1.5, 301), np.sin(np.arange(301.0))])
SHORT = LONG[:40] + 0.25


def trace(figure: go.Figure, name: str) -> go.Scatter:
    (found,) = [each for each in figure.data if each.name == name]
    return found


def heads(comets: go.Scatter, n: int, axes: str = "xy") -> np.ndarray:
    """Where the n racers are (n, d), in order."""
    return np.column_stack([np.asarray(comets[axis])[-n:] for axis in axes])


def drawn(*, order: tuple[str, ...] = ("Adam", "GD", "other")) -> go.Figure:
    marks = [("minimum", 0.0, -1.0), ("saddle", 1.0, 2.0)]
    return race_map(X, Y, GROUND, {"GD": LONG, "Adam": SHORT}, floor=0.0, marks=marks, order=order)


def test_the_ground_has_x_along_its_columns() -> None:
    contour = drawn().data[0]
    assert isinstance(contour, go.Contour)
    np.testing.assert_array_equal(contour.x, X)
    np.testing.assert_array_equal(contour.y, Y)
    assert contour.z.shape == (7, 9)
    np.testing.assert_allclose(contour.z, height_scale(GROUND, 0.0), rtol=1e-6)


def test_paths_are_whole_and_each_has_the_look_of_its_place_in_the_order() -> None:
    figure = drawn()
    for name, path, index in (("GD", LONG, 1), ("Adam", SHORT, 0)):
        line = trace(figure, name)
        np.testing.assert_allclose(np.column_stack([line.x, line.y]), path, rtol=1e-6, atol=1e-7)
        assert (line.line.color, line.marker.symbol) == (theme.color(index), theme.SYMBOLS[index])
    assert list(trace(figure, "racers").marker.symbol)[-2:] == [theme.SYMBOLS[1], theme.SYMBOLS[0]]


def test_no_two_of_forty_look_alike() -> None:
    names = [str(index) for index in range(40)]
    drawn = racers.looks(names, [])
    assert len({tuple(look.values()) for look in drawn.values()}) == 40
    assert theme.MUTED not in {look["color"] for look in drawn.values()}  # the ground is grey
    assert racers.looks(["7"], names)["7"] == drawn["7"]


def test_frames_move_the_heads_along_the_paths() -> None:
    figure = drawn()
    stops = [int(frame.name) for frame in figure.frames]
    assert stops[0] == 0
    assert stops[-1] == 300
    assert stops == sorted(set(stops))
    assert len(stops) <= FRAMES + 1
    for frame in figure.frames:
        stop = int(frame.name)
        assert [figure.data[index].name for index in frame.traces] == ["racers"]
        expected = [path[min(stop, len(path) - 1)] for path in (LONG, SHORT)]  # who has ended waits there
        np.testing.assert_allclose(heads(frame.data[0], 2), expected, rtol=1e-6, atol=1e-7)
    tail = np.asarray(figure.frames[-1].data[0].x)[::2]  # every second point is the first racer's
    np.testing.assert_allclose(tail, LONG[-TAIL:, 0], rtol=1e-6)


def test_the_controls_name_what_there_is() -> None:
    figure = drawn()
    names = [frame.name for frame in figure.frames]
    layout = go.Layout(figure.to_dict()["layout"])
    (slider,) = layout.sliders
    assert [step.args[0][0] for step in slider.steps] == names
    assert slider.active == len(names) - 1
    playing, steps, speeds = layout.updatemenus
    play, pause = playing.buttons
    assert (play.label, play.args[0], pause.label, pause.args[0]) == ("Play", None, "Pause", (None,))
    # without this a click on another speed would begin again
    assert all(button.args[1]["fromcurrent"] for button in (play, *speeds.buttons))
    pace = {button.label: play.args[1]["frame"]["duration"] / button.args[1]["frame"]["duration"] for button in speeds.buttons}
    assert pace == SPEEDS
    assert [(button.label, button.args[0][0]) for button in steps.buttons] == [(BACK, names[-2]), (FORTH, names[-1])]
    for index, frame in enumerate(figure.frames):  # every frame turns the two buttons to its own neighbours
        turned = [button.args[0][0] for button in frame.layout.updatemenus[1].buttons]
        assert turned == [names[max(index - 1, 0)], names[min(index + 1, len(names) - 1)]]


def test_at_rest_it_shows_the_end() -> None:
    comets = trace(drawn(), "racers")
    np.testing.assert_allclose(heads(comets, 2), [LONG[-1], SHORT[-1]], rtol=1e-6)
    sizes = list(comets.marker.size)
    assert min(sizes[-2:]) > max(sizes[:-2])


def test_marks_and_start_lie_where_they_are() -> None:
    figure = drawn()
    assert (trace(figure, "minimum").x, trace(figure, "minimum").y) == ((0.0,), (-1.0,))
    assert (trace(figure, "saddle point").x, trace(figure, "saddle point").y) == ((1.0,), (2.0,))
    assert (trace(figure, "start").x, trace(figure, "start").y) == ((-1.5,), (0.0,))


def test_the_map_says_where_the_pointer_is() -> None:
    assert "click to start here" in next(each for each in drawn().data if each.type == "contour").hovertemplate


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


def test_there_are_lines_enough_wherever_heights_are_close_together() -> None:
    for top, apart in ((6, 0.5), (3, 0.2), (0.5, 0.1)):
        found = levels(np.linspace(0, top, 50))
        assert found["size"] == apart
        assert found["start"] <= 0 < top <= found["end"]
    assert levels(np.array([0.0, 6.0, np.nan]))["end"] == 6


def test_the_relief_has_the_paths_just_above_the_surface_of_the_map() -> None:
    grid = np.linspace(-1, 1, 21)
    ground = 5 + grid[None] ** 2 + 10 * grid[:, None] ** 2
    walk = np.array([[-1.0, 0.5], [0.5, 0.2], [0.0, 0.0], [3.0, 0.0]])
    heights = 5 + walk[:, 0] ** 2 + 10 * walk[:, 1] ** 2  # the first three are nodes of the grid
    figure = race_relief(grid, grid, ground, {"GD": walk}, floor=5.0, marks=[("minimum", 0.0, 0.0)])
    surface, line = figure.data[0], trace(figure, "GD")
    assert surface.type == "surface"
    np.testing.assert_allclose(surface.z, height_scale(ground, 5.0), rtol=1e-6)
    lowest, highest = float(np.min(surface.z)), float(np.max(surface.z))
    lift = LIFT * (highest - lowest)
    np.testing.assert_allclose(np.asarray(line.z[:3]) - lift, [*np.log10(heights[:2] - 5), lowest], rtol=1e-5)
    assert np.isnan(line.z[3])  # it has left the window
    slope = race_relief(X, Y, 10 ** (X[None] + 2 * Y[:, None]), {"GD": np.array([[0.3, 1.1], [1.9, -0.7]])}, floor=0.0)
    rise = np.diff(trace(slope, "GD").z)  # between the nodes it follows the plane that is drawn
    np.testing.assert_allclose(rise, 1.6 - 2 * 1.8, rtol=1e-5)
    np.testing.assert_allclose(heads(figure.frames[1].data[0], 1, "xyz")[0], [0.5, 0.2, line.z[1]], rtol=1e-6)
    minimum = trace(figure, "minimum")
    assert (minimum.x, minimum.y) == ((0.0,), (0.0,))
    assert minimum.z[0] - lowest < 3 * lift
    assert set(figure.layout.scene.zaxis.ticktext) >= {"10<sup>-1</sup>", "10<sup>0</sup>", "10<sup>1</sup>"}


def test_distances_rates_and_falls_are_those_given() -> None:
    far = distance_curves({"GD": np.array([10.0, 0.1, 0.0])})
    np.testing.assert_array_equal(far.data[0].y, [10, 0.1, np.nan])
    assert far.layout.yaxis.type == "log"
    shared = rate_curves({"GD": np.array([1.0, 0.5, 0.25]), "Adam": np.array([1.0, 0.5])})
    assert [(each.name, list(each.x), list(each.y)) for each in shared.data] == [("all", [1, 2, 3], [1, 0.5, 0.25])]
    assert [each.name for each in rate_curves({"GD": np.array([1.0, 0.5]), "Adam": np.array([1.0, 1.0])}).data] == ["GD", "Adam"]
    strip = change_strip({"GD": np.array([3.0, 1.0, 2.0, 2.0]), "Adam": np.array([3.0, 4.0])})
    np.testing.assert_array_equal(strip.data[0].z, [[-1, 1, 0], [1, np.nan, np.nan]])
    assert list(strip.data[0].x) == [1, 2, 3]
    assert list(strip.data[0].y) == ["GD: 1 rose", "Adam: 1 rose"]
    assert (strip.data[0].colorscale[0][1], strip.data[0].colorscale[-1][1]) == (FELL, ROSE)


def test_losses_are_shown_above_the_floor_with_gaps_where_there_is_none() -> None:
    figure = loss_curves({"GD": np.array([105.0, 6.0, 5.0]), "Adam": np.array([105.0, 1e300])}, floor=5.0, order=("Adam", "GD"))
    np.testing.assert_array_equal(figure.data[0].y, [100, 1, np.nan])
    assert [each.line.color for each in figure.data] == [theme.color(1), theme.color(0)]
    assert figure.layout.yaxis.type == "log"
    low, high = figure.layout.yaxis.range
    assert low <= 0
    assert 2 <= high < 10  # what flies off does not press the others flat


def test_losses_without_a_floor_have_a_signed_scale() -> None:
    figure = loss_curves({"GD": np.array([0.99, 0.0, -1e9])}, floor=None)
    assert list(figure.data[0].y[:2]) == [2.0, 0.0]
    assert figure.data[0].y[2] < 0
    assert figure.layout.yaxis.type is None
    assert "0" in figure.layout.yaxis.ticktext


def test_size_on_the_wire() -> None:
    rng = np.random.default_rng(0)
    paths = {str(index): rng.uniform(-2, 2, (1001, 2)) for index in range(10)}
    losses = {name: path[:, 0] + 3 for name, path in paths.items()}
    ground, axis = rng.uniform(1, 2, (81, 81)), np.linspace(-2, 2, 81)
    assert len(race_map(axis, axis, ground, paths, floor=0.0).to_json()) < 500_000
    assert len(race_relief(axis, axis, ground, paths, floor=0.0).to_json()) < 600_000
    assert len(loss_curves(losses, floor=0.0).to_json()) < 500_000
    assert len(change_strip(losses).to_json()) < 100_000
