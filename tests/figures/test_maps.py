"""Maps: one scale for both axes, the index of every point, and moments that are what they say."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.figures import maps, theme

POSITIONS = np.array([[0.0, 0.0], [4.0, 1.0], [2.0, -1.0], [4.0, 0.0]])
LABELS = np.array([1, 0, 1, 0])


def test_every_point_lies_where_it_should_with_its_index() -> None:
    figure = maps.point_map(POSITIONS, LABELS, ["a", "b"])
    for index, trace in enumerate(figure.data):
        members = np.flatnonzero(index == LABELS)
        np.testing.assert_array_equal(trace.customdata, members)
        expected = (POSITIONS[members] - [2, 0]) / 2 * maps.LEVELS
        np.testing.assert_allclose(np.column_stack([trace.x, trace.y]), expected, atol=1)
        assert trace.marker.color == theme.color(index)
    assert figure.layout.yaxis.scaleanchor == "x"
    assert list(figure.layout.xaxis.range) == list(figure.layout.yaxis.range)
    assert figure.layout.xaxis.range[1] > maps.LEVELS


def test_a_class_without_points_keeps_its_colour_for_the_next() -> None:
    figure = maps.point_map(POSITIONS, LABELS * 2, ["a", "b", "c"])
    assert [len(trace.x) for trace in figure.data] == [2, 0, 2]
    assert figure.data[2].marker.color == theme.color(2)


@pytest.mark.parametrize("n", [1, 2, 30, 41, 200])
def test_a_film_has_the_first_and_the_last_moment_and_never_too_many(n: int) -> None:
    moments = [(str(k), POSITIONS * (k + 1) + np.eye(4, 2) * k) for k in range(n)]
    figure = maps.film(moments, LABELS, ["a", "b"])
    assert len(figure.frames) == min(n, maps.MOST_FRAMES)
    assert figure.frames[0].name == "0"
    assert figure.frames[-1].name == str(n - 1)
    assert [step.label for step in figure.layout.sliders[0].steps] == [frame.name for frame in figure.frames]
    assert figure.layout.sliders[0].active == len(figure.frames) - 1
    for trace, last in zip(figure.data, figure.frames[-1].data, strict=True):
        np.testing.assert_array_equal(trace.x, last.x)
        np.testing.assert_array_equal(trace.y, last.y)
    for frame in figure.frames:  # each as large as it fits
        x, y = (np.concatenate([np.asarray(trace[axis]) for trace in frame.data]) for axis in "xy")
        assert max(np.abs(x).max(), np.abs(y).max()) == maps.LEVELS


def test_positions_that_are_none_are_refused() -> None:
    for wrong in (np.zeros((3, 4)), np.array([[0.0, np.nan]])):
        with pytest.raises(ValueError, match="finite numbers of shape"):
            maps.point_map(wrong, np.zeros(len(wrong), int), ["a"])


def test_all_points_in_one_place_are_drawn_in_the_middle() -> None:
    figure = maps.point_map(np.full((4, 2), 7.0), LABELS, ["a", "b"])
    assert {*figure.data[0].x, *figure.data[1].y} == {0}


def test_the_plane_is_marked_in_the_scree() -> None:
    (bar,) = maps.scree([0.5, 0.3, 0.2]).data
    assert list(bar.y) == [0.5, 0.3, 0.2]
    assert bar.marker.color == (theme.color(0), theme.color(0), theme.MUTED)


def test_exaggeration_is_tinted_as_far_as_it_went() -> None:
    assert maps.divergence_curve([(0, 4.0), (1000, 1.0)], exaggerated=250).layout.shapes[0].x1 == 250
    assert maps.divergence_curve([(0, 4.0), (120, 3.0)], exaggerated=250).layout.shapes[0].x1 == 120


def test_levels_and_the_chosen_epoch_are_marked() -> None:
    figure = maps.accuracy_curve([(0, 0.5), (3, 0.9)], [("pixels", 0.8)], chosen=3)
    assert figure.data[0].marker.size == (7, 13)
    assert (figure.layout.shapes[0].y0, figure.layout.shapes[0].label.text) == (0.8, "pixels: 80.0%")


def test_points_keep_their_ids_when_some_stand_alone_and_when_numbers_colour_them() -> None:
    ids = np.array([9, 4, 40_000, 7])
    for values in (None, maps.Values(np.array([0.5, np.nan, 2.0, 1.0]), "size")):
        figure = maps.point_map(POSITIONS, LABELS, ["a", "b"], look=maps.Look(values=values, ids=ids))
        told = {int(at): (x, y) for trace in figure.data for at, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)}
        assert set(told) == {9, 4, 40_000, 7}
        for at, place in zip(ids, (POSITIONS - [2, 0]) / 2 * maps.LEVELS, strict=True):
            np.testing.assert_allclose(told[int(at)], place, atol=1)
    (cloud,) = figure.data
    assert list(cloud.customdata) == [4, 9, 40_000, 7]  # who has no number lies below
    np.testing.assert_array_equal(cloud.marker.color, np.array([np.nan, 0.5, 2.0, 1.0], np.float32))
    assert (cloud.marker.cmin, cloud.marker.cmax) == (0.5, 2.0)
    assert cloud.marker.colorbar.title.text == "size"


def test_a_few_numbers_far_above_the_others_do_not_have_the_scale_to_themselves() -> None:
    numbers = np.linspace(0, 1, 200)
    numbers[7] = 100
    look = maps.Look(values=maps.Values(numbers, "loss"))
    (cloud,) = maps.point_map(np.random.default_rng(0).normal(size=(200, 2)), np.zeros(200, int), ["a"], look=look).data
    assert cloud.marker.cmin == 0
    assert 0.9 < cloud.marker.cmax < 1.1


def test_names_stand_in_the_middle_of_their_points_in_every_moment() -> None:
    moments = [(str(k), POSITIONS[[k, 1, 2, 3]]) for k in (0, 1)]
    figure = maps.film(moments, LABELS, ["a", "b", "nobody"], look=maps.Look(names=True))
    assert list(figure.data[-1].text) == ["a", "b"]
    for frame in figure.frames:
        drawn = [np.column_stack([trace.x, trace.y]) for trace in frame.data]
        names = drawn.pop()
        np.testing.assert_allclose(names, [np.median(drawn[0], 0), np.median(drawn[1], 0)], atol=1)


def test_a_room_has_a_depth_and_many_points_are_drawn_by_the_graphics_card() -> None:
    room = maps.film([(str(k), np.eye(3) * (k + 1)) for k in range(3)], np.zeros(3, int), ["a"])
    assert room.data[0].type == room.frames[0].data[0].type == "scatter3d"
    assert sorted(room.data[0].z) == [-maps.LEVELS, -maps.LEVELS, maps.LEVELS]
    many = np.random.default_rng(0).normal(size=(20_000, 2))
    figure = maps.film([(str(k), many) for k in range(40)], np.zeros(20_000, int), ["a"])
    assert figure.data[0].type == "scattergl"
    assert len(figure.to_json()) < 1_500_000
    assert len(figure.frames) > 5
