"""Filters that begin alike stay alike: equal weights get equal gradients, for ever. Only chance at the start tells them apart.

A small network on digits: 6 filters of 3 x 3, ReLU, max pooling, one full layer. To add a start: a line in `STARTS`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from vizlab import data
from vizlab.adam import Adam
from vizlab.devices import one_thread
from vizlab.errors import VizlabError
from vizlab.images import unit
from vizlab.randomness import RandomStream

FILTERS = 6
STEPS, BATCH, RATE = 60, 128, 0.02


@dataclass(frozen=True)
class Training:
    """How the filters went. cosines: the mean over all pairs at each step (steps + 1,). kernels: at the end, (6, 3, 3).

    accuracy: on the test digits, 0-1.
    """

    cosines: NDArray[np.float64]
    kernels: NDArray[np.float32]
    accuracy: float


def train(start: str, seed: int, steps: int = STEPS) -> Training:
    """Train from a start of `STARTS` with Adam. Errors: `VizlabError` for another name."""
    split = data.load("digits")
    inputs, labels = unit(torch.from_numpy(split.train.inputs)), torch.from_numpy(split.train.labels)
    network = begun(start, seed)
    weights = list(network.parameters())
    adam = Adam(weights)
    source = torch.Generator().manual_seed(seed)
    seen = [pairwise(kernels(network))]
    with one_thread():
        for _ in range(steps):
            batch = torch.randint(0, len(inputs), (BATCH,), generator=source)
            adam.step(torch.autograd.grad(cross_entropy(network(inputs[batch]), labels[batch]), weights), RATE)
            seen.append(pairwise(kernels(network)))
        with torch.no_grad():
            said = network(unit(torch.from_numpy(split.test.inputs))).argmax(1).numpy()
    return Training(np.array(seen), kernels(network).numpy(), float((said == split.test.labels).mean()))


def begun(start: str, seed: int) -> nn.Sequential:
    """The network before its first step. Errors: `VizlabError` for a start that is none of `STARTS`."""
    if start not in STARTS:
        raise VizlabError(f"The start must be one of {', '.join(STARTS)}; got {start!r}.")
    with RandomStream(seed):
        conv, full = nn.Conv2d(1, FILTERS, 3, padding=1), nn.Linear(FILTERS * 16, 10)
    equal_filters, equal_rest = STARTS[start]
    with torch.no_grad():
        if equal_filters:
            for part in conv.parameters():
                part.copy_(part[:1].clone().expand_as(part))
        if equal_rest:  # what follows treats all filters alike
            by_filter = full.weight.view(10, FILTERS, 16)
            by_filter.copy_(by_filter[:, :1].clone().expand_as(by_filter))
    return nn.Sequential(conv, nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), full)


def kernels(network: nn.Sequential) -> Tensor:
    """A copy of its filters, (6, 3, 3)."""
    conv = network[0]
    assert isinstance(conv, nn.Conv2d)
    return conv.weight.detach()[:, 0].clone()


def pairwise(found: Tensor) -> float:
    """The mean cosine of all pairs of filters (n, kh, kw): 1 if all point the same way, about 0 if nothing is common."""
    unit_long = found.flatten(1).double()
    unit_long = unit_long / unit_long.norm(dim=1, keepdim=True)
    pairs = torch.triu_indices(len(found), len(found), 1)
    return float((unit_long @ unit_long.T)[pairs[0], pairs[1]].mean())


STARTS: dict[str, tuple[bool, bool]] = {  # label -> the filters equal, what follows equal too
    "all equal": (True, True),
    "filters equal": (True, False),
    "all random": (False, False),
}
