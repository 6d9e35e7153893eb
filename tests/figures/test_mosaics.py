"""Mosaics on their data: each map whole in its place, gaps empty, hovering right; scales; frames around the right pixels."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from vizlab.figures import filter_cells, filtering, mosaics, theme

DICE = np.random.default_rng(0)
MAPS = DICE.standard_normal((11, 4, 6)).astype(np.float32)
LABELS = [str(index) for index in range(11)]


def test_every_map_lies_whole_in_its_place_with_its_number() -> None:
    numbers = [7, 0, 10, 3, 1, 2, 4, 5, 6, 8, 9]
    trace = mosaics.mosaic(MAPS[numbers], LABELS, numbers=numbers, signed=True).data[0]
    z, places = np.asarray(trace.z), np.asarray(trace.customdata)
    assert z.shape == (len(trace.y) - 1, len(trace.x) - 1) == places.shape[:2]
    filled = np.isfinite(z)
    assert filled.sum() == MAPS.size
    for value, (index, row, column) in zip(z[filled], places[filled], strict=True):
        assert value == MAPS[index, row, column]
    first = places[filled][0].tolist()
    assert first == [7, 0, 0]  # the first map of the order stands top left


def test_maps_are_as_wide_as_high_and_never_overlap() -> None:
    """Edges grow; a map's pixel is a square of 1/6; between maps there is a gap."""
    trace = mosaics.mosaic(MAPS, LABELS).data[0]
    x, y = np.diff(trace.x), np.diff(trace.y)
    assert (x > 0).all()
    assert (y > 0).all()
    filled = np.isfinite(np.asarray(trace.z))
    np.testing.assert_allclose(x[filled.any(axis=0)], 1 / 6, rtol=1e-6)
    np.testing.assert_allclose(y[filled.any(axis=1)], 1 / 6, rtol=1e-6)
    assert len(y) - filled.any(axis=1).sum() == 2  # the labels of two rows


def test_labels_stand_above_their_maps() -> None:
    figure = mosaics.mosaic(MAPS, LABELS)
    heat, text = figure.data
    places = np.asarray(heat.customdata)
    for index, (x, y) in enumerate(zip(text.x, text.y, strict=True)):
        column = int(np.searchsorted(heat.x, x)) - 1
        below = int(np.searchsorted(heat.y, y))
        assert np.isnan(np.asarray(heat.z)[below - 1, column])
        assert places[below, column, 0] == index
    assert list(text.text) == LABELS


def test_one_scale_for_all_or_each_its_own() -> None:
    maps = np.stack([MAPS[0] / np.abs(MAPS[0]).max(), 50 * MAPS[1] / np.abs(MAPS[1]).max(), np.zeros((4, 6))])
    same = mosaics.mosaic(maps, ["a", "b", "c"], signed=True).data[0]
    assert (same.zmin, same.zmax) == (-50, 50)
    own = mosaics.mosaic(maps, ["a", "b", "c"], signed=True, each_own=True).data[0]
    z, places = np.asarray(own.z), np.asarray(own.customdata)
    reach = [np.abs(z[np.isfinite(z) & (places[..., 0] == index)]).max() for index in range(3)]
    assert reach == pytest.approx([1, 1, 0])
    assert (own.zmin, own.zmax) == (-1, 1)
    assert own.colorbar.title.text == "share of this map's largest"


def test_signed_maps_have_zero_in_the_middle_and_others_start_at_zero() -> None:
    signed = mosaics.mosaic(MAPS, LABELS, signed=True).data[0]
    assert signed.zmin == -signed.zmax
    assert signed.colorscale[0][1] == theme.DIVERGING[0]
    positive = mosaics.mosaic(np.abs(MAPS), LABELS).data[0]
    assert positive.zmin == 0
    assert positive.colorscale[0][1] == theme.SEQUENTIAL[0]


def test_a_big_mosaic_stays_small() -> None:
    maps = DICE.random((32, 32, 32), dtype=np.float32)
    assert len(mosaics.mosaic(maps, [str(i) for i in range(32)], signed=True).to_json()) < 400_000


def test_colour_kernels_are_grey_at_zero_and_named_by_their_weights() -> None:
    kernels = np.zeros((2, 3, 3, 3))
    kernels[1, 0, 2, 1] = 0.5  # red, last row, middle
    kernels[1, 2, 0, 0] = -0.5
    first, second, _ = mosaics.colour_kernels(kernels, ["0", "1"]).data
    assert np.unique(np.asarray(first.z)).tolist() == [128]
    pixels = np.asarray(second.z)
    assert pixels[2, 1].tolist() == [255, 128, 128]
    assert pixels[0, 0].tolist() == [128, 128, 0]
    assert second.customdata[2][1] == "0.5, 0, 0"


def unpacked(source: str) -> np.ndarray:
    """The pixels of a picture in a figure, (h, w, 4)."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))).convert("RGBA"))


def test_a_strip_frames_the_chosen_layer_and_shows_four_maps() -> None:
    layers = [(f"layer {index}", MAPS[:, : 4 - index % 3]) for index in range(6)]
    for chosen in range(6):
        figure = mosaics.strip(layers, chosen=chosen)
        box = figure.layout.shapes[0]
        middles = []
        for trace in figure.data[:6]:
            h, w = unpacked(trace.source).shape[:2]
            middles.append((trace.x0 + (w - 1) / 2 * trace.dx, trace.y0 + (h - 1) / 2 * trace.dy))
            if trace is figure.data[chosen]:
                assert box.x0 < trace.x0 - trace.dx / 2 < trace.x0 + (w - 0.5) * trace.dx < box.x1
                assert box.y0 < trace.y0 - trace.dy / 2 < trace.y0 + (h - 0.5) * trace.dy < box.y1
        inside = [box.x0 < x < box.x1 and box.y0 < y < box.y1 for x, y in middles]
        assert inside == [index == chosen for index in range(6)]
        assert [mosaics.layer_at(x, y, 6) for x, y in middles] == list(range(6))


def test_a_strip_paints_every_value_of_its_four_maps_in_the_scale_of_its_layer() -> None:
    pixels = unpacked(mosaics.strip([("signed", MAPS), ("positive", np.abs(MAPS) * 7)], chosen=0).data[0].source)
    solid = pixels[:, pixels[0, :, 3] == 255][::4, ::3]  # enlarged from 4 x 6 to at least 16 x 16
    assert solid.shape[:2] == (4, 4 * 6)
    scale = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in theme.DIVERGING])
    place = (MAPS[:4] / np.abs(MAPS[:4]).max() / 2 + 0.5) * (len(scale) - 1)
    expected = np.stack([np.interp(place, np.arange(len(scale)), part) for part in scale.T], axis=-1)
    np.testing.assert_allclose(solid[..., :3], expected.transpose(1, 0, 2, 3).reshape(4, -1, 3), atol=4)


def test_a_click_finds_the_map_that_was_drawn_there() -> None:
    trace = mosaics.mosaic(MAPS, LABELS).data[0]
    places = np.asarray(trace.customdata)
    for row, column in zip(*np.nonzero(np.isfinite(np.asarray(trace.z))), strict=True):
        x, y = (trace.x[column] + trace.x[column + 1]) / 2, (trace.y[row] + trace.y[row + 1]) / 2
        assert mosaics.map_at(x, y, MAPS.shape) == places[row, column, 0]
    assert mosaics.map_at(-0.1, 0.5, MAPS.shape) is None
    assert mosaics.map_at(5.0, 1e6, MAPS.shape) is None


def test_a_placed_map_lies_where_it_comes_from() -> None:
    """A map of 2 x 3 after one pooling of 4 x 6 pixels: its cells cover the picture exactly, the frame is two pixels wide."""
    pixels = np.zeros((4, 6, 3), np.uint8)
    values = np.arange(6.0).reshape(2, 3)
    place = {"first": (0.5, 0.5), "jump": (2.0, 2.0), "window": (2, 4, 4, 6)}
    figure = mosaics.placed(pixels, values, signed=False, title="activation", **place)  # type: ignore[arg-type]
    trace = figure.data[1]
    assert (trace.x0 - trace.dx / 2, trace.x0 + 2.5 * trace.dx) == (-0.5, 5.5)
    assert (trace.y0 - trace.dy / 2, trace.y0 + 1.5 * trace.dy) == (-0.5, 3.5)
    assert [(box.x0, box.x1, box.y0, box.y1) for box in figure.layout.shapes] == [(3.5, 5.5, 1.5, 3.5)] * 2
    assert np.asarray(trace.customdata)[1, 2].tolist() == [1, 2]


def test_products_show_three_tables_with_their_numbers() -> None:
    window, kernel = DICE.random((2, 3, 3)), DICE.standard_normal((2, 3, 3))
    figure = filtering.products(window, kernel, window * kernel, ["a", "b"])
    tables = [trace for trace in figure.data if trace.type == "heatmap"]
    for part, row in ((0, 0), (1, 0), (2, 1)):
        values = (window, kernel, window * kernel)[part]
        np.testing.assert_array_equal(tables[2 * part + row].z, values[row])
        assert tables[2 * part + row].zmin == -np.abs(values).max()
    assert [note.text for note in figure.layout.annotations].count("=") == 2


@pytest.mark.parametrize(
    ("value", "text"), [(0.25, ".25"), (-0.25, "−.25"), (1.5, "1.5"), (-0.001, "0"), (10.0, "10"), (100.0, "100"), (0.0, "0")]
)
def test_numbers_in_cells_are_short(value: float, text: str) -> None:
    assert filter_cells.short(value) == text


def test_what_is_no_map_is_said_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"need a label each; got the shape \(11, 4, 6\) and 2 labels"):
        mosaics.mosaic(MAPS, ["a", "b"])
    with pytest.raises(ValueError, match=r"shape \(n, 3, h, w\); got \(11, 4, 6\)"):
        mosaics.colour_kernels(MAPS, LABELS)
    with pytest.raises(ValueError, match="at least one layer"):
        mosaics.strip([], chosen=0)
    with pytest.raises(ValueError, match="have one shape"):
        filtering.products(MAPS, MAPS[:, :2], MAPS, LABELS)
