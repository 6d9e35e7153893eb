"""The figures of a unit's card: tiles stand in order under their labels, classes by how much they are missed."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.figures import filter_unit


def test_tiles_stand_in_rows_under_their_labels_and_frames_where_they_lie() -> None:
    tiles = [np.full((4, 8, 4), level, np.uint8) for level in range(5)]
    figure = filter_unit.wall(tiles, list("abcde"), hover=["x"] * 5, columns=3, frames=[(1, 2, 3, 6)] * 5)
    images = [trace for trace in figure.data if trace.type == "image"]
    assert len({image.source for image in images}) == 5
    assert [round(image.x0 - image.dx / 2, 9) for image in images] == [0, 1.08, 2.16, 0, 1.08]
    assert images[3].y0 - images[0].y0 == pytest.approx(0.5 + filter_unit.HEAD)
    texts = next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == "text")
    assert texts.text == tuple("abcde")
    assert all(y < image.y0 for y, image in zip(texts.y, images, strict=True))
    frame = figure.data[-2]
    top, left = images[4].y0 - images[4].dy / 2, 1.08
    assert frame.x[24:29] == pytest.approx((left + 0.25, left + 0.75, left + 0.75, left + 0.25, left + 0.25))
    assert frame.y[24:29] == pytest.approx((top + 0.125, top + 0.125, top + 0.375, top + 0.375, top + 0.125))
    with pytest.raises(ValueError, match="Tiles of one size"):
        filter_unit.wall([tiles[0], tiles[0][:2]], ["a", "b"], hover=["", ""])


def test_classes_come_in_order_and_those_without_pictures_not_at_all() -> None:
    bars = filter_unit.class_means(["a", "b", "c", "d"], [1, np.nan, 3, 2])
    assert list(bars.layout.yaxis.ticktext) == ["c", "d", "a"]
    on, off = np.array([0.9, np.nan, 0.8, 1.0]), np.array([0.9, np.nan, 0.5, 0.9])
    groups = np.array([[0.1, np.nan, 0.2, 0.3], [0.3, np.nan, 0.4, 0.3]])
    figure = filter_unit.accuracy_without(["a", "b", "c", "d"], on, off, groups, unit="unit 1", group=4)
    assert list(figure.layout.yaxis.ticktext) == ["c", "d", "a"]
    group, everything, alone = figure.data
    np.testing.assert_allclose(group.x, [0.3, 0.3, 0.2])
    np.testing.assert_allclose(group.error_x.array, [0.1, 0, 0.1])
    np.testing.assert_allclose(everything.x, [0.8, 1, 0.9])
    np.testing.assert_allclose(alone.x, [0.5, 0.9, 0.9])


def test_boxes_are_quartiles_and_this_unit_is_marked_in_its_layer() -> None:
    figure = filter_unit.selectivity_by_layer({"one": np.arange(5) / 10, "two": np.ones(3)}, layer="two", index=1.0)
    box = figure.data[0]
    assert (box.lowerfence[0], box.q1[0], box.median[0], box.q3[0], box.upperfence[0]) == pytest.approx((0, 0.1, 0.2, 0.3, 0.4))
    assert (figure.data[2].x, figure.data[2].y) == (("two",), (1.0,))
    assert len(filter_unit.selectivity_by_layer({"one": np.ones(3)}, layer="one", index=np.nan).data) == 1
