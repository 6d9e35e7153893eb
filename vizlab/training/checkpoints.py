"""Checkpoints: everything that training needs to go on as if it had never stopped, as safetensors and JSON in the store.

`runs/<id>/recipe` says what is computed, `runs/<id>/epoch-0003` holds the state after three passes (epoch 0: untrained),
`runs/<id>/result` is written last and makes the run a finished one.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors.torch import load, save
from torch import Tensor

from vizlab import data
from vizlab.errors import VizlabError
from vizlab.recipes import Recipe, from_fields
from vizlab.store import Store, default_store
from vizlab.training import untrained
from vizlab.training.setup import Learner

WEIGHTS = "weights.safetensors"
STATE = "state.safetensors"
SHIPPED_AT = Path(__file__).resolve().parents[2] / "assets" / "models"
_EPOCH = re.compile(r".*/epoch-(\d{4})")
_REFERENCE = re.compile(r"(?P<name>(?:bundled|run|imagenet|mine)/[a-z0-9_-]{1,40})(?:@(?P<epoch>[0-9]{1,4}))?")


def split_reference(reference: str) -> tuple[str, int | None]:
    """ "run/3f9a@4" -> ("run/3f9a", 4). Errors: `VizlabError` on anything that is not a model reference."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise VizlabError(f"A model is named like bundled/fashion-cnn or run/3f9a12c4d7e0@4; got {reference[:60]!r}.")
    return match["name"], None if match["epoch"] is None else int(match["epoch"])


def home_of(name: str, store: Store | None) -> tuple[Store, str]:
    """Where a training run, bundled/... or run/..., lies."""
    kind, own = name.split("/")
    return (Store(str(SHIPPED_AT)), own) if kind == "bundled" else (store or default_store(), run_key(own))


def weights_of(reference: str, store: Store | None = None) -> dict[str, Tensor]:
    """The weights of a training run after an epoch, by default the last one kept. Errors: `VizlabError` if there are none."""
    name, epoch = split_reference(reference)
    place, home = home_of(name, store)
    kept = epochs(place, home)
    wanted = max(kept, default=0) if epoch is None else epoch
    packed = packed_weights(place, home, wanted)
    if packed is None:
        raise VizlabError(f"There are no weights {reference} here (any more) to begin with.")
    return load(packed)


def packed_weights(store: Store, home: str, epoch: int) -> bytes | None:
    """A run's weights after an epoch, as safetensors; those that `untrained` draws again have no file. None: not there."""
    artifact = store.read(epoch_key(home, epoch))
    if artifact is None:
        return None
    if WEIGHTS in artifact.files:
        return artifact.files[WEIGHTS]
    known = artifact.meta
    return untrained.packed(from_fields(known["recipe"], Recipe), known["shape"], known["n_classes"], half=known["half"])


def run_key(run: str) -> str:
    """Where a run lives in the store."""
    return f"runs/{run}"


def epoch_key(home: str, epoch: int) -> str:
    """Where a run's state after `epoch` passes lives."""
    return f"{home}/epoch-{epoch:04d}"


def epochs(store: Store, home: str) -> list[int]:
    """The epochs that have a checkpoint, ascending."""
    matches = (_EPOCH.fullmatch(key) for key in store.keys(home))
    return sorted(int(match[1]) for match in matches if match)


def write_recipe(store: Store, home: str, recipe: Recipe) -> None:
    """Note what is about to be computed, so that an interrupted run can be offered again."""
    if store.meta(f"{home}/recipe") is None:
        store.write(f"{home}/recipe", {}, {"recipe": dataclasses.asdict(recipe)} | nature(recipe))


def nature(recipe: Recipe) -> dict[str, Any]:
    """What the network takes and says, as JSON: it must be readable when the data set is gone, or another copy of it here."""
    dataset = data.find(recipe.data)
    return {"shape": list(dataset.shape), "classes": list(dataset.classes)}


def write(store: Store, home: str, epoch: int, learner: Learner, notes: Mapping[str, Any]) -> None:
    """Keep the state after `epoch` passes; `notes` (JSON-able) come back from `resume`."""
    tensors, plain = _flatten(learner.optimizer.state_dict())
    tensors |= {f"random/{device}": state for device, state in learner.stream.state().items()}
    weights = {name: tensor.contiguous() for name, tensor in learner.model.state_dict().items()}
    meta = {"epoch": epoch, "optimizer": plain, "scheduler": learner.scheduler.state_dict(), "notes": dict(notes)}
    store.write(epoch_key(home, epoch), {WEIGHTS: save(weights), STATE: save(tensors)}, meta)


def resume(store: Store, home: str, learner: Learner) -> tuple[int, Mapping[str, Any]] | None:
    """Put the newest sound checkpoint into the learner: (epoch, notes), or None if there is none."""
    for epoch in reversed(epochs(store, home)):
        artifact = store.read(epoch_key(home, epoch))
        if artifact is None:
            continue
        tensors = load(artifact.files[STATE])
        learner.model.load_state_dict(load(artifact.files[WEIGHTS]))
        learner.optimizer.load_state_dict(_unflatten(tensors, artifact.meta["optimizer"]))
        learner.scheduler.load_state_dict(dict(artifact.meta["scheduler"]))
        learner.stream.restore({name.removeprefix("random/"): t for name, t in tensors.items() if name.startswith("random/")})
        return epoch, artifact.meta["notes"]
    return None


def _flatten(state: Mapping[str, Any]) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """An optimizer's state dict as named tensors and the JSON-able rest."""
    tensors: dict[str, Tensor] = {}
    numbers: dict[str, dict[str, Any]] = {}
    for index, slots in state["state"].items():
        numbers[str(index)] = {name: value for name, value in slots.items() if not isinstance(value, Tensor)}
        held = {name: value.contiguous() for name, value in slots.items() if isinstance(value, Tensor)}
        tensors |= {f"optimizer/{index}/{name}": value for name, value in held.items()}
    return tensors, {"state": numbers, "param_groups": state["param_groups"]}


def _unflatten(tensors: Mapping[str, Tensor], plain: Mapping[str, Any]) -> dict[str, Any]:
    state: dict[int, dict[str, Any]] = {int(index): dict(slots) for index, slots in plain["state"].items()}
    for name, tensor in tensors.items():
        if name.startswith("optimizer/"):
            _, index, slot = name.split("/", 2)
            state[int(index)][slot] = tensor
    return {"state": state, "param_groups": plain["param_groups"]}
