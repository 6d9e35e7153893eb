"""Public weights from a server on loopback: fetched, verified by what the publisher states, read without running anything."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import os
from pathlib import Path

import pytest
import torch
from loopback import Site
from torch import nn

from vizlab import models
from vizlab.data.files import RemoteFile, local_path
from vizlab.errors import VizlabError
from vizlab.jobs.worker import KINDS
from vizlab.models import pretrained
from vizlab.models.pretrained import PRETRAINED
from vizlab.models.resnet import Block, ResNet
from vizlab.randomness import RandomStream

NAME = "imagenet/squeezenet1_0"


def build() -> nn.Module:
    return nn.Conv2d(3, 4, 3)


def weights(seed: int = 0) -> bytes:
    torch.manual_seed(seed)
    packed = io.BytesIO()
    torch.save(build().state_dict(), packed)
    return packed.getvalue()


@pytest.fixture
def body(site: Site, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The bytes of a small network that stands in for the large one, offered as they are."""
    data = weights()
    site.bodies["/small.pth"], site.faults["/small.pth"] = data, ["none"]
    file = RemoteFile(
        "weights", "small.pth", (f"{site.address}/small.pth",), hashlib.sha256(data).hexdigest()[:8],
        size_bytes=len(data) + 50, download_bytes=len(data), slack_bytes=100,
    )  # fmt: skip
    stand_in = models.Architecture("Stands in.", lambda shape, n_classes, recipe: build())
    monkeypatch.setitem(models.ARCHITECTURES, "stand-in", stand_in)
    small = dataclasses.replace(PRETRAINED[NAME], file=file, architecture="stand-in")
    monkeypatch.setitem(PRETRAINED, NAME, small)
    return data


def test_weights_arrive_are_verified_and_open(body: bytes) -> None:
    assert not pretrained.is_ready(NAME)
    with pytest.raises(VizlabError, match="must be downloaded first"):
        pretrained.open_pretrained(NAME)
    steps = list(KINDS["download"](NAME))  # as the job does it
    assert {step.unit for step in steps} == {"byte"}
    assert steps[-1].done == len(body)
    path = Path(os.environ["VIZLAB_DATA"]) / "weights" / "small.pth"
    assert path.read_bytes() == body
    assert pretrained.is_ready(NAME)
    expected = torch.load(io.BytesIO(body), weights_only=True)
    before = torch.get_rng_state()
    network = pretrained.open_pretrained(NAME)
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(value, expected[name]) for name, value in network.state_dict().items())


def test_other_bytes_of_the_same_size_are_refused(body: bytes, site: Site) -> None:
    site.bodies["/small.pth"] = weights(1)
    with pytest.raises(VizlabError, match="its checksum is wrong"):
        list(pretrained.download(NAME))
    assert not pretrained.is_ready(NAME)


@pytest.mark.parametrize("fault", ["500", "truncated"])
def test_a_broken_download_is_a_sentence_and_leaves_nothing(body: bytes, site: Site, fault: str) -> None:
    site.faults["/small.pth"] = [fault]
    with pytest.raises(VizlabError, match="could not be downloaded, because"):
        list(pretrained.download(NAME))
    assert not pretrained.is_ready(NAME)
    assert local_path(PRETRAINED[NAME].file) is None


def test_a_damaged_file_is_deleted_and_fetched_again(body: bytes) -> None:
    list(pretrained.download(NAME))
    path = local_path(PRETRAINED[NAME].file)
    assert path is not None
    path.write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
    assert local_path(PRETRAINED[NAME].file) is None
    list(pretrained.download(NAME))
    assert path.read_bytes() == body


def test_an_unknown_name_is_a_sentence() -> None:
    with pytest.raises(VizlabError, match="There are no public weights 'imagenet/x'; there are imagenet/squeezenet1_0"):
        pretrained.find("imagenet/x")


def test_the_weights_of_another_network_are_a_sentence(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    other = models.Architecture("Another.", lambda shape, n_classes, recipe: nn.Conv2d(3, 5, 3))
    list(pretrained.download(NAME))
    monkeypatch.setitem(models.ARCHITECTURES, "stand-in", other)
    with pytest.raises(VizlabError, match=r"The file small\.pth must hold the weights of .*; it holds others"):
        pretrained.open_pretrained(NAME)


def test_a_broken_off_download_goes_on(body: bytes, site: Site) -> None:
    site.faults["/small.pth"] = ["truncated", "none"]
    list(pretrained.download(NAME))
    assert site.ranges == [None, f"bytes={len(body) // 2}-"]
    assert pretrained.is_ready(NAME)


def test_an_opened_network_can_be_trained_on(body: bytes) -> None:
    list(pretrained.download(NAME))
    network = pretrained.open_pretrained(NAME)
    assert {p.device.type for p in network.parameters()} == {"cpu"}
    network(torch.rand(1, 3, 8, 8)).sum().backward()
    assert all(p.grad is not None for p in network.parameters())


def test_a_file_without_counts_of_batches_opens(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files from before torch 0.4.1, DenseNet's and ResNet's among them, have no `num_batches_tracked`."""
    with RandomStream(0):
        state = ResNet(Block, (1, 1, 1, 1)).state_dict()
    packed = io.BytesIO()
    torch.save({key: value for key, value in state.items() if not key.endswith("num_batches_tracked")}, packed)
    file = site.serve_plain(packed.getvalue())
    entry = models.Architecture("Stands in.", lambda shape, n_classes, recipe: ResNet(Block, (1, 1, 1, 1)))
    monkeypatch.setitem(models.ARCHITECTURES, "stand-in", entry)
    monkeypatch.setitem(PRETRAINED, NAME, dataclasses.replace(PRETRAINED[NAME], file=file, architecture="stand-in"))
    list(pretrained.download(NAME))
    opened = pretrained.open_pretrained(NAME)
    assert all(torch.equal(value, state[key]) for key, value in opened.state_dict().items())
