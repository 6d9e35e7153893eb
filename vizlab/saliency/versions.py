"""One picture in many versions: what the network says of each, and the mean of what it hands back to their pixels.

Versions are made a chunk at a time, as `inspection.chunks` cuts batches, so that memory stays bounded and caches are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor, nn

from vizlab.inspection import check_batch, chunk_size, inspected, laid_out
from vizlab.saliency.gradient import gradient_of
from vizlab.saliency.outputs import explained

Vary = Callable[[Tensor, Tensor], Tensor]  # index of the picture (m,), index of its version (m,) -> fresh versions (m, c, h, w)


def answers(model: nn.Module, images: Tensor, targets: Tensor, n_versions: int, vary: Vary, output: str) -> Tensor:
    """The explained number of each version of images (n, c, h, w), from forward passes alone: (n, n_versions)."""
    check_batch(images, targets)
    with inspected(model), torch.no_grad():
        said = [
            explained(model, laid_out(vary(picture, version)), targets[picture], output)
            for picture, version in _indices(images, n_versions)
        ]
    return torch.cat(said).view(len(images), n_versions)


def mean_gradients(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    vary: Vary,
    weights: Tensor,
    *,
    output: str,
    powers: Sequence[int] = (1,),
) -> list[Tensor]:
    """For each of the powers, the sum of weights (n_versions,) times that power of the gradient by each version: (n, c, h, w)."""
    check_batch(images, targets)
    totals = [torch.zeros_like(images) for _ in powers]
    with inspected(model):
        for picture, version in _indices(images, len(weights)):
            gradient = gradient_of(model, laid_out(vary(picture, version)), targets[picture], output)
            share = weights[version].to(gradient)[:, None, None, None]
            for total, power in zip(totals, powers, strict=True):
                total.index_add_(0, picture.to(total.device), share * (gradient if power == 1 else gradient**power))
    return totals


def _indices(images: Tensor, n_versions: int) -> Iterator[tuple[Tensor, Tensor]]:
    every = torch.arange(len(images) * n_versions)
    for part in every.split(chunk_size(images)):
        yield part // n_versions, part % n_versions
