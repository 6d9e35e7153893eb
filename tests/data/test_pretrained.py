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

from vizlab.data.files import RemoteFile, local_path
from vizlab.errors import VizlabError
from vizlab.jobs.worker import KINDS
from vizlab.models import pretrained
from vizlab.models.squeezenet import SqueezeNet

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
    small = dataclasses.replace(pretrained.PRETRAINED[NAME], file=file, build=build)
    monkeypatch.setitem(pretrained.PRETRAINED, NAME, small)
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
    assert local_path(pretrained.PRETRAINED[NAME].file) is None


def test_a_damaged_file_is_deleted_and_fetched_again(body: bytes) -> None:
    list(pretrained.download(NAME))
    path = local_path(pretrained.PRETRAINED[NAME].file)
    assert path is not None
    path.write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
    assert local_path(pretrained.PRETRAINED[NAME].file) is None
    list(pretrained.download(NAME))
    assert path.read_bytes() == body


def test_an_unknown_name_is_a_sentence() -> None:
    with pytest.raises(VizlabError, match="There are no public weights 'imagenet/x'; there are imagenet/squeezenet1_0"):
        pretrained.find("imagenet/x")


def test_its_layers_exist_in_the_order_of_the_network() -> None:
    known = pretrained.PRETRAINED[NAME]
    names = [name for name, _ in SqueezeNet().named_modules()]
    assert [names.index(name) for name in known.layers] == sorted(names.index(name) for name in known.layers)
    stored = 4 * sum(p.numel() for p in SqueezeNet().parameters())
    assert known.file.has_size(stored + 16_000)  # the weights themselves and a little for their names
