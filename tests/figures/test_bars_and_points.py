from __future__ import annotations

import numpy as np
import pytest
from figure_samples import CLASSES, GRID_X, GRID_Y, POINTS, decision

from vizlab.figures import bars, theme


def test_bars_are_horizontal_with_the_first_on_top() -> None:
    figure = bars.probabilities(CLASSES, [0.7, 0.2991, 0.0005], highlight="dress")
    bar = figure.data[0]
    assert bar.orientation == "h"
    assert list(bar.x) == [0.7, 0.2991, 0.0005]
    assert list(bar.text) == ["70.0 %", "29.9 %", "< 0.1 %"]
    assert figure.layout.yaxis.autorange == "reversed"
    assert list(figure.layout.yaxis.ticktext) == CLASSES
    assert list(bar.marker.color) == [theme.MUTED, theme.color(0), theme.MUTED]


def test_two_classes_of_one_name_stay_two_bars() -> None:
    assert list(bars.probabilities(["a", "a"], [0.5, 0.5]).data[0].y) == [0, 1]


def test_the_scale_of_probabilities_does_not_follow_the_data() -> None:
    ranges = [bars.probabilities(["a"], [p]).layout.xaxis.range for p in (0.1, 0.9)]
    assert ranges[0] == ranges[1]


def test_counts_are_written_in_full() -> None:
    assert list(bars.counts(["a", "b"], [12345, 0]).data[0].text) == ["12,345", "0"]


def test_bars_and_names_go_together() -> None:
    with pytest.raises(ValueError, match="1 names and 2 values"):
        bars.counts(["a"], [1, 2])


def test_points_lie_at_their_coordinates_by_class() -> None:
    _, zero, one = decision(np.zeros((4, 5)), ["a", "b"]).data
    assert (list(zero.x), list(zero.y)) == ([-0.5], [1.0])
    assert (list(one.x), list(one.y)) == ([0.5, 0.6], [2.0, 2.5])
    assert zero.marker.symbol != one.marker.symbol  # not by colour alone
    assert len(POINTS) == len(zero.x) + len(one.x)


def test_the_surface_has_rows_along_y() -> None:
    surface = np.arange(20.0).reshape(4, 5) / 20
    figure = decision(surface, ["a", "b"])
    ground = figure.data[0]
    np.testing.assert_array_equal(ground.z, surface)
    assert (len(ground.x), len(ground.y)) == (len(GRID_X), len(GRID_Y))
    assert list(figure.layout.yaxis.range) == [0, 3]  # upwards, unlike pictures
    with pytest.raises(ValueError, match=r"\(4, 5\); got \(5, 4\)"):
        decision(surface.T, ["a", "b"])


def test_class_indices_become_flat_colours_with_names() -> None:
    surface = np.arange(20).reshape(4, 5) % 3
    ground = decision(surface, ["a", "b", "c"]).data[0]
    assert ground.customdata[0][2] == "c"
    assert (ground.zmin, ground.zmax, ground.zsmooth) == (-0.5, 2.5, False)


def test_probabilities_need_two_classes() -> None:
    with pytest.raises(ValueError, match="exactly two classes; got 3"):
        decision(np.zeros((4, 5)), ["a", "b", "c"])
