"""The vectors: pixels as they are, layers as the network says, nothing left behind in the network."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from vizlab import data, library
from vizlab.embeddings import EmbeddingRecipe, features, layer_sizes, layer_title, read, sizes
from vizlab.errors import VizlabError
from vizlab.shipped import SHIPPED

MODEL = "bundled/digits-cnn@30"


def test_pixels_are_the_pictures_themselves() -> None:
    items = read(EmbeddingRecipe(n=500))
    split = data.load("digits")
    assert items.features.shape == (500, 64)
    np.testing.assert_array_equal(items.pictures[:360], split.test.inputs)
    np.testing.assert_array_equal(items.pictures[360:], split.train.inputs[:140])
    np.testing.assert_array_equal(items.labels[:360], split.test.labels)
    np.testing.assert_allclose(items.features[7] * 255, items.pictures[7].ravel(), atol=1e-4)


def test_the_last_hidden_layer_times_the_last_weights_is_the_answer() -> None:
    items = read(EmbeddingRecipe(n=300, reference=MODEL, layer="flatten"))
    model = library.open_model(MODEL)
    inputs = torch.from_numpy(items.pictures).float() / 255
    with torch.no_grad():
        expected = model.network(inputs)
        found = model.network.output(items.features)
    assert (found - expected).abs().max() < 1e-4
    assert (expected.argmax(1) == items.labels).double().mean() > 0.97
    assert not any(module._forward_hooks for module in model.network.modules())


def test_every_layer_of_every_shipped_network_can_be_embedded() -> None:
    for name in SHIPPED:
        model = library.open_model(f"bundled/{name}")
        if not model.run.is_of_images:
            continue
        blank = torch.zeros(2, *model.shape)
        for layer, shape in layer_sizes(model).items():
            found = features.layer_features(model, blank, layer)
            assert found.shape[0] == 2
            assert found.shape[1] <= features.MOST_NUMBERS
            title = layer_title(layer, shape)
            numbers = int(torch.tensor(shape).prod())
            assert f"{numbers:,} numbers" in title
            assert ("averaged to" in title) == (found.shape[1] != numbers)


@pytest.mark.parametrize(
    ("name", "shape", "title"),
    [
        ("block2.pool", (64, 2, 2), "Block 2, pooling: 256 numbers"),
        ("fc1", (120,), "Fully connected 1: 120 numbers"),
        ("block1.conv", (32, 32, 32), "Block 1, convolution: 32,768 numbers, averaged to 2,048"),
    ],
)
def test_layers_are_named_in_plain_words(name: str, shape: tuple[int, ...], title: str) -> None:
    assert layer_title(name, shape) == title


def test_data_that_is_not_here_is_said_in_a_sentence() -> None:
    with pytest.raises(VizlabError, match="MNIST must be downloaded first"):
        read(EmbeddingRecipe(data="MNIST", n=500))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"layer": "flatten"}, "A layer needs the reference"),
        ({"reference": MODEL}, "a reference needs a layer"),
        ({"init": "spiral"}, "init must be one of PCA, random"),
        ({"n": 1798}, "n must be at most 1,797 with digits"),
        ({"n": 200, "perplexity": 100}, r"perplexity must be at most \(n - 1\) / 3 = 66"),
        ({"data": "moon"}, "There is no data set"),
        ({"lr": -1.0}, "lr must lie between"),
    ],
)
def test_a_recipe_that_cannot_be_is_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(VizlabError, match=words):
        EmbeddingRecipe(**fields)  # type: ignore[arg-type]


def test_a_model_of_other_data_is_refused() -> None:
    with pytest.raises(VizlabError, match="must be trained on digits"):
        read(EmbeddingRecipe(n=300, reference="bundled/mnist-lenet5@6", layer="fc1"))
    with pytest.raises(VizlabError, match="has no layer 'nothing'"):
        read(EmbeddingRecipe(n=300, reference=MODEL, layer="nothing"))


def test_the_step_size_is_that_of_scikit_learn() -> None:
    assert EmbeddingRecipe().step_size == 50
    assert EmbeddingRecipe(exaggeration=4).step_size == pytest.approx(1797 / 16)
    assert EmbeddingRecipe(lr=10).step_size == 10


def test_sizes_end_with_everything() -> None:
    assert sizes("digits") == [200, 500, 1000, 1500, 1797]
    assert sizes("MNIST")[-3:] == [20_000, 50_000, 70_000]
    assert sizes("iris") == [150]
