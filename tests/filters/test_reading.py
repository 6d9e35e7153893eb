"""What is read off layers over many pictures, against counts by hand, scikit-learn, SciPy, and planted answers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.spatial.distance import cdist
from sklearn.linear_model import Ridge
from sklearn.metrics import roc_auc_score
from torch import nn

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.filters.change import orientation, oriented_share, oriented_shares
from vizlab.filters.layers import convolution_of
from vizlab.filters.reading import activity, directions, material, neighbours, probes, similarity, spectra, templates

DIGITS = "bundled/digits-cnn"


def small(seed: int = 0) -> nn.Sequential:
    torch.manual_seed(seed)
    layers = (
        nn.Conv2d(1, 6, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 4, 3),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(16, 3),
    )
    return nn.Sequential(*layers).eval()


def pictures(n: int = 12) -> torch.Tensor:
    return torch.rand(n, 1, 8, 8, generator=torch.Generator().manual_seed(1))


def test_zeros_dead_units_and_spread_are_those_of_a_count_by_hand() -> None:
    model, inputs = small(), pictures(40)  # more than one chunk
    with torch.no_grad():
        model[0].bias[2] = -100.0  # never above zero again
        found = {each.name: each for each in activity.activity(model, inputs)}
        values = model[1](model[0](inputs)).numpy()
    relu = found["1"]
    np.testing.assert_allclose(relu.zeros, (values == 0).mean(axis=(0, 2, 3)), atol=1e-12)
    np.testing.assert_allclose(relu.highest, values.max(axis=(0, 2, 3)), rtol=1e-6)
    assert 2 in relu.dead
    assert relu.dead.tolist() == np.flatnonzero((values == 0).all(axis=(0, 2, 3))).tolist()
    assert found["6"].zeros.shape == (3,)
    assert "5" not in found  # what only reshapes says nothing
    counts = np.histogram(values, activity.BINS, (-values.max(), values.max()))[0]
    assert np.abs(relu.counts - counts).sum() <= 4  # a value on the border of two bins may fall either way in float32
    assert relu.counts.sum() == values.size


def test_planted_duplicates_are_found_and_no_others() -> None:
    model, inputs = small(3), pictures()
    with torch.no_grad():
        model[0].weight[4] = 2 * model[0].weight[1]  # twice as strong is the same direction
    of_kernels = similarity.cosines(model[0].weight.detach().numpy())
    of_maps = similarity.map_cosines(model, "0", inputs)
    maps = model[0](inputs).detach().numpy().transpose(1, 0, 2, 3).reshape(6, -1)
    np.testing.assert_allclose(of_maps, np.corrcoef(maps), atol=1e-6)
    pairs, both = similarity.pairs(of_kernels, of_maps)
    assert similarity.duplicates(both) == 1
    assert pairs[0].tolist() == [1, 4]
    assert both[0] == pytest.approx([1, 1])
    assert similarity.cosines(np.zeros((2, 3))).tolist() == [[0, 0], [0, 0]]


def test_a_chain_follows_a_circle_once_round() -> None:
    angles = np.random.default_rng(0).permutation(np.linspace(0, np.pi, 20, endpoint=False))
    order = similarity.chain(similarity.cosines(np.stack([np.cos(angles), np.sin(angles)], axis=1)))
    assert sorted(order) == list(range(20))
    steps = np.abs(np.diff(angles[order]))
    assert np.sum(steps > np.pi / 20 + 1e-9) <= 1  # at most one jump, from the end of the arc to what is left


def test_the_spectrum_of_a_grating_has_two_spots_and_its_direction_is_full() -> None:
    x = np.arange(8)
    grating = np.cos(2 * np.pi * x / 4)[None, :] * np.ones((8, 1))
    power = spectra.spectra(grating[None, None])[0]
    strongest = np.argsort(power, axis=None)[-2:]
    assert sorted(np.stack(np.unravel_index(strongest, power.shape), axis=1).tolist()) == [
        [8, 4],
        [8, 12],
    ]  # +- 1/4 cycle a pixel
    assert power.sum() == pytest.approx(1)
    kernels = np.random.default_rng(2).normal(size=(5, 3, 4))
    np.testing.assert_allclose(oriented_shares(kernels), [by_frequencies(kernel) for kernel in kernels], rtol=1e-9)
    assert oriented_share(grating) > 0.8
    assert oriented_shares(np.zeros((1, 3, 3))).tolist() == [0]


def by_frequencies(kernel: np.ndarray) -> float:
    """The share as it is defined: a sum over frequencies."""
    power = np.abs(np.fft.fft2(kernel, s=(32, 32))) ** 2
    v, u = np.meshgrid(np.fft.fftfreq(32), np.fft.fftfreq(32), indexing="ij")
    turned = np.exp(2j * np.arctan2(v, u))
    turned[0, 0] = 0
    return float(abs((power * turned).sum()) / power.sum())


def test_training_gives_the_first_kernels_a_direction_more_and_more() -> None:
    series = spectra.over_epochs(DIGITS, [0, 6, 30])["block1.conv"]
    assert [epoch for epoch, _ in series] == [0, 6, 30]
    assert series[0][1] < series[1][1] < series[2][1]
    assert series[2][1] == orientation(library.open_model(DIGITS).network)["block1.conv"]


@pytest.mark.parametrize("shape", [(40, 7), (12, 30)], ids=["tall", "wide"])
def test_a_ridge_in_closed_form_is_that_of_scikit_learn(shape: tuple[int, int]) -> None:
    dice = np.random.default_rng(0)
    x, labels = dice.normal(size=shape), dice.integers(0, 3, shape[0])
    weights, bias = probes.fit_ridge(torch.from_numpy(x), labels, 3, 0.05)
    penalty = 0.05 * ((x - x.mean(axis=0)) ** 2).sum() / min(shape)
    known = Ridge(alpha=penalty).fit(x, np.eye(3)[labels])
    np.testing.assert_allclose(weights.numpy(), known.coef_.T, atol=1e-7)
    np.testing.assert_allclose(bias.numpy(), known.intercept_, atol=1e-7)


def test_a_probe_reads_more_from_deeper_layers_and_nothing_from_shuffled_labels() -> None:
    model = library.open_model(DIGITS)
    found = probes.probe_layers(model.network, material.gather("digits", model.shape, 600), ["block1.pool", "block2.pool"])
    assert [probe.layer for probe in found] == ["pixels", "block1.pool", "block2.pool"]
    accuracies = [probe.accuracy for probe in found]
    assert accuracies == sorted(accuracies)
    assert accuracies[-1] > 0.98
    assert max(probe.shuffled for probe in found) < 0.25
    with pytest.raises(VizlabError, match="three pictures of each class"):
        probes.probe_layers(model.network, material.gather("digits", model.shape, 20), [])


def test_a_mixture_of_channels_beats_the_best_channel() -> None:
    model = library.open_model(DIGITS)
    inputs = material.gather("digits", model.shape, 60).inputs
    for concept in directions.CONCEPTS:
        found = directions.find_direction(model.network, "block2.conv", inputs, concept)
        assert found.mixture > found.channels[found.best] + 0.01, concept
        assert found.mixture > 0.75
    with pytest.raises(VizlabError, match="maps with places"):
        directions.find_direction(model.network, "output", inputs, concept)


def test_areas_under_the_curve_are_those_of_scikit_learn() -> None:
    dice = np.random.default_rng(0)
    values, positive = np.stack([dice.normal(size=80), dice.integers(0, 4, 80)], axis=1), dice.random(80) < 0.3
    expected = [roc_auc_score(positive, column) for column in values.T]  # the second column has ties
    np.testing.assert_allclose(directions.areas(values, positive), expected, rtol=1e-12)


@pytest.mark.parametrize("concept", directions.CONCEPTS)
def test_an_edge_is_known_by_its_orientation(concept: str) -> None:
    rows, columns = np.mgrid[:12, :12] - 5.5
    normal = {"upright edge": columns, "level edge": rows, "edge going down": rows - columns, "edge going up": rows + columns}
    picture = torch.from_numpy((normal[concept] > 0).astype(np.float32))[None, None]
    hits = {name: int(directions.edges(picture, angle, (12, 12)).sum()) for name, angle in directions.CONCEPTS.items()}
    assert max(hits, key=hits.__getitem__) == concept
    assert hits[concept] >= 10


def test_each_template_is_largest_on_the_mean_of_its_own_class() -> None:
    found = templates.learn_templates("digits", 0.01)
    assert found.fitting == 10
    assert found.accuracy > 0.92
    assert found.weights.shape == (10, 1, 8, 8)
    grey = templates.to_grey(found.weights[:, 0])
    assert (grey.min(axis=(1, 2)) == 0).all()
    assert (grey.max(axis=(1, 2)) == 255).all()


@pytest.mark.parametrize(("measure", "name"), [("L2", "euclidean"), ("cosine", "cosine")])
def test_neighbours_and_their_rate_are_those_of_brute_force(measure: str, name: str) -> None:
    dice = np.random.default_rng(0)
    values, labels = dice.normal(size=(30, 5)), dice.integers(0, 3, 30)
    away = cdist(values, values, name)
    features = torch.from_numpy(values)
    np.testing.assert_allclose(neighbours.distances(features, features, measure).numpy(), away, atol=2e-3)
    np.fill_diagonal(away, np.inf)
    expected = (labels[np.argsort(away, axis=1)[:, :4]] == labels[:, None]).mean()
    assert neighbours.rates({"x": features}, labels, 4, measure)["x"] == pytest.approx(expected)
    left_out = np.arange(30) == 7
    found, far = neighbours.nearest(neighbours.distances(features[7:8], features, measure)[0], 4, left_out)
    assert found.tolist() == np.argsort(away[7])[:4].tolist()
    assert (np.diff(far) >= 0).all()


def test_neighbours_in_a_deep_layer_show_the_same_more_often_than_neighbours_in_pixels() -> None:
    model = library.open_model(DIGITS)
    known = material.gather("digits", model.shape, 500)
    found = neighbours.rates(probes.layer_features(model.network, known.inputs, ["block2.pool"]), known.labels, 5, "L2")
    assert found["block2.pool"] > found["pixels"] + 0.01
    assert found["pixels"] > 5 * neighbours.chance(known.labels)
    at, _ = neighbours.look_up(model.network, known, known.inputs[3].numpy(), "block2.pool", 6, "L2")
    assert 3 not in at.tolist()  # a picture is not its own neighbour
    with pytest.raises(VizlabError, match="between 1 and 499"):
        neighbours.rates({}, known.labels, 500, "L2")


def test_pictures_are_fitted_to_what_a_network_takes() -> None:
    for name, shape in (("digits", (3, 16, 12)), ("Fashion-MNIST", (1, 28, 28)), (material.PHOTOGRAPHS, (3, 8, 8))):
        found = material.gather(name, shape, 14)
        assert found.inputs.shape == (14, *shape)
        assert 0 <= float(found.inputs.min()) <= float(found.inputs.max()) <= 1
        assert (found.labels < 0).all() == (name == material.PHOTOGRAPHS)
    assert material.at_hand("CIFAR-10")[0] == "digits"
    assert material.at_hand("Fashion-MNIST")[0] == "Fashion-MNIST"
    with pytest.raises(VizlabError, match="must be downloaded"):
        material.gather("CIFAR-10", (3, 32, 32), 4)


def test_a_layer_without_kernels_belongs_to_the_convolution_before_it() -> None:
    model = small()
    assert [convolution_of(model, name) for name in ("0", "1", "2", "3", "4", "6")] == ["0", "0", "0", "3", "3", "3"]
    with pytest.raises(VizlabError, match="convolutions"):
        convolution_of(nn.Sequential(nn.Linear(2, 2)), "0")
