"""Paintings as figures: the pixels are the picture's own, nothing overlaps, and what a logarithm cannot show is left out."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from vizlab.figures.paintings import gram_maps, live_painting, painting, style_losses

DICE = np.random.default_rng(0)
WIDE, SQUARE, TALL = (DICE.integers(0, 256, (h, w, 3), dtype=np.uint8) for h, w in ((30, 48), (40, 40), (60, 25)))


def pixels(trace: object) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(trace.source.split(",")[1]))))  # type: ignore[attr-defined]


def box(trace: object, shape: tuple[int, ...]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    left, top = trace.x0 - trace.dx / 2, trace.y0 - trace.dy / 2  # type: ignore[attr-defined]
    return left, top, left + trace.dx * shape[1], top + trace.dy * shape[0]  # type: ignore[attr-defined]


@pytest.mark.parametrize("shapes", [(WIDE, WIDE, SQUARE), (TALL, TALL, WIDE), (SQUARE, SQUARE, TALL)])
def test_three_pictures_keep_their_pixels_and_do_not_overlap(shapes: tuple[np.ndarray, ...]) -> None:
    figure = painting(*shapes, titles=["one", "two", "three"])
    boxes = []
    for trace, picture in zip(figure.data, shapes, strict=True):
        np.testing.assert_array_equal(pixels(trace), picture)
        assert trace.dx == pytest.approx(trace.dy)
        boxes.append(box(trace, picture.shape))
    result, content, style = boxes
    assert result[2] < min(content[0], style[0])
    assert content[3] < style[1]
    right, bottom = figure.layout.xaxis.range[1], figure.layout.yaxis.range[0]
    assert all(left >= 0 and top > 0 and x <= right + 1e-9 and y <= bottom + 1e-9 for left, top, x, y in boxes)
    assert [note.text for note in figure.layout.annotations] == ["one", "two", "three"]


def test_a_picture_that_is_none_is_refused() -> None:
    for wrong in (WIDE[:, :, 0], WIDE.astype(float), WIDE[:0]):
        with pytest.raises(ValueError, match="A picture must be uint8 of shape"):
            live_painting(wrong)


def test_losses_of_zero_are_left_out_and_the_place_is_marked() -> None:
    series = {
        "content": [(0, 0.0), (1, 0.5)],
        "style": [(0, 1.0), (1, 0.4)],
        "style block1": [(0, 1.0), (1, 0.4)],
        "total": [(0, 9.0)],
    }
    figure = style_losses(series, at=1)
    drawn = {trace.meta: list(zip(trace.x, trace.y, strict=True)) for trace in figure.data}
    assert drawn == {"style block1": [(0, 1.0), (1, 0.4)], "content": [(1, 0.5)], "style": [(0, 1.0), (1, 0.4)]}
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.shapes[0].x0 == 1
    assert len({trace.line.color for trace in figure.data}) == 3


def test_gram_matrices_share_one_scale_of_square_roots() -> None:
    figure = gram_maps({"a": np.array([[4.0, 1.0], [1.0, 9.0]]), "b": np.array([[1.0, 0.0], [0.0, 16.0]])})
    assert np.asarray(figure.data[0].z).tolist() == [[2, 1], [1, 3]]
    assert [(trace.zmin, trace.zmax) for trace in figure.data] == [(0, 4), (0, 4)]
    assert box(figure.data[0], (2, 2))[2] < box(figure.data[1], (2, 2))[0]
