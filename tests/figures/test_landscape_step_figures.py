"""Figures of one step: on their data, not their pixels."""

from __future__ import annotations

import numpy as np

from vizlab.figures.landscape_experiments import RINGS, experiment_curves
from vizlab.figures.landscape_step import close_up, path_map, step_curves

GRID_X, GRID_Y = np.linspace(-2, 2, 5), np.linspace(0, 3, 4)
GROUND = np.arange(20.0).reshape(4, 5)
PATH = np.array([[-1.0, 2.0], [0.0, 1.0], [0.5, 0.25]])


def test_the_map_has_x_along_its_columns_and_a_frame_where_one_looks_closely() -> None:
    figure = path_map(GRID_X, GRID_Y, GROUND, PATH, floor=None, name="Adam", frame=(-0.5, 1, 0, 1.5))
    ground, path = figure.data[0], figure.data[-1]
    assert (ground.z.shape, len(ground.x), len(ground.y)) == ((4, 5), 5, 4)
    np.testing.assert_array_equal(np.column_stack([path.x, path.y]), PATH.astype(np.float32))
    shape = figure.layout.shapes[0]
    assert (shape.x0, shape.x1, shape.y0, shape.y1) == (-0.5, 1, 0, 1.5)
    assert tuple(figure.layout.xaxis.range) == (-2, 2)
    assert tuple(figure.layout.yaxis.range) == (0, 3)


def test_arrows_end_in_their_heads_and_a_tiny_ground_is_still_seen() -> None:
    flat = 1.0 + 1e-12 * GROUND  # one height only in float32
    figure = close_up(GRID_X, GRID_Y, flat, {"downhill": PATH[:2], "the step taken": PATH[1:]}, {"here": PATH[0]})
    ground, downhill, taken, mark = figure.data
    assert len(np.unique(ground.z)) > 10
    assert (list(taken.x), list(taken.y)) == ([0.0, 0.5], [1.0, 0.25])
    assert list(taken.marker.symbol) == ["circle", "arrow"]
    assert taken.line.color != downhill.line.color
    assert (mark.x[0], mark.y[0], mark.name) == (-1.0, 2.0, "here")
    assert "0.9014 long" in taken.hovertemplate


def test_curves_end_with_the_step_and_take_the_scale_that_suits() -> None:
    steep = np.column_stack([np.logspace(0, -4, 10), np.ones(10)])
    signed = np.column_stack([np.linspace(-1, 1, 10), np.zeros(10)])
    figure = step_curves({"g": {"g": signed}, "s": {"s": steep, "s^": 2 * steep}, "rate": {"rate": np.full((10, 2), 0.1)}}, 8)
    assert [len(trace.x) for trace in figure.data] == [8] * 8
    assert [trace.x[-1] for trace in figure.data] == [8] * 8
    np.testing.assert_allclose(figure.data[2].y, steep[:8, 0], rtol=1e-6)
    assert [figure.layout[axis].type for axis in ("yaxis", "yaxis2", "yaxis3")] == [None, "log", None]
    assert tuple(figure.layout.yaxis3.range) == (0, 0.2)
    assert [trace.name for trace in figure.data if trace.showlegend] == ["x", "y"]
    assert step_curves({"g": {"g": signed}}, 1).data[0].y == (-1.0,)


def test_theory_is_rings_on_the_line_and_a_level_is_dotted() -> None:
    t = np.arange(1.0, 200)
    lines = {"measured": (t, 1 / t)}
    figure = experiment_curves(lines, {"1/t": (t, 1 / t), "level": (t, t * 0 + 1)}, x_title="t", y_title="y", log_x=True)
    line, rings, level = figure.data
    assert 10 < len(rings.x) <= RINGS
    np.testing.assert_allclose(rings.y, 1 / np.asarray(rings.x), rtol=1e-6)
    assert (rings.mode, level.mode, line.mode) == ("markers", "lines", "lines")
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", None)
    bars = experiment_curves(lines, {}, x_title="t", y_title="y", bars=True)
    assert bars.data[0].type == "bar"
