"""What a pair of a word and one in its window asks of the vectors, by three losses; slopes are written out, not traced.

Every word has two vectors, as in word2vec's own notation: v when it stands in the middle, u when it is in the window of another
(the other way round in some notes). All three losses score a pair by products v · u and have the slope (error) · u for v and
(error) · v for u (`tables` applies them); they differ only in which rows of u they look at. To add one: a class with `answer`
and a line in `OBJECTIVES`. Source: Mikolov 2013, arXiv:1310.4546.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from vizlab.embeddings.learned.huffman import Tree

POWER = 0.75  # negatives are drawn by count to this power
FULL, SAMPLED, TREE = "full softmax", "negative sampling", "hierarchical softmax"


@dataclass(frozen=True)
class Answer:
    """What a batch of b pairs says. loss: (b,) nats. error: (b, r), its slope by each product v · u; one for every row of u
    where `rows` is None, else for these rows (b, r)."""

    loss: Tensor
    error: Tensor
    rows: Tensor | None = None


class Objective(Protocol):
    """A loss. size: rows of u that it needs. looked: how many of them a pair looks at, on average."""

    size: int
    looked: float

    def answer(self, v: Tensor, u: Tensor, centres: Tensor, contexts: Tensor, source: torch.Generator) -> Answer:
        """The loss of pairs (b,) and its slopes; v (n, d), u (size, d)."""
        ...


class FullSoftmax:
    """−log p(o|c), p the softmax over all words. The error is what the model expects less what was observed."""

    def __init__(self, counts: Sequence[int], negatives: int = 0) -> None:
        """counts: how often each word occurs."""
        self.size, self.looked = len(counts), float(len(counts))

    def answer(self, v: Tensor, u: Tensor, centres: Tensor, contexts: Tensor, source: torch.Generator) -> Answer:
        """See `Objective`."""
        log_p = torch.log_softmax(v[centres] @ u.T, 1)
        error = log_p.exp()
        error[torch.arange(len(contexts)), contexts] -= 1
        return Answer(-log_p.gather(1, contexts[:, None])[:, 0], error)


class NegativeSampling:
    """−log σ(u_o · v_c) − Σ log σ(−u_k · v_c) over k words drawn by count^0.75: true pairs against made-up ones."""

    def __init__(self, counts: Sequence[int], negatives: int) -> None:
        """counts: how often each word occurs. negatives: words drawn for each pair."""
        weights = torch.tensor(counts, dtype=torch.float64) ** POWER
        self._upto, self.negatives = (weights / weights.sum()).cumsum(0), negatives
        self.size, self.looked = len(counts), 1.0 + negatives

    def answer(self, v: Tensor, u: Tensor, centres: Tensor, contexts: Tensor, source: torch.Generator) -> Answer:
        """See `Objective`."""
        drawn = torch.rand(len(centres), self.negatives, generator=source, dtype=torch.float64)
        made_up = torch.searchsorted(self._upto, drawn).clamp_(max=self.size - 1)
        rows = torch.cat([contexts[:, None], made_up], 1)
        signs = torch.ones(rows.shape[1], dtype=v.dtype)
        signs[1:] = -1
        return _binary(v, u, centres, rows, signs.expand(rows.shape))


class HierarchicalSoftmax:
    """−Σ log σ(±u_node · v_c) along the word's path through a Huffman tree: p(o|c) is the product of its turns."""

    def __init__(self, counts: Sequence[int], negatives: int = 0) -> None:
        """counts: how often each word occurs."""
        self.tree = Tree.of(counts)
        self.nodes, self.signs = self.tree.paths()
        self.size = max(len(counts) - 1, 1)
        self.looked = self.tree.mean_depth

    def answer(self, v: Tensor, u: Tensor, centres: Tensor, contexts: Tensor, source: torch.Generator) -> Answer:
        """See `Objective`."""
        return _binary(v, u, centres, self.nodes[contexts], self.signs[contexts].to(v.dtype))

    def probabilities(self, v: Tensor, u: Tensor, word: int) -> Tensor:
        """p(o|word) for every word o, (n,), by walking every path."""
        turns = logsigmoid(self.signs.to(v.dtype) * (u @ v[word])[self.nodes])
        return torch.where(self.signs != 0, turns, 0.0).sum(1).exp()


def _binary(v: Tensor, u: Tensor, centres: Tensor, rows: Tensor, signs: Tensor) -> Answer:
    """Yes-or-no questions to rows (b, r): signs are 1 for yes, -1 for no, 0 for a question that is not asked."""
    products = torch.bmm(u[rows], v[centres][:, :, None])[:, :, 0]
    agreement = signs * products
    loss = torch.where(signs != 0, -logsigmoid(agreement), 0.0).sum(1)
    return Answer(loss, -signs * torch.sigmoid(-agreement), rows)


OBJECTIVES: dict[str, Callable[..., Objective]] = {
    FULL: FullSoftmax,
    SAMPLED: NegativeSampling,
    TREE: HierarchicalSoftmax,
}
