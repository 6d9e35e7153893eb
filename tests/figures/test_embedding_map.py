"""Neighbours as pictures: who is near in both spaces is framed, and every picture is that of its id."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from vizlab.figures.embedding_map import Near, neighbour_rows

PICTURES = (np.arange(6, dtype=np.uint8) * 40)[:, None, None, None] * np.ones((1, 1, 4, 4), np.uint8)
ROWS = [Near("in the vectors", [1, 2, 3], ["a", "b", "c"]), Near("on the map", [3, 5, 1], ["d", "e", "f"])]


def grey(trace: object) -> int:
    """The one grey level of a picture."""
    packed = base64.b64decode(str(trace.source).split(",")[1])  # type: ignore[attr-defined]
    return int(np.asarray(Image.open(io.BytesIO(packed)))[0, 0, 0])


def test_every_picture_is_that_of_its_id_and_the_shared_are_framed() -> None:
    figure = neighbour_rows(PICTURES, ["n"] * 6, 4, ROWS)
    images = [trace for trace in figure.data if trace.type == "image"]
    assert [grey(trace) // 40 for trace in images] == [4, 1, 2, 3, 3, 5, 1]
    framed = {(round(shape.x0, 6), round(shape.y0, 6)) for shape in figure.layout.shapes}
    corners = [(round(trace.x0 - trace.dx / 2, 6), round(trace.y0 - trace.dy / 2, 6)) for trace in images[1:]]
    assert [corner in framed for corner in corners] == [True, False, True, True, False, True]
    notes = [trace for trace in figure.data if trace.type == "scatter"][-1]
    assert list(notes.text) == list("abcdef")


def test_a_neighbour_without_a_note_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a note"):
        neighbour_rows(PICTURES, ["n"] * 6, 0, [Near("row", [1, 2], ["a"])])
