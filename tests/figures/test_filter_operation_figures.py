"""Figures of the operation, by their data: films fill, frames and sums stand where they belong, empty cells stay empty."""

from __future__ import annotations

import numpy as np

from vizlab.figures import filter_galleries, filter_operation, filter_windows
from vizlab.figures.filter_cells import short

GRID = np.array([[0.0, 0, 0, 0], [0, 1, 2, 0], [0, 3, 4, 0], [0, 0, 0, 0]])
KERNEL = np.array([[1.0, 0, 0], [0, 2, 0], [0, 0, -1]])
AT = [(row, column) for row in range(2) for column in range(2)]
WINDOWS = [GRID[row : row + 3, column : column + 3] for row, column in AT]
BOXES = [(row - 1, column - 1, row + 2, column + 2) for row, column in AT]
OUTPUT = np.array([(window * KERNEL).sum() for window in WINDOWS]).reshape(2, 2)


def test_the_film_of_a_walk_shows_each_window_and_fills_the_output() -> None:
    figure = filter_windows.walk(GRID, 1, WINDOWS, BOXES, KERNEL, OUTPUT, bias=0.5)
    assert [frame.name for frame in figure.frames] == ["1", "2", "3", "4"]
    for index, frame in enumerate(figure.frames):
        box, window, products, output, _, words = frame.data
        np.testing.assert_array_equal(window.z, WINDOWS[index])
        np.testing.assert_array_equal(products.z, WINDOWS[index] * KERNEL)
        assert np.isfinite(output.z).sum() == index + 1
        assert output.z[AT[index]] == OUTPUT[AT[index]]
        # the frame lies over the padded grid, whose first cell has its middle at (0, 0.9)
        left, top = AT[index][1] - 0.5, AT[index][0] + 0.9 - 0.5
        assert (min(box.x), max(box.x)) == (left, left + 3)
        np.testing.assert_allclose((min(box.y), max(box.y)), (top, top + 3))
        assert words.text[0].endswith(short(OUTPUT[AT[index]] + 0.5))
    assert words.text[0] == "1 + 8 + .5 = 9.5"  # the zeros are left out
    np.testing.assert_array_equal(figure.data[0].z, GRID)
    last = figure.data[figure.frames[-1].traces[3]]
    np.testing.assert_array_equal(last.z, OUTPUT)  # it opens when all is done


def test_terms_that_are_dropped_have_no_colour_but_their_indices() -> None:
    rows, columns = np.indices((2, 3)) - 1
    kept = rows + columns < 1
    figure = filter_windows.indices(rows, columns, -rows, -columns, kept, np.where(kept, 5.0, np.nan))
    np.testing.assert_array_equal(np.isfinite(figure.data[1].z), kept)
    assert figure.data[1].text[0][1] == "x(−1,0)<br>k(1,0)<br>= 5"
    (dropped,) = figure.layout.annotations
    assert (dropped.text, dropped.x, dropped.y) == ("x(0,1)<br>k(0,−1)", 2, 1)


def test_taps_move_one_sample_a_frame_and_lie_turned() -> None:
    signal, taps = np.array([1.0, 2, 3]), np.array([4.0, 5])
    figure = filter_windows.slide(signal, taps, np.convolve(signal, taps), [f"y{t}" for t in range(4)])
    assert [frame.data[0].x0 for frame in figure.frames] == [0, 1, 2, 3]
    assert all(frame.data[0].z.tolist() == [[5.0, 4.0]] for frame in figure.frames)
    np.testing.assert_array_equal(figure.frames[1].data[1].z, [[5.0, 8.0]])
    assert [frame.data[-1].text[0] for frame in figure.frames] == ["y0 = 4", "y1 = 13", "y2 = 22", "y3 = 15"]


def test_pixels_that_no_window_visits_are_red_and_no_others() -> None:
    counts = np.array([[2, 0, 1], [0, 0, 3]])
    figure = filter_operation.visits(counts, (1, 0))
    seen, never = figure.data[1], figure.data[2]
    np.testing.assert_array_equal(np.isfinite(never.z), counts == 0)
    np.testing.assert_array_equal(np.isfinite(seen.z), counts > 0)
    assert {colour for _, colour in never.colorscale} == {filter_operation.RED}
    assert (seen.x0, seen.y0) == (1, 1)  # behind the padding


def test_the_framed_column_is_the_chosen_patch() -> None:
    figure = filter_operation.patch_matrix(np.arange(12.0).reshape(3, 4), np.ones(3), np.arange(4.0).reshape(2, 2), 2)
    kernel, matrix, result, above, below = figure.data
    assert kernel.z.shape == (3, 1)
    assert result.z.tolist() == [[0, 1, 2, 3]]
    for box in (above, below):
        assert min(box.x) == matrix.x0 + 2 - 0.5
        assert max(box.x) == matrix.x0 + 2 + 0.5
    assert (min(above.y), max(above.y)) == (matrix.y0 - 0.5, matrix.y0 + 2.5)


def test_a_gallery_keeps_one_scale_and_a_stack_one_for_each() -> None:
    maps = np.array([[[1.0, -2]], [[10, 5]], [[0, 0]]])
    shared = filter_galleries.gallery(maps, ["a", "b", "c"], columns=2)
    assert {(trace.zmin, trace.zmax) for trace in shared.data} == {(-10.0, 10.0)}
    assert [shape.text for shape in shared.layout.annotations] == ["a", "b", "c"]
    assert shared.data[2].x0 == shared.data[0].x0
    assert shared.data[2].y0 > shared.data[0].y0
    own = filter_galleries.stack(maps, ["a", "b", "c"])
    assert [float(np.abs(trace.z).max()) for trace in own.data] == [1.0, 1.0, 0.0]


def test_the_sum_below_the_slabs_is_that_of_the_maps() -> None:
    maps = np.random.default_rng(0).random((3, 4, 5))
    figure = filter_galleries.slabs(maps, maps[:, :2, :2], maps, ["red", "green", "blue"])
    np.testing.assert_allclose(figure.data[-1].z, maps.sum(axis=0), rtol=1e-6)
    assert figure.data[-1].x0 == figure.data[2].x0
