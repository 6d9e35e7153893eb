"""The library: every trained model by a short reference that pages and URLs share.

`bundled/fashion-cnn` comes with vizlab, `run/3f9a12c4d7e0` was trained here; `@4` after either means "after four epochs",
without it the last. A *run* is what is known without weights; a *model* is a network ready to be looked at.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load

from vizlab import data, devices, models
from vizlab.errors import VizlabError
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe, from_fields, run_id
from vizlab.store import Store, default_store
from vizlab.training import checkpoints

NAME_LENGTH = 60
_REFERENCE = re.compile(r"(?P<name>(?:bundled|run)/[a-z0-9-]{1,40})(?:@(?P<epoch>[0-9]{1,4}))?")
_ASSETS = Path(__file__).resolve().parent.parent / "assets" / "models"


@dataclass(frozen=True)
class Run:
    """A training run as the store knows it. `record` is None while it is unfinished (see `training.loop`)."""

    reference: str
    title: str
    recipe: Recipe
    epochs: tuple[int, ...]
    record: Mapping[str, Any] | None

    @property
    def is_of_images(self) -> bool:
        """Whether its network takes images, not points."""
        return data.find(self.recipe.data).is_images

    @property
    def accuracy(self) -> float | None:
        """Test accuracy in 0-1, None while unfinished."""
        return None if self.record is None else float(self.record["report"]["accuracy"])


@dataclass(frozen=True)
class Model:
    """A frozen network (evaluation mode, no gradients to weights, channels last) and what it was made from.

    Hold `lock` around anything that hooks into the network: it is shared by all visitors.
    """

    reference: str
    run: Run
    epoch: int
    network: torch.nn.Module
    device: torch.device
    lock: threading.Lock

    @property
    def dataset(self) -> data.DataSet:
        """The data set that it was trained on, with its classes and image shape."""
        return data.find(self.run.recipe.data)


def split_reference(reference: str) -> tuple[str, int | None]:
    """ "run/3f9a@4" -> ("run/3f9a", 4). Errors: `VizlabError` on anything that is not a model reference."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise VizlabError(f"A model is named like bundled/fashion-cnn or run/3f9a12c4d7e0@4; got {reference!r}.")
    return match["name"], None if match["epoch"] is None else int(match["epoch"])


def runs(store: Store | None = None) -> list[Run]:
    """Every run of the store, finished ones newest first, then unfinished ones."""
    store = store or default_store()
    homes = {"/".join(key.split("/")[:2]) for key in store.keys("runs")}
    found = [run for home in homes if (run := _read_run(store, home, "run/" + home.removeprefix("runs/")))]
    return sorted(found, key=lambda run: (run.record is None, -(run.record or {}).get("finished_s", 0.0), run.reference))


def bundled() -> list[Run]:
    """The runs that come with vizlab, in the order of `BUNDLED`."""
    found = (_read_run(Store(str(_ASSETS)), name, f"bundled/{name}", title) for name, title in BUNDLED.items())
    return [run for run in found if run]


def finished_run(recipe: Recipe, store: Store | None = None) -> Run | None:
    """The finished run of a settled recipe, trained here or bundled, None if there is none."""
    wanted = run_id(recipe)
    own = _read_run(store or default_store(), checkpoints.run_key(wanted), f"run/{wanted}")
    if own and own.record:
        return own
    return next((run for run in bundled() if run.record and run.record["run"] == wanted), None)


def matches(run: Run, words: str) -> bool:
    """Whether a run's title, reference, state and recipe contain every word."""
    state = "unfinished" if run.record is None else "finished"
    text = " ".join((run.title, run.reference, state, *map(str, vars(run.recipe).values()))).casefold()
    return all(word in text for word in words.casefold().split())


def open_run(reference: str, store: Store | None = None) -> Run:
    """The run of a reference (its epoch is ignored). Errors: `VizlabError` if there is none."""
    name, _ = split_reference(reference)
    place, home = _place(name, store)
    run = _read_run(place, home, name, BUNDLED.get(home))
    if run is None:
        raise VizlabError(f"There is no model {name} here (any more); train it again from its recipe or choose another.")
    return run


def open_model(reference: str, store: Store | None = None) -> Model:
    """The network of a reference, verified, on this machine's device. Errors: `VizlabError` if it cannot be had."""
    name, run, epoch = _located(reference, store)
    device = devices.pick()
    network = _build(run.recipe)
    network.load_state_dict(load(_weights(name, run, epoch, store)))
    network.to(device).to(memory_format=torch.channels_last).eval().requires_grad_(False)  # type: ignore[call-overload]
    return Model(f"{name}@{epoch}", run, epoch, network, device, threading.Lock())


def rename(reference: str, title: str, store: Store | None = None) -> None:
    """Give a run a title of 1-60 characters. Errors: `VizlabError` otherwise, or for a bundled one."""
    title = " ".join(title.split())
    if not 0 < len(title) <= NAME_LENGTH:
        raise VizlabError(f"A title has 1 to {NAME_LENGTH} characters; got {len(title)}.")
    place, home = _own_place(reference, store)
    place.write(f"{home}/title", {}, {"title": title})


def delete(reference: str, store: Store | None = None) -> None:
    """Remove a run with all its checkpoints. Errors: `VizlabError` for a bundled one."""
    place, home = _own_place(reference, store)
    place.delete(home)


def export(reference: str, store: Store | None = None) -> bytes:
    """A zip with `weights.safetensors` and `manifest.json` (recipe, versions, metrics, sha256) of one epoch."""
    name, run, epoch = _located(reference, store)
    weights = _weights(name, run, epoch, store)
    manifest = dict(run.record or {}) | {"recipe": vars(run.recipe), "epoch": epoch, "title": run.title}
    manifest["sha256"] = {checkpoints.WEIGHTS: hashlib.sha256(weights).hexdigest()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(checkpoints.WEIGHTS, weights)
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return packed.getvalue()


def bundle(reference: str, name: str, epochs: list[int], target: Path = _ASSETS) -> None:
    """Copy a finished run's record and some epochs' weights to the assets, as `bundled/<name>`."""
    run = open_run(reference)
    if run.record is None:
        raise VizlabError(f"{run.title} is unfinished; only finished runs can be bundled.")
    place = Store(str(target))
    place.delete(name)
    for epoch in epochs:
        weights = _weights(run.reference, run, epoch, None)
        place.write(checkpoints.epoch_key(name, epoch), {checkpoints.WEIGHTS: weights}, {"epoch": epoch})
    place.write(f"{name}/result", {}, run.record)


def _located(reference: str, store: Store | None) -> tuple[str, Run, int]:
    """The name, the run and the epoch that a reference means."""
    name, wanted = split_reference(reference)
    run = open_run(name, store)
    if not run.epochs:
        raise VizlabError(f"{run.title} has no checkpoint yet; it can be opened after its first epoch.")
    return name, run, run.epochs[-1] if wanted is None else wanted


def _place(name: str, store: Store | None) -> tuple[Store, str]:
    kind, own = name.split("/")
    return (Store(str(_ASSETS)), own) if kind == "bundled" else (store or default_store(), checkpoints.run_key(own))


def _own_place(reference: str, store: Store | None) -> tuple[Store, str]:
    name, _ = split_reference(reference)
    if name.startswith("bundled/"):
        raise VizlabError("Models that come with vizlab cannot be renamed or deleted.")
    return _place(name, store)


def _read_run(store: Store, home: str, reference: str, title: str | None = None) -> Run | None:
    record = store.meta(f"{home}/result")
    started = record or store.meta(f"{home}/recipe")
    if started is None:
        return None
    try:
        recipe = from_fields(started["recipe"], Recipe)
    except VizlabError:  # written by a version with other knobs: not ours to show
        return None
    named = store.meta(f"{home}/title") or {}
    title = title or named.get("title") or f"{recipe.model[0].upper()}{recipe.model[1:]} on {recipe.data}"
    return Run(reference, title, recipe, tuple(checkpoints.epochs(store, home)), record)


def _weights(name: str, run: Run, epoch: int, store: Store | None) -> bytes:
    if epoch not in run.epochs:
        have = ", ".join(map(str, run.epochs))
        raise VizlabError(f"{run.title} has no checkpoint of epoch {epoch}; it has {have}.")
    place, home = _place(name, store)
    artifact = place.read(checkpoints.epoch_key(home, epoch))
    if artifact is None:
        raise VizlabError(f"Epoch {epoch} of {run.title} was damaged and has been set aside; train the run again to restore it.")
    return artifact.files[checkpoints.WEIGHTS]


def _build(recipe: Recipe) -> torch.nn.Module:
    dataset = data.find(recipe.data)
    with RandomStream(recipe.seed):  # the start weights are overwritten; the global generators must not notice
        return models.build(recipe, dataset.shape, len(dataset.classes))


BUNDLED: dict[str, str] = {
    "fashion-cnn": "Small CNN on Fashion-MNIST",
    "cifar-cnn": "Small CNN on 60 % of CIFAR-10",
    "digits-cnn": "Small CNN on digits",
    "mnist-lenet": "LeNet-5 on MNIST",
    "spirals-mlp": "MLP on spirals",
}
