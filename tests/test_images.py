"""Pictures in every form that a visitor may upload: the right pixels, or one clear sentence."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import warnings
import zlib
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image, ImageFile

from vizlab import images
from vizlab.errors import VizlabError

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
COMPLETE = "A picture file must be complete and undamaged"
NONE_OF_THESE = "A picture must be a whole PNG, JPEG, WebP, GIF, BMP or TIFF file; the contents of this file are none of these."


def encode(picture: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> NDArray[np.uint8]:
    picture = images.open_image(data)
    assert picture.mode == "RGB"
    return np.asarray(picture)


def refusal(data: bytes) -> str:
    with pytest.raises(VizlabError) as caught:
        images.open_image(data)
    return str(caught.value)


def noise(h: int = 40, w: int = 60) -> Image.Image:
    """Incompressible, so that half of any file of it lacks pixels."""
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (h, w, 3), dtype=np.uint8))


def blank_png(width: int, height: int) -> bytes:
    """A real, whole PNG of 1-bit grey: 12,000 × 12,000 pixels in some 20 kilobytes."""
    rows = zlib.compress(bytes((1 + (width + 7) // 8) * height), 1)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    packed = (struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


# Pictures that must open


@pytest.mark.parametrize("form", ["PNG", "BMP", "TIFF", "WEBP"])
def test_lossless_formats_keep_every_pixel(form: str) -> None:
    picture = noise()
    options = {"lossless": True} if form == "WEBP" else {}
    np.testing.assert_array_equal(opened(encode(picture, form, **options)), np.asarray(picture))


def test_a_jpeg_is_close() -> None:
    assert np.abs(opened(encode(Image.new("RGB", (16, 16), (200, 100, 50)), "JPEG")) - [200, 100, 50.0]).max() <= 3


def test_a_single_pixel() -> None:
    assert opened(encode(Image.new("RGB", (1, 1), (1, 2, 3)), "PNG")).tolist() == [[[1, 2, 3]]]


@pytest.mark.parametrize("form", ["TIFF", "JPEG"])
def test_cmyk(form: str) -> None:
    pixels = opened(encode(Image.new("CMYK", (16, 8), (0, 255, 255, 0)), form))  # magenta and yellow ink: red
    assert pixels.shape == (8, 16, 3)
    assert np.abs(pixels.astype(int) - RED).max() <= 3


@pytest.mark.parametrize(("form", "dtype"), [("PNG", "<u2"), ("TIFF", "<u2"), ("TIFF", ">u2")])
def test_16_bit_grey_keeps_its_levels(form: str, dtype: str) -> None:
    ramp = np.arange(256, dtype=np.uint16) * 257  # 65535 / 255 = 257
    data = encode(Image.fromarray(np.stack([ramp, ramp]).astype(dtype)), form)
    np.testing.assert_array_equal(opened(data)[1], np.arange(256)[:, None].repeat(3, 1))


def test_a_dark_16_bit_picture_stays_dark() -> None:
    assert opened(encode(Image.fromarray(np.full((2, 2), 2570, np.uint16)), "PNG"))[0, 0].tolist() == [10, 10, 10]


def test_16_bit_grey_with_a_transparent_level() -> None:
    data = encode(Image.fromarray(np.array([[0, 2570]], np.uint16)), "PNG", transparency=0)
    assert opened(data)[0].tolist() == [[255] * 3, [10] * 3]


@pytest.mark.parametrize(
    ("values", "grey"),
    [
        (np.array([[0, 0.2, 1]], np.float32), [0, 51, 255]),  # the usual range of floats
        (np.array([[0, 51, 255]], np.float32), [0, 51, 255]),
        (np.array([[-1000, 0, 1000]], np.float32), [0, 128, 255]),  # no usual range: what occurs
        (np.array([[-1, 0, 1]], np.float32), [0, 128, 255]),
        (np.array([[0, np.nan, 1]], np.float32), [0, 0, 255]),
        (np.array([[-3e38, np.inf, 3e38]], np.float32), [0, 128, 255]),
        (np.array([[0, 257 * 51, 65535]], np.int32), [0, 51, 255]),
        (np.array([[7, 51, 200]], np.int32), [7, 51, 200]),
        (np.array([[0, 200_000, 1_000_000]], np.int32), [0, 51, 255]),
        (np.array([[9_999_999, 9_999_999]], np.int32), [0, 0]),  # one value only: no range at all
    ],
)
def test_deep_grey_without_a_promised_range(values: NDArray[Any], grey: list[int]) -> None:
    assert opened(encode(Image.fromarray(values), "TIFF"))[0, :, 0].tolist() == grey


def test_a_palette_with_alpha_lies_on_white() -> None:
    picture = Image.new("P", (3, 1))
    picture.putpalette([*RED, *GREEN, *BLUE])
    picture.putdata([0, 1, 2])
    data = encode(picture, "PNG", transparency=bytes([255, 0, 128]))
    assert Image.open(io.BytesIO(data)).mode == "P"
    assert opened(data)[0].tolist() == [list(RED), list(WHITE), [127, 127, 255]]


def test_a_palette_without_alpha() -> None:
    picture = Image.new("P", (2, 1))
    picture.putpalette([*RED, *GREEN])
    picture.putdata([1, 0])
    assert opened(encode(picture, "BMP"))[0].tolist() == [list(GREEN), list(RED)]


@pytest.mark.parametrize(("mode", "colour"), [("RGBA", (0, 0, 255, 128)), ("LA", (0, 128)), ("L", 10), ("1", 1)])
def test_alpha_and_grey(mode: str, colour: Any) -> None:
    expected = {"RGBA": [127, 127, 255], "LA": [127] * 3, "L": [10] * 3, "1": [255] * 3}[mode]
    assert opened(encode(Image.new(mode, (2, 2), colour), "PNG"))[0, 0].tolist() == expected


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF"])
def test_the_first_frame_of_an_animation(form: str) -> None:
    red, blue = Image.new("RGB", (8, 6), RED), Image.new("RGB", (8, 6), BLUE)
    options = {"lossless": True} if form == "WEBP" else {}
    data = encode(red, form, save_all=True, append_images=[blue], **options)
    assert Image.open(io.BytesIO(data)).n_frames == 2
    np.testing.assert_array_equal(opened(data), np.full((6, 8, 3), RED))


UPRIGHT = {  # EXIF 2.32, tag 0x0112: what to do to the stored pixels
    1: lambda p: p,
    2: np.fliplr,
    3: lambda p: np.rot90(p, 2),
    4: np.flipud,
    5: lambda p: p.swapaxes(0, 1),
    6: lambda p: np.rot90(p, -1),
    7: lambda p: np.rot90(p.swapaxes(0, 1), 2),
    8: np.rot90,
}


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
@pytest.mark.parametrize("orientation", UPRIGHT)
def test_exif_turns_the_picture_upright(orientation: int, form: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = noise(2, 3)
    expected = UPRIGHT[orientation](np.asarray(stored))
    np.testing.assert_array_equal(opened(encode(stored, form, exif=exif)), expected)


def test_a_turned_jpeg_and_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "taken at my home"
    picture = images.open_image(encode(Image.new("RGB", (32, 16), RED), "JPEG", exif=exif))
    assert picture.size == (16, 32)
    assert not picture.info
    assert b"my home" not in encode(picture, "PNG") + encode(picture, "JPEG")


def test_a_broken_exif_block_does_not_cost_the_picture() -> None:
    data = encode(Image.new("RGB", (2, 2), RED), "PNG", exif=b"Exif\0\0MM\0*\0\0")
    assert opened(data)[0, 0].tolist() == list(RED)


# Files that must be refused


def test_empty() -> None:
    assert refusal(b"") == "A picture file must not be empty; got 0 bytes."


def test_renamed_text() -> None:
    assert refusal(b"Dear Sir or Madam, this is no picture.\n" * 9) == NONE_OF_THESE


@pytest.mark.parametrize("form", ["PPM", "ICO", "TGA"])
def test_other_formats(form: str) -> None:
    assert refusal(encode(noise(), form)) == NONE_OF_THESE


@pytest.mark.parametrize("form", images.FORMATS)
def test_truncated(form: str) -> None:
    data = encode(noise(), form)  # a cut may also take away what tells the format: a TIFF has its directory at the end
    assert refusal(data[: len(data) // 2]).startswith((COMPLETE, NONE_OF_THESE))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP"])
def test_truncated_pixels_are_called_incomplete(form: str) -> None:
    sentence = f"{COMPLETE}; this {form} file cannot be decoded."
    assert refusal(encode(noise(), form)[:-200]) == sentence


def test_a_file_of_50_megabytes() -> None:
    data = encode(noise(), "PNG").ljust(50_000_000, b"\0")
    assert refusal(data) == "A picture file may have at most 20 MB; got 50.0 MB."
    assert opened(data[:20_000_000]).shape == (40, 60, 3)  # the limit itself is allowed


def no_decoding(*_: object) -> None:
    pytest.fail("decoded before its size was judged")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("side", "got"),
    [
        (6_325, "6325 × 6325, which is 41 megapixels"),
        (12_000, "12000 × 12000, which is 144 megapixels"),
        (20_000, "many more"),
    ],
)
def test_a_bomb_is_refused_by_its_header(side: int, got: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = blank_png(side, side)
    assert len(data) < 1_000_000
    monkeypatch.setattr(ImageFile.ImageFile, "load", no_decoding)
    assert refusal(data) == f"A picture may have at most 40 megapixels; got {got}."


@pytest.mark.filterwarnings("error")
def test_a_bomb_where_warnings_are_errors() -> None:
    assert refusal(blank_png(12_000, 12_000)) == "A picture may have at most 40 megapixels; got many more."


def test_the_bombs_are_real_pictures() -> None:
    np.testing.assert_array_equal(opened(blank_png(70, 50)), np.zeros((50, 70, 3)))


def complaint(data: bytes) -> str:
    try:
        images.open_image(data)
    except VizlabError as error:
        return str(error)
    return ""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", images.FORMATS)
def test_damage_anywhere_gives_a_picture_or_a_sentence(form: str) -> None:
    chance = random.Random(0)
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encode(noise(), form, **({} if form in ("GIF", "BMP") else {"exif": exif}))
    refused = 0
    for _ in range(150):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 3, 20])):
            damaged[chance.randrange(chance.choice([60, len(data)]))] = chance.randrange(256)
        sentence = complaint(bytes(damaged))
        assert sentence == "" or sentence.startswith("A picture ")
        refused += bool(sentence)
    assert refused > 0


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_pillow_is_left_as_found() -> None:
    def state() -> tuple[Any, ...]:
        return ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS, list(warnings.filters)

    before = state()
    for data in (b"", b"text", encode(noise(), "PNG"), encode(noise(), "JPEG")[:-300], blank_png(20_000, 20_000)):
        complaint(data)
    assert state() == before


# Tensors


def test_unit_is_exact_for_every_level() -> None:
    levels = torch.arange(256, dtype=torch.uint8).reshape(4, 1, 8, 8)
    expected = (np.arange(256) / 255).astype(np.float32).reshape(4, 1, 8, 8)
    result = images.unit(levels)
    assert result.dtype == torch.float32
    np.testing.assert_array_equal(result.numpy(), expected)
    assert levels.flatten().tolist() == list(range(256))


def test_unit_refuses_what_is_scaled_already() -> None:
    with pytest.raises(VizlabError, match=r"must be of type uint8; got torch\.float32"):
        images.unit(torch.zeros(3))


def test_there_and_back_is_exact() -> None:
    pixels = np.arange(256 * 3, dtype=np.int64).reshape(16, 16, 3).astype(np.uint8)
    picture = Image.fromarray(pixels)
    tensor = images.to_tensor(picture)
    assert (tensor.shape, tensor.dtype) == ((3, 16, 16), torch.float32)
    assert tensor[2, 0, 1] == pixels[0, 1, 2] / np.float32(255)
    np.testing.assert_array_equal(images.to_pixels(tensor), pixels)
    np.testing.assert_array_equal(np.asarray(images.to_picture(tensor)), pixels)


def test_grey_tensors_become_three_equal_channels() -> None:
    grey = torch.tensor([[0.0, 0.5, 1.0]], dtype=torch.float64, requires_grad=True)
    for tensor in (grey, grey[None]):
        assert images.to_pixels(tensor).tolist() == [[[0] * 3, [128] * 3, [255] * 3]]


@pytest.mark.parametrize("value", [1.1, -0.1, float("nan"), float("inf")])
def test_values_outside_are_refused_not_clipped(value: float) -> None:
    with pytest.raises(VizlabError, match=r"Image values must lie in \[0, 1\]; got"):
        images.to_pixels(torch.tensor([[0.5, value]]))


def test_rounding_errors_of_arithmetic_are_no_offence() -> None:
    assert images.to_pixels(torch.tensor([[1.0000002, -1e-7]]))[0, :, 0].tolist() == [255, 0]


@pytest.mark.parametrize("shape", [(5,), (2, 4, 4), (4, 4, 3), (1, 3, 4, 4)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(VizlabError, match=r"An image must be \(1, h, w\), \(3, h, w\) or \(h, w\); got"):
        images.to_pixels(torch.zeros(shape))


# What the network gets


@pytest.mark.parametrize(
    ("options", "box"),
    [
        ({}, (150, 0, 450, 300)),
        ({"x": 0.0}, (0, 0, 300, 300)),
        ({"x": 1.0}, (300, 0, 600, 300)),
        ({"zoom": 4.0}, (262, 112, 337, 187)),
        ({"zoom": 4.0, "x": 1.0, "y": 1.0}, (525, 225, 600, 300)),
        ({"zoom": 1e9, "x": 0.0, "y": 0.0}, (0, 0, 1, 1)),
    ],
)
def test_crop_box_of_a_wide_picture(options: dict[str, float], box: tuple[int, ...]) -> None:
    assert images.crop_box((600, 300), (3, 32, 32), **options) == box


def test_crop_box_keeps_the_proportions_of_the_network() -> None:
    assert images.crop_box((100, 400), (1, 20, 10)) == (0, 100, 100, 300)


@pytest.mark.parametrize("options", [{"zoom": 0.5}, {"x": 1.1}, {"y": -0.1}, {"zoom": float("nan")}, {"x": float("nan")}])
def test_crop_box_refuses_what_lies_outside(options: dict[str, float]) -> None:
    with pytest.raises(VizlabError, match="zoom must be 1 or more, x and y from 0 to 1; got"):
        images.crop_box((8, 8), (3, 8, 8), **options)


def test_fit_of_the_right_size_changes_nothing() -> None:
    picture = noise(24, 24)
    assert torch.equal(images.fit(picture, (3, 24, 24)), images.to_tensor(picture))


def test_fit_slides_over_the_picture() -> None:
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:32, 32:], pixels[32:, :32] = RED, GREEN
    picture = Image.fromarray(pixels)
    corners = {(0.0, 0.0): (0, 0, 0), (1.0, 0.0): (1, 0, 0), (0.0, 1.0): (0, 1, 0)}
    for (x, y), colour in corners.items():
        crop = images.fit(picture, (3, 8, 8), zoom=2, x=x, y=y)
        assert torch.equal(crop, torch.tensor(colour).float()[:, None, None].expand(3, 8, 8))
    np.testing.assert_array_equal(np.asarray(picture), pixels)


def test_fit_is_antialiased() -> None:
    checks = (np.indices((512, 512)).sum(0) % 2 * 255).astype(np.uint8)
    crop = images.fit(Image.fromarray(checks), (1, 8, 8))
    assert (crop - 0.5).abs().max() < 0.02  # picking pixels would give 0 or 1


def test_fit_in_grey_uses_the_weights_of_luma() -> None:
    grey = [images.fit(Image.new("RGB", (5, 5), colour), (1, 2, 2)).unique().item() for colour in (RED, GREEN, BLUE)]
    assert np.rint(np.array(grey) * 255).tolist() == [76, 150, 29]  # ITU-R BT.601: 0.299, 0.587, 0.114


def test_fit_inverts() -> None:
    picture = noise(16, 16)
    assert torch.allclose(images.fit(picture, (3, 8, 8), invert=True), 1 - images.fit(picture, (3, 8, 8)))


def test_fit_refuses_networks_that_see_no_pictures() -> None:
    with pytest.raises(VizlabError, match="A picture has 1 or 3 channels; the network wants 4"):
        images.fit(noise(), (4, 8, 8))


def test_enlarge_repeats_whole_pixels() -> None:
    pixels = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    large = images.enlarge(pixels, 7)
    assert large.shape == (6, 9, 3)
    np.testing.assert_array_equal(large[1::3, 1::3], pixels)
    assert len(np.unique(large.reshape(-1, 3), axis=0)) == 6  # no colour in between
    np.testing.assert_array_equal(images.enlarge(pixels, 3), pixels)


# Photographs


@pytest.mark.parametrize("label", images.PHOTOGRAPHS)
def test_every_photograph_opens(label: str) -> None:
    picture = images.photograph(label)
    assert picture.mode == "RGB"
    assert min(picture.size) >= 300
    assert np.asarray(picture).std() > 20  # not blank


def test_an_unknown_photograph() -> None:
    with pytest.raises(VizlabError, match="There is no photograph 'Dog'; there are Astronaut, Cat, "):
        images.photograph("Dog")


def test_photographs_do_not_import_their_package() -> None:
    code = "import sys; from vizlab import images; images.photograph('Cat'); sys.exit('skimage' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
