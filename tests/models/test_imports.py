"""Networks of one's own: what fits what, what is kept, and that it answers as it did where it came from."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load, save
from torch import Tensor

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.models import ARCHITECTURES, build, fits, fitting, imports, weight_files
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.store import default_store

RECIPE = Recipe(model="small CNN", depth=3, width=24, batch_norm=False)
SHAPE = (3, 32, 32)


def network(recipe: Recipe = RECIPE, shape: tuple[int, ...] = SHAPE, n_classes: int = 5) -> torch.nn.Module:
    with RandomStream(5):
        return build(recipe, shape, n_classes).eval()


def read(model: torch.nn.Module, **changes: Tensor | None) -> dict[str, Tensor]:
    state = {name: value for name, value in (model.state_dict() | changes).items() if value is not None}
    return weight_files.read(save({name: value.contiguous() for name, value in state.items()}))


def test_depth_width_channels_and_classes_are_read_from_the_shapes() -> None:
    fit = fitting.compare(read(network()), "small CNN", 32)
    assert fit.faults == 0
    assert (fit.shape, fit.n_classes) == (SHAPE, 5)
    assert fit.options == {"depth": 3, "width": 24, "batch_norm": False}
    points = fitting.compare(read(network(Recipe(model="MLP", depth=1, width=16), (13,), 3)), "MLP", 32)
    assert (points.shape, points.n_classes, points.faults) == ((13,), 3, 0)


@pytest.mark.parametrize("name", [name for name in ARCHITECTURES if not name.startswith("VGG-1") and name != "AlexNet"])
def test_every_architecture_takes_its_own_weights(name: str) -> None:
    px = next(px for px in (28, 32, 64, 224) if fits(name, (3, px, px)))
    with torch.device("meta"):  # shapes are all that is compared
        state = build(Recipe(model=name), (3, px, px), 7).state_dict()
    fit = fitting.compare(state, name, px)
    assert (fit.faults, fit.n_classes, fit.shape) == (0, 7, (3, px, px))


def test_a_file_of_another_architecture_is_told_by_name() -> None:
    state = read(network(Recipe(model="ResNet-18"), (3, 64, 64), 9))
    assert fitting.identify(state, 64) == ["ResNet-18"]
    assert set(fitting.identify(read(network(Recipe(model="Plain-20"), SHAPE, 10)), 32)) == {"ResNet-20", "Plain-20"}
    fit = fitting.compare(state, "SqueezeNet 1.1", 64)
    assert "features.0.weight" in fit.missing
    assert "layer1.0.conv1.weight" in fit.unexpected


def test_missing_unexpected_and_misshapen_names_are_told_apart() -> None:
    wrong = read(network(), **{"block1.conv.bias": None, "extra": torch.zeros(2), "block2.conv.weight": torch.zeros(3, 3)})
    fit = fitting.compare(wrong, "small CNN", 32)
    assert fit.missing == ("block1.conv.bias",)
    assert fit.unexpected == ("extra",)
    assert fit.misshapen == {"block2.conv.weight": ((48, 24, 3, 3), (3, 3))}
    with pytest.raises(VizlabError, match="must fit small CNN; 3 of its names"):
        imports.keep(wrong, fit, title="no")
    assert default_store().keys("models") == []


@pytest.mark.parametrize(("value", "words"), [(float("nan"), "NaN"), (float("inf"), "infinite")])
def test_values_that_are_no_numbers_are_refused_with_the_layer(value: float, words: str) -> None:
    bad = network().state_dict()["block2.conv.weight"].clone()
    bad[1, 2, 0, 1] = value
    state = read(network(), **{"block2.conv.weight": bad})
    with pytest.raises(VizlabError, match=f"block2.conv.weight.*{words}"):
        imports.keep(state, fitting.compare(state, "small CNN", 32), title="no")


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_other_floats_become_float32_and_whole_numbers_are_refused(dtype: torch.dtype) -> None:
    state = read(network().to(dtype))
    reference = imports.keep(state, fitting.compare(state, "small CNN", 32), title="halved")
    kept = load(imports.weights(reference))
    assert {value.dtype for value in kept.values()} == {torch.float32}
    assert all(torch.equal(value, state[name].float()) for name, value in kept.items())
    whole = {name: value.to(torch.int8) for name, value in state.items()}
    with pytest.raises(VizlabError, match=r"floating-point numbers; .* has int8"):
        imports.keep(whole, fitting.compare(whole, "small CNN", 32), title="no")


@pytest.mark.parametrize("normalisation", imports.NORMALISATIONS)
def test_what_is_kept_answers_as_where_it_came_from(normalisation: str) -> None:
    """Through the library, with pictures in [0, 1], against the network itself with normalised ones."""
    model = network(replace(RECIPE, activation="tanh"))
    state = read(model)
    fit = fitting.compare(state, "small CNN", 32)
    mean, deviation = imports.NORMALISATIONS[normalisation]
    settings = {"classes": list("abcde"), "activation": "tanh", "normalisation": (mean, deviation), "source": "mine.pth"}
    reference = imports.keep(state, fit, title="Mine", **settings)  # type: ignore[arg-type]
    opened = library.open_model(reference)
    assert (opened.classes, opened.shape, opened.title) == (tuple("abcde"), SHAPE, "Mine")
    images = torch.rand(2, *SHAPE)
    shift, scale = (torch.tensor(values).view(1, -1, 1, 1) for values in (mean, deviation))
    torch.testing.assert_close(opened.network(images), model((images - shift) / scale))
    assert imports.keep(state, fit, title="Mine", **settings) == reference  # type: ignore[arg-type]


def test_names_of_classes_and_numbers_must_go_with_the_network() -> None:
    state = read(network())
    fit = fitting.compare(state, "small CNN", 32)
    refused = {
        "last layer's 5 outputs; got 2": {"classes": ["a", "b"]},
        "number 1 has none": {"classes": ["a", " ", "c", "d", "e"]},
        "for each channel, 3": {"normalisation": ((0.1, 0.2), (1.0,))},
        "deviation above zero": {"normalisation": ((0.1,), (0.0,))},
        "activation must be one of": {"activation": "magic"},
        "1 to 60 characters": {"title": " "},
    }
    for words, choices in refused.items():
        with pytest.raises(VizlabError, match=words):
            imports.keep(state, fit, **({"title": "mine"} | choices))  # type: ignore[arg-type]
    assert imports.find(imports.keep(state, fit, title="mine")).classes[0] == "class 0"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cat\ndog\n\n", ["cat", "dog"]),
        ("cat, dog ,bird", ["cat", "dog", "bird"]),
        ('"cat","dog"', ["cat", "dog"]),
        ('["cat", "dog"]', ["cat", "dog"]),
        ('{"0": "cat", "1": "dog"}', ["cat", "dog"]),
        ('{"0": ["n01", "cat"], "1": ["n02", "dog"]}', ["cat", "dog"]),
        ("\ufeffcat\r\nT-shirt, grey", ["cat", "T-shirt, grey"]),
    ],
)
def test_class_names_in_every_form(text: str, names: list[str]) -> None:
    assert imports.parse_classes(text) == names


@pytest.mark.parametrize("text", ["[1, 2", '{"a": 1}', "[" * 5000, "x" * 600_000], ids=len)
def test_class_names_that_are_none(text: str) -> None:
    with pytest.raises(VizlabError):
        imports.parse_classes(text)


def test_numbers_of_channels() -> None:
    assert imports.parse_channels("0.5, 0.4;0.3") == (0.5, 0.4, 0.3)
    for text in ("", "a, b", "nan", "1e999"):
        with pytest.raises(VizlabError, match="Mean and deviation must be"):
            imports.parse_channels(text)


def test_listed_renamed_exported_deleted() -> None:
    state = read(network())
    fit = fitting.compare(state, "small CNN", 32)
    first, second = (imports.keep(state, fit, title=title) for title in ("one", "two"))
    assert [kept.reference for kept in imports.kept()] == [second, first]
    imports.rename(first, "  number   one ")
    assert imports.find(first).title == "number one"
    with pytest.raises(VizlabError, match="1 to 60"):
        imports.rename(first, "x" * 61)
    with zipfile.ZipFile(io.BytesIO(imports.export(first))) as archive:
        assert load(archive.read("weights.safetensors")).keys() == state.keys()
        assert json.loads(archive.read("manifest.json"))["architecture"] == "small CNN"
    imports.delete(first)
    assert [kept.reference for kept in imports.kept()] == [second]
    for gone in (first, "mine/../../etc", "mine/xyz"):
        with pytest.raises(VizlabError):
            imports.find(gone)
