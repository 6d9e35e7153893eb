"""A checkpoint holds everything that training needs to go on: weights, optimizer, schedule and random stream."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from vizlab.recipes import Recipe
from vizlab.store import Store
from vizlab.training import OPTIMIZERS, SCHEDULES, checkpoints
from vizlab.training.setup import Learner, start

CPU = torch.device("cpu")


def learner(optimizer: str, schedule: str = "cosine", seed: int = 0) -> Learner:
    recipe = Recipe(optimizer=optimizer, schedule=schedule, depth=1, width=4, dropout=0.3, epochs=2, batch_size=8, seed=seed)
    return start(recipe, 80, CPU)


def advance(moving: Learner, steps: int) -> None:
    inputs = torch.rand(8, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    moving.model.train()
    for _ in range(steps):
        with moving.stream:
            moving.optimizer.zero_grad()
            nn.functional.cross_entropy(moving.model(inputs), torch.arange(8)).backward()
            moving.optimizer.step()
        moving.scheduler.step()


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """Nested state as one level, tensors as bytes, tuples as lists."""
    if isinstance(value, Tensor):
        return {path: (value.dtype, tuple(value.shape), value.contiguous().numpy().tobytes())}
    if isinstance(value, dict):
        return {k: v for name, part in value.items() for k, v in flat(part, f"{path}/{name}").items()}
    if isinstance(value, list | tuple):
        return {k: v for index, part in enumerate(value) for k, v in flat(part, f"{path}/{index}").items()}
    return {path: value}


def everything(moving: Learner) -> dict[str, Any]:
    parts = {
        "weights": moving.model.state_dict(),
        "optimizer": moving.optimizer.state_dict(),
        "scheduler": {k: v for k, v in moving.scheduler.state_dict().items() if not callable(v)},
        "stream": moving.stream.state(),
    }
    return flat(parts)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_there_and_back(optimizer: str, schedule: str, store: Store) -> None:
    original = learner(optimizer, schedule)
    advance(original, 4)
    notes = {"losses": [0.1, 1e-9, 2.5], "epochs": [{"epoch": 0}]}
    checkpoints.write(store, "runs/a", 1, original, notes)
    other = learner(optimizer, schedule, seed=9)
    assert everything(other) != everything(original)
    assert checkpoints.resume(store, "runs/a", other) == (1, notes)
    assert everything(other) == everything(original)
    advance(original, 5)
    advance(other, 5)
    assert everything(other) == everything(original)


def test_the_newest_sound_one_counts(store: Store, tmp_path: Any) -> None:
    moving, states = learner("Adam"), {}
    for epoch in (0, 1, 2, 10):
        checkpoints.write(store, "runs/a", epoch, moving, {"epoch": epoch})
        states[epoch] = everything(moving)
        advance(moving, 1)
    assert checkpoints.epochs(store, "runs/a") == [0, 1, 2, 10]
    for damaged, left in ((10, 2), (2, 1)):
        (path,) = (tmp_path / "own" / "runs" / "a" / f"epoch-{damaged:04d}").glob("*state.safetensors")
        path.write_bytes(path.read_bytes()[:-1])
        fresh = learner("Adam", seed=3)
        assert checkpoints.resume(store, "runs/a", fresh) == (left, {"epoch": left})
        assert everything(fresh) == states[left]


def test_without_a_checkpoint_the_learner_stays_as_it_is(store: Store) -> None:
    fresh = learner("Adam")
    before = everything(fresh)
    assert checkpoints.resume(store, "runs/a", fresh) is None
    assert everything(fresh) == before


def test_another_runs_checkpoints_are_not_taken(store: Store) -> None:
    checkpoints.write(store, "runs/ab", 3, learner("Adam"), {})
    assert checkpoints.epochs(store, "runs/a") == []
    assert checkpoints.resume(store, "runs/a", learner("Adam")) is None


def test_the_recipe_is_noted_once(store: Store) -> None:
    checkpoints.write_recipe(store, "runs/a", Recipe(seed=1))
    checkpoints.write_recipe(store, "runs/a", Recipe(seed=2))
    meta = store.meta("runs/a/recipe")
    assert meta is not None
    assert meta["recipe"]["seed"] == 1
