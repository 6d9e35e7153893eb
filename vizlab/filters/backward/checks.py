"""The formulas of `gradients` against what torch finds. To add a loss: a function of y and a seed, with a line in `LOSSES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vizlab.errors import VizlabError
from vizlab.filters.backward import gradients

Array = NDArray[np.float64]


def autograd(x: Array, kernel: Array, loss: str, seed: int) -> tuple[Array, Array, Array]:
    """dL/dy (h, w), dL/dk (kh, kw) and dL/dx (h, w) by autograd, for x padded below and to the right."""
    if loss not in LOSSES:
        raise VizlabError(f"The loss must be one of {', '.join(LOSSES)}; got {loss!r}.")
    leaves = torch.tensor(x, requires_grad=True), torch.tensor(kernel, requires_grad=True)
    kh, kw = kernel.shape
    with torch.enable_grad():
        y = F.conv2d(F.pad(leaves[0], (0, kw - 1, 0, kh - 1))[None, None], leaves[1][None, None])[0, 0]
        found = torch.autograd.grad(LOSSES[loss](y, seed), (y, leaves[1], leaves[0]))
    upstream, of_kernel, of_input = (part.numpy() for part in found)
    return upstream, of_kernel, of_input


def gaps(x: Array, kernel: Array, loss: str, seed: int) -> Mapping[str, float]:
    """The largest distances between the formulas and three other ways to the same gradients."""
    upstream, of_kernel, of_input = autograd(x, kernel, loss, seed)
    ours = gradients.input_gradient(upstream, kernel)
    return {
        "dL/dk, autograd": float(np.abs(gradients.kernel_gradient(x, upstream, kernel) - of_kernel).max()),
        "dL/dx, autograd": float(np.abs(ours - of_input).max()),
        "dL/dx, pad and turn": float(np.abs(ours - pad_and_turn(upstream, kernel)).max()),
        "dL/dx, conv_transpose2d": float(np.abs(ours - transposed(upstream, kernel)).max()),
    }


def pad_and_turn(upstream: Array, kernel: Array) -> Array:
    """dL/dx as a plain cross-correlation: zeros above and to the left of the upstream gradient, the kernel turned."""
    kh, kw = kernel.shape
    ground = torch.tensor(np.pad(upstream, ((kh - 1, 0), (kw - 1, 0))))
    made = F.conv2d(ground[None, None], torch.tensor(kernel[::-1, ::-1].copy())[None, None])
    return np.asarray(made[0, 0].numpy())


def transposed(upstream: Array, kernel: Array) -> Array:
    """dL/dx as torch's transposed convolution; what it stamps into the padding is cut off."""
    made = F.conv_transpose2d(torch.tensor(upstream)[None, None], torch.tensor(kernel)[None, None])
    return np.asarray(made[0, 0, : upstream.shape[0], : upstream.shape[1]].numpy())


def _weighted(y: torch.Tensor, seed: int) -> torch.Tensor:
    weights = np.random.default_rng(seed).integers(-3, 4, tuple(y.shape))
    return (torch.tensor(weights, dtype=y.dtype) * y).sum()


LOSSES: dict[str, Callable[[torch.Tensor, int], torch.Tensor]] = {
    "weighted sum": _weighted,
    "sum": lambda y, seed: y.sum(),
    "half the squares": lambda y, seed: 0.5 * (y * y).sum(),
}
