"""Networks that people bring: their weights checked against an architecture of the table, and kept in the store.

A kept network is the artifact `models/<id>`: `weights.safetensors` under the architecture's own names, as float32, and what is
needed to build it and to use it, as JSON. Its reference is `mine/<id>`. To add a preset of normalisation: a line in
`NORMALISATIONS`.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safetensors.torch import save
from torch import Tensor

from vizlab import models
from vizlab.errors import VizlabError
from vizlab.models.activations import activation as check_activation
from vizlab.models.fitting import Fit, settle
from vizlab.recipes import Recipe, from_fields
from vizlab.store import Artifact, Store, budget_bytes, default_store

WEIGHTS = "weights.safetensors"
ID_LENGTH, NAME_LENGTH, TITLE_LENGTH = 12, 60, 60
MAX_CLASSES_BYTES = 500_000


@dataclass(frozen=True)
class Kept:
    """A network of one's own as the store knows it. seconds: when it was kept, since 1970."""

    reference: str
    title: str
    architecture: str
    options: Mapping[str, Any]
    shape: tuple[int, ...]
    classes: tuple[str, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    sha256: str
    source: str
    seconds: float

    @property
    def recipe(self) -> Recipe:
        """What builds the network."""
        return from_fields({"model": self.architecture, **self.options}, Recipe)


def keep(
    state: Mapping[str, Tensor],
    fit: Fit,
    *,
    title: str,
    classes: Sequence[str] | None = None,
    activation: str = "ReLU",
    normalisation: tuple[Sequence[float], Sequence[float]] | None = None,
    source: str = "",
    store: Store | None = None,
) -> str:
    """Keep a network in the store; its reference, "mine/<id>". The same network with the same choices has the same id.

    classes: names, by default "class 0" and so on. normalisation: mean and deviation of each channel, by default 0 and 1.
    Errors: `VizlabError` for a file that does not fit, values that are no numbers, or choices that do not go with it.
    """
    packed = save(settle(state, fit))
    mean, deviation = _normalisation(normalisation, fit.shape[0] if len(fit.shape) == 3 else 1)
    options = dict(fit.options)
    if "activation" in models.find(fit.architecture).options:
        check_activation(activation)
        options["activation"] = activation
    meta = {
        "title": _title(title),
        "architecture": fit.architecture,
        "options": options,
        "shape": list(fit.shape),
        "classes": _classes(classes, fit.n_classes),
        "mean": mean,
        "deviation": deviation,
        "sha256": hashlib.sha256(packed).hexdigest(),
    }
    own = hashlib.sha256(json.dumps(meta, sort_keys=True).encode()).hexdigest()[:ID_LENGTH]
    place = store or default_store()
    place.write(f"models/{own}", {WEIGHTS: packed}, meta | {"source": source[:NAME_LENGTH], "kept_s": time.time()})
    place.collect(budget_bytes(), keep=frozenset({f"models/{own}"}))
    return f"mine/{own}"


def kept(store: Store | None = None) -> list[Kept]:
    """All networks of one's own, newest first."""
    place = store or default_store()
    found = ((key, place.meta(key)) for key in place.keys("models"))
    return sorted((_kept(key, meta) for key, meta in found if meta is not None), key=lambda each: -each.seconds)


def find(reference: str, store: Store | None = None) -> Kept:
    """The network of a reference "mine/<id>". Errors: `VizlabError` if it is gone."""
    key = _key(reference)
    meta = (store or default_store()).meta(key)
    if meta is None:
        raise VizlabError(f"There is no network {reference} here (any more).")
    return _kept(key, meta)


def weights(reference: str, store: Store | None = None) -> bytes:
    """Its weights as safetensors, verified. Errors: `VizlabError` if they are gone or damaged."""
    return _artifact(reference, store)[1].files[WEIGHTS]


def export(reference: str, store: Store | None = None) -> bytes:
    """A zip with the weights and `manifest.json`. Errors: `VizlabError` if they are gone or damaged."""
    _, artifact = _artifact(reference, store)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(WEIGHTS, artifact.files[WEIGHTS])
        archive.writestr("manifest.json", json.dumps(artifact.meta, indent=1))
    return packed.getvalue()


def rename(reference: str, title: str, store: Store | None = None) -> None:
    """Give it another title of 1-60 characters. Errors: `VizlabError` otherwise, or if it is gone."""
    place, artifact = _artifact(reference, store)
    place.write(artifact.key, artifact.files, dict(artifact.meta) | {"title": _title(title)})


def delete(reference: str, store: Store | None = None) -> None:
    """Remove a network of one's own; nothing there is no error."""
    (store or default_store()).delete(_key(reference))


def parse_classes(text: str) -> list[str]:
    """Class names from text: a JSON list (or object by number), one a line, or all in one line between commas.

    Errors: `VizlabError` if the text is too long or no such list.
    """
    if len(text) > MAX_CLASSES_BYTES:
        raise VizlabError(f"Class names may take up to {MAX_CLASSES_BYTES:,} characters; got {len(text):,}.")
    text = text.strip().removeprefix("\ufeff")
    if text[:1] in ("[", "{"):
        return _json_classes(text)
    lines = text.splitlines()
    if len(lines) == 1:
        lines = text.split(",")
    return [line.strip().strip('"').strip() for line in lines if line.strip()]


def parse_channels(text: str) -> tuple[float, ...]:
    """Numbers such as "0.485, 0.456, 0.406". Errors: `VizlabError` for anything else."""
    try:
        numbers = tuple(float(part) for part in text.replace(";", ",").split(","))
    except ValueError as error:
        raise VizlabError(f"Mean and deviation must be numbers with commas between them; got {text[:40]!r}.") from error
    if not all(math.isfinite(number) for number in numbers):
        raise VizlabError(f"Mean and deviation must be finite numbers; got {text[:40]!r}.")
    return numbers


def _normalisation(given: tuple[Sequence[float], Sequence[float]] | None, channels: int) -> tuple[list[float], list[float]]:
    mean, deviation = given or ([0.0], [1.0])
    pair = [float(x) for x in mean], [float(x) for x in deviation]
    if {len(values) for values in pair} - {1, channels}:
        raise VizlabError(f"Mean and deviation must have one number or one for each channel, {channels}; got {pair}.")
    if not all(math.isfinite(x) for values in pair for x in values) or min(pair[1]) <= 0:
        raise VizlabError(f"Mean and deviation must be finite, the deviation above zero; got {pair}.")
    filled = [values * channels if len(values) == 1 else values for values in pair]
    return filled[0], filled[1]


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not 0 < len(title) <= TITLE_LENGTH:
        raise VizlabError(f"A title has 1 to {TITLE_LENGTH} characters; got {len(title)}.")
    return title


def _classes(given: Sequence[str] | None, n: int) -> list[str]:
    names = [f"class {i}" for i in range(n)] if given is None else [" ".join(name.split())[:NAME_LENGTH] for name in given]
    if len(names) != n:
        raise VizlabError(f"There must be one class name for each of the last layer's {n} outputs; got {len(names)}.")
    if not all(names):
        raise VizlabError(f"Every class must have a name; number {names.index('')} has none.")
    return names


def _json_classes(text: str) -> list[str]:
    try:
        found = json.loads(text)
        if isinstance(found, dict):  # {"0": "cat", "1": "dog"}, as ImageNet's lists have it
            found = [found[str(i)] for i in range(len(found))]
    except (ValueError, KeyError, RecursionError) as error:
        raise VizlabError("Class names that begin with a bracket must be a JSON list; these are none.") from error
    names = [str(name[-1]) if isinstance(name, list) and name else str(name) for name in found]
    return [name.strip() for name in names]


def _key(reference: str) -> str:
    kind, _, own = reference.partition("/")
    if kind != "mine" or len(own) != ID_LENGTH or set(own) - set("0123456789abcdef"):
        raise VizlabError(f"A network of one's own is named like mine/3f9a12c4d7e0; got {reference[:40]!r}.")
    return f"models/{own}"


def _artifact(reference: str, store: Store | None) -> tuple[Store, Artifact]:
    place = store or default_store()
    artifact = place.read(_key(reference))
    if artifact is None:
        raise VizlabError(f"There is no network {reference} here (any more).")
    return place, artifact


def _kept(key: str, meta: Mapping[str, Any]) -> Kept:
    return Kept(
        f"mine/{key.rpartition('/')[2]}",
        meta["title"],
        meta["architecture"],
        meta["options"],
        tuple(meta["shape"]),
        tuple(meta["classes"]),
        tuple(meta["mean"]),
        tuple(meta["deviation"]),
        meta["sha256"],
        meta.get("source", ""),
        float(meta.get("kept_s", 0.0)),
    )


NORMALISATIONS: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "none": ((0.0,), (1.0,)),
    "ImageNet": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "0.5": ((0.5,), (0.5,)),
}
