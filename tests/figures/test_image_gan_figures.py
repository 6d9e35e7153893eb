"""Figures of a GAN on images: films hold every epoch, points say which network they are."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from vizlab.figures import generative_images as drawings
from vizlab.figures.sheets import contact_sheet


def test_a_film_holds_a_sheet_an_epoch_and_begins_at_the_chosen_one() -> None:
    sheets = {epoch: np.full((2, 2, 4, 4), 60 * epoch, np.uint8) for epoch in (0, 1, 3)}
    figure = drawings.sheet_film(sheets, ["a", "b"], now=1)
    assert [frame.name for frame in figure.frames] == ["0", "1", "3"]
    sources = [frame.data[0].source for frame in figure.frames]
    assert len(set(sources)) == 3
    assert figure.data[0].source == sources[1]
    assert figure.layout.sliders[0].active == 1
    with pytest.raises(ValueError, match="must be one of 0, 1, 3; got 2"):
        drawings.sheet_film(sheets, ["a", "b"], now=2)


def test_a_sheet_in_grey_is_the_contact_sheet_pixel_for_pixel() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (2, 3, 28, 28), dtype=np.uint8)
    expected = contact_sheet([row[:, None] for row in pictures], ["a", "b"]).data[0].source
    grey, colour = (unpacked(source) for source in (drawings.sheet(pictures, ["a", "b"]).data[0].source, expected))
    np.testing.assert_array_equal(grey, colour)


def unpacked(source: str) -> np.ndarray:
    picture = Image.open(io.BytesIO(base64.b64decode(source.split(",")[1])))
    return np.asarray(picture.convert("RGBA"))


def test_each_network_is_a_point_and_one_that_blew_up_is_said_to_have() -> None:
    figure = drawings.broken_rules(
        ["kept", "broken"], [[2.0, 3.0], [9.0, None]], np.array([[True, True], [False, False]]), most=5.0
    )
    stable, not_stable = figure.data
    assert (list(stable.x), list(not_stable.x)) == ([2.0, 3.0], [9.0, 13.5])
    assert "2.0 times the floor" in stable.customdata[0]
    assert "stopped being a number" in not_stable.customdata[1]
    assert figure.layout.shapes[0].x0 == 5.0


def test_samples_and_real_pictures_of_a_class_share_a_row() -> None:
    figure = drawings.beside_real(["a", "b"], [0.1, 0.2], [0.3, 0.4], title="distance")
    _, made, real = figure.data
    assert (list(made.x), list(real.x), list(made.y)) == ([0.1, 0.2], [0.3, 0.4], [0, 1])
    assert figure.data[0].x == (0.1, 0.3, None, 0.2, 0.4, None)
