"""The training loop: it learns, it is the bare loop bit for bit, and interruptions leave no trace."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from vizlab import data, library
from vizlab.errors import VizlabError
from vizlab.models import ARCHITECTURES, build, fits
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe, run_id
from vizlab.store import Store
from vizlab.training import AUGMENTATIONS, OPTIMIZERS, SCHEDULES, settled, train

SMALL = Recipe(depth=1, width=4, epochs=3, batch_size=128)  # ten steps an epoch on digits
PER_EPOCH = 10
EXPLODING = Recipe(
    lr=1.0, optimizer="SGD with momentum", momentum=0.95, batch_norm=False, activation="leaky ReLU", schedule="constant"
)


def weights(store: Store, recipe: Recipe, epoch: int) -> bytes:
    artifact = store.read(f"runs/{run_id(settled(recipe))}/epoch-{epoch:04d}")
    assert artifact is not None
    return artifact.files["weights.safetensors"]


def lasting(record: Any) -> dict[str, Any]:
    """What of a record must not depend on when or how often it was made."""
    return {name: value for name, value in record.items() if name not in ("seconds", "finished_s")}


def interrupt(recipe: Recipe, store: Store, steps: int) -> list[Step]:
    """Start, take so many steps, close."""
    generator = train(recipe, store)
    taken = list(itertools.islice(generator, steps))
    generator.close()
    return taken


# It learns


def test_the_default_digits_network_reaches_98_percent(default_run: Any) -> None:
    record = default_run.record
    assert record["report"]["accuracy"] >= 0.98
    assert record["epochs"][0]["validation accuracy"] < 0.3  # ten classes, nothing learned yet
    assert record["epochs"][-1]["validation accuracy"] > 0.93
    assert record["epochs"][-1]["training loss"] < 0.1 * record["epochs"][1]["training loss"]


def test_the_steps_say_where_the_work_is(default_run: Any) -> None:
    steps, per_epoch = default_run.steps, 1293 // 32
    losses = [step for step in steps if "training loss" in step.values]
    epochs = [step for step in steps if "validation loss" in step.values]
    assert {step.total for step in steps} == {30 * per_epoch}
    assert [step.done for step in losses] == list(range(1, 30 * per_epoch + 1))
    assert [step.at for step in losses] == pytest.approx([done / per_epoch for done in range(1, 30 * per_epoch + 1)])
    assert [step.at for step in epochs] == list(range(31))
    assert [step.result is None for step in steps] == [True] * (len(steps) - 1) + [False]
    assert not any(step.note for step in steps)
    assert default_run.run.epochs == tuple(range(31))


def test_the_record_says_what_was_done(default_run: Any) -> None:
    record, epochs = default_run.record, default_run.record["epochs"]
    assert record["recipe"] == dataclasses.asdict(settled(Recipe()))
    assert record["run"] == run_id(settled(Recipe()))
    assert record["versions"]["torch"] == torch.__version__
    assert record["examples"] == 1437 - round(143.7)
    assert record["parameters"] == (9 * 32 + 2 * 32) + (32 * 9 * 64 + 2 * 64) + (64 * 2 * 2 * 10 + 10)
    losses = [step.values["training loss"] for step in default_run.steps if "training loss" in step.values]
    for epoch in range(1, 31):
        assert epochs[epoch]["training loss"] == pytest.approx(np.mean(losses[(epoch - 1) * 40 : epoch * 40]))
    kept = default_run.store.read(f"runs/{record['run']}/result")
    assert np.frombuffer(kept.files["losses.f32"], "<f4") == pytest.approx(np.array(losses, "f4"))
    assert kept.meta == json.loads(json.dumps(record))


def test_the_accuracy_of_the_record_is_that_of_the_stored_weights(default_run: Any) -> None:
    """Measured here with nothing of vizlab but the weights and the data."""
    network = library.open_model(f"run/{default_run.record['run']}", default_run.store).network
    test = data.load("digits").test
    with torch.no_grad():
        predicted = network(torch.tensor(test.inputs).float() / 255).argmax(1).numpy()
    assert default_run.record["report"]["accuracy"] == pytest.approx(np.mean(predicted == test.labels))


@pytest.mark.parametrize("name", [name for name in ARCHITECTURES if fits(name, (1, 8, 8))])
def test_the_loss_before_training_is_that_of_chance(name: str, store: Store) -> None:
    """METHODS XD21: -log(1 / C), within a third; a network whose weights are far too large is nowhere near."""
    first = interrupt(Recipe(model=name), store, 1)[0]
    assert first.at == 0
    assert first.values["validation loss"] == pytest.approx(math.log(10), rel=1 / 3)
    assert first.values["validation accuracy"] < 0.35


def test_weights_that_are_far_too_large_start_far_from_chance() -> None:
    """The control of the test above: the same measure sees a bad start."""
    with RandomStream(0):
        network = build(Recipe(), (1, 8, 8), 10).eval()
    test = data.load("digits").test
    with torch.no_grad():
        network.get_submodule("output").weight.mul_(100)
        loss = nn.functional.cross_entropy(network(torch.tensor(test.inputs) / 255), torch.tensor(test.labels))
    assert loss.item() > 2 * math.log(10)


def test_a_line_cannot_separate_xor_and_a_hidden_layer_can(run_to_the_end: Callable[[Recipe], Any]) -> None:
    """A line has at least one of four equal corners wrong: 75 % and no more; Bayes is about 98.8 % at this noise."""
    line = run_to_the_end(Recipe(data="XOR", model="logistic regression", lr=0.01))
    bent = run_to_the_end(Recipe(data="XOR", model="MLP", depth=1, lr=0.01, epochs=20))
    assert line.record["report"]["accuracy"] < 0.78
    assert bent.record["report"]["accuracy"] > 0.96
    assert line.record["epochs"][-1]["training loss"] > 0.5


def test_a_huge_learning_rate_ends_with_a_sentence(store: Store) -> None:
    """The catalogue's recipe; what was finished before the end stays."""
    with pytest.raises(VizlabError, match=r"stopped being a number at step [\d,]+: the learning rate 1 is too large"):
        list(train(EXPLODING, store))
    assert library.runs(store)[0].record is None
    assert 0 in library.runs(store)[0].epochs


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"data": "digits", "model": "nothing"}, "must be one of"), ({"model": "small CNN", "data": "moons"}, "cannot take moons")],
)
def test_what_does_not_fit_is_said_before_anything_is_written(fields: dict[str, Any], sentence: str, store: Store) -> None:
    with pytest.raises(VizlabError, match=sentence):
        next(train(Recipe(**fields), store))
    assert store.keys() == []


# It is the bare loop


def bare_loop(recipe: Recipe) -> dict[str, torch.Tensor]:
    """The same training in the fewest lines: torch's own generator, optimizer and loss, nothing of vizlab's loop."""
    split = data.load("digits").train
    order = np.random.default_rng(recipe.seed).permutation(len(split.labels))[round(recipe.validation * len(split.labels)) :]
    inputs, labels = torch.tensor(split.inputs[order]).float() / 255, torch.tensor(split.labels[order])
    with torch.random.fork_rng():
        torch.manual_seed(recipe.seed)
        model = build(recipe, (1, 8, 8), 10).to(memory_format=torch.channels_last)
        optimizer = torch.optim.Adam(model.parameters(), lr=recipe.lr)
        for _ in range(recipe.epochs):
            model.train()
            for batch in torch.randperm(len(labels)).split(recipe.batch_size):
                if len(batch) == recipe.batch_size:
                    x = inputs[batch].contiguous(memory_format=torch.channels_last)
                    optimizer.zero_grad()
                    nn.functional.cross_entropy(model(x), labels[batch]).backward()
                    optimizer.step()
    return model.state_dict()


@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_it_is_the_bare_loop_bit_for_bit(dropout: float, run_to_the_end: Callable[[Recipe], Any]) -> None:
    recipe = dataclasses.replace(SMALL, augment="none", schedule="constant", dropout=dropout, seed=5)
    finished = run_to_the_end(recipe)
    network = library.open_model(finished.run.reference, finished.store).network
    expected = bare_loop(recipe)
    assert set(expected) == set(network.state_dict())
    assert all(torch.equal(expected[name], value) for name, value in network.state_dict().items())


def test_the_same_recipe_gives_the_same_bits_and_another_seed_others(tmp_path: Path) -> None:
    stores = [Store(str(tmp_path / name)) for name in "ab"]
    for store in stores:
        list(train(SMALL, store))
        torch.rand(3)  # what others draw in between must not matter
    assert weights(stores[0], SMALL, 3) == weights(stores[1], SMALL, 3)
    other = dataclasses.replace(SMALL, seed=1)
    list(train(other, stores[0]))
    assert weights(stores[0], other, 3) != weights(stores[0], SMALL, 3)


# Interruptions leave no trace


def mixtures() -> list[Any]:
    """Every optimizer, schedule and augmentation at least once, with and without dropout, closed at various moments."""
    schedules, augmentations = itertools.cycle(SCHEDULES), itertools.cycle(AUGMENTATIONS)
    # 1: before training; 7: in the first epoch; 12: right after it; 25: in the last; 33: the end, but for the record
    moments = itertools.cycle([(7,), (12,), (1, 25), (25,), (33,), (12, 16), (19,)])
    mixed = []
    for index, optimizer in enumerate([*OPTIMIZERS, *OPTIMIZERS]):
        fields = {"optimizer": optimizer, "schedule": next(schedules), "augment": next(augmentations)}
        fields["dropout"] = 0.3 * (index % 2)
        mixed.append(pytest.param(fields, next(moments), id=f"{optimizer}, {fields['schedule']}, {fields['augment']}"))
    return mixed


@pytest.mark.parametrize(("fields", "moments"), mixtures())
def test_an_interrupted_run_ends_as_an_undisturbed_one(fields: dict[str, Any], moments: tuple[int, ...], tmp_path: Path) -> None:
    recipe = dataclasses.replace(SMALL, **fields)
    calm, disturbed = Store(str(tmp_path / "calm")), Store(str(tmp_path / "disturbed"))
    expected = list(train(recipe, calm))[-1].result
    for moment in moments:
        interrupt(recipe, disturbed, moment)
    found = list(train(recipe, disturbed))[-1].result
    for epoch in range(4):
        assert weights(disturbed, recipe, epoch) == weights(calm, recipe, epoch)
    assert lasting(found) == lasting(expected)


def test_who_listens_to_a_resumed_run_hears_all_of_it(store: Store, tmp_path: Path) -> None:
    whole = list(train(SMALL, Store(str(tmp_path / "calm"))))
    interrupt(SMALL, store, 25)
    resumed = list(train(SMALL, store))

    def heard(steps: list[Step], name: str) -> list[tuple[float | None, float]]:
        return [(step.at, step.values[name]) for step in steps if name in step.values]

    for name in ("training loss", "validation loss", "training accuracy", "validation accuracy"):
        assert heard(resumed, name) == heard(whole, name)
    assert [step.phase for step in resumed].count("resuming") == 2 * PER_EPOCH + 3


def test_closing_keeps_the_finished_epochs_usable(store: Store) -> None:
    interrupt(SMALL, store, 1 + PER_EPOCH + 1 + 5)
    run = library.open_run(f"run/{run_id(settled(SMALL))}", store)
    assert run.record is None
    assert run.epochs == (0, 1)
    assert library.finished_run(settled(SMALL), store) is None
    names = [library.open_model(f"{run.reference}@{epoch}", store).reference for epoch in run.epochs]
    assert names == [f"{run.reference}@0", f"{run.reference}@1"]


def test_a_finished_run_is_not_trained_again(store: Store) -> None:
    expected = list(train(SMALL, store))[-1].result
    again = list(train(SMALL, store))
    assert "training" not in {step.phase for step in again}
    assert lasting(again[-1].result) == lasting(expected)


@pytest.mark.parametrize("file", ["weights.safetensors", "state.safetensors", "manifest.json"])
def test_a_damaged_checkpoint_is_made_again_from_the_one_before(file: str, store: Store, tmp_path: Path) -> None:
    calm = Store(str(tmp_path / "calm"))
    list(train(SMALL, calm))
    interrupt(SMALL, store, 25)
    (path,) = (tmp_path / "own/runs" / run_id(settled(SMALL)) / "epoch-0002").glob(f"*{file}")
    content = path.read_bytes()
    path.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    steps = list(train(SMALL, store))
    assert sum(step.phase == "resuming" for step in steps) == PER_EPOCH + 2
    assert weights(store, SMALL, 2) == weights(calm, SMALL, 2)
    assert weights(store, SMALL, 3) == weights(calm, SMALL, 3)


# A store that fails


def test_a_folder_that_cannot_be_made_costs_the_checkpoints_not_the_training(tmp_path: Path) -> None:
    expected = list(train(SMALL, Store(str(tmp_path / "good"))))[-1].result
    (tmp_path / "file").write_text("a file, so no folder can be below it")
    steps = list(train(SMALL, Store(str(tmp_path / "file" / "store"))))
    assert lasting(steps[-1].result) == lasting(expected)
    notes = [step.note for step in steps if step.note]
    assert len(notes) == 1 + 3 + 1  # before training, after each epoch, and the record
    end = "Not a directory. Training goes on, but this run cannot be kept or resumed."
    assert all(note.startswith("The store could not") and note.endswith(end) for note in notes)


def test_a_disk_that_fills_up_keeps_what_was_written(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    expected = list(train(SMALL, Store(str(tmp_path / "good"))))[-1].result
    steps = train(SMALL, store)
    taken = list(itertools.islice(steps, 1 + PER_EPOCH + 1))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    rest = list(steps)
    assert not any(step.note for step in taken)
    assert [step.note[:48] for step in rest if step.note] == ["The store could not save: No space left on devic"] * 3
    assert lasting(rest[-1].result) == lasting(expected)
    monkeypatch.undo()
    assert library.runs(store)[0].epochs == (0, 1)
    assert library.open_model(library.runs(store)[0].reference, store).epoch == 1


# Nothing global is touched


def everything_global() -> tuple[Any, ...]:
    return (
        torch.get_rng_state().numpy().tobytes(),
        np.random.get_state()[1].tobytes(),  # noqa: NPY002 - the state that must not change
        random.getstate(),
        torch.get_default_dtype(),
        torch.get_num_threads(),
        torch.is_grad_enabled(),
        torch.are_deterministic_algorithms_enabled(),
        torch.backends.cudnn.benchmark,
        torch.backends.cudnn.deterministic,
        torch.get_float32_matmul_precision(),
        os.environ.copy(),
    )


def test_nothing_global_is_touched(store: Store) -> None:
    before = everything_global()
    for _ in train(dataclasses.replace(SMALL, dropout=0.2, augment="shift and flip"), store):
        assert everything_global() == before
    interrupt(dataclasses.replace(SMALL, seed=1), store, 5)
    with pytest.raises(VizlabError):
        list(train(EXPLODING, store))
    assert everything_global() == before


def test_two_runs_side_by_side_do_not_mix(tmp_path: Path) -> None:
    recipes = [dataclasses.replace(SMALL, dropout=0.2, seed=seed) for seed in (0, 1)]
    for recipe in recipes:
        list(train(recipe, Store(str(tmp_path / "alone"))))
    for _ in itertools.zip_longest(*(train(recipe, Store(str(tmp_path / "together"))) for recipe in recipes)):
        pass
    for recipe in recipes:
        assert weights(Store(str(tmp_path / "together")), recipe, 3) == weights(Store(str(tmp_path / "alone")), recipe, 3)
