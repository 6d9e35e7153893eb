"""The kernels of the tables do what their names say, and their numbers survive the way through a link."""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from vizlab.errors import VizlabError
from vizlab.filters import KERNELS, filtered, format_weights, parse_weights
from vizlab.filters.shaped import KNOBS, SHAPED, gaussian, shape_kernel

AVERAGES = {"identity", "box blur", "Gaussian blur", "sharpen", "shift", "Gaussian blur, 5 × 5", "emboss"}


@pytest.mark.parametrize("name", KERNELS)
def test_averages_sum_to_one_and_derivatives_to_zero(name: str) -> None:
    kernel = KERNELS[name]
    assert kernel.weights.dtype == np.float32
    assert kernel.weights.shape in [(3, 3), (5, 5)]
    assert kernel.weights.sum(dtype=np.float64) == pytest.approx(float(name in AVERAGES), abs=1e-6)
    assert kernel.about.endswith(".")


@pytest.mark.parametrize("name", KERNELS)
def test_text_and_numbers_are_each_other(name: str) -> None:
    weights = KERNELS[name].weights
    np.testing.assert_allclose(parse_weights(format_weights(weights)), weights, rtol=1e-5)


@pytest.mark.parametrize(
    "text",
    ["1 2 3; 4 5 6", "1,2,3;4,5,6;", " 1, 2 ,3 ;4 5 6 ", "1\t2\t3\n4\t5\t6\n", "[[1, 2, 3], [4, 5, 6]]", "[[1 2 3]\n [4 5 6]]"],
)
def test_what_is_pasted_is_understood(text: str) -> None:
    """Semicolons or lines, commas or spaces, a spreadsheet's tabs, Python's and NumPy's brackets; not only squares."""
    assert parse_weights(text).tolist() == [[1, 2, 3], [4, 5, 6]]


def test_kernels_of_every_size_up_to_eleven_are_taken() -> None:
    for h, w in ((1, 1), (1, 11), (4, 2), (10, 11), (11, 11)):
        assert parse_weights(format_weights(np.full((h, w), -0.25))).shape == (h, w)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "1 to 11 rows of 1 to 11 numbers.*got no numbers"),
        (" ; ;", "got no numbers"),
        ("1 2 3; 4 5; 6 7 8", r"all equally long.*got rows of 3 \+ 2 \+ 3"),
        ("; ".join(["0 " * 99] * 99), "got rows of 99 numbers, 99 times"),
        ("1 2 3 4 5 6 7 8 9 0 1 2", "got rows of 12"),
        ("; ".join(["1 2"] * 11 + ["3"]), r"got rows of 2 \+ .* \+ …"),
        ("1 2 3; 4 x 6; 7 8 9", "between -1000 and 1000; got 'x'"),
        ("a b; c d", "got 'a'"),
        ("1 2; 3 1e308", "got '1e308'"),
        ("1 2 3; 4 nan 6; 7 8 9", "got 'nan'"),
        ("1 2 3; 4 1e309 6; 7 8 9", "got '1e309'"),
        ("1 2 3; 4 1001 6; 7 8 9", "got '1001'"),
    ],
)
def test_what_is_no_kernel_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(VizlabError, match=sentence):
        parse_weights(text)


def test_no_string_does_anything_but_become_numbers_or_a_sentence() -> None:
    """500 strings of what people and programs put into a box."""
    dice = random.Random(0)
    pieces = [
        "1",
        "-2.5",
        "0",
        "1e308",
        "nan",
        "inf",
        "abc",
        "²",
        "１",
        ";",
        "\n",
        " ",
        ",",
        "[",
        "]",
        "−3",
        "__import__('os')",
        "",
        "%",
    ]
    taken: list[np.ndarray] = []
    sentences: list[str] = []
    for _ in range(500):
        text = "".join(dice.choice(pieces) + dice.choice(["", " "]) for _ in range(dice.randrange(12)))
        try:
            weights = parse_weights(text)
        except VizlabError as error:
            sentences.append(str(error))
        else:
            taken.append(weights)
    assert len(taken) > 20
    assert all(weights.ndim == 2 and np.abs(weights).max() <= 1000 for weights in taken)
    assert len(sentences) > 200
    assert all(words.endswith(".") and len(words) < 200 for words in sentences)


@pytest.mark.parametrize("name", SHAPED)
def test_shaped_kernels_keep_their_word_at_every_end_of_their_knobs(name: str) -> None:
    """A mean sums to 1, a wave to 0, however its knobs stand; and its text is read again."""
    for knob in SHAPED[name].defaults:
        for value in (KNOBS[knob].low, KNOBS[knob].high):
            kernel = shape_kernel(name, **{knob: value})
            assert kernel.sum(dtype=np.float64) == pytest.approx(1.0 if name.startswith("Gauss") else 0.0, abs=1e-6)
            assert parse_weights(format_weights(kernel)).shape == kernel.shape
        with pytest.raises(VizlabError, match=f"{knob} must lie between"):
            shape_kernel(name, **{knob: KNOBS[knob].high + 1})


def test_scipy_blurs_the_same() -> None:
    """METHODS C10: a kernel of 11 holds four standard deviations and more of sigma 1.2."""
    image = np.random.default_rng(0).random((1, 24, 24), dtype=np.float32)
    expected = gaussian_filter(image[0].astype(np.float64), 1.2, truncate=5 / 1.2)
    found = filtered(image, gaussian(11, 1.2))[0]
    np.testing.assert_allclose(found, expected[5:-5, 5:-5], atol=1e-6)


def test_a_gabor_kernel_answers_to_stripes_of_its_own_direction_and_width() -> None:
    columns = np.indices((24, 24))[1]
    stripes = np.cos(2 * np.pi * columns / 5).astype(np.float32)[None]
    own = np.abs(filtered(stripes, shape_kernel("Gabor", side=11))).max()
    for other in ({"orientation": 90.0}, {"wavelength": 12.0}):
        assert own > 2 * np.abs(filtered(stripes, shape_kernel("Gabor", side=11, **other))).max()
    edge, line = shape_kernel("Gabor", phase=90.0), shape_kernel("Gabor", phase=0.0)
    np.testing.assert_allclose(edge, -edge[:, ::-1], atol=1e-7)
    np.testing.assert_allclose(line, line[:, ::-1], atol=1e-7)
