"""Outlines lie exactly between the pixels inside and outside, and bars say what they were given."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.figures.saliency_lineup import line_up
from vizlab.figures.saliency_masks import borders, outlined
from vizlab.figures.saliency_shares import shares

PIXELS = np.zeros((6, 8, 3), np.uint8)


def test_an_outline_goes_around_every_pixel_of_the_mask() -> None:
    mask = np.zeros((6, 8), np.bool_)
    mask[0:2, 3:6] = True  # at the edge of the picture
    mask[1, 4] = False
    xs, ys = (np.array(each, dtype=float).reshape(-1, 3)[:, :2] for each in borders(mask))
    length = np.abs(np.diff(xs)).sum() + np.abs(np.diff(ys)).sum()
    assert (
        length == np.abs(np.diff(np.pad(mask, 1).astype(int), axis=0)).sum() + np.abs(np.diff(np.pad(mask, 1).astype(int))).sum()
    )
    assert (xs.min(), xs.max(), ys.min(), ys.max()) == (2.5, 5.5, -0.5, 1.5)  # rows run down
    assert borders(np.zeros((3, 3), np.bool_)) == ([], [])


def test_the_second_outline_is_orange_and_an_empty_one_is_left_out() -> None:
    mask = np.eye(6, 8, dtype=bool)
    lines = [trace for trace in outlined(PIXELS, [mask & False, mask]).data if trace.type == "scatter"]
    assert [line.line.color for line in lines][1:] == ["#d55e00"]
    values = np.arange(48.0).reshape(6, 8) - 20
    heat = next(trace for trace in outlined(PIXELS, [mask], values=values, signed=True).data if trace.type == "heatmap")
    assert heat.zmin == -heat.zmax
    assert 26 < heat.zmax <= 27


def test_bars_stand_below_their_names_with_their_numbers() -> None:
    figure = shares(
        ["a", "b"], {"one": [0.5, None], "two": [0.25, 0.004]}, chance=[0.1, 0.2], errors={"one": [(0.4, 0.7), (0, 1)]}
    )
    first, second, text = figure.data
    assert (list(first.x), list(second.x)) == ([0.5, None], [0.25, 0.004])
    assert list(text.text) == ["50%", "25%", "< 1%"]
    assert list(text.y) == [first.y[0], second.y[0], second.y[1]]
    names = {note.text: note.y for note in figure.layout.annotations}
    assert names["a"] < first.y[0] < second.y[0] < names["b"] < second.y[1]
    assert [shape.x0 for shape in figure.layout.shapes] == [0.1, 0.2]
    assert first.error_x.array[0] == pytest.approx(0.2)
    assert first.error_x.arrayminus[0] == pytest.approx(0.1)


def test_maps_in_a_line_up_differ_in_nothing_but_how_they_look() -> None:
    maps = [np.arange(12.0).reshape(3, 4) * scale for scale in (1, 1000, 0)]
    pictures = [trace for trace in line_up(maps, ["map 1", "map 2", "map 3"]).data if trace.type == "image"]
    assert np.array_equal(pictures[0].z, pictures[1].z)  # each on its own scale
    assert not np.array_equal(pictures[0].z, pictures[2].z)
