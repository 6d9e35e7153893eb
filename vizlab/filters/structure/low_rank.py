"""A convolution of d kernels k x k x c as two: d' kernels k x k x c, then d mixtures of their maps (1 x 1).

The kernels as rows of a matrix (d, c k k), cut off after d' singular values, are the nearest such pair; how far it is away is
known before: the root of the sum of the squares cut off. Source: Eckart & Young 1936; Denton 2014, arXiv:1404.0736.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError

Array = NDArray[np.float64]
CHUNK = 64  # pictures


@dataclass(frozen=True)
class Factors:
    """The best pair of a rank. first: kernels (d', c, k, k); mixture (d, d'); singular: all values, largest first."""

    first: Array
    mixture: Array
    singular: Array

    @property
    def rank(self) -> int:
        """How many kernels are left, d'."""
        return len(self.first)

    @property
    def tail(self) -> float:
        """The root of the sum of the squares cut off."""
        return float(np.sqrt((self.singular[self.rank :] ** 2).sum()))

    @property
    def kernels(self) -> Array:
        """The kernels that the pair amounts to, (d, c, k, k)."""
        return np.asarray(np.einsum("or,rchw->ochw", self.mixture, self.first))

    @property
    def weights(self) -> int:
        """Weights of the pair."""
        return int(self.first.size + self.mixture.size)

    @property
    def ratio(self) -> float:
        """Weights of the pair over those of the convolution; of multiplications, too, for both keep the size of the map."""
        return float(self.weights / (len(self.mixture) * self.first[0].size))


def factor(conv: nn.Module | None, rank: int) -> Factors:
    """The pair of this rank that is nearest to a convolution. Errors: `VizlabError` for other layers, or an impossible rank."""
    if not isinstance(conv, nn.Conv2d) or conv.groups != 1:
        raise VizlabError("Only a convolution in which every map sees all inputs can be split; choose such a layer.")
    weight = conv.weight.detach().cpu().double().numpy()
    u, s, v = np.linalg.svd(weight.reshape(len(weight), -1), full_matrices=False)
    if not 1 <= rank <= len(s):
        raise VizlabError(f"The rank must lie between 1 and {len(s)}; got {rank}.")
    root = np.sqrt(s[:rank])  # the scale shared out evenly
    return Factors((v[:rank] * root[:, None]).reshape(rank, *weight.shape[1:]), u[:, :rank] * root, s)


def break_even(conv: nn.Conv2d) -> int:
    """The largest rank at which the pair has fewer weights than the convolution; 0 if none has."""
    d, numbers = conv.weight.shape[0], conv.weight[0].numel()
    return (d * numbers - 1) // (numbers + d)


def split(conv: nn.Conv2d, factors: Factors) -> nn.Sequential:
    """The pair as two layers that stand where the convolution stood."""
    options = {"stride": conv.stride, "padding": conv.padding, "dilation": conv.dilation, "padding_mode": conv.padding_mode}
    first = nn.Conv2d(conv.in_channels, factors.rank, conv.kernel_size, bias=False, **options)  # type: ignore[arg-type]
    second = nn.Conv2d(factors.rank, conv.out_channels, 1, bias=conv.bias is not None)
    with torch.no_grad():
        first.weight.copy_(torch.from_numpy(factors.first))
        second.weight.copy_(torch.from_numpy(factors.mixture)[:, :, None, None])
        if second.bias is not None and conv.bias is not None:
            second.bias.copy_(conv.bias)
    return nn.Sequential(first, second).to(conv.weight.device).eval().requires_grad_(False)


@contextmanager
def replaced(model: nn.Module, name: str, layer: nn.Module) -> Iterator[nn.Module]:
    """A copy of the network with another layer at this place, which shares every weight with the network itself."""
    shared = copy.deepcopy(model, {id(tensor): tensor for tensor in (*model.parameters(), *model.buffers())})
    parent, _, last = name.rpartition(".")
    setattr(shared.get_submodule(parent), last, layer)
    yield shared


def answers(model: nn.Module, inputs: torch.Tensor) -> NDArray[np.int64]:
    """The class that a network gives to each picture (n, c, h, w)."""
    device = next(model.parameters()).device
    with torch.no_grad():
        return np.concatenate([model(part.to(device)).argmax(dim=1).cpu().numpy() for part in inputs.split(CHUNK)])


def agreement(model: nn.Module, name: str, ranks: Sequence[int], inputs: torch.Tensor, wanted: NDArray[np.int64]) -> list[float]:
    """For each rank of the layer, the share of pictures for which the network gives the answer wanted (n,)."""
    conv, found = model.get_submodule(name), []
    for rank in ranks:
        factors = factor(conv, rank)
        assert isinstance(conv, nn.Conv2d)
        with replaced(model, name, split(conv, factors)) as changed:
            found.append(float((answers(changed, inputs) == wanted).mean()))
    return found


def full_rank(conv: nn.Module) -> int:
    """The largest rank that the kernels of a convolution can have. Errors: those of `factor`."""
    return len(factor(conv, 1).singular)


def some_ranks(conv: nn.Module, count: int) -> list[int]:
    """At most `count` ranks from 1 to the full one, closer together where they are small."""
    return sorted({round(float(rank)) for rank in np.geomspace(1, full_rank(conv), count)})


def costs(conv: nn.Conv2d) -> list[float]:
    """Weights of the pair over those of the convolution, for every rank from 1 on."""
    d, numbers = conv.weight.shape[0], conv.weight[0].numel()
    return [rank * (numbers + d) / (d * numbers) for rank in range(1, min(d, numbers) + 1)]
