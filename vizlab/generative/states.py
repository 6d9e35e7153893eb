"""What a run needs to go on: weights and optimizer moments as numpy arrays by name, to be kept in a frame.

No random state is among them: every epoch (or stretch of steps) draws from a generator of its own, seeded by the recipe's seed
and its number, so a resumed run draws what an uninterrupted one would have drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from numpy.typing import NDArray
from torch import nn, optim

from vizlab.frames import Frame, Frames

Arrays = dict[str, NDArray[Any]]
_STRIDE = 1_000_003  # a prime: streams of one seed do not run into those of the next


def packed(name: str, network: nn.Module, optimizer: optim.Optimizer) -> Arrays:
    """All of a network's weights and its optimizer's state, under names that begin with `name`."""
    arrays = {f"{name}/{key}": tensor.cpu().numpy() for key, tensor in network.state_dict().items()}
    for index, moments in optimizer.state_dict()["state"].items():
        arrays |= {f"{name} moment/{index}/{key}": tensor.cpu().numpy() for key, tensor in moments.items()}
    return arrays


def restore(name: str, arrays: Mapping[str, NDArray[Any]], network: nn.Module, optimizer: optim.Optimizer) -> None:
    """Put what `packed` took back into a network and its optimizer, on whatever device they are."""
    weights = below(f"{name}/", arrays)
    network.load_state_dict({key: torch.tensor(array) for key, array in weights.items()})
    moments: dict[int, dict[str, torch.Tensor]] = {}
    for key, array in below(f"{name} moment/", arrays).items():
        index, own = key.split("/")
        moments.setdefault(int(index), {})[own] = torch.tensor(array)
    optimizer.load_state_dict({"state": moments, "param_groups": optimizer.state_dict()["param_groups"]})


def below(prefix: str, arrays: Mapping[str, NDArray[Any]]) -> Arrays:
    """The arrays whose names begin so, without that beginning."""
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def newest_with(name: str, run: Frames) -> Frame | None:
    """The last sound frame from which an unfinished run can go on: one that holds this array."""
    found = (run.frame(index) for index in reversed(run.indices()))
    return next((frame for frame in found if frame is not None and name in frame.arrays), None)


def generator(device: torch.device, seed: int, *places: int) -> torch.Generator:
    """A generator of its own for each place of a run, such as (epoch, 0)."""
    number = seed
    for place in places:
        number = (number * _STRIDE + place + 1) % 2**63
    return torch.Generator(device).manual_seed(number)
