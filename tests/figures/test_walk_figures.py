"""Films and grids of numbers: what is drawn is what was given, in rows and columns as they were."""

from __future__ import annotations

from typing import Any

import numpy as np

from vizlab.figures import filter_causal, filter_pooling, filter_walks

VALUES = np.arange(12.0).reshape(3, 4)


def boxes(line: Any) -> list[tuple[float, ...]]:
    """Left, right, top, bottom of the frames along a line."""
    ways = [(line.x[at : at + 5], line.y[at : at + 5]) for at in range(0, len(line.x), 6)]
    return [(min(xs), max(xs), min(ys), max(ys)) for xs, ys in ways]


def test_a_film_of_pooling_fills_up_and_its_window_walks_to_the_right() -> None:
    figure = filter_walks.pooling(VALUES, VALUES[1:2, 1::2], [(0, 0, 2, 2), (0, 2, 2, 4)], np.array([[5, 7]]), "max pooled")
    first, last = figure.frames
    assert np.isnan(first.data[0].z[0, 1])
    np.testing.assert_array_equal(last.data[0].z, [[5, 7]])
    np.testing.assert_array_equal(figure.data[0].z, VALUES)
    assert figure.data[0].text[1][3] == "7"
    assert first.traces == (1, 2, 3, 4, 5)  # the input stays as it is
    windows = [boxes(frame.data[-1])[0] for frame in (first, last)]
    assert windows[0][:2] == (-0.5, 1.5)  # over columns 0 and 1, then 2 and 3
    assert windows[1][:2] == (1.5, 3.5)
    assert round(windows[0][3] - windows[0][2], 9) == 2


def test_a_gradient_can_be_clicked_and_its_cell_is_framed() -> None:
    gradient = VALUES[:2, :3]
    figure = filter_walks.weight_gradient(np.zeros((4, 6)), VALUES, VALUES, gradient, (1, 2))
    points, frames = figure.data[-1], figure.data[-2]
    assert [list(cell) for cell in points.customdata][-1] == ["dL/dk", 1, 2]
    assert points.text[-1] == "6"
    assert (points.x[-1] - 0.5, points.x[-1] + 0.5, points.y[-1] - 0.5, points.y[-1] + 0.5) in boxes(frames)


def test_panels_are_equally_wide_whatever_they_hold() -> None:
    figure = filter_pooling.panels({"fine": VALUES, "coarse": VALUES[:1, :2]}, columns=2)
    widths = [trace.dx * trace.z.shape[1] for trace in figure.data]
    assert widths == [1, 1]
    assert {(trace.zmin, trace.zmax) for trace in figure.data} == {(0, 11)}


def test_zeros_of_a_jacobian_are_left_empty() -> None:
    values = np.array([[0.0, 0], [0.1, 0]])
    shown = filter_causal.jacobian(values, 1).data[0].z
    np.testing.assert_array_equal(np.isnan(shown), values == 0)
    assert shown[1, 0] == np.float32(-1)
