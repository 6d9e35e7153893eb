"""What the maps between two clouds are worth: whether they lead back, land on the other cloud, and pair what belongs together."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from vizlab.style.cycle.clouds import Pair

DIRECTIONS = 32  # that a cloud is looked at from


@dataclass(frozen=True)
class Held:
    """Points for measuring only, the same through a whole run: of A with their true partners in B, (n, 2), and parts (n,);
    reference: as many more of B and their parts, against which a mapped point's part is found."""

    a: Tensor
    b: Tensor
    parts: Tensor
    reference: Tensor
    reference_parts: Tensor


def hold(pair: Pair, n: int, source: torch.Generator) -> Held:
    """Draw them."""
    a, b, parts = pair.draw(n, source)
    _, reference, reference_parts = pair.draw(n, source)
    return Held(a, b, parts, reference, reference_parts)


def cycle_error(start: Tensor, back: Tensor) -> Tensor:
    """Mean distance of points back (runs, n, 2) from where they began (n, 2), in units of what blind guessing gives, (runs,)."""
    away: Tensor = (back - start).norm(dim=-1).mean(-1)
    return away / torch.cdist(start, start).mean()


def landed(points: Tensor, reference: Tensor, parts: Tensor) -> Tensor:
    """The part of each point (runs, n, 2): that of the nearest point of the reference. (runs, n)."""
    return parts[torch.cdist(points, reference.expand(len(points), *reference.shape)).argmin(-1)]


def accuracy(found: Tensor, parts: Tensor, symmetries: tuple[tuple[int, ...], ...]) -> Tensor:
    """Share of points that land (runs, n) on the part they belong to: (2, runs), true, and after the best of the symmetries."""
    wanted = torch.tensor(symmetries)[:, parts]
    shares = (found[None] == wanted[:, None]).float().mean(-1)
    return torch.stack([shares[0], shares.amax(0)])


def kept_together(found: Tensor, parts: Tensor) -> Tensor:
    """Share of points that land (runs, n) where most of their own part do, (runs,): 1 if no part is torn apart."""
    k = int(parts.max()) + 1
    counts = torch.zeros(len(found), k * k).scatter_add_(1, parts * k + found, torch.ones(found.shape))
    return counts.reshape(-1, k, k).amax(-1).sum(-1) / found.shape[1]


def sliced_distance(points: Tensor, reference: Tensor) -> Tensor:
    """How far clouds (runs, n, 2) are from another (n, 2): their mean distance as seen from 32 directions, (runs,).

    Source: Rabin 2011, sliced Wasserstein distance of order 1.
    """
    angle = torch.pi * torch.arange(DIRECTIONS) / DIRECTIONS
    axes = torch.stack([angle.cos(), angle.sin()])
    return ((points @ axes).sort(1).values - (reference @ axes).sort(0).values).abs().mean((1, 2))


def measure(pair: Pair, held: Held, made: Tensor, back: Tensor) -> dict[str, Tensor]:
    """All of them for G: what was made of the held points of A, and came back, (runs, n, 2). name -> (runs,)."""
    found = landed(made, held.reference, held.reference_parts)
    true, symmetric = accuracy(found, held.parts, pair.symmetries)
    return {
        "cycle error": cycle_error(held.a, back),
        "right": true,
        "right up to symmetry": symmetric,
        "kept together": kept_together(found, held.parts),
        "distance to B": sliced_distance(made, held.reference),
    }


def ends(pair: Pair, held: Held) -> dict[str, dict[str, float]]:
    """The same measures of the true map and of blind guessing (points of B drawn without looking)."""
    shuffled = held.b[torch.randperm(len(held.b), generator=torch.Generator().manual_seed(0))]
    blind = held.a[torch.randperm(len(held.a), generator=torch.Generator().manual_seed(1))]
    found = {
        "true map": measure(pair, held, held.b[None], held.a[None]),
        "blind": measure(pair, held, shuffled[None], blind[None]),
    }
    return {name: {key: float(value) for key, value in values.items()} for name, values in found.items()}
