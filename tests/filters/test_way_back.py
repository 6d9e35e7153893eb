"""Gradients of a convolution by formula against autograd; transposed convolution against torch; overlaps against counts."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.signal import convolve2d, correlate2d
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.filters.backward import checks, gradients, overlaps, stamps
from vizlab.filters.backward.stamps import Laying

DICE = np.random.default_rng(0)
X, K = DICE.standard_normal((5, 6)), DICE.standard_normal((3, 2))


@pytest.mark.parametrize("loss", checks.LOSSES)
def test_both_gradients_equal_autograd(loss: str) -> None:
    """METHODS C43, C44, C61: with zeros below and to the right, as autograd, pad and turn, and conv_transpose2d have it."""
    found = checks.gaps(X, K, loss, seed=1)
    assert len(found) == 4
    assert max(found.values()) < 1e-12
    upstream = checks.autograd(X, K, loss, 1)[0]
    assert upstream.shape == X.shape
    assert np.abs(upstream).max() > 0


def test_the_backward_of_a_cross_correlation_is_a_convolution_and_the_reverse() -> None:
    """METHODS C45, by SciPy."""
    upstream = DICE.standard_normal(X.shape)
    padded = np.pad(X, ((0, 2), (0, 1)))
    np.testing.assert_allclose(gradients.forward(X, K), correlate2d(padded, K, mode="valid"), atol=1e-12)
    np.testing.assert_allclose(gradients.kernel_gradient(X, upstream, K), correlate2d(padded, upstream, mode="valid"), atol=1e-12)
    np.testing.assert_allclose(gradients.input_gradient(upstream, K), convolve2d(upstream, K)[:5, :6], atol=1e-12)
    laid = K[::-1, ::-1]  # forward by convolution
    np.testing.assert_allclose(gradients.forward(X, laid), convolve2d(padded, K, mode="valid"), atol=1e-12)
    np.testing.assert_allclose(gradients.input_gradient(upstream, laid), correlate2d(upstream, K)[:5, :6], atol=1e-12)


def test_a_weight_touches_every_output_and_a_pixel_those_around_it() -> None:
    upstream = np.ones(X.shape)
    assert gradients.weight_terms(X, upstream, K, 2, 1).products.size == X.size
    terms = gradients.pixel_terms(upstream, K, 3, 4)
    assert (terms.top, terms.left) == (1, 3)
    moved = X.copy()
    moved[3, 4] += 1
    changed = np.argwhere(gradients.forward(moved, K) != gradients.forward(X, K))
    assert changed.min(axis=0).tolist() == [1, 3]
    assert changed.max(axis=0).tolist() == [3, 4]
    with pytest.raises(VizlabError, match="got row 3"):
        gradients.weight_terms(X, upstream, K, 3, 0)


def test_the_stamps_of_the_source() -> None:
    """METHODS C46: after one stamp, after two, and the whole."""
    x, kernel = np.array([[120.0, 150, 120], [100, 50, 110], [25, 25, 10]]), np.array([[1.0, -1], [2, -2]])
    steps = list(stamps.stamp(x, kernel, Laying()))
    assert steps[0].so_far[:2].tolist() == [[120, -120, 0, 0], [240, -240, 0, 0]]
    assert steps[1].so_far[:2].tolist() == [[120, 30, -150, 0], [240, 60, -300, 0]]
    assert steps[-1].so_far.tolist() == [[120, 30, -30, -120], [340, 10, 0, -350], [225, -100, 105, -230], [50, 0, -30, -20]]


LAYINGS = [Laying(), Laying(2), Laying(3, 1), Laying(2, 1, 1), Laying(3, 0, 2)]


@pytest.mark.parametrize("laying", LAYINGS, ids=str)
def test_torch_stamps_the_same_and_the_convolution_is_its_transpose(laying: Laying) -> None:
    """METHODS C47: sizes, values, <conv u, x> = <u, conv^T x>, and one matrix for both."""
    made = F.conv_transpose2d(
        torch.tensor(X)[None, None], torch.tensor(K)[None, None], None, laying.stride, laying.padding, laying.output_padding
    )[0, 0].numpy()
    np.testing.assert_allclose(stamps.transposed(X, K, laying), made, atol=1e-12)
    assert made.shape == tuple(laying.size(n, k) for n, k in zip(X.shape, K.shape, strict=True))
    one, other = stamps.both_products(X, K, laying, seed=2)
    assert one == pytest.approx(other, rel=1e-12)
    matrix = stamps.matrix(K, X.shape, laying)
    np.testing.assert_allclose((matrix @ X.ravel()).reshape(made.shape), made, atol=1e-12)
    u = DICE.standard_normal(made.shape)
    back = F.conv2d(torch.tensor(u)[None, None], torch.tensor(K)[None, None], None, laying.stride, laying.padding)[0, 0].numpy()
    np.testing.assert_allclose((matrix.T @ u.ravel()).reshape(X.shape), back, atol=1e-12)


def test_settings_that_leave_nothing_are_refused() -> None:
    with pytest.raises(VizlabError, match="leave nothing"):
        stamps.transposed(np.ones((1, 1)), np.ones((2, 2)), Laying(1, 2))
    with pytest.raises(VizlabError, match="output padding smaller"):
        stamps.transposed(X, K, Laying(2, 0, 2))


def test_counts_vary_inside_unless_the_stride_divides_the_kernel() -> None:
    """METHODS C48: counts are those of stamped ones; variance on paper is the counted one, 0 exactly where s divides k."""
    for k in range(1, 7):
        for stride in range(1, 5):
            found = overlaps.counts(k, stride)
            ones = F.conv_transpose2d(torch.ones(1, 1, overlaps.N, overlaps.N), torch.ones(1, 1, k, k), stride=stride)
            assert np.array_equal(found, ones[0, 0].numpy())
            inside = overlaps.interior(found, k, stride)
            assert inside.size > 0
            assert inside.var() == pytest.approx(overlaps.variance(k, stride), abs=1e-12)
            assert (overlaps.variance(k, stride) == 0) == (k % stride == 0)


def test_only_resizing_leaves_a_constant_constant_whatever_the_weights() -> None:
    even = {"4 × 4, stride 2", "2 × 2, stride 2", "resize, then 3 × 3"}
    equal = {way: overlaps.pattern(way) for way in overlaps.UPSAMPLERS}
    assert equal["3 × 3, stride 2"] == pytest.approx(np.sqrt(1.1875) / 2.25)
    assert max(equal[way] for way in even) < 1e-12
    random = {way: overlaps.pattern(way, "random", seed=1) for way in overlaps.UPSAMPLERS}
    assert random["resize, then 3 × 3"] < 1e-12
    assert min(random[way] for way in set(random) - {"resize, then 3 × 3"}) > 0.05
    assert {overlaps.enlarge(X, way).shape for way in overlaps.UPSAMPLERS} == {(10, 12)}
