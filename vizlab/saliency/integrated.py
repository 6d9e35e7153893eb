"""Integrated gradients: what each pixel adds to the output on the straight path from a baseline, and whether the sums agree.

Source: Sundararajan 2017, arXiv:1703.01365, equation 1: (x_i - x'_i) times the integral over a in [0, 1] of dF/dx_i at
x' + a (x - x'). Completeness, its proposition 1: over all pixels they add up to F(x) - F(x').
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vizlab.errors import VizlabError
from vizlab.inspection import check_batch
from vizlab.saliency.baselines import baseline_of
from vizlab.saliency.versions import answers, mean_gradients

MOST_STEPS = 512


@dataclass(frozen=True)
class Completeness:
    """For each image, what its map adds up to, and what it must: the rise of the output over the baseline's; both (n,)."""

    found: Tensor
    rise: Tensor

    @property
    def gap(self) -> Tensor:
        """How far the sum is off, as a share of the rise, (n,)."""
        return (self.found - self.rise).abs() / self.rise.abs().clamp_min(torch.finfo(self.rise.dtype).tiny)


def integrated_gradients(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    *,
    output: str = "class score",
    baseline: str = "black",
    path_steps: int = 32,
    path_rule: str = "midpoint",
    seed: int = 0,
) -> Tensor:
    """What each pixel adds, its colours summed, from gradients at `path_steps` points of the path: images -> (n, h, w), signed.

    baseline: a name in `BASELINES` (seed: of its noise). path_rule: a name in `PATH_RULES`. Units: as the output.
    Errors: `VizlabError` as the gradient, for unknown names, and for steps out of range.
    """
    points, weights = _quadrature(path_rule, path_steps)
    check_batch(images, targets)
    images = images.detach()
    start = baseline_of(images, baseline, seed)
    way = images - start

    def on_the_path(picture: Tensor, version: Tensor) -> Tensor:
        return start[picture] + points[version].to(images)[:, None, None, None] * way[picture]

    (gradient,) = mean_gradients(model, images, targets, on_the_path, weights, output=output)
    return (way * gradient).sum(dim=1)


def completeness(
    model: nn.Module,
    images: Tensor,
    targets: Tensor,
    maps: Tensor,
    *,
    output: str = "class score",
    baseline: str = "black",
    seed: int = 0,
) -> Completeness:
    """Whether integrated gradients' maps (n, h, w) add up to what the output rises by from the baseline to the images.

    They do up to the rule's error, which more steps make smaller; output, baseline, seed: as the maps were made with.
    """
    ends = torch.stack([baseline_of(images, baseline, seed), images.detach()])
    said = answers(model, images, targets, 2, lambda picture, version: ends[version, picture], output)
    return Completeness(maps.sum(dim=(1, 2)), said[:, 1] - said[:, 0])


def _quadrature(name: str, n: int) -> tuple[Tensor, Tensor]:
    if name not in PATH_RULES:
        raise VizlabError(f"The rule of the path must be one of {', '.join(PATH_RULES)}; got {name!r}.")
    if not 2 <= n <= MOST_STEPS:
        raise VizlabError(f"The path is cut at 2 to {MOST_STEPS} points; got {n}.")
    return PATH_RULES[name](n)


def _midpoint(n: int) -> tuple[Tensor, Tensor]:
    """The middles of n equal parts."""
    return (torch.arange(n, dtype=torch.float64) + 0.5) / n, torch.full((n,), 1 / n, dtype=torch.float64)


def _trapezoid(n: int) -> tuple[Tensor, Tensor]:
    """Both ends and n - 2 points between them; the ends count half."""
    weights = torch.full((n,), 1 / (n - 1), dtype=torch.float64)
    weights[[0, -1]] /= 2
    return torch.linspace(0, 1, n, dtype=torch.float64), weights


PATH_RULES: dict[str, Callable[[int], tuple[Tensor, Tensor]]] = {  # number of points -> where in [0, 1] (n,), weights (n,)
    "midpoint": _midpoint,
    "trapezoid": _trapezoid,
}
