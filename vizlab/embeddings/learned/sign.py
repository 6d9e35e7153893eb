"""What the sign in front of a likelihood does: J = −(1/T) log L falls to good vectors, (1/T) log L falls to the worst.

Some notes print J(θ) = (1/T) log L(θ) = −(1/T) Σ Σ log p(o|c); only the second equality can be minimised.
"""

from __future__ import annotations

import torch
from torch import Tensor

from vizlab.embeddings.learned.pairs import pairs
from vizlab.embeddings.learned.recipe import SkipgramRecipe
from vizlab.embeddings.learned.skipgram import text_of

WORDS = 150  # the most frequent ones: then every step can look at all pairs at once
STEPS, RATE = 40, 0.1
RIGHT, PRINTED = "minimising −(1/T) log L", "minimising (1/T) log L"


def both(recipe: SkipgramRecipe) -> dict[str, list[tuple[float, float]]]:
    """Log-likelihood of a pair step by step, with either sign, on the `WORDS` most frequent words of what a recipe reads."""
    text = text_of(recipe)
    centres, contexts = pairs(text.ids, text.ends, recipe.skip_reach)
    counts = pair_counts(centres, contexts, min(WORDS, len(text.vocabulary)))
    return likelihoods(counts, recipe.skip_dims, recipe.seed)


def pair_counts(centres: Tensor, contexts: Tensor, n: int) -> Tensor:
    """How often each pair of the first n words occurs, (n, n) float32."""
    among = (centres < n) & (contexts < n)
    flat = torch.bincount(centres[among] * n + contexts[among], minlength=n * n)
    return flat.reshape(n, n).float()


def likelihoods(counts: Tensor, dims: int, seed: int) -> dict[str, list[tuple[float, float]]]:
    """Log-likelihood of a pair, nats, step by step of gradient descent, with either sign. counts: (n, n)."""
    return {RIGHT: _descent(counts, dims, seed, -1.0), PRINTED: _descent(counts, dims, seed, 1.0)}


def _descent(counts: Tensor, dims: int, seed: int, sign: float) -> list[tuple[float, float]]:
    source = torch.Generator().manual_seed(seed)
    v, u = (0.3 * torch.randn(len(counts), dims, generator=source) for _ in range(2))
    share, found = counts / counts.sum(), []
    for step in range(STEPS + 1):
        log_p = torch.log_softmax(v @ u.T, 1)
        found.append((float(step), float((share * log_p).sum())))
        upward = share - log_p.exp() * share.sum(1, keepdim=True)  # slope of the log-likelihood by every product
        pull = sign * RATE * len(counts) / dims
        v, u = v - pull * upward @ u, u - pull * upward.T @ v
    return found
