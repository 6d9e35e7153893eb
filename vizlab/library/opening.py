"""From a reference to a network ready to be looked at."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from safetensors.torch import load
from torch import Tensor, nn

from vizlab import devices, models
from vizlab.errors import VizlabError
from vizlab.library.entries import Entry, entry
from vizlab.library.runs import Run, weights
from vizlab.models import imports, pretrained
from vizlab.recipes import Recipe
from vizlab.store import Store
from vizlab.training.checkpoints import split_reference


@dataclass(frozen=True)
class Model:
    """A frozen network (evaluation mode, no gradients to weights, channels last) and what is known of it.

    It takes images as they are, in [0, 1]: where its weights expect others, it changes them itself. epoch: of its training,
    None if it has only one state. Hold `lock` around anything that hooks into the network: it is shared by all visitors.
    """

    reference: str
    entry: Entry
    epoch: int | None
    network: nn.Module
    device: torch.device
    lock: threading.Lock

    @property
    def run(self) -> Run | None:
        """The training run that it is from; None for public and uploaded weights."""
        return self.entry.run

    @property
    def title(self) -> str:
        """What it is called."""
        return self.entry.title

    @property
    def architecture(self) -> str:
        """The name of its architecture in `models.ARCHITECTURES`."""
        return self.entry.architecture

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one input, (c, h, w) or (d,)."""
        return self.entry.shape

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of its classes."""
        return self.entry.classes

    @property
    def data(self) -> str:
        """The data set that it was trained on, "" if that is none of vizlab's."""
        return self.entry.data

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs of its training that can be opened."""
        return self.entry.epochs


def open_model(reference: str, store: Store | None = None) -> Model:
    """The network of a reference, verified, on this machine's device. Errors: `VizlabError` if it cannot be had."""
    name, epoch = split_reference(reference)
    known = entry(name, store)
    if known.run is not None:
        epoch, packed = weights(known.run, epoch, store)
        network = _filled(known, known.run.recipe, load(packed))
        reference = f"{name}@{epoch}"
    elif epoch is not None:
        raise VizlabError(f"{known.title} has no epochs; it is opened as {name}.")
    else:
        network = _public(name) if name.startswith("imagenet/") else _imported(known, store)
    device = devices.pick()
    network.to(device).to(memory_format=torch.channels_last).eval().requires_grad_(False)  # type: ignore[call-overload]
    return Model(reference, known, epoch, network, device, threading.Lock())


def _filled(known: Entry, recipe: Recipe, state: dict[str, Tensor]) -> nn.Module:
    """The recipe's network with these weights, at once as they are kept or from 16 bits."""
    network = models.outline(recipe, known.shape, len(known.classes))  # no start weights only to overwrite them
    full = {name: value.float() if value.is_floating_point() else value for name, value in state.items()}
    network.load_state_dict(full, assign=True)
    return network


def _public(reference: str) -> nn.Module:
    public = pretrained.find(reference)
    return _normalising(pretrained.open_pretrained(reference), public.mean, public.deviation)


def _imported(known: Entry, store: Store | None) -> nn.Module:
    kept = imports.find(known.reference, store)
    recipe = Recipe(model=kept.architecture, **kept.options)
    network = _filled(known, recipe, load(imports.weights(known.reference, store)))
    return _normalising(network, kept.mean, kept.deviation)


def _normalising(network: nn.Module, mean: Sequence[float], deviation: Sequence[float]) -> nn.Module:
    """The network, changing its images by itself before the first layer, so that every page may hand it images in [0, 1]."""
    if set(mean) == {0.0} and set(deviation) == {1.0}:
        return network
    shift, scale = (torch.tensor(values).view(1, -1, 1, 1) for values in (mean, deviation))

    def normalise(module: nn.Module, inputs: tuple[Any, ...]) -> tuple[Tensor]:
        (images,) = inputs
        return ((images - shift.to(images)) / scale.to(images),)

    network.register_forward_pre_hook(normalise)
    return network
