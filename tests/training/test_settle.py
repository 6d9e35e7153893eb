"""Two recipes that compute the same have one id; what does not exist or fit is said with what does."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from vizlab.data import DATASETS
from vizlab.errors import VizlabError
from vizlab.models import ARCHITECTURES, fits
from vizlab.recipes import Recipe, run_id
from vizlab.store import Store
from vizlab.training import AUGMENTATIONS, OPTIMIZERS, SCHEDULES, settled, train, unread

OTHER: dict[str, Any] = {
    "noise": 0.3, "depth": 1, "width": 8, "activation": "tanh", "batch_norm": False, "dropout": 0.5, "momentum": 0.5,
    "augment": "flip", "lr": 0.01, "weight_decay": 0.01, "schedule": "cosine", "epochs": 3, "batch_size": 64,
    "validation": 0.2, "seed": 4,
}  # fmt: skip
PAIRS = [(data, model) for data, entry in DATASETS.items() for model in ARCHITECTURES if fits(model, entry.shape)]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_knobs_that_nothing_reads_do_not_change_the_id(optimizer: str) -> None:
    for data, model in PAIRS:
        recipe = Recipe(data=data, model=model, optimizer=optimizer)
        idle = unread(recipe)
        for name, value in OTHER.items():
            turned = dataclasses.replace(recipe, **{name: value})
            assert (run_id(settled(turned)) == run_id(settled(recipe))) == (name in idle), (data, model, name)


@pytest.mark.parametrize(
    ("fields", "idle"),
    [
        ({}, {"momentum", "noise"}),
        ({"optimizer": "Nesterov"}, {"noise"}),
        ({"data": "moons", "model": "MLP"}, {"momentum", "augment", "eps"}),
        ({"model": "LeNet-5", "data": "MNIST"}, {"momentum", "noise", "depth", "width", "batch_norm", "dropout"}),
        (
            {"model": "logistic regression", "data": "XOR", "optimizer": "SGD with momentum"},
            {"augment", "eps", "depth", "width", "activation", "batch_norm", "dropout"},
        ),
    ],
)
def test_who_reads_what(fields: dict[str, str], idle: set[str]) -> None:
    assert unread(Recipe(**fields)) == idle


@pytest.mark.parametrize("name", ["depth", "width", "activation", "batch_norm", "dropout", "momentum", "noise", "augment"])
def test_what_is_called_unread_changes_no_bit(name: str, store: Store, tmp_path: Any) -> None:
    """Trained for real, past `settled`: the weights of a logistic regression on points do not depend on the knob."""
    recipe = Recipe(data="digits", model="logistic regression", epochs=1) if name == "noise" else None
    recipe = recipe or Recipe(data="blobs", model="logistic regression", epochs=1)
    results = []
    for index, changed in enumerate((recipe, dataclasses.replace(recipe, **{name: OTHER[name]}))):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("vizlab.training.loop.settled", lambda unsettled: unsettled)
            place = Store(str(tmp_path / str(index)))
            record = list(train(changed, place))[-1].result
        artifact = place.read(f"runs/{record['run']}/epoch-0001") if record else None
        assert artifact is not None
        results.append(artifact.files["weights.safetensors"])
    assert results[0] == results[1]


def test_settling_twice_is_settling_once() -> None:
    for data, model in PAIRS:
        once = settled(Recipe(**OTHER | {"data": data, "model": model}))
        assert settled(once) == once
        assert once.data_version == DATASETS[data].version


@pytest.mark.parametrize(
    ("fields", "choices"),
    [
        ({"data": "CIFAR"}, DATASETS),
        ({"model": "ResNet"}, ARCHITECTURES),
        ({"optimizer": "adam"}, OPTIMIZERS),
        ({"schedule": ""}, SCHEDULES),
        ({"augment": "cutout"}, AUGMENTATIONS),
    ],
)
def test_unknown_words_are_answered_with_the_known_ones(fields: dict[str, str], choices: Any) -> None:
    with pytest.raises(VizlabError) as failure:
        settled(Recipe(**fields))
    sentence = str(failure.value)
    assert all(choice in sentence for choice in choices)
    assert repr(*fields.values()) in sentence


@pytest.mark.parametrize(("data", "model"), [("moons", "LeNet-5"), ("XOR", "small CNN")])
def test_parts_that_do_not_fit_are_answered_with_those_that_do(data: str, model: str) -> None:
    with pytest.raises(VizlabError, match=rf"^{model} cannot take {data}; these can: logistic regression, MLP\.$"):
        settled(Recipe(data=data, model=model))


@pytest.mark.parametrize("activation", ["relu", ""])
def test_an_unknown_activation_is_refused_before_training(activation: str) -> None:
    with pytest.raises(VizlabError, match="ReLU, tanh, sigmoid"):
        settled(Recipe(activation=activation))
