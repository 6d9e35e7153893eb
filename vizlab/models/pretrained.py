"""Networks with public weights, fetched on request from where their publishers offer them, and verified.

To add one: an architecture whose state-dict keys are those of the file, and one line in `PRETRAINED`. Only tensors are read
from such a file (`weights_only`), never code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import nn

from vizlab.data import downloads
from vizlab.data.files import RemoteFile, is_here, local_path
from vizlab.errors import VizlabError
from vizlab.models.squeezenet import SqueezeNet
from vizlab.progress import Step
from vizlab.randomness import RandomStream


@dataclass(frozen=True)
class Pretrained:
    """One network. file: its weights. layers: those worth listening to, shallow to deep. mean, deviation: of its inputs."""

    title: str
    about: str
    licence: str
    file: RemoteFile
    build: Callable[[], nn.Module]
    layers: tuple[str, ...]
    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]


def find(reference: str) -> Pretrained:
    """The network of a reference such as imagenet/squeezenet1_0. Errors: `VizlabError` listing them."""
    if reference not in PRETRAINED:
        raise VizlabError(f"There are no public weights {reference!r}; there are {', '.join(PRETRAINED)}.")
    return PRETRAINED[reference]


def is_ready(reference: str) -> bool:
    """Whether its weights seem to be here; a damaged file shows when it is opened."""
    return is_here(find(reference).file)


def download(reference: str) -> Iterator[Step]:
    """Fetch the weights: steps in bytes; nothing if they are here. Errors: `VizlabError` saying why it failed."""
    yield from downloads.fetch(find(reference).file)


def open_pretrained(reference: str) -> nn.Module:
    """The network with its public weights, on the CPU. Errors: `VizlabError` if they are not here."""
    known = find(reference)
    path = local_path(known.file)
    if path is None:
        raise VizlabError(f"The weights of {known.title} must be downloaded first; they are not here.")
    with RandomStream(0):  # the start weights are overwritten; the global generators must not notice
        network = known.build()
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return network


_IMAGENET_MEAN, _IMAGENET_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)

PRETRAINED: dict[str, Pretrained] = {
    "imagenet/squeezenet1_0": Pretrained(
        "SqueezeNet on ImageNet",
        "Trained on 1.2 million photographs of 1,000 things: it knows the most textures.",
        "BSD 3-Clause (torchvision)",
        # The publisher states the first eight digits of the checksum, and the size as 4.778 MiB.
        RemoteFile(
            "weights",
            "squeezenet1_0-b66bff10.pth",
            ("https://download.pytorch.org/models/squeezenet1_0-b66bff10.pth",),
            "b66bff10",
            size_bytes=5_050_000,
            download_bytes=5_010_000,
            slack_bytes=80_000,
        ),
        SqueezeNet,
        ("features.1", "features.4.expand_activation", "features.7.expand_activation", "features.9.expand_activation",
         "features.12.expand_activation"),
        _IMAGENET_MEAN,
        _IMAGENET_DEVIATION,
    ),
}  # fmt: skip
