"""A network that forgets what it learned, layer by layer from the top: a map that explains it must change.

Source: Adebayo 2018, arXiv:1810.03292, section 3.1: cascading randomisation. Weights of a layer are drawn anew as He 2015 does
(normal, variance 2 / fan-in), biases become 0 and a batch norm the identity; the layers below keep what they learned.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.randomness import RandomStream
from vizlab.saliency.evidence.likeness import LIKENESSES

MOST_STAGES = 8  # of deep networks, neighbouring layers go together


@dataclass(frozen=True)
class Forgetting:
    """Maps of a network that forgets. stages: what is drawn anew at each, "" at first; from then on it stays so.

    maps: method -> (stages, h, w). likeness: method -> (stages,), of the absolute maps with the first; NaN for an even map.
    """

    stages: tuple[str, ...]
    maps: dict[str, NDArray[np.float32]]
    likeness: dict[str, NDArray[np.float64]]


def stages(model: nn.Module) -> list[list[str]]:
    """The layers that have weights of their own, from the top down, in at most `MOST_STAGES` groups of neighbours.

    A norm or the like, whose parameters are vectors, goes with the layer before it. Order is that of definition.
    Errors: `VizlabError` if there are none.
    """
    layers: list[list[str]] = []
    for name, module in model.named_modules():
        own = list(module.parameters(recurse=False))
        if any(parameter.ndim > 1 for parameter in own) or (own and not layers):
            layers.append([name])
        elif own:
            layers[-1].append(name)
    if not layers:
        raise VizlabError("The network must have weights to be made random; it has none.")
    parts = np.array_split(np.arange(len(layers)), min(MOST_STAGES, len(layers)))
    return [[name for index in part for name in layers[index]] for part in reversed(parts)]


def forgetful(model: nn.Module, seed: int) -> Iterator[tuple[str, nn.Module]]:
    """The model, then a copy that forgets one stage more each time: (the lowest layer forgotten, network).

    The model stays as it is. The copy is one object: look at it before asking for the next.
    Errors: `VizlabError` as of `stages`.
    """
    groups = stages(model)
    yield "", model
    network, stream = copy.deepcopy(model), RandomStream(seed)
    for names in groups:
        with stream:
            for name in names:
                _forget(network.get_submodule(name))
        yield names[0], network


def forget(
    model: nn.Module,
    image: Any,
    target: int,
    methods: Mapping[str, Mapping[str, Any]],
    *,
    seed: int = 0,
    likeness: str = "rank correlation",
    tell: Callable[[int], None] = lambda done: None,
) -> Forgetting:
    """The maps of one image (c, h, w) for one class by each method, name -> its options, at each stage; seed: of the new weights.

    likeness: of `LIKENESSES`. tell: is told how many stages are done. Errors: `VizlabError` for an unknown likeness, and as of
    the methods.
    """
    from vizlab.saliency import explain  # the table of methods imports this package

    if likeness not in LIKENESSES:
        raise VizlabError(f"The likeness of maps must be one of {', '.join(LIKENESSES)}; got {likeness!r}.")
    names: list[str] = []
    found: dict[str, list[NDArray[np.float32]]] = {method: [] for method in methods}
    for name, network in forgetful(model, seed):
        names.append(name)
        for method, options in methods.items():
            found[method].append(explain(network, image, target, method, **options).values)
        tell(len(names))
    maps = {method: np.stack(each) for method, each in found.items()}
    alike = {method: LIKENESSES[likeness](np.abs(each), np.abs(each[:1])) for method, each in maps.items()}
    return Forgetting(tuple(names), maps, alike)


def merged(parts: Sequence[Forgetting]) -> Forgetting:
    """What was found method by method, as one."""
    maps = {name: each for part in parts for name, each in part.maps.items()}
    return Forgetting(parts[0].stages, maps, {name: each for part in parts for name, each in part.likeness.items()})


@torch.no_grad()
def _forget(module: nn.Module) -> None:
    """Draw the module's own parameters anew, from torch's global generator."""
    for name, parameter in module.named_parameters(recurse=False):
        if parameter.ndim > 1:
            nn.init.kaiming_normal_(parameter, nonlinearity="relu")
        else:
            parameter.fill_(1.0 if name == "weight" else 0.0)
    for name, buffer in module.named_buffers(recurse=False):
        if name.startswith("running_"):
            buffer.fill_(1.0 if name == "running_var" else 0.0)
