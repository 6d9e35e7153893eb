"""How much an attack may change: a ball around each picture, and within it only what is still a picture.

One size `eps` for every norm: a change by eps everywhere is on the edge of each ball. So eps bounds the largest change of a
value (Linf), the root mean square of all (L2) or their mean size (L1); with d values, the L2 radius is eps * sqrt(d), the L1
radius eps * d, and each ball holds the one before. To add a norm: a line in `NORMS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from vizlab.errors import VizlabError

FEW = 20  # of so many values, one moves in a step of L1


@dataclass(frozen=True)
class Norm:
    """about: what it bounds, a few words. size: changes (n, d) -> (n,), in units of eps.

    steepest: gradients (n, d) -> changes of size 1 with the largest product with them (for L1, nearly). shrunk: (changes (n, d),
    eps) -> the nearest changes of size eps or less.
    """

    about: str
    size: Callable[[Tensor], Tensor]
    steepest: Callable[[Tensor], Tensor]
    shrunk: Callable[[Tensor, float], Tensor]


def find(norm: str) -> Norm:
    """The norm of this name. Errors: `VizlabError` listing the names."""
    if norm not in NORMS:
        raise VizlabError(f"The norm must be one of {', '.join(NORMS)}; got {norm!r}.")
    return NORMS[norm]


def check_size(eps: float) -> None:
    """Errors: `VizlabError` unless 0 <= eps <= 1, the range of pixels."""
    if not 0 <= eps <= 1:
        raise VizlabError(f"The size of a change must be 0 to 1, the range of pixels; got {eps}.")


def size(change: Tensor, norm: str = "Linf") -> Tensor:
    """How large the changes (n, c, h, w) are, (n,), in units of eps."""
    return find(norm).size(change.flatten(1))


def length(change: Tensor) -> Tensor:
    """The L2 length of changes (n, c, h, w), (n,): sqrt(d) times their size in L2."""
    return change.flatten(1).square().sum(dim=1).sqrt()


def steepest(gradient: Tensor, norm: str = "Linf") -> Tensor:
    """The change of size 1 along which a linear function with this gradient (n, c, h, w) rises most: its sign, for Linf."""
    rows: Tensor = find(norm).steepest(gradient.flatten(1))
    return rows.view_as(gradient)


def within(images: Tensor, changed: Tensor, eps: float, norm: str = "Linf") -> Tensor:
    """The changed images (n, c, h, w), brought back into the ball around the images and into [0, 1].

    Clipping to [0, 1] afterwards moves every value nearer to the image's own, so it does not leave the ball.
    """
    change = (changed - images).flatten(1)
    return (images + find(norm).shrunk(change, eps).view_as(images)).clamp(0, 1)


def _unit(values: Tensor) -> Tensor:
    """Rows of mean square 1; a row of zeros stays one."""
    return values / values.square().mean(dim=1, keepdim=True).sqrt().clamp(min=1e-30)


def _steepest_few(gradient: Tensor) -> Tensor:
    """All of the change at the 5 % of values with the largest slopes.

    At the one largest it would rise most, but a value alone is soon black or white (Tramer 2019, arXiv:1904.13000, section 4).
    """
    n = gradient.shape[1]
    at = gradient.abs().topk(-(-n // FEW), dim=1).indices
    return torch.zeros_like(gradient).scatter(1, at, gradient.gather(1, at).sign() * n / at.shape[1])


def _shrunk_in_length(change: Tensor, eps: float) -> Tensor:
    length = change.square().mean(dim=1, keepdim=True).sqrt()
    return change * (eps / length.clamp(min=1e-30)).clamp(max=1)


def _shrunk_in_sum(change: Tensor, eps: float) -> Tensor:
    """The nearest point of an L1 ball: all sizes lowered by one amount, but not below 0 (Duchi 2008, figure 1)."""
    radius, sizes = eps * change.shape[1], change.abs()
    ordered = sizes.sort(dim=1, descending=True).values
    count = torch.arange(1, change.shape[1] + 1, device=change.device)
    lowered = (ordered.cumsum(1) - radius) / count
    last = (ordered > lowered).sum(dim=1, keepdim=True).clamp(min=1)
    return change.sign() * (sizes - lowered.gather(1, last - 1).clamp(min=0)).clamp(min=0)


NORMS: dict[str, Norm] = {
    "Linf": Norm(
        "the largest change of a value",
        lambda change: change.abs().amax(dim=1),
        torch.sign,
        lambda change, eps: change.clamp(-eps, eps),
    ),
    "L2": Norm(
        "the length of the change, as its root mean square",
        lambda change: change.square().mean(dim=1).sqrt(),
        _unit,
        _shrunk_in_length,
    ),
    "L1": Norm("the sum of all changes, as their mean", lambda change: change.abs().mean(dim=1), _steepest_few, _shrunk_in_sum),
}
