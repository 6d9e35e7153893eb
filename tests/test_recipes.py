"""Recipes: one text and one id for equal things, another for others, and a sentence for everything that is no recipe."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from vizlab.errors import VizlabError
from vizlab.recipes import KNOBS, Recipe, canonical_json, differences, from_fields, from_json, run_id

BUNDLED = Path(__file__).parent.parent / "assets" / "models"
NUMERIC = [field.name for field in dataclasses.fields(Recipe) if field.type in ("int", "float")]
OTHER = {  # another possible value of every field
    "data": "moons", "data_version": 2, "noise": 0.2, "model": "MLP", "depth": 3, "width": 64, "activation": "tanh",
    "batch_norm": False, "dropout": 0.5, "optimizer": "SGD", "lr": 0.01, "momentum": 0.5, "weight_decay": 0.1,
    "schedule": "cosine", "epochs": 7, "batch_size": 64, "augment": "none", "validation": 0.2, "seed": 1, "algorithm": 2,
    "smoothing": 0.1, "eps": 0.01, "init_from": "bundled/digits-cnn",
}  # fmt: skip
TEXT = (
    '{"activation":"ReLU","algorithm":1,"augment":"none","batch_norm":true,"batch_size":32,"data":"XOR","data_version":1,'
    '"depth":2,"dropout":0.0,"epochs":5,"lr":0.003,"model":"MLP","momentum":0.9,"noise":0.1,"optimizer":"Adam",'
    '"schedule":"one-cycle","seed":3,"validation":0.1,"weight_decay":0.0,"width":32}'
)


def test_the_id_is_the_hash_of_this_very_text() -> None:
    recipe = Recipe(data="XOR", model="MLP", augment="none", epochs=5, seed=3)
    assert canonical_json(recipe) == TEXT
    assert run_id(recipe) == hashlib.sha256(TEXT.encode()).hexdigest()[:12]


@pytest.mark.parametrize("name", sorted(path.name for path in BUNDLED.iterdir()))
def test_runs_from_before_still_have_their_id(name: str) -> None:
    """Whoever changes the canonical text orphans every stored run: the bundled ones were named when they were trained."""
    record = json.loads((BUNDLED / name / "result" / "manifest.json").read_text())["body"]["meta"]
    assert run_id(from_fields(record["recipe"], Recipe)) == record["run"]


def test_every_field_decides_the_id() -> None:
    assert set(OTHER) == {field.name for field in dataclasses.fields(Recipe)}
    ids = [run_id(dataclasses.replace(Recipe(), **{name: value})) for name, value in OTHER.items()]
    assert len({*ids, run_id(Recipe())}) == len(OTHER) + 1


def test_whole_numbers_and_floats_are_one_recipe() -> None:
    assert run_id(Recipe(lr=1, dropout=0)) == run_id(Recipe(lr=1.0, dropout=0.0))


def test_another_process_finds_the_same_id() -> None:
    code = "from vizlab.recipes import *; print(run_id(Recipe(seed=3)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == run_id(Recipe(seed=3))


def test_there_and_back() -> None:
    recipe = Recipe(**OTHER)
    assert from_json(canonical_json(recipe), Recipe) == recipe
    assert from_fields({}, Recipe) == Recipe()


def test_a_recipe_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Recipe().lr = 0.1  # type: ignore[misc]


def test_differences_name_both_values() -> None:
    assert differences(Recipe(), Recipe()) == {}
    assert differences(Recipe(lr=0.1), Recipe(lr=0.3, seed=4)) == {"lr": (0.1, 0.3), "seed": (0, 4)}


def test_every_numeric_knob_has_a_range_that_holds_its_default_and_choices() -> None:
    assert set(KNOBS) == set(NUMERIC) - {"data_version", "algorithm"}
    for name, knob in KNOBS.items():
        default = getattr(Recipe(), name)
        assert knob.low <= default <= knob.high
        assert knob.effect.endswith(".")
        if knob.choices:
            assert default in knob.choices
            assert list(knob.choices) == sorted(knob.choices)
            assert knob.low <= knob.choices[0] <= knob.choices[-1] <= knob.high
            assert {type(value) for value in knob.choices} == {type(default)}


@pytest.mark.parametrize("name", KNOBS)
def test_the_range_is_closed(name: str) -> None:
    knob, kind = KNOBS[name], type(getattr(Recipe(), name))
    for value in (knob.low, knob.high):
        assert getattr(Recipe(**{name: kind(value)}), name) == value
    step = 1 if kind is int else 1e-6
    for value in (knob.low - step, knob.high + step):
        with pytest.raises(VizlabError, match=rf"^{name} must lie between {knob.low:g} and .*; got "):
            Recipe(**{name: kind(value)})


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"lr": float("nan")}, "lr must lie between .*; got nan"),
        ({"lr": float("inf")}, "lr must lie between .*; got inf"),
        ({"lr": "0.1"}, "lr must be of type float; got '0.1'"),
        ({"lr": True}, "lr must be of type float; got True"),
        ({"epochs": 3.0}, "epochs must be of type int; got 3.0"),
        ({"epochs": True}, "epochs must be of type int; got True"),
        ({"batch_norm": 1}, "batch_norm must be of type bool; got 1"),
        ({"data": None}, "data must be of type str; got None"),
        ({"seed": 2**31}, "seed must lie between 0 and"),
        ({"rl": 0.1}, "has no field rl; it has activation, .*, width"),
    ],
)
def test_what_is_no_recipe_is_said_in_a_sentence(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(VizlabError, match=sentence):
        from_fields(fields, Recipe)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "must be JSON"),
        ('{"lr": 0.1', "must be JSON"),
        ("[1, 2]", "must be a JSON object; got list"),
        ("null", "must be a JSON object; got NoneType"),
        ('{"lr": 1e309}', "lr must lie between .*; got inf"),
        ('{"lr": NaN}', "lr must lie between .*; got nan"),
    ],
)
def test_what_is_no_text_of_a_recipe_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(VizlabError, match=sentence):
        from_json(text, Recipe)
