"""The table of public weights says what their publisher says, and fits the networks that it names."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch
from torch import nn

from vizlab import models
from vizlab.models import imagenet, pretrained
from vizlab.models.googlenet import GoogLeNet
from vizlab.models.pretrained import N_CLASSES, PRETRAINED, SHAPE
from vizlab.recipes import Recipe


def outline(name: str) -> nn.Module:
    return models.outline(Recipe(model=PRETRAINED[name].architecture), SHAPE, N_CLASSES)


@pytest.mark.parametrize("name", PRETRAINED)
def test_its_layers_exist_in_the_order_of_the_network(name: str) -> None:
    network = outline(name)
    names = [module for module, _ in network.named_modules()]
    layers = PRETRAINED[name].layers
    assert len(layers) == 5
    assert [names.index(layer) for layer in layers] == sorted(names.index(layer) for layer in layers)
    state = network.state_dict().values()
    stored = sum(tensor.numel() * tensor.element_size() for tensor in state)
    heads = 4 * 6_379_984 + 4000 if name == "imagenet/googlenet" else 0  # that file has the auxiliary heads, too
    in_it = PRETRAINED[name].file.download_bytes - stored - heads
    assert 0 < in_it < 20_000 + 2_000 * len(state)  # the weights themselves and a little for their names


@pytest.mark.parametrize("name", PRETRAINED)
def test_every_entry_is_that_of_torchvision(name: str, torchvision_models: Any) -> None:
    """Address, size, accuracy, normalisation: from the package of the publisher."""
    known = PRETRAINED[name]
    theirs = torchvision_models.get_model_weights(name.removeprefix("imagenet/")).IMAGENET1K_V1
    assert known.file.urls == (theirs.url,)
    assert known.file.sha256 in theirs.url
    assert len(bytes.fromhex(known.file.sha256)) == 4
    assert known.accuracy * 100 == pytest.approx(theirs.meta["_metrics"]["ImageNet-1K"]["acc@1"])
    assert known.file.download_bytes / 2**20 == pytest.approx(theirs.meta["_file_size"], abs=0.0006)
    assert known.file.has_size(known.file.download_bytes)
    picture = torch.rand(3, 224, 224, generator=torch.Generator().manual_seed(0))
    mean, deviation = (torch.tensor(values).view(3, 1, 1) for values in (known.mean, known.deviation))
    expected = theirs.transforms(crop_size=224, resize_size=224)(picture)
    if name == "imagenet/googlenet":
        transforming = torchvision_models.GoogLeNet(aux_logits=False, transform_input=True, init_weights=False)
        expected = transforming._transform_input(expected[None])[0]
    torch.testing.assert_close((picture - mean) / deviation, expected)


def test_the_names_of_the_classes_are_those_of_torchvision(torchvision_models: Any) -> None:
    theirs = torchvision_models.get_model_weights("alexnet").IMAGENET1K_V1.meta["categories"]
    assert list(imagenet.classes()) == theirs
    assert imagenet.classes()[281] == "tabby"
    assert len(imagenet.classes()) == pretrained.N_CLASSES


def test_old_names_are_translated_and_heads_dropped() -> None:
    """The public file of DenseNet-121 says norm.1 where torchvision says norm1 today; GoogLeNet's has the auxiliary heads."""
    new = outline("imagenet/densenet121").state_dict()
    old = {re.sub(r"(denselayer\d+\.(?:norm|conv))([12])\.", r"\1.\2.", key): value for key, value in new.items()}
    assert len(set(old) & set(new)) < len(new) / 20
    assert list(pretrained.renamed(old)) == list(new)
    assert list(pretrained.renamed(new)) == list(new)
    heads = GoogLeNet(auxiliary=True).state_dict()
    assert set(pretrained.renamed(heads)) == set(outline("imagenet/googlenet").state_dict()) < set(heads)
