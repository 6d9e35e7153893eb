"""How often the units of a network answer at all: zeros, units that are always zero, and how the values are spread.

A unit is a map, or a number where a layer has no maps. Source: Yosinski 2015, arXiv:1506.06579, on dead and saturated units.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.filters.layers import SILENT, heading, kind
from vizlab.inspection import activations, layer_names

BINS = 48
CHUNK = 16  # pictures


@dataclass(frozen=True)
class Activity:
    """What one layer did over many pictures.

    zeros, highest: of each unit, the share of its values that are zero and the largest (n,). counts: values in `BINS` bins
    between -reach and reach, where reach is the largest absolute value of the layer.
    """

    name: str
    kind: str
    zeros: NDArray[np.float64]
    highest: NDArray[np.float64]
    counts: NDArray[np.int64]
    reach: float

    @property
    def title(self) -> str:
        """Such as "block1 · ReLU"."""
        return heading(self.name, self.kind)

    @property
    def dead(self) -> NDArray[np.int64]:
        """Numbers of the units that were zero everywhere on every picture."""
        return np.flatnonzero(self.zeros == 1)


def activity(model: nn.Module, inputs: torch.Tensor) -> list[Activity]:
    """What every layer that computes something did on pictures (n, c, h, w), in order."""
    modules = dict(model.named_modules())
    names = [name for name in layer_names(model) if not isinstance(modules[name], SILENT)]
    tallies = {name: _Tally() for name in names}
    for look in (_Tally.look, _Tally.count):  # the bins are known once the largest value is
        _feed(model, inputs, names, tallies, look)
    return [tallies[name].close(name, kind(modules[name])) for name in names]


def _feed(
    model: nn.Module, inputs: torch.Tensor, names: list[str], tallies: dict[str, _Tally], look: Callable[..., None]
) -> None:
    device = next(model.parameters()).device
    for part in inputs.split(CHUNK):
        for name, values in activations(model, part.to(device), names).items():
            look(tallies[name], values.cpu().flatten(2) if values.ndim > 2 else values.cpu()[:, :, None])


class _Tally:
    """Running numbers of a layer; values come as (n, units, places)."""

    def __init__(self) -> None:
        self.zeros: Any = 0
        self.seen = 0
        self.highest: Any = None
        self.reach = 0.0
        self.counts = torch.zeros(BINS)

    def look(self, values: torch.Tensor) -> None:
        highest = values.amax(dim=(0, 2))
        self.highest = highest if self.highest is None else torch.maximum(self.highest, highest)
        self.zeros = self.zeros + (values == 0).sum(dim=(0, 2))
        self.seen += values.shape[0] * values.shape[2]
        self.reach = max(self.reach, float(values.abs().max()))

    def count(self, values: torch.Tensor) -> None:
        reach = self.reach or 1.0
        self.counts += torch.histc(values, BINS, -reach, reach)

    def close(self, name: str, kind_: str) -> Activity:
        zeros, highest = (np.asarray(part, np.float64) for part in (self.zeros / self.seen, self.highest))
        return Activity(name, kind_, zeros, highest, self.counts.numpy().astype(np.int64), self.reach)
