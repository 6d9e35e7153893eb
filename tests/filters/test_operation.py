"""Convolution and cross-correlation against SciPy, sizes against torch, and every pixel against its own arithmetic."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch
from scipy.signal import convolve2d, correlate2d
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.filters import KERNELS, OPERATIONS, filtered, output_size, response
from vizlab.filters.by_hand import sizes

ORACLES = {"convolution": convolve2d, "cross-correlation": correlate2d}
DICE = np.random.default_rng(0)
IMAGE = DICE.random((3, 17, 23), dtype=np.float32)
ODD = DICE.standard_normal((3, 5)).astype(np.float32)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("name", KERNELS)
def test_scipy_finds_the_same(operation: str, name: str) -> None:
    kernel = KERNELS[name].weights
    found = filtered(IMAGE, kernel, operation=operation)
    for channel in range(3):
        expected = ORACLES[operation](IMAGE[channel], kernel, mode="valid")
        np.testing.assert_allclose(found[channel], expected, atol=2e-5)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (1, 2), (2, 0), (3, 1), (4, 4)])
def test_scipy_finds_the_same_with_stride_and_padding(operation: str, stride: int, padding: int) -> None:
    found = filtered(IMAGE, ODD, operation=operation, stride=stride, padding=padding)
    for channel in range(3):
        expected = ORACLES[operation](np.pad(IMAGE[channel], padding), ODD, mode="valid")[::stride, ::stride]
        np.testing.assert_allclose(found[channel], expected, atol=2e-5)


@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize(("border", "mode"), [("zeros", "constant"), ("reflect", "reflect"), ("circular", "circular")])
def test_torch_finds_the_same_with_every_way_to_pad(border: str, mode: str, dilation: int) -> None:
    """METHODS C28; torch pads, and spreads the kernel, for itself."""
    wide = F.pad(torch.from_numpy(IMAGE)[None], (4, 4, 4, 4), mode=mode)[0]
    expected = F.conv2d(wide[:, None], torch.from_numpy(ODD)[None, None], dilation=dilation, stride=2)[:, 0].numpy()
    options = {"padding": 4, "stride": 2, "dilation": dilation, "border": border}
    found = filtered(IMAGE, ODD, **options)
    np.testing.assert_allclose(found, expected, atol=2e-5)
    for row, column in ((0, 0), (found.shape[1] - 1, found.shape[2] - 1)):
        one = response(IMAGE[2], ODD, row, column, **options)
        assert one.total == pytest.approx(found[2, row, column], abs=1e-5)
        top, left, bottom, right = one.box
        assert (bottom - top, right - left) == (2 * dilation + 1, 4 * dilation + 1)
        assert (top, left) == (2 * row - 4, 2 * column - 4)


def test_a_picture_too_small_to_be_mirrored_is_refused() -> None:
    small = np.zeros((1, 3, 4), np.float32)
    assert filtered(small, ODD[:, :3], padding=3, border="circular").shape == (1, 7, 8)
    with pytest.raises(VizlabError, match="reflect takes its pixels from the picture: 3 × 4 px are too few for 3 px"):
        filtered(small, ODD, padding=3, border="reflect")
    with pytest.raises(VizlabError, match="one of zeros, reflect, circular; got 'mirror'"):
        filtered(small, ODD, padding=1, border="mirror")


def test_the_golden_example_of_flip_and_filter() -> None:
    """METHODS C3: the full convolution 3 x 3 * 2 x 2, numbers from the source."""
    image = np.array([[1, 3, 1], [0, -1, 1], [2, 2, -1]], np.float32)
    kernel = np.array([[1, 2], [0, -1]], np.float32)
    expected = [[1, 5, 7, 2], [0, -2, -4, 1], [2, 6, 4, -3], [0, -2, -2, 1]]
    assert convolve2d(image, kernel).tolist() == expected
    assert filtered(image[None], kernel, operation="convolution", padding=1)[0].tolist() == expected


def test_a_turned_kernel_makes_one_operation_the_other() -> None:
    """METHODS C5; a kernel that looks different turned by 180 degrees tells them apart, a symmetric one does not."""
    both = [filtered(IMAGE, ODD, operation=name) for name in OPERATIONS]
    assert np.abs(both[0] - both[1]).max() > 0.5
    turned = filtered(IMAGE, ODD[::-1, ::-1], operation="cross-correlation")
    np.testing.assert_array_equal(turned, filtered(IMAGE, ODD, operation="convolution"))
    same = [filtered(IMAGE, KERNELS["Laplacian"].weights, operation=name) for name in OPERATIONS]
    np.testing.assert_array_equal(*same)


def test_the_size_is_that_of_torch_for_all_legal_settings() -> None:
    """METHODS C27: floor((n + 2P - K) / S) + 1, P per side, and 004's total p = 2P; all others are refused, as torch does."""
    legal = refused = 0
    for n, k, stride, padding, dilation in product((1, 2, 5, 8, 9), range(1, 6), range(1, 4), range(3), (1, 2, 3)):
        settings = {"stride": stride, "padding": padding, "dilation": dilation}
        side = sizes.Side(n, k, stride, (padding, padding), dilation)
        try:
            expected = F.conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, k), **settings).shape[-1]
        except RuntimeError:
            refused += 1
            with pytest.raises(VizlabError, match=f"kernel of {k}.* does not fit into {n} px with {padding} px"):
                output_size(n, k, **settings)
            with pytest.raises(VizlabError, match="must fit into"):
                assert side.size
        else:
            legal += 1
            assert output_size(n, k, **settings) == side.size == int(side.exact) == expected
    assert legal > 300
    assert refused > 20


@pytest.mark.parametrize("numbers", [(0, 3, 1, 0), (5, 0, 1, 0), (5, 3, 0, 0), (5, 3, 1, -1)])
def test_sizes_that_make_no_sense_are_refused(numbers: tuple[int, ...]) -> None:
    with pytest.raises(VizlabError, match="dilation must be 1 or more and padding 0 or more"):
        output_size(*numbers)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 3)])
def test_every_pixel_is_the_sum_of_its_products(operation: str, stride: int, padding: int) -> None:
    options = {"operation": operation, "stride": stride, "padding": padding}
    whole = filtered(IMAGE, ODD, **options)[1]
    for row, column in np.ndindex(whole.shape):
        found = response(IMAGE[1], ODD, row, column, **options)
        assert found.total == pytest.approx(whole[row, column], abs=1e-5)
        np.testing.assert_array_equal(found.products, found.window * found.kernel)
        inside = found.window[max(-found.top, 0) :, max(-found.left, 0) :]
        top, left = max(found.top, 0), max(found.left, 0)
        there = IMAGE[1][top : found.top + 3, left : found.left + 5]
        np.testing.assert_array_equal(inside[: there.shape[0], : there.shape[1]], there)


def test_the_golden_patch_under_sobel() -> None:
    """METHODS C6: the source's patch and kernel give 65; its kernel is ours turned by 180 degrees."""
    patch = np.array([[200, 150, 150], [100, 50, 100], [25, 25, 10]], np.float32)
    kernel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], np.float32)
    assert response(patch, kernel, 0, 0).total == 65
    assert response(patch, KERNELS["Sobel x"].weights, 0, 0, operation="convolution").total == 65
    assert filtered(patch[None], kernel).tolist() == [[[65]]]


def test_a_kernel_of_one_number_or_one_row_is_turned_too() -> None:
    """NumPy calls a turned array of one row contiguous, and torch refuses its negative stride."""
    one = filtered(IMAGE, np.full((1, 1), 3, np.float32), operation="convolution")
    np.testing.assert_allclose(one, 3 * IMAGE, rtol=1e-6)
    row = filtered(IMAGE, np.array([[1, 0, 0]], np.float32), operation="convolution")
    np.testing.assert_array_equal(row, IMAGE[:, :, 2:])


def test_an_edge_is_found_where_it_was_planted() -> None:
    """METHODS C8: dark to bright between columns 8 and 9, so Sobel x answers there and nowhere else, Sobel y nowhere."""
    image = np.zeros((1, 12, 20), np.float32)
    image[:, :, 9:] = 1
    answer = filtered(image, KERNELS["Sobel x"].weights)[0]
    assert set(np.nonzero(answer.any(axis=0))[0]) == {7, 8}
    assert answer.max() == 4
    assert not filtered(image, KERNELS["Sobel y"].weights).any()


def test_a_corner_answers_more_than_an_edge() -> None:
    image = np.zeros((1, 16, 16), np.float32)
    image[:, 8:, 8:] = 1
    answer = filtered(image, KERNELS["corner"].weights)[0]
    assert divmod(int(answer.argmax()), answer.shape[1]) == (7, 7)
    edges = np.concatenate([answer[7, 9:], answer[9:, 7]])
    assert answer.max() > 1.2 * edges.max()


def test_unknown_operations_and_pixels_are_said_in_a_sentence() -> None:
    with pytest.raises(VizlabError, match="must be one of cross-correlation, convolution; got 'correlation'"):
        filtered(IMAGE, ODD, operation="correlation")
    with pytest.raises(VizlabError, match="has 15 rows and 19 columns; got row 15, column 0"):
        response(IMAGE[0], ODD, 15, 0)


def test_the_picture_and_the_kernel_stay_as_they_are() -> None:
    image, kernel = IMAGE.copy(), ODD.copy()
    filtered(image, kernel, operation="convolution", padding=1)
    response(image[0], kernel, 0, 0, operation="convolution")
    np.testing.assert_array_equal(image, IMAGE)
    np.testing.assert_array_equal(kernel, ODD)
