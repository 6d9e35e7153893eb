"""Pictures by reference: those that are painted, those that are read, and those that visitors brought."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vizlab.errors import VizlabError
from vizlab.images import decode, encode
from vizlab.style import PATTERNS, TEXTURES, pictures, view
from vizlab.style.canvas import sized
from vizlab.style.patterns import _painted, paint


def photograph(seed: int = 0, size: tuple[int, int] = (900, 500)) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1] // 10, size[0] // 10, 3), dtype=np.uint8)
    return Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_the_same_every_time_and_rich_in_colour(name: str) -> None:
    first = np.asarray(paint(name, 128))
    _painted.cache_clear()
    second = np.asarray(paint(name, 128))
    np.testing.assert_array_equal(first, second)
    assert first.shape == (128, 128, 3)
    assert first.astype(float).std((0, 1)).min() > 20  # every channel varies
    assert np.abs(first.astype(float) - first.mean(2, keepdims=True)).mean() > 8  # and not all alike


def test_what_is_drawn_on_a_pattern_is_not_on_the_next_one_of_its_name() -> None:
    spoilt = paint("Engraving", 64)
    spoilt.paste((0, 0, 0), (0, 0, 64, 64))
    assert np.asarray(paint("Engraving", 64)).std() > 10


def test_no_two_patterns_are_alike() -> None:
    small = [np.asarray(paint(name, 96)).astype(float) for name in PATTERNS]
    for i, one in enumerate(small):
        for other in small[:i]:
            assert np.abs(one - other).mean() > 20


def test_a_small_pattern_is_the_large_one_made_small() -> None:
    for name in PATTERNS:
        small, large = paint(name, 64), paint(name, 128)
        blurred = [np.asarray(p.resize((8, 8), Image.Resampling.BOX)).astype(float).ravel() for p in (small, large)]
        assert np.corrcoef(np.stack(blurred))[0, 1] > 0.8, name


@pytest.mark.parametrize("name", TEXTURES)
def test_textures_are_read_from_the_package(name: str) -> None:
    picture = pictures.find(f"texture/{name}")
    assert picture.mode == "RGB"
    assert min(picture.size) >= 512


def test_every_known_reference_can_be_found() -> None:
    known = pictures.known()
    assert len(known) == len(set(known)) > 15
    assert all(pictures.is_here(name) and pictures.find(name).mode == "RGB" for name in known)
    assert not any(pictures.is_here(name) for name in ("photo/Dog", "upload/..", "upload/0123456789abcdef", "", "x"))


def test_an_uploaded_picture_comes_back_from_the_store_under_its_checksum() -> None:
    reference = pictures.keep(photograph())
    assert reference == pictures.keep(photograph())
    assert reference != pictures.keep(photograph(1))
    found = pictures.find(reference)
    assert max(found.size) == pictures.UPLOAD_PX
    small = photograph()
    small.thumbnail((640, 640), Image.Resampling.LANCZOS)
    np.testing.assert_array_equal(np.asarray(found), np.asarray(small))
    assert pictures.is_here(reference)
    assert pictures.title(reference) == "Your picture"
    assert pictures.keep_pixels(photograph().tobytes(), (900, 500)) == reference


def test_a_damaged_upload_is_not_shown(tmp_path: Path) -> None:
    reference = pictures.keep(photograph())
    for path in (tmp_path / "store").rglob("*picture.png"):
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(VizlabError, match=r"is not kept here .*; upload it again or choose another"):
        pictures.find(reference)


def test_pictures_keep_their_proportions() -> None:
    assert sized(photograph(), 90).shape == (3, 50, 90)
    assert sized(photograph(size=(20, 900)), 90).shape == (3, 90, 16)  # never thinner than a network can take


def test_frames_come_back_as_they_went() -> None:
    picture = sized(pictures.find("photo/Coffee"), 96)
    exact = (picture * 255).round().byte().permute(1, 2, 0).numpy()
    np.testing.assert_array_equal(decode(encode(picture, lossless=True)), exact)
    near = decode(encode(picture)).astype(int)
    assert np.abs(near - exact).mean() < 6
    assert len(encode(picture)) < len(encode(picture, lossless=True))
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(view.png(exact)))), exact)
