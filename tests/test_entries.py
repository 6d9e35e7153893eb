"""Every network by one reference: what is known without weights, and what is opened, wherever it came from."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
import torch
from safetensors.torch import load
from torch import nn

from vizlab import library, models
from vizlab.errors import VizlabError
from vizlab.library.runs import weights
from vizlab.models import imports, pretrained
from vizlab.models.fitting import compare
from vizlab.recipes import Recipe
from vizlab.shipped import SHIPPED
from vizlab.store import Store
from vizlab.training import checkpoints, path

MEAN, DEVIATION = (0.2,), (0.5,)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "store"))


@pytest.fixture
def lenet() -> nn.Module:
    return models.build(Recipe(model="LeNet-5"), (1, 28, 28), 10).eval()


@pytest.fixture
def mine(store: Store, lenet: nn.Module) -> str:
    """An uploaded LeNet-5 with classes and a normalisation of its own."""
    fit = compare(lenet.state_dict(), "LeNet-5", 28)
    names = [f"sort {i}" for i in range(10)]
    return imports.keep(lenet.state_dict(), fit, title="Mine", classes=names, normalisation=(MEAN, DEVIATION), store=store)


def test_an_upload_is_an_entry_and_opens_as_what_it_was(store: Store, lenet: nn.Module, mine: str) -> None:
    entry = library.entry(mine, store)
    assert entry in library.entries(store)
    assert (entry.title, entry.architecture, entry.shape, entry.epochs) == ("Mine", "LeNet-5", (1, 28, 28), ())
    model = library.open_model(mine, store)
    assert (model.reference, model.epoch, model.run, model.data) == (mine, None, None, "")
    assert model.classes[3] == "sort 3"
    images = torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = lenet((images - MEAN[0]) / DEVIATION[0])
        assert torch.allclose(model.network(images), expected, atol=1e-6)
        assert not torch.allclose(model.network(images), lenet(images), atol=1e-3)  # the control: without its normalisation


def test_the_gradient_reaches_the_picture_through_the_normalisation(store: Store, lenet: nn.Module, mine: str) -> None:
    model = library.open_model(mine, store)
    images = torch.full((1, 1, 28, 28), 0.5, requires_grad=True)
    (ours,) = torch.autograd.grad(model.network(images)[0, 3], images)
    inner = ((images.detach() - MEAN[0]) / DEVIATION[0]).requires_grad_()
    (theirs,) = torch.autograd.grad(lenet(inner)[0, 3], inner)
    assert torch.allclose(ours, theirs / DEVIATION[0], atol=1e-6)


def test_an_upload_is_exported_with_what_it_needs(store: Store, lenet: nn.Module, mine: str) -> None:
    archive = zipfile.ZipFile(io.BytesIO(library.export(mine, store)))
    weights, manifest = archive.read("weights.safetensors"), json.loads(archive.read("manifest.json"))
    assert torch.equal(load(weights)["conv1.weight"], lenet.state_dict()["conv1.weight"])
    assert manifest["sha256"] == {"weights.safetensors": hashlib.sha256(weights).hexdigest()}
    assert (manifest["title"], manifest["mean"]) == ("Mine", list(MEAN))


def test_public_weights_are_entries_only_where_they_are_here(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = pretrained.PRETRAINED["imagenet/squeezenet1_1"]
    assert not [entry for entry in library.entries(store) if entry.reference.startswith("imagenet/")]
    monkeypatch.setattr(pretrained, "is_ready", lambda reference: reference == "imagenet/squeezenet1_1")
    (entry,) = [entry for entry in library.entries(store) if entry.reference.startswith("imagenet/")]
    assert (entry.shape, len(entry.classes), entry.accuracy) == ((3, 224, 224), 1000, known.accuracy)
    network = models.build(Recipe(model=known.architecture), (3, 224, 224), 1000).eval()
    monkeypatch.setattr(pretrained, "open_pretrained", lambda reference: network)
    images = torch.rand(2, 3, 64, 64)
    mean, deviation = (torch.tensor(values).view(1, 3, 1, 1) for values in (known.mean, known.deviation))
    with torch.no_grad():
        expected = network((images - mean) / deviation)
        assert torch.allclose(library.open_model("imagenet/squeezenet1_1", store).network(images), expected, atol=1e-5)


def test_what_has_no_epochs_is_not_asked_for_one(store: Store, mine: str) -> None:
    with pytest.raises(VizlabError, match="has no epochs; it is opened as mine/"):
        library.open_model(f"{mine}@3", store)


def test_shipped_runs_are_entries_that_know_their_data() -> None:
    for run in library.bundled():
        entry = library.entry(run.reference)
        assert (entry.run, entry.data, entry.epochs) == (run, run.recipe.data, run.epochs)
        assert entry.title == SHIPPED[run.reference.removeprefix("bundled/")].title


def test_16_bits_are_opened_as_32(tmp_path: Path) -> None:
    library.bundle("bundled/spirals-mlp", "half", [40], target=tmp_path, half=True)
    (packed,) = tmp_path.rglob("*weights.safetensors")
    kept = load(packed.read_bytes())
    whole = library.open_model("bundled/spirals-mlp").network.state_dict()
    for name, value in whole.items():
        assert kept[name].dtype == (torch.float16 if value.is_floating_point() else value.dtype)
        assert torch.allclose(kept[name].to(value.dtype), value, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("name", "start"), [("tiny-vgg", "454e735a2bb9"), ("cifar-cnn", "11a17d7920b3"), ("shapes-cheat", "014129fc0588")]
)
def test_the_weights_before_training_are_drawn_again_to_the_bit(name: str, start: str) -> None:
    """Against the checksums of those that training began with; no file of them comes along."""
    _, packed = weights(library.open_run(f"bundled/{name}"), 0)
    assert hashlib.sha256(packed).hexdigest().startswith(start)
    assert not list((checkpoints.SHIPPED_AT / name / "epoch-0000").glob("*weights*"))


@pytest.mark.parametrize("name", ["cifar-resnet20", "cifar-plain20"])
def test_the_way_of_the_weights_comes_along(name: str) -> None:
    """Through all epochs, in the plane of most of the movement, with the shipped checkpoints where it says they are."""
    artifact = Store(str(checkpoints.SHIPPED_AT)).read(f"{name}/path")
    assert artifact is not None
    way, epochs = load(artifact.files[path.FILE]), artifact.meta["epochs"]
    assert epochs == list(range(31))
    assert way["coordinates"].shape == (31, 2)
    assert 0.8 < sum(artifact.meta["explained"]) < 1
    last = path.flat(checkpoints.weights_of(f"bundled/{name}"))
    for epoch in SHIPPED[name].epochs:
        step = path.flat(checkpoints.weights_of(f"bundled/{name}@{epoch}")) - last
        found = way["directions"].float() @ step
        assert torch.allclose(found, way["coordinates"][epoch], atol=0.05), epoch  # both are kept in 16 bits
