"""The kernels of the table do what their names say, and their numbers survive the way through a link."""

from __future__ import annotations

import numpy as np
import pytest

from vizlab.errors import VizlabError
from vizlab.filters import KERNELS, format_weights, parse_weights
from vizlab.filters.kernels import SIDES

AVERAGES = {"identity", "box blur", "Gaussian blur", "sharpen", "shift", "Gaussian blur, 5 × 5", "emboss"}


@pytest.mark.parametrize("name", KERNELS)
def test_averages_sum_to_one_and_derivatives_to_zero(name: str) -> None:
    kernel = KERNELS[name]
    assert kernel.weights.dtype == np.float32
    assert kernel.weights.shape in [(side, side) for side in SIDES]
    assert kernel.weights.sum(dtype=np.float64) == pytest.approx(float(name in AVERAGES), abs=1e-6)
    assert kernel.about.endswith(".")


@pytest.mark.parametrize("name", KERNELS)
def test_text_and_numbers_are_each_other(name: str) -> None:
    weights = KERNELS[name].weights
    np.testing.assert_allclose(parse_weights(format_weights(weights)), weights, rtol=1e-5)


@pytest.mark.parametrize("text", ["1 2 3; 4 5 6; 7 8 9", "1,2,3;4,5,6;7,8,9;", " 1, 2 ,3 ;4 5 6; 7 8 9 "])
def test_commas_and_spaces_are_understood(text: str) -> None:
    assert parse_weights(text).tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", r"3 rows of 3 numbers or 5 rows of 5.*got rows of 0"),
        ("1 2; 3 4", r"got rows of 2 \+ 2"),
        ("1 2 3; 4 5; 6 7 8", r"got rows of 3 \+ 2 \+ 3"),
        ("1 2 3; 4 x 6; 7 8 9", "from -1000 to 1000; got 'x'"),
        ("1 2 3; 4 nan 6; 7 8 9", "got 'nan'"),
        ("1 2 3; 4 1e309 6; 7 8 9", "got '1e309'"),
        ("1 2 3; 4 1001 6; 7 8 9", "got '1001'"),
    ],
)
def test_what_is_no_kernel_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(VizlabError, match=sentence):
        parse_weights(text)
