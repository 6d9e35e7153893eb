"""The classic networks against torchvision's and the papers: weights, scores, counts, depths, smallest pictures."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.models import ARCHITECTURES, IMAGENET_PX, build, count_parameters, find, outline
from vizlab.models.cifar_resnet import CifarResNet
from vizlab.models.googlenet import GoogLeNet
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe

# As the papers and torchvision state them, on ImageNet's 1,000 classes; those for 32 px on ten.
IMAGENET = {
    "AlexNet": 61_100_840,
    "VGG-11": 132_863_336,
    "VGG-16": 138_357_544,
    "VGG-19": 143_667_240,
    "GoogLeNet": 6_624_904,
    "ResNet-18": 11_689_512,
    "ResNet-34": 21_797_672,
    "ResNet-50": 25_557_032,
    "SqueezeNet 1.0": 1_248_424,
    "SqueezeNet 1.1": 1_235_496,
    "DenseNet-121": 7_978_856,
}
SMALL = {"ResNet-20": 269_722, "ResNet-32": 464_154, "ResNet-56": 853_018}
SMALL |= {f"Plain-{name.partition('-')[2]}": count for name, count in SMALL.items()}
DEPTHS = {"AlexNet": 8, "VGG-11": 11, "VGG-16": 16, "VGG-19": 19, "DenseNet-121": 121, "LeNet-5": 5} | {
    name: int(name.partition("-")[2]) for name in [*IMAGENET, *SMALL] if name.startswith(("ResNet", "Plain"))
}
THEIRS = {name: name.lower().replace("-", "").replace(" ", "").replace(".", "_") for name in IMAGENET}


def outlined(name: str, n_classes: int = 1000, channels: int = 3) -> nn.Module:
    px = max(32, find(name).made_for_px, find(name).min_px)
    return outline(Recipe(model=name), (channels, px, px), n_classes)


def scores_of(model: nn.Module, images: Tensor) -> Tensor:
    with torch.no_grad():
        scores: Tensor = model(images)
    return scores


# Counts


@pytest.mark.parametrize(("name", "count"), IMAGENET.items())
def test_parameters_are_the_published_ones(name: str, count: int) -> None:
    assert count_parameters(outlined(name)) == count


@pytest.mark.parametrize(("name", "count"), SMALL.items())
def test_parameters_are_those_of_option_a(name: str, count: int) -> None:
    """He 2016 states 0.27, 0.46 and 0.85 million; shortcuts by convolution (option B) would bring 2,752 more."""
    blocks = (int(name.partition("-")[2]) - 2) // 6
    norms = 16 * (1 + 2 * blocks) + (32 + 64) * 2 * blocks
    convolutions = 3 * 16 * 9 + 16 * 16 * 9 * 2 * blocks
    convolutions += sum(9 * (half * 2 * half + 4 * half * half * (2 * blocks - 1)) for half in (16, 32))
    assert count == convolutions + 2 * norms + 64 * 10 + 10
    assert count_parameters(outlined(name, 10)) == count


def test_the_auxiliary_heads_of_googlenet_are_counted() -> None:
    with torch.device("meta"):
        assert count_parameters(GoogLeNet(auxiliary=True)) == 13_004_888


def test_tiny_vgg_is_a_sixtieth_of_vgg() -> None:
    counted = 0
    for channels, filters in ((3, 32), (32, 64), (64, 64), (64, 128), (128, 128), (128, 256), (256, 256)):
        counted += 9 * channels * filters + 2 * filters
    assert count_parameters(outlined("tiny-vgg", 202)) == counted + 256 * 202 + 202


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_an_outline_counts_without_memory_and_gives_the_shape_of_the_scores(name: str) -> None:
    px = max(IMAGENET_PX, find(name).min_px)
    before = torch.get_rng_state()
    network = outline(Recipe(model=name), (1, px, px), 7)
    assert {value.device.type for value in network.state_dict().values()} == {"meta"}
    assert network(torch.empty(3, 1, px, px, device="meta")).shape == (3, 7)
    assert torch.equal(torch.get_rng_state(), before)
    if find(name).made_for_px <= 64:
        assert count_parameters(network) == count_parameters(build(Recipe(model=name), (1, px, px), 7))


def longest_path(module: nn.Module) -> int:
    """Layers with weights one after the other: of branches side by side the longest counts, of a shortcut none."""
    if isinstance(module, nn.Conv2d | nn.Linear):
        return 1
    parts = {name: longest_path(part) for name, part in module.named_children() if name != "downsample"}
    if any(name.startswith("branch") for name in parts):
        return max(parts.values())
    return sum(parts.values())


@pytest.mark.parametrize(("name", "depth"), [*DEPTHS.items(), ("GoogLeNet", 22)])
def test_the_number_counts_the_layers_with_weights(name: str, depth: int) -> None:
    """METHODS XL12; GoogLeNet's is said in its paper."""
    assert longest_path(outlined(name)) == depth


# The smallest picture


@pytest.mark.parametrize("name", [name for name, entry in ARCHITECTURES.items() if entry.takes_images])
def test_the_smallest_picture_passes_and_smaller_ones_are_refused(name: str, torchvision_models: Any) -> None:
    px = find(name).min_px
    network = outline(Recipe(model=name), (3, px, px), 4).eval()
    assert network(torch.empty(1, 3, px, px, device="meta")).shape == (1, 4)
    if name in THEIRS:
        weights = torchvision_models.get_model_weights(THEIRS[name]).IMAGENET1K_V1
        assert weights.meta["min_size"] == (px, px)
    if px > 1:
        with pytest.raises(VizlabError, match=f"{name} needs images of at least {px}×{px} px; got {px}×{px - 1} px"):
            build(Recipe(model=name), (3, px - 1, px), 4)
    if name in THEIRS and px > 1:
        with pytest.raises(RuntimeError):  # the class itself fails, so the bound is not too careful
            network(torch.empty(1, 3, px - 1, px - 1, device="meta"))


# Against torchvision


def shaken(network: nn.Module) -> nn.Module:
    """Norms with statistics and weights of their own, so that a forgotten or swapped one shows; filters that keep the signal."""
    generator = torch.Generator().manual_seed(1)
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, generator=generator)
        if isinstance(module, nn.BatchNorm2d) and module.running_mean is not None and module.running_var is not None:
            module.running_mean.normal_(0, 0.2, generator=generator)
            module.running_var.uniform_(0.5, 1.5, generator=generator)
            module.weight.data.uniform_(0.5, 1.5, generator=generator)
            module.bias.data.normal_(0, 0.2, generator=generator)
    return network


def theirs_of(name: str, torchvision_models: Any) -> nn.Module:
    options = {"init_weights": True, "aux_logits": False} if name == "GoogLeNet" else {}
    network: nn.Module = torchvision_models.get_model(THEIRS[name], weights=None, **options)
    return network


@pytest.mark.parametrize("name", [name for name in IMAGENET if name not in ("VGG-16", "VGG-19", "ResNet-34")])
def test_weights_and_scores_are_those_of_torchvision(name: str, torchvision_models: Any) -> None:
    """From one seed the same start weights, bit by bit; from the same weights the same scores."""
    with RandomStream(3):
        ours = build(Recipe(model=name), (3, 64, 64), 1000).eval()
    with RandomStream(3):
        theirs = theirs_of(name, torchvision_models).eval()
    state = ours.state_dict()
    assert list(state) == list(theirs.state_dict())
    assert all(torch.equal(value, state[key]) for key, value in theirs.state_dict().items())
    theirs.load_state_dict(shaken(ours).state_dict(), strict=True, assign=True)
    images = torch.randn(2, 3, 80, 66, generator=torch.Generator().manual_seed(0))
    got, expected = scores_of(ours, images), scores_of(theirs, images)
    assert (expected[0] - expected[1]).abs().max() > 1e-4  # the control: the scores depend on the picture
    torch.testing.assert_close(got, expected, rtol=1e-5, atol=1e-5 * float(expected.abs().max()))


def windows(network: nn.Module) -> list[tuple[Any, ...]]:
    """Kind, size, stride and padding of everything that slides, as pairs."""
    sliding = [layer for layer in network.modules() if isinstance(layer, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d)]
    pairs = torch.nn.modules.utils._pair
    return [
        (
            type(layer).__name__,
            pairs(layer.kernel_size),
            pairs(layer.stride),
            pairs(layer.padding),
            layer.stride != 1 and ceil(layer),
        )
        for layer in sliding
    ]


def ceil(layer: nn.Module) -> bool:
    return bool(getattr(layer, "ceil_mode", False))


@pytest.mark.parametrize("name", IMAGENET)
def test_keys_and_shapes_are_those_of_torchvision(name: str, torchvision_models: Any) -> None:
    with torch.device("meta"):
        theirs = theirs_of(name, torchvision_models)
    shapes = {key: value.shape for key, value in theirs.state_dict().items()}
    assert {key: value.shape for key, value in outlined(name).state_dict().items()} == shapes
    assert windows(outlined(name)) == windows(theirs)


@pytest.mark.parametrize("trains", [True, False])
def test_googlenet_with_heads_is_that_of_torchvision(trains: bool, torchvision_models: Any) -> None:
    with RandomStream(3):
        ours = shaken(GoogLeNet(dropout=0.0, auxiliary=True, head_dropout=0.0)).train(trains)
    theirs = torchvision_models.GoogLeNet(init_weights=False, dropout=0.0, dropout_aux=0.0).train(trains)
    theirs.load_state_dict(copy.deepcopy(ours.state_dict()), strict=True)
    images = torch.randn(3, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        got, expected = ours(images), theirs(images)
    assert isinstance(got, tuple) == trains
    torch.testing.assert_close(tuple(got), tuple(expected), rtol=1e-5, atol=1e-5)


def test_googlenet_without_heads_gives_scores_only_in_training_too() -> None:
    with RandomStream(0):
        network = build(Recipe(model="GoogLeNet"), (3, 64, 64), 5).train()
    assert network(torch.rand(2, 3, 64, 64)).shape == (2, 5)


# The residual networks for 32 px against the paper


def by_the_paper(weights: dict[str, Tensor], images: Tensor, blocks: int, *, shortcuts: bool) -> Tensor:
    """He 2016, section 4.2, written down once more without modules, in float64."""
    w = {key: value.double() for key, value in weights.items()}

    def normed(x: Tensor, name: str) -> Tensor:
        mean, variance, gain, shift = (
            w[f"{name}.{part}"][:, None, None] for part in ("running_mean", "running_var", "weight", "bias")
        )
        return (x - mean) / (variance + 1e-5).sqrt() * gain + shift

    x = normed(F.conv2d(images.double(), w["conv1.weight"], padding=1), "bn1").clamp(min=0)
    for stage in (1, 2, 3):
        for i in range(blocks):
            name, halves = f"layer{stage}.{i}", stage > 1 and i == 0
            y = F.conv2d(x, w[f"{name}.conv1.weight"], padding=1, stride=2 if halves else 1)
            y = normed(y, f"{name}.bn1").clamp(min=0)
            y = normed(F.conv2d(y, w[f"{name}.conv2.weight"], padding=1), f"{name}.bn2")
            if halves:
                kept = torch.zeros_like(y)
                channels = x.shape[1]
                kept[:, channels // 2 : channels // 2 + channels] = x[:, :, ::2, ::2]  # twice as many channels, half of them 0
                x = kept
            x = (y + x if shortcuts else y).clamp(min=0)
    return x.mean(dim=(2, 3)) @ w["fc.weight"].T + w["fc.bias"]


@pytest.mark.parametrize("shortcuts", [True, False])
@pytest.mark.parametrize("blocks", [3, 5])
def test_a_residual_network_is_that_of_the_paper(blocks: int, shortcuts: bool) -> None:
    with RandomStream(0):
        network = shaken(CifarResNet(3, 10, blocks, shortcuts=shortcuts)).eval()
    images = torch.randn(2, 3, 32, 30, generator=torch.Generator().manual_seed(0))
    expected = by_the_paper(network.state_dict(), images, blocks, shortcuts=shortcuts)
    other = by_the_paper(network.state_dict(), images, blocks, shortcuts=not shortcuts)
    got = scores_of(network.double(), images.double())
    torch.testing.assert_close(got, expected, rtol=1e-8, atol=1e-8)
    assert (got - other).abs().max() > 0.01  # the control


def test_plain_and_residual_networks_have_the_same_weights() -> None:
    """So that one can be loaded into the other: a comparison of landscapes needs that."""
    for depth in (20, 32, 56):
        plain, residual = outlined(f"Plain-{depth}").state_dict(), outlined(f"ResNet-{depth}").state_dict()
        assert {key: value.shape for key, value in plain.items()} == {key: value.shape for key, value in residual.items()}


# What pages and hooks rely on


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_activation_is_a_module_of_its_own_and_overwrites_nothing(name: str) -> None:
    """So that a hook on a layer means one place in the network: each module runs exactly once."""
    network = outlined(name, 10).eval()
    runs: Counter[str] = Counter()
    for label, module in network.named_modules():
        assert not getattr(module, "inplace", False)
        module.register_forward_hook(lambda *_, label=label: runs.update([label]))
    px = max(32, find(name).made_for_px, find(name).min_px)
    network(torch.empty(1, 3, px, px, device="meta"))
    assert {label: 1 for label, _ in network.named_modules()} == runs


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_what_is_said_of_it_is_one_sentence_with_its_count(name: str) -> None:
    about = find(name).about
    assert about.endswith(".")
    assert len(about) <= 130
    if name in IMAGENET:
        count = IMAGENET[name] / 1e6
        assert f"{count:.1f} million" in about or f"{count:.2f} million" in about
