"""Autoencoders: a network that must write each vector down as two numbers and read it again; the two numbers are the map.

Without bends (linear) the best it can do is the PCA plane; with them, a curved sheet. An iteration is a step of Adam: the linear
one on all points, the deep one on a batch that is drawn for that step. Sources: Baldi & Hornik 1989; Hinton & Salakhutdinov 2006.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab import devices
from vizlab.adam import Adam

if TYPE_CHECKING:
    from vizlab.embeddings.methods import State
    from vizlab.embeddings.recipe import EmbeddingRecipe

WIDTHS = (128, 64)  # of the deep one's hidden layers, mirrored behind the two numbers
RATES = {True: 0.02, False: 4e-3}  # of Adam at the start, of a linear and of a deep one; falling to 0 in a straight line
BATCH = 256
CHUNK = 4096  # points encoded at a time


class Autoencoder:
    """positions: (n, dims), float32: the codes of all points."""

    def __init__(self, features: Tensor, recipe: EmbeddingRecipe, state: State | None, *, linear: bool) -> None:
        """Begin with random weights of the recipe's seed, or go on with those of a kept state."""
        self._mean = features.double().mean(0).float()
        centred = features.float() - self._mean
        self.scale = float(centred.double().square().mean().sqrt()) or 1.0  # one for all: angles stay
        self._inputs, self._linear, self._recipe = centred / self.scale, linear, recipe
        self._adam = Adam(_weights(features.shape[1], recipe.dims, recipe.seed, linear=linear))
        if state is not None:
            self._restore(state)

    @property
    def positions(self) -> Tensor:
        """Codes of all points, by the weights as they are."""
        with torch.no_grad():
            return torch.cat([self._encode(part) for part in self._inputs.split(CHUNK)])

    def advance(self) -> None:
        """One step of Adam."""
        done = self._adam.count
        batch = self._inputs if self._linear else self._inputs[self._drawn(done)]
        weights = [weight.requires_grad_() for weight in self._adam.weights]
        with devices.one_thread(), torch.enable_grad():
            slopes = torch.autograd.grad((self._decode(self._encode(batch)) - batch).square().mean(), weights)
        for weight in weights:
            weight.requires_grad_(False)
        self._adam.step(slopes, RATES[self._linear] * max(1 - done / self._recipe.iterations, 0))

    def state(self) -> dict[str, NDArray[Any]]:
        """Weights, and the means that Adam keeps."""
        kept: dict[str, NDArray[Any]] = {"steps": np.array(self._adam.count)}
        for name in ("weights", "means", "squares"):
            kept |= {f"{name}{index}": each.numpy() for index, each in enumerate(getattr(self._adam, name))}
        return kept

    def loss(self) -> float:
        """Mean square error of a feature of a point that is read back, in the features' own unit."""
        with torch.no_grad():
            parts = self._inputs.split(CHUNK)
            total = sum(float((self._decode(self._encode(part)) - part).double().square().sum()) for part in parts)
        return total / self._inputs.numel() * self.scale**2

    @torch.no_grad()
    def read_back(self, features: Tensor) -> Tensor:
        """What is read from the codes of features (m, d), in their own unit."""
        found = self._decode(self._encode((features.float() - self._mean) / self.scale))
        return found * self.scale + self._mean

    def plane(self) -> Tensor:
        """An orthonormal basis (d, dims), float64, of what a linear one can say. Only the linear one is a plane."""
        basis: Tensor = torch.linalg.qr(self._adam.weights[-2].double())[0]
        return basis

    def _restore(self, state: State) -> None:
        self._adam.count = int(state["steps"])
        for name in ("weights", "means", "squares"):
            for index, each in enumerate(getattr(self._adam, name)):
                each.copy_(torch.from_numpy(np.array(state[f"{name}{index}"])))

    def _drawn(self, done: int) -> Tensor:
        n = len(self._inputs)
        generator = torch.Generator().manual_seed(self._recipe.seed * 1_000_003 + done)
        return torch.randint(n, (min(BATCH, n),), generator=generator)

    def _encode(self, inputs: Tensor) -> Tensor:
        half = len(self._adam.weights) // 2
        return self._through(inputs, self._adam.weights[:half])

    def _decode(self, codes: Tensor) -> Tensor:
        half = len(self._adam.weights) // 2
        return self._through(codes, self._adam.weights[half:])

    def _through(self, values: Tensor, weights: list[Tensor]) -> Tensor:
        for index in range(0, len(weights), 2):
            values = torch.addmm(weights[index + 1], values, weights[index].T)
            if index + 2 < len(weights):
                values = torch.nn.functional.silu(values)
        return values


def begin_linear(features: Tensor, recipe: EmbeddingRecipe, state: State | None) -> Autoencoder:
    """The linear one."""
    return Autoencoder(features, recipe, state, linear=True)


def begin_deep(features: Tensor, recipe: EmbeddingRecipe, state: State | None) -> Autoencoder:
    """The one with bends."""
    return Autoencoder(features, recipe, state, linear=False)


def _weights(d: int, dims: int, seed: int, *, linear: bool) -> list[Tensor]:
    """Matrices (out, in) and offsets (out,) in turn, from d numbers to dims and back, uniform as torch draws them."""
    widths = [d, dims, d] if linear else [d, *WIDTHS, dims, *reversed(WIDTHS), d]
    generator = torch.Generator().manual_seed(seed)
    found = []
    for inner, outer in pairwise(widths):
        reach = 1 / math.sqrt(inner)
        found.append((torch.rand(outer, inner, generator=generator) * 2 - 1) * reach)
        found.append(torch.zeros(outer))
    return found
