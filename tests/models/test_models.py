"""Architectures: counts from the literature, options that really do something, and sentences for shapes that do not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.models import ACTIVATIONS, ARCHITECTURES, build, count_parameters, find, fits, outline
from vizlab.models.squeezenet import SqueezeNet
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe

SHAPES = [(2,), (1, 2, 2), (1, 4, 4), (1, 8, 8), (1, 28, 28), (3, 32, 32), (3, 40, 33)]
OTHER_VALUES = {"depth": 1, "width": 8, "activation": "tanh", "batch_norm": False, "dropout": 0.5}
BIG = ("AlexNet", "VGG")  # slow to draw; test_architectures.py compares the weights of a seed with torchvision's
every_architecture = pytest.mark.parametrize("name", ARCHITECTURES)
PAIRS = [  # architecture, activation that it has: for all that are made for pictures as small as these tests'
    (name, activation)
    for name, entry in ARCHITECTURES.items()
    for activation in (ACTIVATIONS if "activation" in entry.options else ["ReLU"])
    if entry.made_for_px <= 64
]


def recipe_of(name: str, **fields: object) -> Recipe:
    usual = Recipe(model=name, depth=2, width=16, activation="ReLU", batch_norm=True, dropout=0.0)
    return replace(usual, **fields)  # type: ignore[arg-type]


@every_architecture
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_fits_tells_what_build_does(name: str, shape: tuple[int, ...]) -> None:
    if fits(name, shape):
        scores = build(recipe_of(name), shape, 7)(torch.rand(3, *shape))
        assert scores.shape == (3, 7)
        assert scores.isfinite().all()
    elif len(shape) == 3 and min(shape[1:]) >= find(name).min_px:  # it takes them, but was made for larger ones
        assert outline(recipe_of(name), shape, 7)(torch.empty(2, *shape, device="meta")).shape == (2, 7)
    else:
        with pytest.raises(VizlabError, match=name):
            build(recipe_of(name), shape, 7)


@every_architecture
def test_an_architecture_reads_exactly_the_options_it_names(name: str) -> None:
    shape = (1, max(28, find(name).min_px), max(28, find(name).min_px))
    usual = repr(outline(recipe_of(name), shape, 10))
    changed = {
        option for option, value in OTHER_VALUES.items() if repr(outline(recipe_of(name, **{option: value}), shape, 10)) != usual
    }
    assert changed == set(find(name).options)


@every_architecture
def test_the_table_knows_who_has_convolutions(name: str) -> None:
    model = outline(recipe_of(name), (1, 64, 64), 10)
    assert find(name).has_convolutions == any(isinstance(module, nn.Conv2d) for module in model.modules())


@pytest.mark.parametrize("name", [name for name in ARCHITECTURES if not name.startswith(BIG)])
def test_the_seed_decides_the_weights_and_nobody_else_notices(name: str) -> None:
    outside = torch.get_rng_state()
    models = []
    for seed in (0, 0, 1):
        with RandomStream(seed):
            models.append(torch.cat([p.flatten() for p in build(recipe_of(name), (1, 64, 64), 10).parameters()]))
    assert torch.equal(models[0], models[1])
    assert not torch.equal(models[0], models[2])
    assert torch.equal(torch.get_rng_state(), outside)


@pytest.mark.parametrize(("name", "activation"), PAIRS)
def test_it_learns_which_half_is_bright(name: str, activation: str) -> None:
    """Control: near chance before training, right after it."""
    generator = torch.Generator().manual_seed(0)
    px = max(8, find(name).min_px)
    labels = torch.arange(24) % 2
    images = 0.1 * torch.randn(24, 1, px, px, generator=generator)
    images[labels == 0, :, :, : px // 2] += 1
    images[labels == 1, :, :, px // 2 :] += 1
    with RandomStream(0):
        model = build(recipe_of(name, activation=activation, width=8), (1, px, px), 2)
    before = F.cross_entropy(model(images), labels).item()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(40 if find(name).options else 12):  # the residual networks are the fastest learners and the slowest to run
        optimizer.zero_grad()
        F.cross_entropy(model(images), labels).backward()
        optimizer.step()
    accuracy = (model(images).argmax(dim=1) == labels).float().mean().item()
    assert before > 0.4  # log 2 = 0.69 at chance
    assert accuracy > 0.95


@pytest.mark.parametrize(
    ("recipe", "shape", "count"),
    [
        (recipe_of("logistic regression"), (1, 28, 28), 28 * 28 * 10 + 10),
        (recipe_of("MLP", depth=2, width=32, batch_norm=False), (2,), 2 * 32 + 32 + 32 * 32 + 32 + 32 * 10 + 10),
        (recipe_of("MLP", depth=1, width=32), (2,), 2 * 32 + 2 * 32 + 32 * 10 + 10),
        (recipe_of("LeNet-5"), (1, 28, 28), 61_706),
        (recipe_of("LeNet-5"), (1, 32, 32), 61_706),
        (recipe_of("small CNN", depth=3, width=16), (1, 28, 28), 24_058),
    ],
)
def test_parameter_counts(recipe: Recipe, shape: tuple[int, ...], count: int) -> None:
    assert count_parameters(build(recipe, shape, 10)) == count


def test_lenet_pads_28_px_to_the_32_of_the_paper() -> None:
    with RandomStream(0):
        small, large = build(recipe_of("LeNet-5"), (1, 28, 28), 10), build(recipe_of("LeNet-5"), (1, 32, 32), 10)
    large.load_state_dict(small.state_dict())
    images = torch.rand(2, 1, 28, 28)
    torch.testing.assert_close(small(images), large(F.pad(images, (2, 2, 2, 2))))


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_pooling_never_leaves_less_than_two_pixels(depth: int) -> None:
    model = build(recipe_of("small CNN", depth=depth), (1, 8, 8), 10)
    x = torch.rand(2, 1, 8, 8)
    sizes = []
    for i in range(1, depth + 1):
        x = model.get_submodule(f"block{i}")(x)
        sizes.append(tuple(x.shape[1:]))
    assert sizes == [(16, 4, 4), (32, 2, 2), (64, 2, 2), (128, 2, 2)][:depth]


@pytest.mark.parametrize(("depth", "inputs"), [(1, 16 * 14 * 14), (2, 32 * 7 * 7), (3, 64), (4, 128)])
def test_shallow_nets_flatten_and_deep_ones_average(depth: int, inputs: int) -> None:
    output = build(recipe_of("small CNN", depth=depth), (1, 28, 28), 10).get_submodule("output")
    assert isinstance(output, nn.Linear)
    assert output.in_features == inputs


@pytest.mark.parametrize(
    ("name", "shape", "sentence"),
    [
        ("small CNN", (2,), r"small CNN needs images .*; got points with 2 coordinates"),
        ("LeNet-5", (1, 8, 9), r"LeNet-5 needs images of at least 28×28 px; got 9×8 px"),
        ("MLP", (4, 4), r"must be a point .* or an image .*; got the shape \(4, 4\)"),
        ("VGG", (1, 28, 28), r"must be one of logistic regression, MLP, .*; got 'VGG'"),
    ],
)
def test_what_cannot_be_built_is_said_in_a_sentence(name: str, shape: tuple[int, ...], sentence: str) -> None:
    with pytest.raises(VizlabError, match=sentence):
        build(recipe_of(name), shape, 10)


def test_an_unknown_activation_is_said_in_a_sentence() -> None:
    with pytest.raises(VizlabError, match=r"must be one of ReLU, tanh, .*; got 'step'"):
        build(recipe_of("MLP", activation="step"), (2,), 2)


def test_squeezenet_has_the_parameters_and_the_keys_of_the_public_weights() -> None:
    model = SqueezeNet()
    shapes = {key: tuple(value.shape) for key, value in model.state_dict().items()}
    assert count_parameters(model) == 1_248_424
    assert len(shapes) == 2 * (1 + 8 * 3 + 1)  # weight and bias of: first convolution, three in each Fire, classifier
    assert shapes["features.0.weight"] == (96, 3, 7, 7)
    assert shapes["features.3.squeeze.weight"] == (16, 96, 1, 1)
    assert shapes["features.5.expand1x1.bias"] == (128,)
    assert shapes["features.12.expand3x3.weight"] == (256, 64, 3, 3)
    assert shapes["classifier.1.weight"] == (1000, 512, 1, 1)


def test_squeezenet_gives_scores_at_its_size() -> None:
    with RandomStream(0):
        model = SqueezeNet(n_classes=5).eval()
    with torch.no_grad():
        features = model.features(torch.randn(1, 3, 224, 224))
        scores = model(torch.randn(2, 3, 64, 64))
    assert features.shape == (1, 512, 13, 13)  # Iandola 2016, table 1
    assert (features >= 0).all()  # a ReLU comes last in each Fire
    assert scores.shape == (2, 5)
