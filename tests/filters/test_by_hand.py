"""The operation opened up, against SciPy, NumPy, torch and the numbers of the collected methods."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch
from scipy.signal import convolve2d
from torch import nn
from torch.nn import functional as F

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.filters import KERNELS
from vizlab.filters.by_hand import blur, borders, channels, laws, layer, line, patches, recovery, sizes, windows
from vizlab.filters.operation import as_laid, filtered

DICE = np.random.default_rng(3)
PICTURE = DICE.random((14, 11))
ODD = DICE.standard_normal((3, 2))
SOBEL = KERNELS["Sobel x"].weights


# Window by window


def test_the_golden_examples_come_out_as_printed() -> None:
    """METHODS C3 and C6: numbers from the source."""
    expected = {"flip and filter": [[1, 5, 7, 2], [0, -2, -4, 1], [2, 6, 4, -3], [0, -2, -2, 1]], "a patch under Sobel": [[65]]}
    for name, output in expected.items():
        example = windows.EXAMPLES[name]
        found = windows.walk(windows.parse_grid(example.grid), windows.parse_kernel(example.kernel), **example.options)
        assert found.output.tolist() == output
    with_bias = windows.walk(windows.parse_grid(example.grid), windows.parse_kernel(example.kernel), bias=-3.5)
    assert with_bias.output.tolist() == [[61.5]]


def test_every_window_of_a_walk_gives_its_pixel() -> None:
    grid, kernel = PICTURE[:6, :5].astype(np.float32), ODD.astype(np.float32)
    options = {"operation": "convolution", "stride": 2, "padding": 1, "dilation": 2, "border": "circular"}
    found = windows.walk(grid, kernel, bias=0.5, **options)
    assert len(found.steps) == found.output.size
    assert found.gap < 1e-6
    for step in found.steps:
        top, left, bottom, right = (edge + 1 for edge in step.box)
        np.testing.assert_array_equal(found.grid[top:bottom:2, left:right:2], step.window)


def test_indices_alone_make_the_convolution() -> None:
    """METHODS C7: counting as the source does gives SciPy's full convolution, value by value."""
    for h, w in ((5, 5), (4, 3)):
        grid, kernel = PICTURE[:h, :w].astype(np.float32), ODD.astype(np.float32)
        expected = convolve2d(grid, kernel)
        rows, columns = windows.index_range(h, 3), windows.index_range(w, 2)
        for i, r in enumerate(range(rows[0], rows[1] + 1)):
            for j, c in enumerate(range(columns[0], columns[1] + 1)):
                assert windows.by_indices(grid, kernel, r, c).total == pytest.approx(expected[i, j], abs=1e-6)
        assert expected.shape == (rows[1] - rows[0] + 1, columns[1] - columns[0] + 1)


def test_dropped_terms_have_negative_indices_and_the_first_pixel_meets_k_2_1() -> None:
    """METHODS C7 with ERR-35: y(0, 0) of a 5 x 5 picture; 0 - (-2) is 2, so x(-2, -1) meets k(2, 1), not k(2, -1)."""
    found = windows.by_indices(np.ones((5, 5), np.float32), np.ones((3, 3), np.float32), 0, 0)
    assert (found.rows[0, 1], found.columns[0, 1], found.u[0, 1], found.v[0, 1]) == (-2, -1, 2, 1)
    dropped = ~found.kept
    assert dropped.sum() == found.negative == 16
    assert ((found.u < 0) | (found.v < 0))[dropped].all()
    assert np.isnan(found.products[dropped]).all()
    with pytest.raises(VizlabError, match=r"from -2 to 4 .*got \(5, 0\)"):
        windows.by_indices(np.ones((5, 5), np.float32), np.ones((3, 3), np.float32), 5, 0)


# One dimension


def test_a_slide_is_numpys_convolution_and_its_formula_is_the_sources() -> None:
    """METHODS C1 with ERR-34: y3 = h3 x0 + h2 x1 + h1 x2 + h0 x3."""
    for n, k in ((7, 4), (2, 5), (1, 1)):
        signal, taps = DICE.standard_normal(n), DICE.standard_normal(k)
        found = line.slide(signal, taps)
        np.testing.assert_allclose([moment.total for moment in found], np.convolve(signal, taps), atol=1e-12)
        assert all(tap + at == moment.t for moment in found for tap, at in moment.pairs)
    assert line.slide(np.ones(6), np.ones(4))[3].formula == "y₃ = h₃x₀ + h₂x₁ + h₁x₂ + h₀x₃"


@pytest.mark.parametrize("name", line.TAPS)
def test_taps_are_rows_and_their_gains_are_measured(name: str) -> None:
    taps = line.parse_row(line.TAPS[name], what="Taps")
    noise, level = line.gains(taps)
    white = np.random.default_rng(0).standard_normal(20_000)
    assert np.convolve(white, taps, "valid").std() == pytest.approx(noise, rel=0.03)
    assert np.convolve(np.ones(50), taps, "valid")[0] == pytest.approx(level, abs=1e-6)
    with pytest.raises(VizlabError, match=r"one row of numbers.*got 2 rows"):
        line.parse_row("1 2; 3 4", what="Taps")


# Laws


def test_full_convolutions_are_scipys() -> None:
    np.testing.assert_allclose(laws.convolve(PICTURE, ODD), convolve2d(PICTURE, ODD), atol=1e-12)
    np.testing.assert_allclose(laws.correlate(PICTURE, ODD), convolve2d(PICTURE, ODD[::-1, ::-1]), atol=1e-12)


def test_laws_hold_and_cross_correlation_does_not_commute() -> None:
    """METHODS C4 and C5, both sides added up in different orders."""
    found = laws.laws(PICTURE, ODD, DICE.standard_normal((2, 4)))
    for name, law in found.items():
        assert (law.gap < 1e-5 * law.scale) == law.holds, name
    assert sum(not law.holds for law in found.values()) == 1


def test_backward_is_the_other_operation() -> None:
    """METHODS C45, first half: autograd through one is the other with the same kernel, and not the same again."""
    found = laws.duality(PICTURE, ODD)
    assert len(found) == 2
    assert all(law.gap < 1e-12 * law.scale for law in found.values())
    gradient, upstream = laws._gradient(PICTURE, ODD)
    assert np.abs(gradient - laws.correlate(upstream, ODD)).max() > 0.1


@pytest.mark.parametrize(("rows", "width"), [(8, 3), (8, 2), (5, 6)])
def test_opposite_edges_cancel_until_a_relu_keeps_one(rows: int, width: int) -> None:
    """METHODS C9: 0 without, 16 with, for a bar of 8 rows."""
    found = laws.edges(laws.bar(rows, width))
    assert found.shape == (12, 12)
    assert found.sum() == 0
    assert found.clip(min=0).sum() == 2 * rows


# Channels, and the matrix of patches


def test_slabs_sum_up_to_torchs_channel() -> None:
    """METHODS C13."""
    image = DICE.random((3, 9, 10)).astype(np.float32)
    kernels = channels.colour_kernels()
    assert kernels.shape == (len(channels.COLOUR_KERNELS), 3, 3, 3)
    expected = F.conv2d(torch.from_numpy(image)[None], torch.from_numpy(kernels), padding=1)[0].numpy()
    np.testing.assert_allclose(channels.stack(image, kernels), expected, atol=1e-6)
    for index, kernel in enumerate(kernels):
        found = channels.slabs(image, kernel)
        np.testing.assert_allclose(found.total, expected[index], atol=1e-5)
        for c in range(3):
            padded = np.pad(image[c], 1)
            np.testing.assert_allclose(found.maps[c], convolve2d(padded, kernel[c, ::-1, ::-1], "valid"), atol=1e-5)
    with pytest.raises(VizlabError, match="as deep as its input; got 3 slabs and 1 channels"):
        channels.slabs(image[:1], kernels[0])


def test_colour_kernels_answer_to_their_colours() -> None:
    red, grey = np.zeros((3, 5, 5), np.float32), np.full((3, 5, 5), 0.5, np.float32)
    red[0] = 1
    named = dict(zip(channels.COLOUR_KERNELS, channels.colour_kernels(), strict=True))
    middle = (0, 2, 2)
    assert channels.stack(red, named["red against green"][None])[middle] == pytest.approx(1)
    assert channels.stack(grey, named["red against green"][None])[middle] == pytest.approx(0, abs=1e-6)
    assert channels.stack(grey, named["yellow against blue"][None])[middle] == pytest.approx(0, abs=1e-6)
    assert channels.stack(grey, named["brightness"][None])[middle] == pytest.approx(0.5)


def test_first_kernels_are_those_of_the_first_convolution() -> None:
    model = library.open_model("bundled/digits-cnn").network
    first = next(each for each in model.modules() if isinstance(each, nn.Conv2d))
    np.testing.assert_array_equal(channels.first_kernels(model), first.weight.detach().numpy())
    with pytest.raises(VizlabError, match="no convolution"):
        channels.first_kernels(nn.Linear(2, 2))


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_patches_are_torchs_and_the_product_is_the_convolution(stride: int, padding: int) -> None:
    """METHODS C12: k²C rows, a column for each pixel of the output."""
    image, kernel = DICE.random((3, 8, 7)).astype(np.float32), DICE.standard_normal((3, 3, 2)).astype(np.float32)
    options = {"stride": stride, "padding": padding}
    found = patches.product(image, kernel, **options)
    np.testing.assert_array_equal(found.matrix, F.unfold(torch.from_numpy(image)[None], (3, 2), **options)[0].numpy())
    expected = F.conv2d(torch.from_numpy(image)[None], torch.from_numpy(kernel)[None], **options)[0, 0].numpy()
    np.testing.assert_allclose(found.result, expected, atol=1e-5)
    assert found.matrix.shape == (3 * 3 * 2, expected.size)
    assert found.gap < 1e-5
    last = expected.size - 1
    grid, _, (top, left, bottom, right), _, at = patches.place(image, kernel, found, last, **options)
    np.testing.assert_array_equal(grid[top:bottom, left:right].reshape(-1), found.matrix[:6, last])
    assert expected[at] == pytest.approx(found.result.reshape(-1)[last], abs=1e-5)


# A kernel that is learned


@pytest.mark.parametrize("made_by", ["convolution", "cross-correlation"])
def test_the_kernel_is_found_from_every_start_and_turned_if_it_was_convolved(made_by: str) -> None:
    """METHODS C11 and C5: ||K - K*|| < 1e-3, with the bias."""
    kernel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 3, 1]], np.float32)
    found = recovery.recover(recovery.pictures("noise", 1), kernel, bias=0.7, made_by=made_by, rate=1.0, steps=40, seed=1)
    assert found.distances.shape == (len(found.at), recovery.STARTS)
    assert found.distances[0].min() > 1
    assert found.distances[-1].max() < 1e-3
    expected = kernel[::-1, ::-1] if made_by == "convolution" else kernel
    np.testing.assert_allclose(found.kernels[-1], expected, atol=1e-3)
    assert found.biases[-1] == pytest.approx(0.7, abs=1e-3)


def test_both_learners_have_the_same_loss_at_every_step() -> None:
    """METHODS C5: whether the learner convolves or cross-correlates does not matter; the kernel it holds is turned."""
    pictures, kernel = recovery.pictures("noise", 0)[:2, :12], KERNELS["emboss"].weights
    one, other = (
        recovery.recover(pictures, kernel, learner=name, steps=100, rate=1.0) for name in ("cross-correlation", "convolution")
    )
    np.testing.assert_allclose(one.losses, other.losses, atol=1e-12)
    np.testing.assert_allclose(one.kernels[-1], other.kernels[-1][::-1, ::-1], atol=1e-9)
    assert np.abs(one.kernels[-1] - other.kernels[-1]).max() > 1


@pytest.mark.parametrize("learner", ["convolution", "cross-correlation"])
def test_a_step_is_the_one_that_autograd_takes(learner: str) -> None:
    inputs, kernel = recovery.pictures("noise", 2)[:3, :9, :10], ODD.astype(np.float32)
    found = recovery.recover(inputs, kernel, bias=0.2, learner=learner, steps=3, rate=0.8, seed=5)
    outputs = torch.from_numpy(filtered(inputs, kernel, operation="convolution") + np.float32(0.2)).double()
    weights = torch.tensor(found.kernels[0], requires_grad=True)
    bias = torch.tensor(found.biases[0], requires_grad=True)
    pixels = torch.from_numpy(inputs).double()[:, None]
    for step in range(3):
        laid = weights if learner == "cross-correlation" else weights.flip(0, 1)
        loss = (F.conv2d(pixels, laid[None, None])[:, 0] + bias - outputs).square().mean() / 2
        assert float(loss.detach()) == pytest.approx(found.losses[step, 0], abs=1e-6)
        slopes = torch.autograd.grad(loss, (weights, bias))
        with torch.no_grad():
            weights, bias = (part - found.rate * slope for part, slope in zip((weights, bias), slopes, strict=True))
        weights.requires_grad_(), bias.requires_grad_()
        shown = list(found.steps).index(step + 1)
        np.testing.assert_allclose(found.kernels[shown], weights.detach().numpy(), atol=1e-6)


def test_a_rate_beyond_two_diverges_and_a_photograph_is_harder_than_noise() -> None:
    pictures = recovery.pictures("noise", 0)[:2]
    assert recovery.recover(pictures, SOBEL, rate=1.9, steps=400).distances[-1].max() < 1e-3
    assert recovery.recover(pictures, SOBEL, rate=2.1, steps=400).distances[-1].min() > 10
    cat = recovery.recover(recovery.pictures("photograph of a cat", 0), SOBEL, steps=30)
    assert cat.condition > 100 > 2 > recovery.recover(recovery.pictures("noise", 0), SOBEL, steps=1).condition
    with pytest.raises(VizlabError, match=r"one of noise, .*; got 'rain'"):
        recovery.pictures("rain", 0)


# Sizes, borders, blur


def test_pixels_beyond_the_last_window_are_never_visited() -> None:
    """METHODS C29: stride 3, 5 x 5, 3 x 3: (5 - 3)/3 is no whole number, the last two columns and rows are unused."""
    side = sizes.Side(5, 3, 3)
    assert (side.size, side.exact.denominator, side.skipped) == (1, 3, 2)
    found = sizes.grid_visits(side, side)
    assert (found == 0).sum() == 16
    assert (found[3:] == 0).all()
    assert (found[:, 3:] == 0).all()


def test_visits_are_the_gradient_of_a_kernel_of_ones() -> None:
    """A pixel's gradient under the sum of all outputs counts the windows that hold it: torch knows it, holes and all."""
    for n, k, stride, padding, dilation in product((7, 9), (2, 3), (1, 2, 4), (0, 1), (1, 2)):
        pixels = torch.zeros(1, 1, n, requires_grad=True)
        total = F.conv1d(pixels, torch.ones(1, 1, k), stride=stride, padding=padding, dilation=dilation).sum()
        expected = torch.autograd.grad(total, pixels)[0][0, 0]
        assert sizes.Side(n, k, stride, (padding, padding), dilation).visits.tolist() == expected.tolist()


@pytest.mark.filterwarnings("ignore:Using padding")
def test_an_odd_padding_in_total_is_torchs_same() -> None:
    """METHODS C27: 004 counts p in total; torch's "same" puts the larger half of an odd one at the end, too."""
    for n, k, dilation in product((6, 7), (2, 3, 4), (1, 2, 3)):
        total = sizes.same(k, dilation)
        pixels = torch.arange(1.0, n + 1, requires_grad=True)
        taps = torch.zeros(1, 1, k)
        taps[0, 0, 0] = 1
        output = F.conv1d(pixels[None, None], taps, padding="same", dilation=dilation)[0, 0]
        side = sizes.Side(n, k, 1, sizes.halves(total), dilation)
        assert side.size == n == len(output)
        assert (output == 0).sum() == side.padding[0] == total // 2


def test_the_staircase_is_that_of_single_sizes() -> None:
    n, found, exact = sizes.staircase(sizes.Side(9, 3, 2, (0, 1)), 12)
    assert n.tolist() == list(range(2, 13))
    assert found.tolist() == [sizes.Side(each, 3, 2, (0, 1)).size for each in n]
    assert ((exact >= found) & (exact < found + 1)).all()


def test_errors_at_the_border_are_those_of_the_cut() -> None:
    """METHODS C28: nothing in the middle is wrong; on a smooth picture mirroring beats zeros, and a flat one needs no padding."""
    ramp = np.add.outer(np.arange(20.0), np.arange(16.0)).astype(np.float32) + 5
    found = borders.border_errors(ramp, KERNELS["Gaussian blur"].weights, padding=1)
    means = borders.border_means(found)
    assert set(means) == {"zeros", "reflect", "circular"}
    assert means["reflect"] < means["zeros"] / 3
    assert all(np.abs(error[1:-1, 1:-1]).max() < 1e-5 for error in found.values())
    inner = ramp[1:-1, 1:-1]
    expected = convolve2d(inner, KERNELS["Gaussian blur"].weights, "same") - convolve2d(
        ramp, KERNELS["Gaussian blur"].weights, "valid"
    )
    np.testing.assert_allclose(found["zeros"], expected, atol=1e-4)
    assert borders.border_means(borders.border_errors(np.ones((9, 9), np.float32), SOBEL, padding=1))["reflect"] == 0
    with pytest.raises(VizlabError, match="something left: a side of 4 px, 2 px of padding"):
        borders.border_errors(np.ones((4, 9), np.float32), SOBEL, padding=2)


def test_a_wider_gaussian_leaves_less_variance() -> None:
    """METHODS C10: it falls monotonically, from about all of it."""
    noisy = np.random.default_rng(0).random((40, 40), dtype=np.float32)
    found = blur.variances(noisy, 9)
    assert (np.diff(found) < 0).all()
    assert found[0] > 0.9
    assert found[-1] == pytest.approx(1 / 81, rel=0.5)  # nearly a mean of 81 pixels that know nothing of each other


# A whole layer


@pytest.mark.parametrize(
    "settings",
    [
        layer.Settings(),
        layer.Settings(4, 6, 2, 3, stride=2, padding=0, dilation=3, groups=2, bias=False),
        layer.Settings(5, 5, 1, 7, stride=3, padding=4, groups=5),
    ],
)
def test_a_layer_is_torchs_in_shape_weights_and_values(settings: layer.Settings) -> None:
    """METHODS C59."""
    made = eval(settings.source, {"nn": nn})
    output = made(torch.zeros(1, settings.inputs, settings.height_px, settings.width_px))[0]
    assert tuple(output.shape) == settings.shape
    assert made.weight.shape == settings.kernel_shape
    assert settings.parameters == sum(part.numel() for part in made.parameters())
    found = layer.build(settings, seed=1)
    assert (found.shape, found.parameters) == (settings.shape, settings.parameters)
    assert found.gap < 1e-5
    assert (found.blocks > 0).sum() == settings.inputs * settings.outputs // settings.groups
    unfolded = F.unfold(torch.zeros(1, settings.inputs, settings.height_px, settings.width_px), **_unfolding(settings))
    assert settings.multiplications == unfolded[0].numel() * settings.outputs // settings.groups


def _unfolding(settings: layer.Settings) -> dict[str, object]:
    names = ("stride", "padding", "dilation")
    return {"kernel_size": (settings.rows, settings.columns)} | {name: getattr(settings, name) for name in names}


def test_settings_that_make_no_layer_are_said_in_a_sentence() -> None:
    with pytest.raises(VizlabError, match=r"groups must divide both.*got 3 inputs, 8 outputs and 2 groups"):
        layer.build(layer.Settings(groups=2), 0)
    with pytest.raises(VizlabError, match="kernel of 7 at dilation 4 does not fit into 8 px"):
        layer.build(layer.Settings(rows=7, dilation=4, height_px=8), 0)


def test_learners_and_layers_leave_the_dice_of_others_alone() -> None:
    before = torch.get_rng_state()
    layer.build(layer.Settings(), 3)
    recovery.recover(recovery.pictures("noise", 0)[:1], SOBEL, steps=2)
    assert torch.equal(before, torch.get_rng_state())
    kernel = SOBEL.copy()
    as_laid(kernel, "convolution")[:] = 0
    np.testing.assert_array_equal(kernel, SOBEL)
