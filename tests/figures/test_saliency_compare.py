"""Maps over their picture: what is clipped, which sign is shown, and that rows run down."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from vizlab.figures import theme
from vizlab.figures.saliency_compare import PATCH, SIDE, attribution, blink, patches, shown

PIXELS = np.random.default_rng(0).integers(0, 256, (10, 12, 3), dtype=np.uint8)
MAP = np.arange(120, dtype=np.float32).reshape(10, 12) - 20


def picture_of(source: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))))


def test_outliers_are_clipped_and_counted() -> None:
    assert shown(np.abs(MAP), clip=90).reach == pytest.approx(np.percentile(np.abs(MAP), 90))
    assert shown(np.abs(MAP), clip=90).clipped == pytest.approx(12 / 120)
    assert shown(MAP, clip=100).clipped == 0
    lonely = np.zeros((10, 10), np.float32)
    lonely[3, 4] = 5
    assert shown(lonely, clip=95).reach == 5  # the percentile is zero
    assert shown(np.zeros((4, 4))).reach == 1
    assert shown(MAP, reach=7).reach == 7


def test_signs() -> None:
    assert shown(MAP).signed
    np.testing.assert_array_equal(shown(MAP, sign="positive part").values, MAP.clip(0))
    np.testing.assert_array_equal(shown(MAP, sign="absolute").values, np.abs(MAP))
    for sign, low, colors in (("signed", -99, theme.DIVERGING), ("absolute", 0, theme.SEQUENTIAL)):
        heat = attribution(PIXELS, MAP, title="map", sign=sign, clip=100).data[1]
        assert (heat.zmin, heat.zmax) == (low, 99)
        assert [color for _, color in heat.colorscale] == list(colors)


def test_the_ring_is_on_its_pixel_and_the_outline_on_its_mask() -> None:
    mask = MAP > 90
    picture, heat, outline, ring = attribution(PIXELS, MAP, title="map", at=(2, 7), outlines={"object": mask}).data
    np.testing.assert_array_equal(picture_of(picture.source), PIXELS)
    assert (set(ring.x), set(ring.y)) == ({7}, {2})
    np.testing.assert_array_equal(heat.z, MAP)
    np.testing.assert_array_equal(outline.z, mask)


def test_each_frame_of_a_blink_shows_one_map() -> None:
    figure = blink(PIXELS, {"one": MAP, "two": np.abs(MAP)}, opacity=0.5)
    np.testing.assert_array_equal(figure.data[1].z, MAP)
    assert [heat.opacity for heat in figure.data[1:]] == [0.5, 0]
    seen = {frame.name: [part.opacity for part in frame.data] for frame in figure.frames}
    assert seen == {"one": [0.5, 0], "two": [0, 0.5]}
    assert all(frame.traces == (1, 2) for frame in figure.frames)
    blinking = figure.layout.updatemenus[0].buttons[0].args[0]
    assert list(blinking[:3]) == ["two", "one", "two"]
    middle = figure.layout.sliders[0].steps[5].args[0]["opacity"]
    assert list(middle) == [0.25, 0.25]


def test_a_patch_has_its_pixel_in_the_middle_and_grey_beyond_the_border() -> None:
    maps = {f"map {index}": MAP for index in range(4)}
    found = picture_of(patches(PIXELS, maps, (1, 6)).data[0].source)
    first = found[-2 * SIDE - 4 : -SIDE - 4, :SIDE]  # two rows of them, names between
    np.testing.assert_array_equal(first[PATCH, PATCH, :3], PIXELS[1, 6])
    np.testing.assert_array_equal(first[PATCH + 2, PATCH + 1, :3], PIXELS[3, 7])
    assert (first[: PATCH - 1, :, :3] == 128).all()
    assert (found[:4, :, 3] == 0).all()
    assert patches(PIXELS, maps, (1, 6)).data[1].text == ("picture", *maps)
