"""Masked convolutions over a picture in raster order: each output pixel may only depend on the pixels before it.

Source: van den Oord et al. 2016, Pixel recurrent neural networks, arXiv:1601.06759, section 3.4 (masks A and B, one channel);
the blind spot: arXiv:1606.05328, section 2.2. Places are flat indices, row by row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vizlab.errors import VizlabError

Array = NDArray[np.float64]
MASKS = {"A": False, "B": True}  # whether the pixel's own place is seen


def mask(k: int, kind: str) -> NDArray[np.bool_]:
    """Which weights (k, k) stay: those above, and to the left in the middle row; the middle itself only in B.

    Errors: `VizlabError` for an even k or an unknown mask.
    """
    if k % 2 == 0 or k < 1 or kind not in MASKS:
        raise VizlabError(f"A mask has an odd side and is one of {', '.join(MASKS)}; got {k} and {kind!r}.")
    flat = np.arange(k * k)
    return np.asarray((flat < k * k // 2) | ((flat == k * k // 2) & MASKS[kind])).reshape(k, k)


@dataclass(frozen=True)
class Stack:
    """Masked layers: the first with the mask `first`, all others with B. side: of the picture. seed: of the weights."""

    side: int = 9
    k: int = 3
    depth: int = 3
    first: str = "A"
    seed: int = 0

    def masks(self) -> list[NDArray[np.bool_]]:
        """The mask of each layer, first to last."""
        return [mask(self.k, self.first), *[mask(self.k, "B")] * (self.depth - 1)]


def jacobian(stack: Stack) -> Array:
    """d output / d input (n, n), n = side^2, by autograd through the stack with random weights and tanh between."""
    dice = np.random.default_rng(stack.seed)
    kernels = [torch.tensor(dice.uniform(0.2, 1.0, part.shape) * part)[None, None] for part in stack.masks()]
    start = torch.tensor(dice.standard_normal((stack.side, stack.side)))

    def run(picture: torch.Tensor) -> torch.Tensor:
        x = picture[None, None]
        for at, kernel in enumerate(kernels):
            x = F.conv2d(torch.tanh(x) if at else x, kernel, padding=stack.k // 2)
        return x.reshape(-1)

    with torch.enable_grad():
        found = torch.autograd.functional.jacobian(run, start)
    return np.asarray(found.reshape(stack.side**2, -1).numpy())


def reach(stack: Stack) -> NDArray[np.bool_]:
    """Which inputs each output may see (n, n), on paper: the masks' steps, followed from layer to layer."""
    n = stack.side**2
    seen = np.eye(n, dtype=np.bool_)
    for part in stack.masks():
        seen = (_steps(stack.side, part).astype(np.int64) @ seen.astype(np.int64)) > 0
    return seen


def later(stack: Stack) -> NDArray[np.bool_]:
    """The entries (n, n) of the Jacobian that must be 0: inputs after the output, and with mask A the output's own place."""
    n = stack.side**2
    return np.triu(np.ones((n, n), np.bool_), k=1 if MASKS[stack.first] else 0)


def regions(sees: NDArray[np.bool_], place: int, side: int) -> NDArray[np.int64]:
    """What each pixel (side, side) is to the output at a place: 0 later or itself, 1 blind (before it, and unseen), 2 seen.

    sees (n, n): which inputs each output depends on.
    """
    found = np.where(np.arange(side * side) < place, 1, 0)
    found[sees[place]] = 2
    return found.reshape(side, side)


def _steps(side: int, part: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which places one layer reads for each of its places (n, n)."""
    reads = np.zeros((side * side, side * side), np.bool_)
    offsets = np.argwhere(part) - len(part) // 2
    for row, column in np.ndindex(side, side):
        for down, right in offsets.tolist():
            if 0 <= row + down < side and 0 <= column + right < side:
                reads[row * side + column, (row + down) * side + column + right] = True
    return reads
