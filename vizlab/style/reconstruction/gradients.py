"""Several content layers at once: the gradient of the sum of their losses is the sum of their gradients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import NDArray

from vizlab.style.losses import content_loss
from vizlab.style.sight import FeatureNetwork
from vizlab.style.statistics.looking import as_input, listening

SIDE_PX = 96  # of the picture: gradients are taken while a visitor waits


@dataclass(frozen=True)
class Pulls:
    """Where the content losses of several layers pull each pixel of a picture.

    each: layer -> gradient (c, h, w) of its loss. of_sum: gradient of the sum of the losses. apart: largest difference of
    `of_sum` and the sum of `each`, relative to the largest value. cosines: of each layer's gradient with `of_sum`.
    """

    each: dict[str, NDArray[Any]]
    of_sum: NDArray[Any]
    apart: float
    cosines: dict[str, float]


def pulls(network: FeatureNetwork, content: NDArray[Any], layers: Sequence[str], seed: int) -> Pulls:
    """Gradients at the start, which is noise, for content (h, w, 3). Errors: `VizlabError` if no layer is asked for."""
    network = listening(network, layers)
    target = as_input(network, content)
    start = torch.rand(target.shape, generator=torch.Generator().manual_seed(seed)).to(target).requires_grad_()
    with torch.no_grad():
        wanted = network.look(target)
    seen = network.look(start)
    losses = {name: content_loss(seen[name], wanted[name]) for name in layers}
    each = {name: torch.autograd.grad(loss, start, retain_graph=True)[0] for name, loss in losses.items()}
    (of_sum,) = torch.autograd.grad(torch.stack(list(losses.values())).sum(), start)
    added = torch.stack(list(each.values())).sum(0)
    apart = float((of_sum - added).abs().max() / of_sum.abs().max().clamp_min(1e-30))
    cosines = {name: float(torch.cosine_similarity(slope.flatten(), of_sum.flatten(), dim=0)) for name, slope in each.items()}
    return Pulls({name: slope.cpu().numpy() for name, slope in each.items()}, of_sum.cpu().numpy(), apart, cosines)


def drawn(found: Pulls) -> dict[str, NDArray[Any]]:
    """Title -> map (h, w): the gradients, mean over the colours, and last that of the sum."""
    maps = {name: slope.mean(0) for name, slope in found.each.items()}
    return maps | {"gradient of the sum": found.of_sum.mean(0)}
