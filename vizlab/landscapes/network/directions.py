"""Directions in the space of a network's weights, to look at its loss along: random, of its path, to another model."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from safetensors.torch import load
from torch import Tensor, nn

from vizlab import library
from vizlab.errors import VizlabError
from vizlab.landscapes.network.losses import Losses
from vizlab.training import path
from vizlab.training.checkpoints import home_of, weights_of


@dataclass(frozen=True)
class Way:
    """The path of training on the plane that holds most of it: a point (k, 2) an epoch, the model looked at at the origin.

    directions (2, d): orthonormal. explained: shares of the squared distances from the model along each, in 0-1.
    """

    epochs: tuple[int, ...]
    points: Tensor
    directions: Tensor
    explained: tuple[float, float]


def random_directions(losses: Losses, seed: int) -> Tensor:
    """Two random directions (2, d), filter by filter as long as the network's own; zero for biases and batch norm.

    Source: Li 2018, arXiv:1712.09913, section 4.
    """
    source = torch.Generator().manual_seed(seed)
    return torch.stack([random_direction(losses, source) for _ in range(2)])


def random_direction(losses: Losses, source: torch.Generator) -> Tensor:
    """One such direction (d,)."""
    return torch.cat([_like(own, source).flatten() for own in losses.split(losses.centre).values()])


def _like(own: Tensor, source: torch.Generator) -> Tensor:
    """A random tensor whose filters have the lengths of those of `own`; zeros for a bias or batch norm."""
    drawn = torch.randn(own.shape, generator=source, dtype=torch.float64).to(own)
    if own.ndim < 2:
        return torch.zeros_like(own)
    lengths = [tensor.flatten(1).norm(dim=1).view(-1, *[1] * (own.ndim - 1)) for tensor in (own, drawn)]
    found: Tensor = drawn * (lengths[0] / lengths[1])
    return found


def way(model: library.Model, losses: Losses) -> Way:
    """The path of a model's training through the model. Errors: `VizlabError` if fewer than three of its states are kept."""
    name, _ = library.split_reference(model.reference)
    if model.epoch == model.epochs[-1] and (kept := _kept(name)) is not None:
        return kept
    if len(model.epochs) < 3:
        raise VizlabError(f"A path needs three kept epochs or more; of {model.title} there are {len(model.epochs)}.")
    others = [epoch for epoch in model.epochs if epoch != model.epoch]
    found = path.project([weights_of(f"{name}@{epoch}") for epoch in [*others, model.epoch]])
    place = model.epochs.index(model.epoch)
    points = torch.cat([found.coordinates[:place], found.coordinates[-1:], found.coordinates[place:-1]])
    return Way(model.epochs, points, found.directions.to(losses.centre), found.explained)


def _kept(name: str) -> Way | None:
    """The path that was kept with a training run, through all its epochs."""
    place, home = home_of(name, None)
    artifact = place.read(f"{home}/path")
    if artifact is None:
        return None
    tensors = load(artifact.files[path.FILE])
    share = artifact.meta["explained"]
    return Way(tuple(artifact.meta["epochs"]), tensors["coordinates"], tensors["directions"].float(), (share[0], share[1]))


def difference(losses: Losses, other: nn.Module) -> Tensor:
    """The direction (d,) whose end is another network. Errors: `VizlabError` if it does not have the same shape."""
    tensors = dict(other.named_parameters()) | dict(other.named_buffers())
    own = losses.shapes
    if set(other.state_dict()) != set(losses.network.state_dict()) or any(tensors[name].shape != own[name] for name in own):
        raise VizlabError("A straight line leads only to a model with the same layers; those of the two differ.")
    return torch.cat([tensors[name].detach().to(losses.centre).flatten() for name in own]) - losses.centre


def permuted(network: nn.Module, seed: int) -> nn.Module:
    """A copy with its hidden units in another, random order: another point in the space of weights, the same function.

    For networks whose layers form a chain; whoever calls checks that the copy answers alike.
    """
    twin = copy.deepcopy(network)
    source = torch.Generator().manual_seed(seed)
    chain = [module for module in twin.modules() if isinstance(module, _LAYERS)]
    weighted = [module for module in chain if not isinstance(module, _NORMS)]
    order: Tensor | None = None
    for module in chain:
        if isinstance(module, _NORMS):
            _reorder(module, order)
            continue
        if order is not None:
            module.weight.data = module.weight.data[:, _spread(order, module.weight.shape[1])]
        order = None if module is weighted[-1] else torch.randperm(len(module.weight), generator=source)
        _reorder(module, order)
    return twin


def _reorder(module: nn.Module, order: Tensor | None) -> None:
    """Put the outputs of a layer, each with all that belongs to it, into another order."""
    if order is None:
        return
    tensors: Sequence[Tensor | None] = [module.weight, module.bias, *module.buffers()]  # type: ignore[list-item]
    for tensor in tensors:
        if tensor is not None and tensor.ndim and len(tensor) == len(order):
            tensor.data = tensor.data[order]


def _spread(order: Tensor, inputs: int) -> Tensor:
    """The order of a next layer's inputs, of which each channel has been flattened to several."""
    each = inputs // len(order)
    return (order[:, None] * each + torch.arange(each)).flatten()


_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)
_LAYERS = (nn.Conv2d, nn.Linear, *_NORMS)
