"""Frozen recipes: what to compute, as canonical JSON, whose hash is the run id.

Two people who ask for the same thing write the same JSON, get the same id and so share one run. A recipe is any frozen
dataclass of plain values that calls `check` when it is made; `Recipe` here is that of training a classifier, the others stand
with their topics. To add a knob: one field with its default, one line in the `KNOBS` beside it, and the code that reads it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from vizlab.errors import VizlabError

ID_LENGTH = 12
LATER = {"later": True}  # metadata of a field that runs without it do not know: its default leaves their ids as they were
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that decides a training run. Field names are also widget keys, URL parameters and CLI options."""

    data: str = "digits"
    data_version: int = 1
    noise: float = 0.1
    model: str = "small CNN"
    depth: int = 2
    width: int = 32
    activation: str = "ReLU"
    batch_norm: bool = True
    dropout: float = 0.0
    optimizer: str = "Adam"
    lr: float = 0.003
    momentum: float = 0.9
    weight_decay: float = 0.0
    schedule: str = "one-cycle"
    epochs: int = 30
    batch_size: int = 32
    augment: str = "shift"
    validation: float = 0.1
    seed: int = 0
    algorithm: int = 1  # raised when the training loop changes what the same knobs compute
    smoothing: float = dataclasses.field(default=0.0, metadata=LATER)
    eps: float = dataclasses.field(default=0.0, metadata=LATER)
    init_from: str = dataclasses.field(default="", metadata=LATER)  # reference of the run whose weights training begins with

    def __post_init__(self) -> None:
        """Check types and ranges; names of data sets and the like are checked where their tables are."""
        check(self, KNOBS)


@dataclass(frozen=True)
class Knob:
    """A numeric knob: its range, and what turning it does, in one line. choices: the values offered, if not all of them."""

    low: float
    high: float
    effect: str
    choices: tuple[float, ...] = ()


KNOBS: dict[str, Knob] = {
    "noise": Knob(0.0, 0.5, "Scatters the points: more noise, more overlap, lower best possible accuracy."),
    "depth": Knob(1, 4, "More layers: more abstract features, slower, harder to train without batch norm."),
    "width": Knob(
        4, 256, "More channels or units a layer: more capacity; time grows with its square.", (4, 8, 16, 32, 64, 128, 256)
    ),
    "dropout": Knob(0.0, 0.8, "Switches off this share of units at random in training: less overfitting."),
    "lr": Knob(
        1e-5,
        1.0,
        "Length of each step: too small crawls, too large jumps about or diverges.",
        (1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0),
    ),
    "momentum": Knob(
        0.0,
        0.99,
        "How much of the last step is kept: smoother and faster, until it overshoots.",
        (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99),
    ),
    "weight_decay": Knob(
        0.0, 0.1, "Pulls weights towards zero: smoother functions, less overfitting.", (0.0, 1e-5, 1e-4, 5e-4, 1e-3, 0.01, 0.1)
    ),
    "epochs": Knob(1, 100, "Passes over the training data: the validation curve tells when it is enough."),
    "batch_size": Knob(
        8,
        1024,
        "Examples a step: small is noisy and slow, large is smooth, with fewer steps.",
        (8, 16, 32, 64, 128, 256, 512, 1024),
    ),
    "validation": Knob(
        0.02,
        0.5,
        "Share of the training data held back to see overfitting while it happens.",
        (0.02, 0.05, 0.1, 0.2, 0.3, 0.5),
    ),
    "smoothing": Knob(
        0.0, 0.5, "Share of the label given to all classes alike: less certain, often more often right.", (0.0, 0.05, 0.1, 0.2)
    ),
    "eps": Knob(
        0.0,
        0.1,
        "Trains on pictures whose pixels were moved by up to this much against the network: robust, at twice the time.",
        (0.0, 1 / 255, 2 / 255, 4 / 255, 8 / 255),
    ),
    "seed": Knob(0, 2**31 - 1, "Start weights and order of the data. Same seed, same curve, bit for bit.", tuple(range(100))),
}


def check(recipe: Any, knobs: Mapping[str, Knob]) -> None:
    """Check a new recipe's types and ranges; its module must have `from __future__ import annotations`.

    Errors: `VizlabError` naming the field, what must hold and what was got.
    """
    for field in dataclasses.fields(recipe):
        value = getattr(recipe, field.name)
        _check_type(field.name, value, str(field.type))
        if field.type == "float":  # 1 and 1.0 are one recipe, so they must be one text
            object.__setattr__(recipe, field.name, float(value))
    for name, knob in knobs.items():
        _check_range(name, getattr(recipe, name), knob)


def canonical_json(recipe: Any) -> str:
    """The recipe as JSON with sorted keys and no spaces; equal recipes give equal text."""
    known = [field for field in dataclasses.fields(recipe) if not _is_unheard_of(recipe, field)]
    fields = {field.name: getattr(recipe, field.name) for field in known}
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), allow_nan=False)


def run_id(recipe: Any) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical_json(recipe).encode()).hexdigest()[:ID_LENGTH]


def from_json(text: str, kind: type[R]) -> R:
    """The recipe of this class in a canonical JSON text. Errors: `VizlabError` on anything else."""
    try:
        fields = json.loads(text)
    except ValueError as error:
        raise VizlabError(f"A recipe must be JSON; this is not: {error}.") from error
    if not isinstance(fields, dict):
        raise VizlabError(f"A recipe must be a JSON object; got {type(fields).__name__}.")
    return from_fields(fields, kind)


def from_fields(fields: Mapping[str, Any], kind: type[R]) -> R:
    """The recipe with these fields, defaults elsewhere. Errors: `VizlabError` naming what is unknown or out of range."""
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(fields) - known)
    if unknown:
        raise VizlabError(f"A recipe has no field {', '.join(unknown)}; it has {', '.join(sorted(known))}.")
    return kind(**fields)


def differences(a: Any, b: Any) -> dict[str, tuple[Any, Any]]:
    """Field -> (value in a, value in b), for the fields that differ."""
    fields_a, fields_b = dataclasses.asdict(a), dataclasses.asdict(b)
    return {name: (fields_a[name], fields_b[name]) for name in fields_a if fields_a[name] != fields_b[name]}


def _is_unheard_of(recipe: Any, field: dataclasses.Field[Any]) -> bool:
    """Whether this is a later field at its default, so that the recipe means what it meant before there was the field."""
    return bool(field.metadata.get("later")) and getattr(recipe, field.name) == field.default


def _check_type(name: str, value: Any, type_name: str) -> None:
    types: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,)}
    expected = types[type_name]
    if isinstance(value, bool) != (type_name == "bool") or not isinstance(value, expected):
        raise VizlabError(f"{name} must be of type {type_name}; got {value!r}.")


def _check_range(name: str, value: float, knob: Knob) -> None:
    if not math.isfinite(value) or not knob.low <= value <= knob.high:
        raise VizlabError(f"{name} must lie between {knob.low:g} and {knob.high:g}; got {value!r}.")
