from __future__ import annotations

import base64
import io

import numpy as np
import plotly.graph_objects as go
import pytest
from figure_samples import LABELS, POINTS, SHEET
from PIL import Image

from vizlab.figures import sheets
from vizlab.figures.png import data_uri


def decoded(uri: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.removeprefix("data:image/png;base64,")))))


@pytest.mark.parametrize("channels", [3, 4])
def test_pillow_reads_the_very_pixels(channels: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (7, 9, channels), dtype=np.uint8)
    np.testing.assert_array_equal(decoded(data_uri(pixels)), pixels)


def test_every_picture_stands_in_its_row_and_nothing_between() -> None:
    wall = decoded(sheets.contact_sheet(SHEET, ["a", "b"]).data[0].source)
    assert wall.shape == (10, 12, 4)  # pictures of 4 x 5 pixels with a gap of one
    for r, row in enumerate(SHEET):
        for k, picture in enumerate(row):
            place = wall[5 * r : 5 * r + 4, 6 * k : 6 * k + 5]
            np.testing.assert_array_equal(place[..., :3], picture.transpose(1, 2, 0))
            assert (place[..., 3] == 255).all()
    assert (wall[..., 3] == 255).sum() == 3 * 20


def test_a_grey_picture_has_three_equal_channels() -> None:
    wall = decoded(sheets.contact_sheet([SHEET[0][:, :1]], ["a"]).data[0].source)
    assert (wall[:4, :5, 0] == SHEET[0][0, 0]).all()
    assert (wall[..., 0] == wall[..., 2]).all()


def test_hovering_says_what_each_picture_is() -> None:
    cells = sheets.contact_sheet(SHEET, ["a", "b"], notes=[["one", "two"], ["three"]]).data[1]
    assert [list(row) for row in cells.customdata] == [["one", "two"], ["three", None]]
    assert (cells.x[1], cells.y[1]) == (9, 7.5)


def area(trace: go.Scatter) -> float:
    """Of all loops, holes less, by the shoelace formula."""
    x, y = np.asarray(trace.x, np.float64), np.asarray(trace.y, np.float64)
    loops = np.split(np.arange(len(x)), np.flatnonzero(np.isnan(x)))
    total = 0.0
    for loop in loops:
        px, py = x[loop][~np.isnan(x[loop])], y[loop][~np.isnan(y[loop])]
        total += float((px[:-1] * py[1:] - px[1:] * py[:-1]).sum() / 2) if len(px) else 0.0
    return abs(total)


@pytest.mark.parametrize("seed", range(5))
def test_an_outline_encloses_the_mask_to_the_pixel(seed: int) -> None:
    """Its area, holes less, is that of the mask; its length at most the number of sides at which the mask ends."""
    mask = np.random.default_rng(seed).random((12, 14)) < 0.6
    pictures = np.zeros((1, 3, 12, 14), np.uint8)
    dark, light = sheets.contact_sheet([pictures], ["a"], masks=[mask[None]]).data[2:]
    assert area(light) == mask.sum()
    np.testing.assert_array_equal(dark.x, light.x)
    padded = np.pad(mask, 1).astype(int)
    sides = np.abs(np.diff(padded, axis=0)).sum() + np.abs(np.diff(padded, axis=1)).sum()
    length = np.nansum(np.abs(np.diff(light.x)) + np.abs(np.diff(light.y)))
    assert length == sides


def test_frames_stand_around_the_marked_pictures() -> None:
    frames = sheets.contact_sheet(SHEET, ["a", "b"], framed=[np.array([False, True]), np.array([False])]).data[2]
    assert [point for point in frames.x if point is not None] == [5.5, 10.5, 10.5, 5.5, 5.5]
    assert [point for point in frames.y if point is not None] == [-0.5, -0.5, 3.5, 3.5, -0.5]


def test_its_share_of_a_narrow_screen() -> None:
    assert sheets.share_of_width(sheets.contact_sheet(SHEET, ["a", "b"])) == pytest.approx(10 / 12)


@pytest.mark.parametrize(("rows", "names"), [([], []), (SHEET, ["a"]), ([SHEET[0], SHEET[1][:, :, :2]], ["a", "b"])])
def test_what_cannot_be_laid_out_is_refused(rows: list[np.ndarray], names: list[str]) -> None:
    with pytest.raises(ValueError, match="needs a name"):
        sheets.contact_sheet(rows, names)


def test_features_are_drawn_by_class_and_named() -> None:
    figure = sheets.feature_scatter(POINTS, LABELS, ["a", "b"], titles=("petal", "sepal"))
    assert [list(trace.x) for trace in figure.data] == [[-0.5], [0.5, 0.6]]
    assert [list(trace.y) for trace in figure.data] == [[1.0], [2.0, 2.5]]
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("petal", "sepal")
