from __future__ import annotations

import numpy as np
import pytest
from figure_samples import PIXELS, VALUES

from vizlab.figures import pictures, theme


def test_pixels_arrive_unchanged_and_sharp() -> None:
    before = PIXELS.copy()
    trace = pictures.image(PIXELS).data[0]
    np.testing.assert_array_equal(trace.z, before)
    np.testing.assert_array_equal(PIXELS, before)
    assert trace.zsmooth is False


def test_a_grey_picture_has_three_equal_channels() -> None:
    grey = pictures.image(PIXELS[:, :, 1]).data[0].z
    assert all((grey[:, :, c] == PIXELS[:, :, 1]).all() for c in range(3))


def test_rows_run_down_with_square_pixels() -> None:
    for figure in (pictures.image(PIXELS), pictures.heat(VALUES), pictures.overlay(PIXELS, VALUES)):
        assert figure.layout.yaxis.autorange == "reversed"
        assert figure.layout.yaxis.scaleanchor == "x"
        assert figure.layout.xaxis.visible is False


def test_heat_says_row_column_and_value() -> None:
    trace = pictures.heat(VALUES, title="relevance").data[0]
    assert np.asarray(trace.z)[1, 3] == VALUES[1, 3]
    assert np.shape(trace.z) == (4, 6)  # swapped axes would be (6, 4)
    assert trace.hovertemplate.startswith("row %{y}, column %{x}<br>relevance %{z")
    assert (trace.zmin, trace.zmax) == (0, 23)


def test_a_signed_map_has_zero_in_the_middle() -> None:
    trace = pictures.heat(np.array([[-1.0, 4.0]]), signed=True).data[0]
    assert (trace.zmin, trace.zmax) == (-4, 4)
    assert trace.colorscale[0][1] == theme.DIVERGING[0]


def test_limits_fix_the_scale_and_odd_values_do_not_break_it() -> None:
    assert pictures.heat(VALUES, limits=(-1, 1)).data[0].zmax == 1
    assert pictures.heat(np.array([[np.nan, 2.0, 3.0, np.inf]])).data[0].zmin == 2
    assert pictures.heat(np.full((1, 2), np.nan)).data[0].zmax == 1
    assert pictures.heat(np.zeros((2, 2)), signed=True).data[0].zmax == 1


def test_overlay_lays_the_map_over_its_picture() -> None:
    picture, heat = pictures.overlay(PIXELS, VALUES, opacity=0.3, bar=False).data
    assert (picture.type, heat.type) == ("image", "heatmap")
    assert heat.opacity == 0.3
    assert heat.showscale is False
    with pytest.raises(ValueError, match="as large as its picture"):
        pictures.overlay(PIXELS, VALUES.T)


def test_a_grid_fills_rows_first() -> None:
    images = [np.full((4, 4), value, np.uint8) for value in range(5)]
    figure = pictures.image_grid(images, list("abcde"), columns=3)
    corners = [(trace.x0, trace.y0) for trace in figure.data]
    assert [trace.z[0, 0, 0] for trace in figure.data] == [0, 1, 2, 3, 4]
    assert corners[0][1] == corners[2][1] < corners[3][1]
    assert corners[0][0] == corners[3][0] < corners[1][0] < corners[2][0]
    assert [note.text for note in figure.layout.annotations] == list("abcde")


def test_pictures_of_a_grid_do_not_overlap() -> None:
    figure = pictures.image_grid([PIXELS[:3, :2], PIXELS], ["tall", "wide"], columns=1)
    first, second = figure.data
    bottom = first.y0 + (first.z.shape[0] - 0.5) * first.dy
    assert bottom < second.y0 - second.dy / 2
    assert figure.layout.yaxis.range[0] >= second.y0 + (second.z.shape[0] - 0.5) * second.dy - 1e-9
    assert first.dx * first.z.shape[1] == second.dx * second.z.shape[1] == 1  # equally wide


def test_a_grid_says_the_pixel_of_each_picture() -> None:
    trace = pictures.image_grid([PIXELS, PIXELS], ["a", "b"], columns=2).data[1]
    assert trace.text[2][5] == "2, column 5"
    large = pictures.image_grid([np.zeros((100, 100), np.uint8)], ["a"], columns=1).data[0]
    assert large.text is None


def test_long_titles_are_shortened_but_kept_for_hovering() -> None:
    title = "a title that is much too long for a picture"
    figure = pictures.image_grid([PIXELS] * 6, [title] * 6, columns=6)
    assert figure.layout.annotations[0].text.count("<br>") == 1
    assert figure.layout.annotations[0].text.endswith("…")
    assert figure.data[0].name == title


def test_an_empty_grid_is_a_figure() -> None:
    assert len(pictures.image_grid([], [], columns=3).data) == 0


@pytest.mark.parametrize("pixels", [PIXELS / 255.0, PIXELS[..., :2], PIXELS[None], np.zeros((0, 3), np.uint8)])
def test_what_is_no_picture_is_refused(pixels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="uint8 of shape"):
        pictures.image(pixels)


def test_titles_and_pictures_go_together() -> None:
    with pytest.raises(ValueError, match="1 pictures, 2 titles"):
        pictures.image_grid([PIXELS], ["a", "b"], columns=1)
