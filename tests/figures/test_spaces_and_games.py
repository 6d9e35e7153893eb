"""Planes of codes, stacks of nats and the film of a GAN: on the data of the figures, so that swapped axes fail."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.figures import gan, latent, progress

AXIS = np.array([-1.0, 0.0, 2.0])
PICTURES = np.arange(9, dtype=np.uint8)[:, None, None].repeat(2, 1).repeat(2, 2)  # the i-th is all i


def test_the_sheet_of_a_plane_puts_every_picture_in_its_place() -> None:
    figure = latent.plane(PICTURES, AXIS, point=(2.0, -1.0))
    sheet, targets, ring = figure.data
    np.testing.assert_array_equal(np.asarray(sheet.z)[::2, ::2], np.arange(9).reshape(3, 3))
    assert (sheet.zmin, sheet.zmax) == (0, 255)
    assert (sheet.x0, sheet.dx) == (-0.25, 0.5)  # the middle of the first pixel of a picture around 0
    places = dict(zip(zip(targets.x, targets.y, strict=True), map(tuple, targets.customdata), strict=True))
    assert places[0, 0] == (-1.0, 2.0)  # upper left: smallest z1, largest z2
    assert places[2, 2] == (2.0, -1.0)
    assert (ring.x[0], ring.y[0]) == (2, 2)
    assert figure.layout.xaxis.ticktext == ("-1.0", "0.0", "2.0")
    assert figure.layout.yaxis.ticktext == ("2.0", "0.0", "-1.0")
    with pytest.raises(ValueError, match="needs 9 pictures"):
        latent.plane(PICTURES[:8], AXIS)


@pytest.mark.parametrize(("point", "marks"), [((1.0, 0.0), 1), ((2.1, 0.0), 0), ((0.0, -1.5), 0)])
def test_a_point_beyond_the_sheet_is_not_marked_at_its_edge(point: tuple[float, float], marks: int) -> None:
    figure = latent.plane(PICTURES, AXIS, point=point)
    assert len(figure.data) == 2 + marks
    if marks:
        assert (figure.data[2].x[0], figure.data[2].y[0]) == (1.5, 1.0)  # halfway from 0 to 2


def test_a_strip_names_its_pictures() -> None:
    figure = latent.strip(PICTURES[:3], ["a", "b", "c"])
    np.testing.assert_array_equal(np.asarray(figure.data[0].z)[0, ::2], [0, 1, 2])
    assert [(note.text, note.x) for note in figure.layout.annotations] == [("a", 0), ("b", 1), ("c", 2)]
    with pytest.raises(ValueError, match="needs a name"):
        latent.strip(PICTURES, ["a"])


def test_the_stack_adds_up_to_minus_the_bound() -> None:
    figure = progress.elbo_bars([(1, 250.0), (2, 240.0)], [(1, 5.0), (2, 6.0)], floor=200.0)
    below, above = figure.data
    assert [a + b + 200 for a, b in zip(below.y, above.y, strict=True)] == [255, 246]
    assert figure.layout.barmode == "stack"


def test_a_logarithmic_axis_leaves_out_what_it_cannot_show() -> None:
    figure = progress.lines({"a": [(0, 0.0), (1, 10.0), (2, -1.0)]}, x_title="step", y_title="norm", log=True)
    assert (list(figure.data[0].x), list(figure.data[0].y)) == ([1], [10.0])
    assert figure.layout.yaxis.type == "log"


def test_the_film_moves_field_pushes_and_points_and_keeps_the_data() -> None:
    real = np.array([[1.0, 2.0]])
    moments = [
        {
            "points": np.array([[k, 0.0], [0.0, k]]),
            "field": np.array([[0, 25], [50, 100]], np.uint8),
            "pushes": np.array([[1.0, 0.0]]),
        }
        for k in (1.0, 2.0)
    ]
    figure = gan.film([0, 7], moments, real, 3.0, now=0)
    assert [frame.name for frame in figure.frames] == ["0", "7"]
    assert figure.frames[0].traces == (0, 2, 3)
    np.testing.assert_array_equal(figure.frames[1].data[0].z, [[0, 25], [50, 100]])
    np.testing.assert_array_equal(figure.frames[1].data[2].x, [2, 0])
    np.testing.assert_array_equal(figure.data[3].x, [1, 0])  # the step that was asked for is shown first
    assert figure.layout.sliders[0].active == 0
    start, end, gap = np.asarray(figure.frames[1].data[1].x)
    assert (start, np.isnan(gap)) == (2.0, True)
    assert end - start == pytest.approx(gan.push_unit(moments, 3.0))
    assert end - start == pytest.approx(gan.PUSH_LENGTH * 6)
    assert list(figure.data[1].x) == [1.0]
    assert figure.data[1].name == "data"


def test_slopes_are_those_of_both_losses() -> None:
    figure = gan.slopes(np.array([-8.0, 1.0]))
    x = np.asarray(figure.data[0].x)
    steep, flat = (np.interp(-8.0, x, np.asarray(trace.y)) for trace in figure.data[:2])
    assert (steep, flat) == (pytest.approx(0.99966, abs=1e-4), pytest.approx(0.00034, abs=1e-4))
    assert list(figure.data[2].x) == [-8.0, 1.0]
