"""Films of pictures: what players decode is what was put in, to what the format can hold."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from vizlab import movies
from vizlab.errors import VizlabError

RAMP = np.linspace(0, 255, 33 * 49 * 3).reshape(33, 49, 3).astype(np.uint8)  # odd sides, which H.264 has none of
FRAMES = [RAMP, RAMP[:, ::-1], RAMP // 2]


def test_a_gif_has_every_picture_and_holds_the_last() -> None:
    found = Image.open(io.BytesIO(movies.gif(FRAMES)))
    shown = [(np.asarray(frame.convert("RGB")).astype(int), frame.info["duration"]) for frame in ImageSequence.Iterator(found)]
    assert [duration for _, duration in shown] == [120, 120, 2000]  # hundredths of a second are all that a GIF has
    assert found.info["loop"] == 0
    for (pixels, _), frame in zip(shown, FRAMES, strict=True):
        assert np.abs(pixels - frame).mean() < 8


def test_an_mp4_has_every_picture_and_holds_the_last() -> None:
    with av.open(io.BytesIO(movies.mp4(FRAMES)), "r") as film:
        stream = film.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert float(stream.average_rate or 0) == movies.RATE
        shown = [frame.to_ndarray(format="rgb24").astype(int) for frame in film.decode(stream)]
    assert len(shown) == len(FRAMES) + movies.RATE * movies.HOLD_S - 1
    for pixels, frame in zip(shown, [*FRAMES, FRAMES[-1]], strict=False):
        assert pixels.shape == (34, 50, 3)
        assert np.abs(pixels[:33, :49] - frame).mean() < 8


def test_pictures_of_two_sizes_are_no_film() -> None:
    with pytest.raises(VizlabError, match="A film needs pictures of one size"):
        movies.mp4([RAMP, RAMP[:20]])
    with pytest.raises(VizlabError, match="at least one"):
        movies.gif([])
