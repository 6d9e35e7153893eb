"""What is kept of every unit while a network passes over a data set: as little as tells all, batch by batch.

A picture counts for a unit by its strongest activation, wherever in the picture that is; so no picture is listed twice. Equal
ones are listed in the order of the pictures, equal places from the upper left.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.inspection import hooked, inspected

TOP = 9  # pictures that are listed for each unit
HALF = 65504.0  # the largest number of 16 bits: beyond it histograms and correlations see no difference
Arrays = dict[str, NDArray[Any]]


class Tally:
    """The accumulators of all units of some layers, U in all, in the order of the layers.

    arrays: `values` (U, 9) float32, `pictures` and `places` (U, 9) int32: the strongest activations, in which pictures, and
    where (row times width plus column). `sums` (U, classes) float64: of the rectified mean activation, by class; `counted`
    (classes,) int64: pictures of each. `active` (U,) float64: sum over pictures of the share of values above zero. `peaks`
    (n, U) float16: of each picture so far.
    """

    def __init__(self, network: nn.Module, layers: Mapping[str, int], classes: int, arrays: Arrays | None = None) -> None:
        """layers: name -> units. classes: 0 if nobody knows what the pictures are. arrays: of an earlier tally, to go on."""
        self._network, self._layers = network, layers
        total = sum(layers.values())
        self.arrays: Arrays = arrays or {
            "values": np.full((total, TOP), -np.inf, np.float32),
            "pictures": np.full((total, TOP), -1, np.int32),
            "places": np.zeros((total, TOP), np.int32),
            "sums": np.zeros((total, classes), np.float64),
            "counted": np.zeros(classes, np.int64),
            "active": np.zeros(total, np.float64),
            "peaks": np.zeros((0, total), np.float16),
        }

    @property
    def done(self) -> int:
        """How many pictures it has seen."""
        return len(self.arrays["peaks"])

    def add(self, inputs: Tensor, labels: Tensor) -> Tensor:
        """Look at the next pictures (n, c, h, w) with their classes (n,); the network's scores.

        Errors: `VizlabError` if an activation is no number.
        """
        seen: dict[str, tuple[Tensor, ...]] = {}
        modules = dict(self._network.named_modules())
        start = self.done
        with contextlib.ExitStack() as stack:
            stack.enter_context(inspected(self._network))
            stack.enter_context(torch.no_grad())
            for name, units in self.slices():
                stack.enter_context(hooked(modules[name], self._taking(name, units, start, seen)))
            scores: Tensor = self._network(inputs)
        self._merge(seen, labels)
        return scores

    def slices(self) -> Iterator[tuple[str, slice]]:
        """Each layer with the place of its units among all."""
        start = 0
        for name, units in self._layers.items():
            yield name, slice(start, start + units)
            start += units

    def class_means(self) -> NDArray[np.float32]:
        """Rectified mean activation of each unit by class, (U, classes); of a class without pictures, NaN."""
        counted = np.where(self.arrays["counted"] > 0, self.arrays["counted"], np.nan)
        means: NDArray[np.float32] = (self.arrays["sums"] / counted).astype(np.float32)
        return means

    def _taking(self, name: str, units: slice, start: int, seen: dict[str, Any]) -> Callable[..., None]:
        """A hook that reduces a layer's output at once: what comes after may work in place."""

        def take(module: nn.Module, inputs: Any, output: Tensor) -> None:
            if name not in seen:  # a module that is used twice is looked at once
                maps = output.detach().reshape(*output.shape[:2], *(output.shape[2:] or (1, 1)))
                peaks, rectified = maps.amax((2, 3)), maps.clamp(min=0)
                self._list(units, maps, peaks, start)
                seen[name] = peaks, rectified.mean((2, 3)), rectified.sign_().mean((2, 3))  # no memory for another copy

        return take

    def _list(self, units: slice, maps: Tensor, peaks: Tensor, start: int) -> None:
        """Merge the strongest of new maps (n, u, h, w) with those that are listed."""
        kept = torch.from_numpy(self.arrays["values"][units])
        both = torch.cat([kept, peaks.T.float().cpu()], dim=1)
        values, order_of = both.sort(dim=1, descending=True, stable=True)
        order = order_of.numpy()[:, :TOP]
        units_in, ranks = np.nonzero(order >= TOP)
        chosen = order[units_in, ranks] - TOP
        places = maps[torch.from_numpy(chosen), torch.from_numpy(units_in)].flatten(1).argmax(dim=1).cpu().numpy()
        for name, new in (("pictures", chosen + start), ("places", places)):
            listed = np.take_along_axis(self.arrays[name][units], np.minimum(order, TOP - 1), axis=1)
            listed[units_in, ranks] = new
            self.arrays[name][units] = listed
        self.arrays["values"][units] = values[:, :TOP].numpy()

    def _merge(self, seen: Mapping[str, tuple[Tensor, ...]], labels: Tensor) -> None:
        joined = (torch.cat(parts, dim=1) for parts in zip(*seen.values(), strict=True))
        peaks, means, shares = (part.cpu().double().numpy() for part in joined)
        if not np.isfinite(peaks).all():
            raise VizlabError("The network's activations must be numbers; on these pictures some are not.")
        if self.arrays["sums"].shape[1]:
            np.add.at(self.arrays["sums"].T, labels.numpy(), means)
            np.add.at(self.arrays["counted"], labels.numpy(), 1)
        self.arrays["active"] += shares.sum(axis=0)
        self.arrays["peaks"] = np.concatenate([self.arrays["peaks"], peaks.clip(-HALF, HALF).astype(np.float16)])
