"""Anatomies: published totals, an independent counter of operations, and receptive fields against the reach of gradients."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from vizlab.models import ARCHITECTURES, build, count_parameters, fits, outline
from vizlab.models.anatomy import JOIN, Layer, anatomy, describe
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe

ROOT = Path(__file__).resolve().parents[2]
SMALL = Recipe(depth=2, width=8)
PUBLISHED = {  # weight layers, parameters, multiply-adds in thousands of millions as torchvision states them for 224 px
    "AlexNet": (8, 61_100_840, 0.71),
    "VGG-16": (16, 138_357_544, 15.47),
    "VGG-19": (19, 143_667_240, 19.63),
    "GoogLeNet": (22, 6_624_904, 1.5),
    "ResNet-18": (18, 11_689_512, 1.81),
    "ResNet-34": (34, 21_797_672, 3.66),
    "ResNet-50": (50, 25_557_032, 4.09),
    "SqueezeNet 1.0": (18, 1_248_424, 0.82),
    "DenseNet-121": (121, 7_978_856, 2.83),
}


def layer_of(name: str, layer: str, px: int = 224) -> Layer:
    found = describe(Recipe(model=name), (3, px, px), 1000).find(layer)
    assert found is not None
    return found


@pytest.mark.parametrize("name", PUBLISHED)
def test_totals_are_the_published_ones(name: str) -> None:
    found = describe(Recipe(model=name), (3, 224, 224), 1000)
    depth, parameters, work = PUBLISHED[name]
    assert (found.depth, found.parameters) == (depth, parameters)
    assert found.multiply_adds / 1e9 == pytest.approx(work, abs=0.006)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_weights_are_counted_once_and_all(name: str) -> None:
    shape = next(shape for shape in ((3, 32, 32), (3, 64, 64), (3, 224, 224)) if fits(name, shape))
    found = describe(Recipe(model=name), shape, 10)
    model = outline(Recipe(model=name), shape, 10)
    assert sum(layer.weights for layer in found.layers) == found.parameters == count_parameters(model)
    assert found.units == sum(layer.units for layer in found.layers)
    assert found.layers[-1].units == 10
    blocks = found.blocks()
    assert all(each < number for number, block in enumerate(blocks) for each in block.inputs)
    assert sum(found.series()[2]["weights"]) == found.parameters
    assert sum(found.series()[2]["bytes of output"]) == found.memory_bytes == 4 * found.units


@pytest.mark.parametrize("name", ["LeNet-5", "small CNN", "MLP", "ResNet-18", "SqueezeNet 1.1", "GoogLeNet", "DenseNet-121"])
def test_work_is_what_torch_counts(name: str) -> None:
    """Two operations a multiply-add, in a real pass of one real picture."""
    shape = (3, 32, 32) if fits(name, (3, 32, 32)) else (3, 64, 64)
    with RandomStream(0):
        model = build(Recipe(model=name), shape, 10).eval()
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(torch.zeros(1, *shape))
    assert 2 * describe(Recipe(model=name), shape, 10).multiply_adds == counter.get_total_flops()


def test_lenet_has_the_sizes_of_its_paper() -> None:
    """LeCun 1998, section II.B: weights and connections of C1, C5 and F6; C3 here sees all maps, K K I J + J for each place."""
    found = describe(Recipe(model="LeNet-5"), (1, 32, 32), 10)
    sizes = {layer.name: (layer.weights, layer.connections) for layer in found.layers}
    assert sizes["conv1"] == (156, 122_304)
    assert sizes["conv2"] == (16 * (25 * 6 + 1), 100 * 16 * (25 * 6 + 1))
    assert sizes["fc1"] == (48_120, 48_120)
    assert sizes["fc2"] == (10_164, 10_164)
    assert sizes["pool1"] == (0, 14 * 14 * 6 * 4)
    assert found.parameters == 61_706


def test_memory_lies_at_the_front_and_weights_at_the_end_of_vgg() -> None:
    found = describe(Recipe(model="VGG-16"), (3, 224, 224), 1000)
    assert max(found.layers, key=lambda layer: layer.memory_bytes).name in (
        "features.0",
        "features.1",
        "features.2",
        "features.3",
    )
    assert max(found.layers, key=lambda layer: layer.weights).name == "classifier.0"
    full = sum(layer.weights for layer in found.layers if layer.kind == "linear")
    work = sum(layer.multiply_adds for layer in found.layers if layer.kind == "convolution")
    assert full / found.parameters > 0.85
    assert work / found.multiply_adds > 0.98


def test_squeezing_saves_what_a_plain_layer_would_take() -> None:
    """XL11: a fire module against one layer of 3 x 3 with as many maps in and out (Iandola 2016, section 3.2)."""
    found = describe(Recipe(model="SqueezeNet 1.0"), (3, 224, 224), 1000)
    fire = [layer for layer in found.layers if layer.name.startswith("features.4.")]
    weights = sum(layer.weights for layer in fire)
    assert weights == (128 + 1) * 16 + (16 + 1) * 64 + (9 * 16 + 1) * 64
    assert (9 * 128 + 1) * 128 / weights > 11
    assert {layer.name for layer in fire if layer.inputs == fire[0].inputs} == {"features.4.squeeze"}
    squeezed = next(number for number, layer in enumerate(found.layers) if layer.name == "features.4.squeeze_activation")
    assert {layer.name for layer in fire if layer.inputs == (squeezed,)} == {"features.4.expand1x1", "features.4.expand3x3"}


# Receptive fields


class Branches(nn.Module):
    """Two ways of unlike reach side by side, a shortcut by slicing, and padding by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, 2, 3, padding=1)
        self.near = nn.Conv2d(2, 2, 1)
        self.far1, self.far2 = nn.Conv2d(2, 2, 3, padding=1), nn.Conv2d(2, 2, 5, padding=4, dilation=2)
        self.halve = nn.Conv2d(4, 4, 3, stride=2)
        self.last = nn.AvgPool2d(3, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        x = torch.cat([self.near(x), self.far2(self.far1(x))], dim=1)
        return self.last(self.halve(nn.functional.pad(x, (1, 1, 1, 1))) + x[:, :, ::2, ::2])


NETS = {
    "two 3 x 3": lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.Conv2d(2, 2, 3)),
    "one 5 x 5": lambda: nn.Sequential(nn.Conv2d(1, 2, 5)),
    "strides": lambda: nn.Sequential(
        nn.Conv2d(1, 2, (3, 5), stride=2, padding=1), nn.AvgPool2d(2), nn.Conv2d(2, 2, 3, padding=1)
    ),
    "dilation": lambda: nn.Sequential(nn.Conv2d(1, 2, 3, dilation=3, padding=3), nn.Conv2d(2, 1, 3, padding=1)),
    "branches": Branches,
}


def reach(model: nn.Module, layer: str, px: int) -> tuple[int, int]:
    """Rows and columns of the input that the middle unit of a layer really depends on, by the gradient, in float64."""
    model = model.double().eval()
    for parameter in model.parameters():
        nn.init.uniform_(parameter, 0.5, 1.0)  # positive: nothing can cancel
    image = torch.rand(1, 1, px, px, dtype=torch.float64, requires_grad=True)
    kept: dict[str, Tensor] = {}
    handle = dict(model.named_modules())[layer].register_forward_hook(lambda *found: kept.update(out=found[2]))
    model(image)
    handle.remove()
    middle = kept["out"][0, 0, kept["out"].shape[2] // 2, kept["out"].shape[3] // 2]
    (slope,) = torch.autograd.grad(middle, image)
    rows, columns = slope[0, 0].nonzero(as_tuple=True)
    return int(rows.max() - rows.min()) + 1, int(columns.max() - columns.min()) + 1


@pytest.mark.parametrize("name", NETS)
def test_fields_are_as_wide_as_gradients_reach(name: str) -> None:
    with RandomStream(0):
        for layer in anatomy(NETS[name](), (1, 61, 61)).layers:
            assert layer.field == reach(NETS[name](), layer.name, 61), layer.name


@pytest.mark.parametrize(
    ("name", "layers"), [("Plain-20", ["layer2.0.conv2"]), ("ResNet-20", ["layer2.0.relu2", "layer2.1.relu2"])]
)
def test_fields_of_real_networks_are_as_wide_as_gradients_reach(name: str, layers: list[str]) -> None:
    found = describe(Recipe(model=name), (1, 96, 96), 10)
    with RandomStream(0):
        model = build(Recipe(model=name), (1, 96, 96), 10)
        assert [found.find(layer).field for layer in layers] == [reach(model, layer, 96) for layer in layers]  # type: ignore[union-attr]


def test_two_small_kernels_see_as_far_as_one_large_one_with_fewer_weights() -> None:
    """C39: 18 C squared against 25 C squared."""
    c = 8
    two = anatomy(nn.Sequential(nn.Conv2d(c, c, 3, bias=False), nn.Conv2d(c, c, 3, bias=False)), (c, 16, 16))
    one = anatomy(nn.Sequential(nn.Conv2d(c, c, 5, bias=False)), (c, 16, 16))
    assert two.layers[-1].field == one.layers[-1].field == (5, 5)
    assert (two.parameters, one.parameters) == (18 * c * c, 25 * c * c)


def test_known_fields_of_known_networks() -> None:
    """Araujo 2019, table 1, for AlexNet; VGG-16's last pooling; a full layer sees all places of those before it."""
    assert layer_of("AlexNet", "features.12").field == (195, 195)
    assert layer_of("VGG-16", "features.30").field == (212, 212)
    assert layer_of("VGG-16", "features.30").jump == 32
    assert layer_of("VGG-16", "classifier.0").field == (212 + 6 * 32,) * 2
    assert layer_of("VGG-16", "classifier.0").jump is None


def test_points_have_no_field() -> None:
    assert {layer.field for layer in describe(Recipe(model="MLP"), (2,), 3).layers} == {None}


# Drawing, and what a description costs


def test_branches_are_drawn_side_by_side_and_meet() -> None:
    blocks = describe(Recipe(model="ResNet-18"), (3, 224, 224), 10).blocks()
    joins = [number for number, block in enumerate(blocks) if block.kind == JOIN]
    assert len(joins) == 8
    assert all(len(blocks[number].inputs) == 2 for number in joins)
    shortcut = next(number for number, block in enumerate(blocks) if block.name == "layer2.0.downsample.0")
    conv = next(number for number, block in enumerate(blocks) if block.name == "layer2.0.conv1")
    assert blocks[shortcut].inputs == blocks[conv].inputs
    plain = describe(Recipe(model="Plain-20"), (3, 32, 32), 10).blocks()
    assert [block.inputs for block in plain] == [(number - 1,) for number in range(len(plain))]


def test_a_network_is_left_as_it_was() -> None:
    with RandomStream(0):
        model = build(SMALL, (1, 16, 16), 4)
    model.train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    anatomy(model, (1, 16, 16))
    assert model.training
    assert all(parameter.requires_grad for parameter in model.parameters())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_half_a_gigabyte_is_described_without_allocating_it_or_loading_a_compiler() -> None:
    code = """
import resource, sys, torch
from vizlab.models.anatomy import describe
from vizlab.recipes import Recipe
state, before = torch.get_rng_state(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = [describe(Recipe(model=name), (3, 224, 224), 1000) for name in ("VGG-19", "DenseNet-121", "GoogLeNet")]
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
assert torch.equal(state, torch.get_rng_state())
print(round(grown), {"sympy", "torch._dynamo"} & set(sys.modules) or "none")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    grown, loaded = done.stdout.split(maxsplit=1)
    assert int(grown) < 60
    assert loaded.strip() == "none"
