"""Training runs: those that come with vizlab and those of the store, without their weights, and what one can do with them."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors.torch import load, save

from vizlab.errors import VizlabError
from vizlab.models import imports
from vizlab.recipes import Recipe, from_fields, run_id
from vizlab.shipped import SHIPPED
from vizlab.store import Store, default_store
from vizlab.training import checkpoints, path, untrained
from vizlab.training.checkpoints import SHIPPED_AT, home_of, split_reference

NAME_LENGTH = 60


@dataclass(frozen=True)
class Run:
    """A training run as the store knows it. `record` is None while it is unfinished (see `training.loop`).

    shape: of one input, (c, h, w) or (d,). classes: their names.
    """

    reference: str
    title: str
    recipe: Recipe
    epochs: tuple[int, ...]
    record: Mapping[str, Any] | None
    shape: tuple[int, ...]
    classes: tuple[str, ...]

    @property
    def is_of_images(self) -> bool:
        """Whether its network takes images, not points."""
        return len(self.shape) == 3

    @property
    def accuracy(self) -> float | None:
        """Test accuracy in 0-1, None while unfinished."""
        return None if self.record is None else float(self.record["report"]["accuracy"])


def runs(store: Store | None = None) -> list[Run]:
    """Every run of the store, finished ones newest first, then unfinished ones."""
    store = store or default_store()
    homes = {"/".join(key.split("/")[:2]) for key in store.keys("runs")}
    found = [run for home in homes if (run := _read_run(store, home, "run/" + home.removeprefix("runs/")))]
    return sorted(found, key=lambda run: (run.record is None, -(run.record or {}).get("finished_s", 0.0), run.reference))


def bundled() -> list[Run]:
    """The runs that come with vizlab, in the order of `SHIPPED`; read once, for they stay as they are."""
    return list(_bundled(checkpoints.SHIPPED_AT))


@functools.cache
def _bundled(_place: Path) -> tuple[Run, ...]:
    places = ((f"bundled/{name}", known.title) for name, known in SHIPPED.items())
    found = (_read_run(*home_of(reference, None), reference, title) for reference, title in places)
    return tuple(run for run in found if run)


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
    place, home = home_of(name, store)
    run = _read_run(place, home, name, SHIPPED[home].title if home in SHIPPED else None)
    if run is None:
        raise VizlabError(f"There is no model {name} here (any more); train it again from its recipe or choose another.")
    return run


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


def weights(run: Run, epoch: int | None = None, store: Store | None = None) -> tuple[int, bytes]:
    """An epoch of a run, by default the last, and its weights as safetensors. Errors: `VizlabError` if they are not there."""
    if not run.epochs:
        raise VizlabError(f"{run.title} has no checkpoint yet; it can be opened after its first epoch.")
    epoch = run.epochs[-1] if epoch is None else epoch
    if epoch not in run.epochs:
        have = ", ".join(map(str, run.epochs))
        raise VizlabError(f"{run.title} has no checkpoint of epoch {epoch}; it has {have}.")
    place, home = home_of(run.reference, store)
    packed = checkpoints.packed_weights(place, home, epoch)
    if packed is None:
        raise VizlabError(f"Epoch {epoch} of {run.title} was damaged and has been set aside; train the run again to restore it.")
    return epoch, packed


def export(reference: str, store: Store | None = None) -> bytes:
    """A zip with `weights.safetensors` and `manifest.json` (what made it, metrics, sha256) of one epoch or an upload."""
    name, wanted = split_reference(reference)
    if name.startswith("mine/"):
        packed_weights, manifest = imports.weights(name, store), dataclasses.asdict(imports.find(name, store))
    else:
        run = open_run(name, store)
        epoch, packed_weights = weights(run, wanted, store)
        manifest = dict(run.record or {}) | {"recipe": vars(run.recipe), "epoch": epoch, "title": run.title}
    manifest["sha256"] = {checkpoints.WEIGHTS: hashlib.sha256(packed_weights).hexdigest()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(checkpoints.WEIGHTS, packed_weights)
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return packed.getvalue()


def bundle(
    reference: str, name: str, epochs: list[int], target: Path = SHIPPED_AT, *, half: bool = False, with_path: bool = False
) -> None:
    """Copy a finished run's record and some epochs' weights to the assets, as `bundled/<name>`.

    half: weights in 16 bits. with_path: the way of the weights through all epochs comes along, see `training.path`.
    """
    run = open_run(reference)
    if run.record is None:
        raise VizlabError(f"{run.title} is unfinished; only finished runs can be bundled.")
    place = Store(str(target))
    place.delete(name)
    for epoch in epochs:
        place.write(checkpoints.epoch_key(name, epoch), *_bundled_weights(run, epoch, half=half))
    if with_path:
        place.write(f"{name}/path", *_path(run))
    place.write(f"{name}/result", {}, run.record)


def _bundled_weights(run: Run, epoch: int, *, half: bool) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The file of an epoch's weights, none where the recipe's seed gives them, and what to know of them."""
    _, kept = weights(run, epoch)
    if half:
        kept = untrained.halved(kept)
    if epoch or kept != untrained.packed(run.recipe, run.shape, len(run.classes), half=half):
        return {checkpoints.WEIGHTS: kept}, {"epoch": epoch}
    nature = {"shape": list(run.shape), "n_classes": len(run.classes), "half": half}
    return {}, {"epoch": epoch, "recipe": dataclasses.asdict(run.recipe)} | nature


def _path(run: Run) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The way of its weights through all epochs: the file, and what to know of it."""
    way = path.project([load(weights(run, epoch)[1]) for epoch in run.epochs])
    tensors = {"coordinates": way.coordinates, "directions": way.directions.half()}
    return {path.FILE: save(tensors)}, {"epochs": list(run.epochs), "explained": list(way.explained)}


def _own_place(reference: str, store: Store | None) -> tuple[Store, str]:
    name, _ = split_reference(reference)
    if not name.startswith("run/"):
        raise VizlabError("Only runs trained here can be changed; models that come with vizlab cannot be renamed or deleted.")
    return home_of(name, store)


def _read_run(store: Store, home: str, reference: str, title: str | None = None) -> Run | None:
    record = store.meta(f"{home}/result")
    started = record or store.meta(f"{home}/recipe")
    if started is None:
        return None
    try:
        recipe = from_fields(started["recipe"], Recipe)
        known = started if "classes" in started else checkpoints.nature(recipe)
    except VizlabError:  # written by a version with other knobs, or on data that is gone: not ours to show
        return None
    named = store.meta(f"{home}/title") or {}
    title = title or named.get("title") or f"{recipe.model[0].upper()}{recipe.model[1:]} on {recipe.data}"
    epochs = tuple(checkpoints.epochs(store, home))
    return Run(reference, title, recipe, epochs, record, tuple(known["shape"]), tuple(known["classes"]))
