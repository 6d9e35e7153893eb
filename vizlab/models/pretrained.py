"""Networks with public weights, fetched on request from where their publishers offer them, and verified.

To add one: an architecture whose state-dict keys are those of the file, and one line in `PRETRAINED`. Only tensors are read
from such a file (`weights_only`), never code. The names of the 1,000 classes: `vizlab.models.imagenet`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vizlab import models
from vizlab.data import downloads
from vizlab.data.files import RemoteFile, is_here, local_path
from vizlab.errors import VizlabError
from vizlab.progress import Step
from vizlab.recipes import Recipe

SHAPE, N_CLASSES = (3, models.IMAGENET_PX, models.IMAGENET_PX), 1000
_OLD_NAME = re.compile(r"(denselayer\d+\.(?:norm|relu|conv))\.([12])\.")  # dots in names of modules were allowed once


@dataclass(frozen=True)
class Pretrained:
    """One network. architecture: its name in `ARCHITECTURES`. file: its weights. accuracy: top-1, as its publisher states it.

    layers: those worth listening to, shallow to deep. mean, deviation: of its inputs, per channel of RGB in [0, 1].
    """

    title: str
    about: str
    licence: str
    architecture: str
    file: RemoteFile
    accuracy: float
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
    """The network with its public weights, on the CPU. Errors: `VizlabError` if they are not here, or are those of another."""
    known = find(reference)
    path = local_path(known.file)
    if path is None:
        raise VizlabError(f"The weights of {known.title} must be downloaded first; they are not here.")
    network = models.outline(Recipe(model=known.architecture), SHAPE, N_CLASSES)  # no start weights only to overwrite them
    state = renamed(torch.load(path, map_location="cpu", weights_only=True))
    try:
        network.load_state_dict(state, assign=True)
    except RuntimeError as error:
        raise VizlabError(f"The file {known.file.name} must hold the weights of {known.title}; it holds others.") from error
    return network


def renamed(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """A public file's tensors under the names of today, without GoogLeNet's auxiliary heads.

    The heads are for training only, and those of the public file were never trained, as torchvision says.
    """
    return {_OLD_NAME.sub(r"\1\2.", key): value for key, value in state.items() if not key.startswith(("aux1.", "aux2."))}


def _weights(name: str, mib: float) -> RemoteFile:
    """The publisher states the first eight digits of the checksum in the file's name, and the size in MiB with three decimals."""
    checksum = name.removesuffix(".pth").rpartition("-")[2]
    size, doubt = round(mib * 2**20), 1 << 11
    address = f"https://download.pytorch.org/models/{name}"
    return RemoteFile("weights", name, (address,), checksum, size + doubt, size, slack_bytes=2 * doubt)


def _imagenet(architecture: str, about: str, file: RemoteFile, accuracy: float, layers: str, halves: bool = False) -> Pretrained:
    """halves: the network expects inputs in [-1, 1], not of mean 0 and deviation 1 over ImageNet."""
    mean, deviation = (_HALF, _HALF) if halves else (_MEAN, _DEVIATION)
    title, licence = f"{architecture} on ImageNet", "BSD 3-Clause (torchvision)"
    return Pretrained(title, about, licence, architecture, file, accuracy, tuple(layers.split()), mean, deviation)


_MEAN, _DEVIATION, _HALF = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), (0.5, 0.5, 0.5)

# Addresses, sizes and accuracies as torchvision 0.28 states them for IMAGENET1K_V1, one crop of 224 px; GoogLeNet there takes
# inputs of the others' mean and deviation and transforms them to [-1, 1] itself.
PRETRAINED: dict[str, Pretrained] = {
    "imagenet/squeezenet1_0": _imagenet(
        "SqueezeNet 1.0",
        "Trained on 1.2 million photographs of 1,000 things: it knows the most textures for its five megabytes.",
        _weights("squeezenet1_0-b66bff10.pth", 4.778),
        0.58092,
        "features.1 features.4.expand_activation features.7.expand_activation features.9.expand_activation "
        "features.12.expand_activation",
    ),
    "imagenet/squeezenet1_1": _imagenet(
        "SqueezeNet 1.1",
        "Trained on 1.2 million photographs of 1,000 things, and the fastest of those that were.",
        _weights("squeezenet1_1-b8a52dc0.pth", 4.729),
        0.58178,
        "features.1 features.4.expand_activation features.7.expand_activation features.10.expand_activation "
        "features.12.expand_activation",
    ),
    "imagenet/alexnet": _imagenet(
        "AlexNet",
        "Trained on 1.2 million photographs of 1,000 things; its first filters, 11 pixels wide, are the most famous of all.",
        _weights("alexnet-owt-7be5be79.pth", 233.087),
        0.56522,
        "features.1 features.4 features.7 features.9 features.11",
    ),
    "imagenet/vgg11": _imagenet(
        "VGG-11",
        "Trained on 1.2 million photographs of 1,000 things; as VGG-19, with less than half of the work.",
        _weights("vgg11-8a719046.pth", 506.84),
        0.69020,
        "features.1 features.4 features.7 features.12 features.17",
    ),
    "imagenet/vgg16": _imagenet(
        "VGG-16",
        "Trained on 1.2 million photographs of 1,000 things; its features are even in scale and easy to look at.",
        _weights("vgg16-397923af.pth", 527.796),
        0.71592,
        "features.1 features.6 features.11 features.18 features.25",
    ),
    "imagenet/vgg19": _imagenet(
        "VGG-19",
        "Trained on 1.2 million photographs of 1,000 things; the network of the first style transfers (Gatys 2015).",
        _weights("vgg19-dcbb9e9d.pth", 548.051),
        0.72376,
        "features.1 features.6 features.11 features.20 features.29",
    ),
    "imagenet/googlenet": _imagenet(
        "GoogLeNet",
        "Trained on 1.2 million photographs of 1,000 things; the network of the first dreams (Mordvintsev 2015).",
        _weights("googlenet-1378be20.pth", 49.731),
        0.69778,
        "conv1 conv3 inception3b inception4c inception5a",
        halves=True,
    ),
    "imagenet/resnet18": _imagenet(
        "ResNet-18",
        "Trained on 1.2 million photographs of 1,000 things; small, and as good as VGG-11.",
        _weights("resnet18-f37072fd.pth", 44.661),
        0.69758,
        "relu layer1 layer2 layer3 layer4",
    ),
    "imagenet/resnet34": _imagenet(
        "ResNet-34",
        "Trained on 1.2 million photographs of 1,000 things; better than VGG-19 with a seventh of its parameters.",
        _weights("resnet34-b627a593.pth", 83.275),
        0.73314,
        "relu layer1 layer2 layer3 layer4",
    ),
    "imagenet/resnet50": _imagenet(
        "ResNet-50",
        "Trained on 1.2 million photographs of 1,000 things; the most accurate of these.",
        _weights("resnet50-0676ba61.pth", 97.781),
        0.76130,
        "relu layer1 layer2 layer3 layer4",
    ),
    "imagenet/densenet121": _imagenet(
        "DenseNet-121",
        "Trained on 1.2 million photographs of 1,000 things; accurate and small, since its layers share their maps.",
        _weights("densenet121-a639ec97.pth", 30.845),
        0.74434,
        "features.relu0 features.transition1.relu features.transition2.relu features.transition3.relu relu",
    ),
}
