"""The library: a reference names a network, and what is opened is what was trained, frozen, or a sentence."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import itertools
import json
import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load

from vizlab import data, library
from vizlab.data import samples, shapes
from vizlab.errors import VizlabError
from vizlab.recipes import Recipe, run_id
from vizlab.shipped import SHIPPED, Shipped
from vizlab.store import Store
from vizlab.training import checkpoints, settled, train

SMALL = Recipe(data="moons", model="MLP", depth=1, width=4, epochs=2, batch_size=256)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "library"))


def finish(store: Store, **fields: Any) -> str:
    """Train a small network; its reference."""
    return f"run/{list(train(dataclasses.replace(SMALL, **fields), store))[-1].result['run']}"  # type: ignore[index]


def begin(store: Store, steps: int = 5, **fields: Any) -> str:
    """Begin to train one and stop."""
    recipe = dataclasses.replace(SMALL, **fields)
    generator = train(recipe, store)
    list(itertools.islice(generator, steps))
    generator.close()
    return f"run/{run_id(settled(recipe))}"


# References


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("bundled/fashion-cnn", ("bundled/fashion-cnn", None)),
        ("run/3f9a12c4d7e0@12", ("run/3f9a12c4d7e0", 12)),
        ("run/3f9a12c4d7e0@0", ("run/3f9a12c4d7e0", 0)),
    ],
)
def test_references_are_read(text: str, parts: tuple[str, int | None]) -> None:
    assert library.split_reference(text) == parts


@pytest.mark.parametrize(
    "text",
    ["", "fashion-cnn", "run/", "run/../../etc", "run/a/b", "run/A", "run/a@", "run/a@-1", "run/a@1.0", "run/a@12345",
     "bundled/x\n", "run/" + "a" * 41, "run/a@١", "../run/a", "run/a@1@2"],
)  # fmt: skip
def test_what_is_no_reference_is_said_in_a_sentence(text: str) -> None:
    for use in (library.split_reference, library.open_run, library.open_model, library.export, library.delete):
        with pytest.raises(VizlabError, match="A model is named like bundled/fashion-cnn or run/"):
            use(text)


@pytest.mark.parametrize("name", ["run/000000000000", "bundled/nothing"])
def test_what_is_not_here_is_said_in_a_sentence(name: str, store: Store) -> None:
    with pytest.raises(VizlabError, match=f"There is no model {name} here"):
        library.open_model(name, store)


# Opening


def test_a_model_opens_at_every_epoch_frozen(store: Store) -> None:
    name = finish(store)
    seen = set()
    for epoch in (0, 1, 2):
        model = library.open_model(f"{name}@{epoch}", store)
        assert (model.reference, model.epoch) == (f"{name}@{epoch}", epoch)
        assert not any(module.training for module in model.network.modules())
        assert not any(parameter.requires_grad for parameter in model.network.parameters())
        artifact = store.read(f"runs/{name[4:]}/epoch-{epoch:04d}")
        assert artifact is not None
        kept = load(artifact.files["weights.safetensors"])
        assert set(kept) == set(model.network.state_dict())
        assert all(torch.equal(kept[key], value) for key, value in model.network.state_dict().items())
        seen.add(model.network(torch.ones(1, 2)).numpy().tobytes())
    assert len(seen) == 3
    assert library.open_model(name, store).reference == f"{name}@2"
    assert (model.shape, model.classes, model.data) == ((2,), data.find("moons").classes, "moons")
    assert not model.run.is_of_images


def test_an_epoch_that_was_not_kept_is_said_with_those_that_were(store: Store) -> None:
    name = finish(store)
    with pytest.raises(VizlabError, match=r"MLP on moons has no checkpoint of epoch 7; it has 0, 1, 2\."):
        library.open_model(f"{name}@7", store)


@pytest.mark.parametrize("use", [library.open_model, library.export])
def test_damaged_weights_are_never_opened(use: Any, store: Store, tmp_path: Path) -> None:
    name = finish(store)
    (path,) = (tmp_path / "library" / "runs" / name[4:] / "epoch-0002").glob("*weights.safetensors")
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(VizlabError, match="Epoch 2 of MLP on moons was damaged and has been set aside; train the run again"):
        use(f"{name}@2", store)
    assert library.open_run(name, store).epochs == (0, 1)
    assert library.open_model(name, store).epoch == 1
    list(train(SMALL, store))  # what the sentence advises
    assert library.open_model(name, store).epoch == 2


def test_opening_leaves_the_random_numbers_alone(store: Store) -> None:
    name = finish(store)
    before = torch.get_rng_state()
    library.open_model(name, store)
    assert torch.equal(torch.get_rng_state(), before)


# Runs


def test_finished_runs_come_first_and_the_newest_of_them_before_all(store: Store) -> None:
    names = [finish(store), finish(store, seed=1)]
    unfinished = begin(store, seed=2)
    found = library.runs(store)
    assert [run.reference for run in found] == [*reversed(names), unfinished]
    assert [run.accuracy is None for run in found] == [False, False, True]
    assert found[0].accuracy == pytest.approx(found[0].record["report"]["accuracy"])  # type: ignore[index]
    assert found[2].epochs == (0, 1)
    assert found[2].recipe == settled(dataclasses.replace(SMALL, seed=2))


def test_an_empty_or_missing_store_has_no_runs(store: Store) -> None:
    assert library.runs(store) == []


def test_a_run_from_another_version_is_left_out(store: Store) -> None:
    name = finish(store)
    fields = dataclasses.asdict(SMALL)
    store.write("runs/aaaaaaaaaaaa/recipe", {}, {"recipe": fields | {"a knob of tomorrow": 1}})
    assert [run.reference for run in library.runs(store)] == [name]


def test_a_run_is_found_by_its_recipe_here_or_among_the_bundled(store: Store) -> None:
    assert library.finished_run(settled(SMALL), store) is None
    begin(store)
    assert library.finished_run(settled(SMALL), store) is None
    name = finish(store)
    assert library.finished_run(settled(SMALL), store).reference == name  # type: ignore[union-attr]
    assert library.finished_run(settled(Recipe()), store).reference == "bundled/digits-cnn"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("words", "found"),
    [("", True), ("MOONS mlp", True), ("finished", True), ("unfinished", False), ("moons digits", False), ("one-cycle", True)],
)
def test_runs_are_found_by_words(words: str, found: bool, store: Store) -> None:
    assert library.matches(library.open_run(finish(store), store), words) == found


def test_unfinished_does_not_match_finished(store: Store) -> None:
    run = library.open_run(begin(store), store)
    assert library.matches(run, "unfinished")
    assert run.record is None


def test_before_its_first_checkpoint_a_run_cannot_be_opened(store: Store) -> None:
    store.write("runs/aaaaaaaaaaaa/recipe", {}, {"recipe": dataclasses.asdict(SMALL)})
    for use in (library.open_model, library.export):
        with pytest.raises(VizlabError, match="MLP on moons has no checkpoint yet"):
            use("run/aaaaaaaaaaaa", store)


# Rename, delete, export, bundle


def test_renaming_changes_the_title_only(store: Store) -> None:
    name = finish(store)
    before = library.open_run(name, store)
    library.rename(name, "  my   best \n network ", store)
    assert library.open_run(name, store) == dataclasses.replace(before, title="my best network")


@pytest.mark.parametrize("title", ["", "  \n ", "x" * 61])
def test_a_title_has_1_to_60_characters(title: str, store: Store) -> None:
    with pytest.raises(VizlabError, match="A title has 1 to 60 characters; got "):
        library.rename(finish(store), title, store)


def test_deleting_removes_one_run(store: Store) -> None:
    name, other = finish(store), finish(store, seed=1)
    library.delete(name, store)
    assert [run.reference for run in library.runs(store)] == [other]
    assert not any(name[4:] in key for key in store.keys("runs"))
    library.delete(name, store)  # twice is no error


def test_what_comes_with_vizlab_cannot_be_changed() -> None:
    for change in (lambda: library.rename("bundled/digits-cnn", "x"), lambda: library.delete("bundled/digits-cnn")):
        with pytest.raises(VizlabError, match="cannot be renamed or deleted"):
            change()
    assert library.open_run("bundled/digits-cnn").title == "Small CNN on digits"


@pytest.mark.parametrize("epoch", [None, 1])
def test_an_export_holds_the_weights_and_where_they_came_from(epoch: int | None, store: Store) -> None:
    name = finish(store)
    packed = library.export(name if epoch is None else f"{name}@{epoch}", store)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert sorted(archive.namelist()) == ["manifest.json", "weights.safetensors"]
        weights, manifest = archive.read("weights.safetensors"), json.loads(archive.read("manifest.json"))
    model = library.open_model(name if epoch is None else f"{name}@{epoch}", store)
    assert all(torch.equal(load(weights)[key], value) for key, value in model.network.state_dict().items())
    assert manifest["sha256"] == {"weights.safetensors": hashlib.sha256(weights).hexdigest()}
    assert manifest["epoch"] == model.epoch == (2 if epoch is None else 1)
    assert manifest["recipe"] == dataclasses.asdict(settled(SMALL))
    assert manifest["versions"]["torch"] == torch.__version__
    assert manifest["report"]["accuracy"] == model.run.accuracy


def test_bundling_copies_the_record_and_the_chosen_epochs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZLAB_STORE", str(tmp_path / "library"))
    monkeypatch.setattr(checkpoints, "SHIPPED_AT", tmp_path / "assets")
    monkeypatch.setitem(SHIPPED, "mine", Shipped("My own", SMALL, "none known"))
    name = finish(Store(str(tmp_path / "library")))
    library.bundle(name, "mine", [0, 2], target=tmp_path / "assets")
    run = library.open_run("bundled/mine")
    assert (run.title, run.epochs) == ("My own", (0, 2))
    assert run.record == library.open_run(name).record
    theirs, ours = library.open_model("bundled/mine").network, library.open_model(name).network
    assert all(torch.equal(a, b) for a, b in zip(theirs.parameters(), ours.parameters(), strict=True))
    assert not list((tmp_path / "assets").rglob("*state.safetensors"))
    assert [path.parent.name for path in (tmp_path / "assets").rglob("*weights.safetensors")] == ["epoch-0002"]
    theirs, ours = (library.open_model(f"{reference}@0").network for reference in ("bundled/mine", name))
    assert all(torch.equal(a, b) for a, b in zip(theirs.parameters(), ours.parameters(), strict=True))


def test_only_finished_runs_can_be_bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZLAB_STORE", str(tmp_path / "library"))
    name = begin(Store(str(tmp_path / "library")))
    with pytest.raises(VizlabError, match="MLP on moons is unfinished; only finished runs can be bundled"):
        library.bundle(name, "mine", [0], target=tmp_path / "assets")
    assert not (tmp_path / "assets").exists()


# What comes with vizlab


def accuracy(model: library.Model, inputs: Any, labels: Any) -> float:
    """The share of right answers, with nothing of vizlab's own measuring."""
    x = torch.tensor(inputs)
    with torch.no_grad():
        predicted = model.network(x.float() / 255 if x.dtype == torch.uint8 else x).argmax(1).numpy()
    return float(np.mean(predicted == labels))


def test_bundled_models_are_as_good_as_their_records_say() -> None:
    """On the real test data where it is here, to the picture; on the pictures that come along where it is not."""
    assert [run.reference for run in library.bundled()] == [f"bundled/{name}" for name in SHIPPED]
    for name, floor in (("digits-cnn", 0.98), ("spirals-mlp", 0.97), ("shapes-honest", 0.98), ("shapes-cheat", 0.98)):
        model = library.open_model(f"bundled/{name}")
        recipe = model.run.recipe
        test = data.load(recipe.data, noise=recipe.noise, seed=recipe.seed).test
        found = accuracy(model, test.inputs, test.labels)
        assert found == pytest.approx(model.run.accuracy, abs=1e-6)  # the record is a float32; one picture is 0.001
        assert found >= floor
        untrained = library.open_model(f"bundled/{name}@0")
        assert accuracy(untrained, test.inputs[:300], test.labels[:300]) < 0.65
    fashion = library.open_model("bundled/fashion-cnn")
    strip = samples.samples("Fashion-MNIST")
    assert len(strip) == 30
    assert accuracy(fashion, strip.inputs, strip.labels) > 0.7
    assert accuracy(library.open_model("bundled/fashion-cnn@0"), strip.inputs, strip.labels) < 0.4
    assert fashion.run.accuracy > 0.91  # type: ignore[operator]


def test_the_cheat_falls_with_the_tag_and_the_honest_network_does_not() -> None:
    """METHODS S23: with the tag of another class, moved there from its own, and without any tag."""
    right, moved, none = (
        shapes.draw(400, shapes.Options(shortcut="tag", **changes), seed=7)
        for changes in ({}, {"agreement": 0.0}, {"place": "none"})
    )
    cheat, honest = (library.open_model(f"bundled/shapes-{name}") for name in ("cheat", "honest"))
    tagged = accuracy(cheat, right.images, right.labels)
    assert tagged > 0.98
    assert accuracy(cheat, moved.images, moved.labels) < tagged - 0.3
    assert accuracy(cheat, moved.images, moved.cues) > 0.98  # it says what the tag says
    assert accuracy(cheat, none.images, none.labels) < tagged - 0.3
    for drawn in (right, moved, none):  # the control, to which a tag is at most a distraction
        assert accuracy(honest, drawn.images, drawn.labels) > 0.9


@pytest.mark.parametrize("name", SHIPPED)
def test_bundled_models_open_at_each_of_their_epochs(name: str) -> None:
    run = library.open_run(f"bundled/{name}")
    assert run.record is not None
    assert run.record["run"] == run_id(run.recipe)
    is_of_this_data = data.find(run.recipe.data).version == run.recipe.data_version  # not of another copy of the set
    assert (run_id(settled(run.recipe)) == run.record["run"]) == is_of_this_data  # then the train page finds it
    assert is_of_this_data == (run.recipe.data != "Tiny-ImageNet")
    assert run.epochs[0] == 0 or run.recipe.init_from  # whose weights they then are
    assert run.epochs[-1] == run.recipe.epochs
    for epoch in run.epochs:
        model = library.open_model(f"bundled/{name}@{epoch}")
        assert sum(parameter.numel() for parameter in model.network.parameters()) == run.record["parameters"]
        scores = model.network(torch.zeros(2, *model.shape))
        assert scores.shape == (2, len(model.classes))
        assert scores.isfinite().all()
    assert run.record["chance_loss"] == pytest.approx(math.log(len(model.classes)))
    confusion = np.array(run.record["report"]["confusion"])
    assert confusion.sum() == data.find(run.recipe.data).n_test or not is_of_this_data
    assert confusion.trace() / confusion.sum() == pytest.approx(run.accuracy, abs=1e-6)
