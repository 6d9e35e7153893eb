"""Why networks convolve, against torch and closed forms: matrices, costs, equivariance, receptive fields, sliding classifiers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.filters import KERNELS
from vizlab.filters.why import cost, equal_start, moved, reach, sliding, statistics, stripes
from vizlab.recipes import Recipe

PICTURE = np.random.default_rng(0).random((1, 16, 16), dtype=np.float32)


def plain(stride: int = 1) -> nn.Module:
    """Two convolutions with padding, the first of some stride, random, in float64 to the last digit."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 4, 3, padding=1, stride=stride), nn.Tanh(), nn.Conv2d(4, 4, 3, padding=1)).eval()


def fit(kind: str, taught: int = 200) -> stripes.Fit:
    return stripes.fit(kind, "Sobel x", taught=taught, delta=1, seed=0)


def test_a_layer_has_as_many_free_numbers_as_its_restrictions_leave() -> None:
    near = sum(1 for i in range(8) for j in range(8) for a in (-1, 0, 1) for b in (-1, 0, 1) if 0 <= i + a < 8 and 0 <= j + b < 8)
    free = {kind: fit(kind).free for kind in stripes.RESTRICTIONS}
    assert free == {
        "dense": 64 * 64 + 64,
        "translation invariant": 15 * 15 + 1,
        "convolution": 3 * 3 + 1,
        "locally connected": near + 64,
    }
    assert fit("convolution").distinct == 9
    assert fit("convolution").nonzero == near
    with pytest.raises(VizlabError, match="one of dense"):
        fit("round")


@pytest.mark.parametrize("kind", stripes.RESTRICTIONS)
def test_a_matrix_and_its_layer_place_by_place_are_the_same(kind: str) -> None:
    fitted, pictures = fit(kind), stripes.tests()
    by_hand = np.einsum("oi,ni->no", fitted.matrix, pictures)
    np.testing.assert_allclose(stripes.by_place(stripes.re_indexed(fitted.matrix), pictures), by_hand, atol=1e-12)
    assert stripes.gap(kind, fitted) < 1e-12
    if stripes.RESTRICTIONS[kind][0]:
        kernel = torch.from_numpy(stripes.kernel_of(fitted))[None, None]
        planes = torch.from_numpy(pictures).reshape(-1, 1, 8, 8)
        found = nn.functional.conv2d(planes, kernel, padding=7).flatten(1).numpy()
        np.testing.assert_allclose(found, by_hand, atol=1e-12)
    else:
        with pytest.raises(VizlabError, match="same filter"):
            stripes.kernel_of(fitted)


def test_the_fit_is_least_squares_and_fewer_free_numbers_learn_from_fewer_examples() -> None:
    pictures, noise = stripes.examples(200, 0), np.random.default_rng(1).normal(size=(200, 64)) * stripes.NOISE
    inputs = np.vstack([np.hstack([pictures, np.ones((200, 1))]), np.sqrt(stripes.RIDGE) * np.eye(65)])
    targets = np.vstack([stripes.wanted(pictures, "Sobel x") + noise, np.zeros((65, 64))])
    expected = np.linalg.lstsq(inputs, targets, rcond=None)[0].T
    np.testing.assert_allclose(fit("dense").matrix, expected[:, :-1], atol=1e-8)
    np.testing.assert_allclose(stripes.kernel_of(fit("convolution"))[6:9, 6:9], KERNELS["Sobel x"].weights, atol=0.05)
    errors = [stripes.error(fit(kind, 50), "Sobel x") for kind in ("convolution", "translation invariant", "dense")]
    assert errors[0] < errors[1] / 3 < errors[2] / 9


def test_a_classifier_of_windows_is_a_convolution() -> None:
    """Also LeNet-5, whose full layer has kernels of 16 x 5 x 5."""
    small = sliding.train(0, steps=3)
    found = sliding.slide("407", 1, small)
    for row, column in ((0, 0), (3, 5)):
        crop = torch.from_numpy(found.canvas)[None, None, 2 * row :, 2 * column :][..., :12, :12]
        np.testing.assert_allclose(found.shares[:, row, column], small(crop).softmax(1)[0].numpy(), atol=1e-5)
    assert found.gap < 1e-4
    assert found.work[1] > found.work[0]
    lenet = nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(400, 9)
    )
    pixels = torch.rand(2, 1, 32, 32, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(sliding.as_convolutions(lenet)(pixels)[:, :, 0, 0], lenet(pixels), atol=1e-5, rtol=0)
    with pytest.raises(VizlabError, match="1 to 9 digits"):
        sliding.canvas("12a", 0)


def test_a_billion_weights_become_a_few_thousand() -> None:
    assert list(cost.ladder(1024, 1000, 10, 100, bias=True).values()) == [1_048_577_000, 101_000, 101, 10_100]
    assert list(cost.ladder(1024, 1000, 10, 100, bias=False).values()) == [1_048_576_000, 100_000, 100, 10_000]


@pytest.mark.parametrize("name", ["digits-cnn", "mnist-lenet5", "cifar-resnet20"])
def test_weights_and_connections_are_those_of_torch(name: str) -> None:
    model = library.open_model(f"bundled/{name}")
    modules = dict(model.network.named_modules())
    found = cost.layers(model.network, model.shape)
    assert [layer.weights("convolution") for layer in found] == [layer.counted for layer in found]
    for layer in found:
        module = modules[layer.name]
        if isinstance(module, nn.Conv2d):
            k = module.kernel_size[0] * module.kernel_size[1] * module.in_channels
            extra = layer.units if module.bias is not None else 0
            assert layer.connections("convolution") == layer.units * k + extra
            assert layer.weights("locally connected", bias=False) == layer.places * layer.weights("convolution", bias=False)
            assert layer.weights("dense", bias=False) == layer.inputs * layer.units
    if name == "mnist-lenet5":
        assert [layer.weights("convolution") for layer in found] == [156, 2416, 48120, 10164, 850]
        assert found[0].connections("convolution") == 28 * 28 * 6 * 26


def test_most_units_of_vgg_are_in_convolutions_and_most_weights_in_full_layers() -> None:
    found = cost.of_recipe(Recipe(model="VGG-16"), (3, 224, 224), 1000)
    assert sum(layer.counted for layer in found) == 138_357_544
    share = cost.shares(found)
    assert share["units"] > 0.99
    assert share["connections"] > 0.99
    assert share["weights"] < 0.11


def test_neighbours_are_alike_until_they_are_shuffled() -> None:
    for source in ("digits", "Cat"):
        found = statistics.both(source, 3, 0)
        assert statistics.neighbours(found["as they are"]) > 0.5
        assert abs(statistics.neighbours(found["shuffled"])) < 0.06
    wave = np.sin(np.arange(64) * np.pi / 4)[None, None] * np.ones((1, 64, 1))
    np.testing.assert_allclose(statistics.autocorrelation(wave, 4)[4, 4:], np.cos(np.arange(5) * np.pi / 4), atol=0.03)


def test_filters_that_begin_alike_stay_alike() -> None:
    found = {start: equal_start.train(start, 0, steps=12) for start in equal_start.STARTS}
    np.testing.assert_allclose(found["all equal"].cosines, 1, atol=1e-12)
    assert np.ptp(found["all equal"].kernels, axis=0).max() == 0
    assert found["filters equal"].cosines[0] == pytest.approx(1)
    assert found["filters equal"].cosines[-1] < 0.995
    assert abs(found["all random"].cosines).max() < 0.5


def test_maps_move_along_exactly_in_a_circle_and_only_by_whole_strides() -> None:
    whole = moved.equivariance(plain(), PICTURE, "2")
    assert max(error for _, error in whole["circular"]) < 1e-6
    assert max(error for _, error in whole["zeros, inside only"]) < 1e-6
    assert min(error for px, error in whole["zeros"] if px) > 0.05
    strided = dict(moved.equivariance(plain(2), PICTURE, "2")["circular"])
    assert max(strided[px] for px in (2, 4, 6)) < 1e-6
    assert min(strided[px] for px in (1, 3, 5)) > 0.05
    assert moved.move(plain(), PICTURE, "2", 1, 3, border="circular").error < 1e-6


def test_the_model_is_as_it_was_after_a_circle() -> None:
    model = plain()
    with pytest.raises(KeyError), moved.circular(model):
        raise KeyError
    assert [module.padding_mode for module in model if isinstance(module, nn.Conv2d)] == ["zeros", "zeros"]


def test_max_pooling_forgets_moves_within_its_window() -> None:
    found = moved.lone_dot((1, 2, 4))
    assert [change for _, change in found["windows of 4"]] == [0, 0, 0, 0, 1, 1, 1, 1, 1]
    assert [change for _, change in found["windows of 2"]][:3] == [0, 0, 1]
    assert dict(found["no pooling"])[1] == 1


def test_turning_by_15_degrees_changes_the_scores() -> None:
    model = library.open_model("bundled/digits-cnn")
    from vizlab.data import samples

    image = samples.picture("digits", 0).numpy()
    found = moved.invariance(model.network, image, "block2.activation", "turned")
    assert dict(found["scores"])[0] == 0
    assert min(dict(found["scores"])[angle] for angle in (-15, 15)) > 0.02
    quarter = dict(moved.invariance(model.network, image, "block2.activation", "turned")["picture"])[90]
    exact = np.linalg.norm(np.rot90(image[0]) - image[0]) / np.linalg.norm(image)
    assert quarter == pytest.approx(exact, abs=1e-3)


def test_gradients_fill_the_window_on_paper() -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Conv2d(2, 2, 3, stride=2), nn.Conv2d(2, 2, 3))  # sees 1 + 2 + 2 + 4 = 9
    found = reach.reach(model, PICTURE, "2", 1, 2)
    assert found.side == (9, 9)
    assert found.support == found.window == (2, 4, 11, 13)
    assert 0 < found.core < 0.9
    assert found.noise.sum() == pytest.approx(1)
    seen, bell = found.profile()
    assert bell.sum() == pytest.approx(1)
    assert abs((seen * np.arange(16)).sum() - 8) < 1
    grown = reach.growth(model, (1, 16, 16))
    assert grown["measured"] == grown["on paper"] == [("0", 3), ("1", 5), ("2", 9)]
    with pytest.raises(VizlabError, match="row 9"):
        reach.reach(model, PICTURE, "2", 9, 0)


def test_two_small_kernels_see_as_far_as_a_large_one_with_fewer_weights() -> None:
    table = reach.stacks(3, 64)
    assert table["field on paper"] == table["field measured"] == [3, 5, 7, 9, 11]
    assert (table["weights"][1], table["of one layer"][1]) == (18 * 64**2, 25 * 64**2)
