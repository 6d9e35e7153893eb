"""Operators that stand for relations: f(s, r, d) compares a source with the destination after A_r θ_d + δ_r.

Identity, translation (TransE), affine and diagonal are one formula with parts held fixed, so that all are learned side by side,
by Adam on the cross entropy of each fact's source among all entities, and of its destination. To add an operator: a line in
`OPERATORS`; a closeness: a function and a line in `CLOSENESS`. Source: 003:3787-3793; Lerer 2019, arXiv:1903.12287; Bordes 2013.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.adam import Adam
from vizlab.embeddings.graphs.generated import Array, Ints
from vizlab.embeddings.graphs.knowledge import RELATIONS, World

STEPS, LR, DIMS = 200, 0.05, 16
MEASURES = ("hits@1", "hits@10", "MRR")


@dataclass(frozen=True)
class Operator:
    """Which parts of A θ + δ are learned. matrix: "", "diagonal" or "whole"; the rest stays that of the identity."""

    matrix: str = ""
    vector: bool = False
    formula: str = "θ"


@dataclass(frozen=True)
class Learned:
    """Of each operator: points (o, n, d); matrices (o, r, d, d) and vectors (o, r, d) of its relations; scores (o, r, n, n), of
    every source with every destination; losses (o, steps)."""

    points: Array
    matrices: Array
    vectors: Array
    scores: Array
    losses: Array


def learn(world: World, *, closeness: str = "cosine", seed: int = 0, steps: int = STEPS) -> Learned:
    """All operators, learned from the same start side by side, each for itself."""
    source = torch.Generator().manual_seed(seed)
    o, r = len(OPERATORS), len(RELATIONS)
    points = torch.randn(1, world.n, DIMS, generator=source).div(DIMS**0.5).repeat(o, 1, 1).requires_grad_()
    tilts = torch.zeros(o, r, DIMS, DIMS, requires_grad=True)
    vectors = torch.zeros(o, r, DIMS, requires_grad=True)
    free = _free()
    optimizer, facts, losses = Adam([points, tilts, vectors]), torch.tensor(world.learned.T), []
    for step in range(steps):
        scores = score(points, torch.eye(DIMS) + tilts * free[0], vectors * free[1], closeness)
        each = -_gathered(scores.log_softmax(2), facts) - _gathered(scores.log_softmax(3), facts)
        losses.append(each.mean(1).detach())
        slopes = torch.autograd.grad(each.mean(1).sum(), [points, tilts, vectors])
        optimizer.step(slopes, LR * (1 - step / steps))
    with torch.no_grad():
        matrices, vectors = torch.eye(DIMS) + tilts * free[0], vectors * free[1]
        scores = score(points, matrices, vectors, closeness)
    found = (points, matrices, vectors, scores, torch.stack(losses, 1))
    return Learned(*(each.detach().double().numpy() for each in found))


def score(points: Tensor, matrices: Tensor, vectors: Tensor, closeness: str) -> Tensor:
    """f of every source and destination (o, r, n, n) for points (o, n, d), matrices (o, r, d, d) and vectors (o, r, d)."""
    carried = (
        torch.einsum("ornd,ored->orne", points[:, None].expand(-1, matrices.shape[1], -1, -1), matrices) + vectors[:, :, None]
    )
    return CLOSENESS[closeness](points[:, None], carried)


def ranks(scores: Array, world: World, facts: Ints) -> NDArray[np.int64]:
    """The rank (2, m) of the true source, and of the true destination, of facts (m, 3), by scores (r, n, n) of one operator.

    Other answers that are true as well are left out, as usual; ties count half of them. Source: Bordes 2013, "filtered".
    """
    true = np.zeros(scores.shape, bool)
    true[world.facts[:, 1], world.facts[:, 0], world.facts[:, 2]] = True
    s, r, d = facts.T
    own = scores[r, s, d][:, None]
    found = []
    for line, others in ((scores[r, :, d], true[r, :, d]), (scores[r, s], true[r, s])):
        rivals = ~others
        found.append(1 + ((line > own) & rivals).sum(1) + ((line == own) & rivals).sum(1) // 2)
    return np.array(found)


def measure(rank: NDArray[np.int64], name: str) -> float:
    """A number of `MEASURES` of ranks, a share in [0, 1]; NaN of none."""
    if not rank.size:
        return float("nan")
    return float((1 / rank).mean() if name == "MRR" else (rank <= int(name.split("@")[1])).mean())


def table(learned: Learned, world: World, facts: Ints, name: str) -> Array:
    """A number of `MEASURES` for each operator and relation (o, r + 1), the last column over all; NaN where no facts are."""
    rows = []
    for scores in learned.scores:
        rank = ranks(scores, world, facts)
        rows.append([*(measure(rank[:, facts[:, 1] == r], name) for r in range(len(RELATIONS))), measure(rank, name)])
    return np.array(rows)


def shown(learned: Learned, world: World, facts: Ints, name: str) -> tuple[Array, list[str]]:
    """The table (o, c) without relations of which there are no facts, and what its columns are called."""
    values, columns = table(learned, world, facts, name), [*RELATIONS, "all"]
    kept = ~np.isnan(values[0])
    return values[:, kept], [column for column, keep in zip(columns, kept, strict=True) if keep]


def part(learned: Learned, world: World, operator: str, relation: str) -> tuple[Array, Ints, Ints]:
    """Of one relation: points (k, d) of the entities that it joins, which these are (k,), and its true pairs (m, 2) of them."""
    facts = world.facts[world.facts[:, 1] == list(RELATIONS).index(relation)]
    involved, pairs = np.unique(facts[:, [0, 2]], return_inverse=True)
    return learned.points[list(OPERATORS).index(operator)][involved], involved, pairs.reshape(-1, 2)


def directed(scores: Array, facts: Ints) -> float:
    """The share of one-way facts that score higher than the same fact the wrong way round; ties count half."""
    one_way = np.array([kind.pattern == "one-way" for kind in RELATIONS.values()])
    s, r, d = facts[one_way[facts[:, 1]]].T
    gap = scores[r, s, d] - scores[r, d, s]
    return float((np.sign(np.where(np.abs(gap) < 1e-6, 0, gap)) + 1).mean() / 2)


def _free() -> tuple[Tensor, Tensor]:
    """Which entries of the matrices (o, 1, d, d) and of the vectors (o, 1, 1) are learned."""
    parts = {"": torch.zeros(DIMS, DIMS), "diagonal": torch.eye(DIMS), "whole": torch.ones(DIMS, DIMS)}
    matrices = torch.stack([parts[operator.matrix] for operator in OPERATORS.values()])[:, None]
    return matrices, torch.tensor([float(operator.vector) for operator in OPERATORS.values()])[:, None, None]


def _gathered(scores: Tensor, facts: Tensor) -> Tensor:
    s, r, d = facts
    return scores[:, r, s, d]


def _cosine(sources: Tensor, carried: Tensor) -> Tensor:
    return 10 * torch.nn.functional.normalize(sources, dim=-1) @ torch.nn.functional.normalize(carried, dim=-1).mT


def _product(sources: Tensor, carried: Tensor) -> Tensor:
    return sources @ carried.mT


def _distance(sources: Tensor, carried: Tensor) -> Tensor:
    lengths = (sources**2).sum(-1, keepdim=True) + (carried**2).sum(-1)[..., None, :]
    return 2 * sources @ carried.mT - lengths


OPERATORS: dict[str, Operator] = {
    "identity": Operator(),
    "translation": Operator(vector=True, formula="θ + δ"),
    "diagonal": Operator("diagonal", formula="b ⊙ θ"),
    "affine": Operator("whole", vector=True, formula="A θ + δ"),
}
CLOSENESS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {  # label -> f of sources and of destinations that were carried
    "cosine": _cosine,
    "dot product": _product,
    "distance": _distance,
}
