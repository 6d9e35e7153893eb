"""The nearest neighbours of every point, exact: a block of rows at a time, so that no matrix of all pairs is ever whole."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import torch

PAIRS = 2_000_000  # of a block: 8 MB, some 20 milliseconds


def nearest(
    features: torch.Tensor, k: int, others: torch.Tensor | None = None
) -> Generator[float, None, tuple[torch.Tensor, torch.Tensor]]:
    """Squared distances and indices, (m, k) float32 and int64, of the k nearest `others` (n, d) of each of the features (m, d).

    Without others: of the features themselves, no point its own neighbour. In no order. Yields the share done, block by block.
    """
    known = features if others is None else others
    centre = known.mean(0)  # less is lost to rounding near the origin
    own, known = (features - centre).float(), (known - centre).float()
    squares = known.square().sum(1)
    # One piece of memory each from the start: small ones kept between large ones let the heap grow to gigabytes.
    distances, places = torch.empty(len(own), k), torch.empty(len(own), k, dtype=torch.int64)
    rows = max(PAIRS // len(known), 1)
    buffer = torch.empty(rows, len(known))
    for begin in range(0, len(own), rows):
        block = own[begin : begin + rows]
        found = torch.addmm(squares, block, known.T, alpha=-2, out=buffer[: len(block)])
        if others is None:
            found[torch.arange(len(block)), torch.arange(begin, begin + len(block))] = torch.inf
        # NumPy's selection takes an eighth of the time of torch's.
        near = torch.from_numpy(np.argpartition(found.numpy(), k - 1, axis=1)[:, :k].copy())
        places[begin : begin + rows] = near
        distances[begin : begin + rows] = found.gather(1, near).add_(block.square().sum(1, keepdim=True)).clamp_(min=0)
        yield min((begin + rows) / len(own), 1.0)
    return distances, places
