"""What training did to the kernels of the first convolution: how far they turned, and how much of them has a direction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from torch import nn

from vizlab.errors import VizlabError
from vizlab.filters.layers import kernels
from vizlab.inspection import layer_names

SPECTRUM = 32  # frequencies along a side: kernels are padded with zeros, so that directions between the taps are seen


@dataclass(frozen=True)
class Change:
    """degrees: mean angle between a kernel and itself before. before, after: mean `oriented_share`, 0-1."""

    degrees: float
    before: float
    after: float


def change(untrained: nn.Module, trained: nn.Module) -> Change:
    """What changed in the first convolution from one state of a network to another.

    Errors: `VizlabError` if these are not two states of one network with convolutions.
    """
    old, new = (kernels(model, _first(model)).astype(np.float64) for model in (untrained, trained))
    if old.shape != new.shape:
        raise VizlabError(f"Two states of one network have kernels of one shape; got {old.shape} and {new.shape}.")
    flat = [weights.reshape(len(weights), -1) for weights in (old, new)]
    lengths = np.linalg.norm(flat[0], axis=1) * np.linalg.norm(flat[1], axis=1)
    cosines = np.clip((flat[0] * flat[1]).sum(axis=1) / np.maximum(lengths, 1e-12), -1, 1)
    return Change(float(np.degrees(np.arccos(cosines)).mean()), float(_mean_share(old)), float(_mean_share(new)))


def oriented_share(kernel: NDArray[np.floating]) -> float:
    """The share of a kernel's (kh, kw) energy in one direction, 0-1.

    1 for a grating, 0 for what is the same in all directions, or flat. With P the power at frequency (u, v) and a its angle:
    |sum P exp(2 i a)| / sum P, the constant part counted below only. A kernel of dice has not 0, but about 0.29 at 3 x 3.
    """
    return float(oriented_shares(np.asarray(kernel)[None])[0])


def oriented_shares(kernels: NDArray[np.floating]) -> NDArray[np.float64]:
    """`oriented_share` of many kernels (n, kh, kw) at once, (n,)."""
    flat = np.asarray(kernels, np.float64).reshape(len(kernels), -1)
    # both sums are quadratic in the taps: that of P exp(2 i a) with the matrix below, that of P by Parseval
    turned = np.einsum("ns,st,nt->n", flat, _turning(*np.shape(kernels)[1:]), flat)
    total = SPECTRUM**2 * (flat**2).sum(axis=1)
    return np.asarray(np.divide(np.abs(turned), total, out=np.zeros(len(flat)), where=total > 0))


def orientation(model: nn.Module) -> dict[str, float]:
    """Convolution -> mean `oriented_share` of all its kernels; those with a single tap are left out."""
    modules = dict(model.named_modules())
    names = [name for name in layer_names(model) if isinstance(modules[name], nn.Conv2d)]
    found = {name: kernels(model, name) for name in names}
    return {name: float(_mean_share(weights)) for name, weights in found.items() if weights[0, 0].size > 1}


@cache
def _turning(height: int, width: int) -> NDArray[np.complex128]:
    """The matrix Q for which k Q k is the sum of P exp(2 i a), for the taps k of a kernel of this size, row by row."""
    v, u = np.meshgrid(np.fft.fftfreq(SPECTRUM), np.fft.fftfreq(SPECTRUM), indexing="ij")
    turned = np.exp(2j * np.arctan2(v, u))
    turned[0, 0] = 0
    taps = np.fft.fft2(np.eye(height * width).reshape(-1, height, width), s=(SPECTRUM, SPECTRUM)).reshape(height * width, -1)
    return np.asarray((taps.conj() * turned.ravel()) @ taps.T)


def _mean_share(weights: NDArray[np.floating]) -> float:
    return float(oriented_shares(weights.reshape(-1, *weights.shape[2:])).mean())


def _first(model: nn.Module) -> str:
    modules = dict(model.named_modules())
    found = next((name for name in layer_names(model) if isinstance(modules[name], nn.Conv2d)), None)
    if found is None:
        raise VizlabError("A network with convolutions is needed; this one has none.")
    return found
