"""Figures of families of models, on their data."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.figures import generative_families as figures
from vizlab.figures import theme


def test_panels_place_points_and_leave_out_those_outside() -> None:
    points = np.array([[-3.0, -3.0], [0.0, 0.0], [2.9, 2.9], [9.0, 0.0]])
    figure = figures.panels([figures.Panel("a", points), figures.Panel("b", None, None, "none")], 3.0, most=1.0, columns=2)
    (dots,) = figure.data
    assert dots.x.tolist() == pytest.approx([0.5, 0.5 + 2.9 / 6])
    assert dots.y.tolist() == pytest.approx([figures.HEAD + 0.5, figures.HEAD + 1 - 5.9 / 6])  # upwards on the page
    assert {note.text for note in figure.layout.annotations} == {"a", "b", "none"}
    with_ground = figures.panels([figures.Panel("a", None, np.eye(4))], 3.0, most=1.0)
    assert len(with_ground.layout.images) == 1
    assert figures.share(8) < figures.share(9)


def test_a_point_has_the_colours_of_its_gaussians_in_their_shares() -> None:
    shares = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    moment = {"ellipses": np.zeros((2, 5, 2)), "shares": shares}
    figure = figures.rounds(np.zeros((3, 2)), [moment], 3.0)
    colours = figure.data[0].marker.color
    assert tuple(colours[:2]) == (theme.color(0), theme.color(1))
    assert colours[2] not in colours[:2]
    path = figure.data[1].x
    assert np.isnan(path).sum() == 2  # a gap after each ellipse


def test_films_end_with_what_is_shown_first() -> None:
    moments = np.arange(12, dtype=float).reshape(3, 2, 2)
    figure = figures.chain(moments, ["a", "b", "c"], 3.0, prefix="", noun="points")
    assert figure.data[0].x.tolist() == moments[-1, :, 0].tolist()
    assert [frame.name for frame in figure.frames] == ["a", "b", "c"]
    pictures = np.stack([np.full((3, 2, 2), level, np.uint8) for level in (10, 250)])
    sheet = figures.sheets(pictures, ["0", "1"], columns=2)
    assert np.asarray(sheet.data[0].z).max() == 250
    assert np.asarray(sheet.frames[0].data[0].z).max() == 40  # the lines between the pictures


def test_arrows_begin_where_they_should_and_rows_stand_in_order() -> None:
    figure = figures.field(np.array([[1.0, 2.0]]), np.array([[0.5, 0.0]]), np.zeros((1, 2)), 3.0)
    x, y = figure.data[1].x, figure.data[1].y
    assert (x[0], y[0], x[1], y[1]) == (1.0, 2.0, 1.5, 2.0)
    assert x[2] < 1.5  # the head points back
    rows = figures.labelled_rows({"dark": np.zeros((2, 4, 4), np.uint8), "light": np.full((2, 4, 4), 200, np.uint8)})
    assert list(rows.layout.yaxis.ticktext) == ["dark", "light"]
    z = np.asarray(rows.data[0].z)
    assert z[0, 0] == 0
    assert z[round(rows.layout.yaxis.tickvals[1]), 0] == 200


def test_bands_reach_from_the_lowest_to_the_highest() -> None:
    figure = figures.bands({"a": ([1.0, 10.0], [0.5, 0.6], [0.4, 0.5], [0.7, 0.8])}, x_title="n", y_title="right")
    around, line = figure.data
    assert sorted(around.y) == [0.4, 0.5, 0.7, 0.8]
    assert list(line.y) == [0.5, 0.6]
    assert figure.layout.xaxis.type == "log"
    assert list(figure.layout.xaxis.ticktext) == ["1", "10"]
